import type { IResource, aws_iam as iam, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { capacityReservationChecks, renderCapacityReservation } from './capacity-reservation';
import { coreDumpChecks, grantCoreDump, renderCoreDump, warnOfCoreDump } from './core-dump';
import { warnOfImages } from './image-compatibility';
import { warnOfInferenceAmiVersion } from './inference-ami-version';
import { byPriority, instancePoolsChecks, renderInstancePool, warnOfInstancePools } from './instance-pool';
import type { InstanceProductionVariant, InstanceProductionVariantProps } from './instance-variant-props';
import { managedInstanceScalingChecks, renderManagedInstanceScaling } from './managed-instance-scaling';
import { checksOfVariant, DEFAULT_WEIGHT, productionVariantChecks } from './production-variant';
import { InstanceType } from '../../common/instance-type.generated';
import { processorOf } from '../../dlc/processor';
import { isDefinedModel, type IModel } from '../../model/model-base';
import { grantSession } from '../../permissions/execution-role';
import { differs, gibibytesBetween, integerAtLeast, isUnknown, secondsBetween, type Check } from '../../private/checks';
import { warn } from '../../private/warnings';

/** A model, or none for inference components, and what it runs on. */
export interface Hosted {
  readonly model?: IModel;
  readonly instanceType: InstanceType;
}

/** An instance variant of a configuration. */
export class InstanceVariantDefinition {
  private autoscaled = false;

  /**
   * @param props the variant
   * @param isAsync whether requests wait in a queue, as those of an asynchronous endpoint do
   * @param isDescribed whether it is defined elsewhere, so that only what is described is known
   */
  constructor(public readonly props: InstanceProductionVariantProps, public readonly isAsync = false, private readonly isDescribed = false) {}

  /** The type; of several, the one that is tried first. */
  public get instanceType(): InstanceType {
    return this.instanceTypes[0];
  }

  /** All types, in the order in which they are tried. */
  public get instanceTypes(): InstanceType[] {
    const { instancePools, instanceType } = this.props;
    return instancePools
      ? byPriority(instancePools).map((pool) => pool.instanceType)
      : [instanceType ?? (this.autoscaled || !this.hostsModel ? InstanceType.M5_LARGE : InstanceType.T2_MEDIUM)];
  }

  /** The types without the default, which does not hold for a variant that is defined elsewhere. */
  public get knownInstanceTypes(): InstanceType[] {
    return this.isDescribed && !this.props.instanceType ? [] : this.instanceTypes;
  }

  /** The model on each type of instances; that of a pool only counts where the variant has one. */
  public get hosted(): Hosted[] {
    const { instancePools, model } = this.props;
    return instancePools
      ? byPriority(instancePools).map((pool) => ({ model: model && (pool.model ?? model), instanceType: pool.instanceType }))
      : [{ model, instanceType: this.instanceType }];
  }

  /** Whether it hosts a model; if not, it hosts inference components. */
  public get hostsModel(): boolean {
    return this.props.model !== undefined && this.props.model !== null;
  }

  /** Whether it is known to host inference components. The model of a variant that is defined elsewhere is not described. */
  public get hostsComponents(): boolean {
    return !this.hostsModel && !this.isDescribed;
  }

  /** The number of instances to start with; where SageMaker decides on it, no fewer than there may be. */
  public get initialInstanceCount(): number {
    const { initialInstanceCount, managedInstanceScaling: scaling } = this.props;
    return initialInstanceCount ?? (isUnknown(scaling?.minInstanceCount) ? 1 : Math.max(1, scaling!.minInstanceCount!));
  }

  /** The number without the default, which does not hold for a variant that is defined elsewhere. */
  public get knownInstanceCount(): number | undefined {
    return this.isDescribed ? this.props.initialInstanceCount : this.initialInstanceCount;
  }

  public get isAutoscaled(): boolean {
    return this.autoscaled;
  }

  /** Records that the variant is autoscaled, for which its default instance type would be too small. */
  public markAutoscaled(): void {
    this.autoscaled = true;
  }

  /** Returns the variant as users see it. */
  public describe(): InstanceProductionVariant {
    return {
      acceleratorType: this.props.acceleratorType,
      initialInstanceCount: this.initialInstanceCount,
      initialVariantWeight: this.props.initialVariantWeight ?? DEFAULT_WEIGHT,
      instanceType: this.instanceType,
      modelName: this.props.model?.modelName,
      variantName: this.props.variantName,
      containerStartupHealthCheckTimeout: this.props.containerStartupHealthCheckTimeout,
    };
  }

  public render(): sagemaker.CfnEndpointConfig.ProductionVariantProperty {
    const { props } = this;
    const variant = this.describe();
    return {
      initialInstanceCount: variant.initialInstanceCount,
      // SageMaker takes neither weight nor access by Systems Manager where inference components are hosted.
      initialVariantWeight: this.hostsModel ? variant.initialVariantWeight : undefined,
      enableSsmAccess: this.hostsModel ? props.ssmAccess : undefined,
      instanceType: props.instancePools ? undefined : variant.instanceType.toString(),
      instancePools: props.instancePools?.map(renderInstancePool),
      modelName: variant.modelName,
      variantName: variant.variantName,
      containerStartupHealthCheckTimeoutInSeconds: variant.containerStartupHealthCheckTimeout?.toSeconds(),
      modelDataDownloadTimeoutInSeconds: props.modelDataDownloadTimeout?.toSeconds(),
      variantInstanceProvisionTimeoutInSeconds: props.variantInstanceProvisionTimeout?.toSeconds(),
      volumeSizeInGb: props.volumeSize?.toGibibytes(),
      routingConfig: props.routingStrategy?._rendered,
      managedInstanceScaling: props.managedInstanceScaling && renderManagedInstanceScaling(props.managedInstanceScaling),
      capacityReservationConfig: props.capacityReservation && renderCapacityReservation(props.capacityReservation),
      inferenceAmiVersion: props.inferenceAmiVersion?.toString(),
      coreDumpConfig: props.coreDump && renderCoreDump(props.coreDump),
    };
  }
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html */
const TIMEOUT_SECONDS = [60, 3600] as const;
const PROVISION_TIMEOUT_SECONDS = [300, 3600] as const;
const VOLUME_GIBIBYTES = [1, 512] as const;

/**
 * Checks a variant by itself, and its name next to those of others.
 *
 * @param config the endpoint configuration
 * @param props the variant
 * @param others the names of the variants before it
 */
export function instanceVariantChecks(config: IResource, props: InstanceProductionVariantProps, others: readonly string[]): Check[] {
  const { capacityReservation, coreDump, instancePools, managedInstanceScaling } = props;
  return checksOfVariant(props, [
    differs('variantName', props.variantName, others, 'variants'),
    ...productionVariantChecks(config, props),
    integerAtLeast('initialInstanceCount', props.initialInstanceCount, 1),
    secondsBetween('containerStartupHealthCheckTimeout', props.containerStartupHealthCheckTimeout, ...TIMEOUT_SECONDS),
    secondsBetween('modelDataDownloadTimeout', props.modelDataDownloadTimeout, ...TIMEOUT_SECONDS),
    secondsBetween('variantInstanceProvisionTimeout', props.variantInstanceProvisionTimeout, ...PROVISION_TIMEOUT_SECONDS),
    gibibytesBetween('volumeSize', props.volumeSize, ...VOLUME_GIBIBYTES),
    ...capacityReservation ? capacityReservationChecks(capacityReservation) : [],
    ...coreDump ? coreDumpChecks(coreDump) : [],
    instancePools && props.instanceType ? "instancePools can't be combined with instanceType; leave instanceType out" : undefined,
    ...instancePools ? instancePoolsChecks(config, instancePools) : [],
    managedInstanceScaling && props.model
      ? 'managedInstanceScaling is only possible without a model, for inference components; use autoScaleInstanceCount of the endpoint'
      : undefined,
    ...managedInstanceScaling ? managedInstanceScalingChecks(managedInstanceScaling) : [],
  ]);
}

/** Warns of what is legal but probably not meant, as soon as the variant is added. */
export function warnOfInstanceVariant(config: IConstruct, variant: InstanceVariantDefinition): void {
  warnOfInstanceTypes(config, variant);
  warnOfPools(config, variant);
  warnOfComponents(config, variant);
  warnOfUnknownRoles(config, variant);
}

function warnOfInstanceTypes(config: IConstruct, { props, instanceTypes: types }: InstanceVariantDefinition): void {
  const { variantName, acceleratorType, inferenceAmiVersion } = props;
  if (acceleratorType) {
    warn(config, 'elasticInference', `acceleratorType ${acceleratorType} of variant '${variantName}' is ignored: `
      + 'Amazon Elastic Inference no longer exists; leave it out, and choose a GPU or Inferentia instanceType');
  }
  const given = props.instancePools || props.instanceType ? types : [];
  given.filter((type) => !type._isKnown()).forEach((type) => {
    warn(config, 'unknownInstanceType', `instanceType ${type} of variant '${variantName}' is not one that this `
      + 'version of cdk-sagemaker-hosting knows; check its spelling');
  });
  const withDisk = types.find((type) => type._hasLocalStorage());
  if (props.volumeSize && withDisk) {
    warn(config, 'volumeSizeOfLocalDisk', `variant '${variantName}' has a volumeSize, but ${withDisk} has a local disk instead, and SageMaker may refuse the `
      + 'size; leave it out');
  }
  if (inferenceAmiVersion) {
    warnOfInferenceAmiVersion(config, variantName, inferenceAmiVersion, types);
  }
}

function warnOfPools(config: IConstruct, { props, hostsModel }: InstanceVariantDefinition): void {
  const { variantName, capacityReservation } = props;
  const pools = props.instancePools ?? [];
  warnOfInstancePools(config, variantName, pools);
  if (pools.length > 0 && capacityReservation) {
    warn(config, 'reservationOfPools', `variant '${variantName}' has instancePools, but its capacityReservation is for one type of instances; leave one of `
      + 'them out');
  }
  if (!hostsModel && pools.some((pool) => pool.model)) {
    warn(config, 'poolModelOfComponents', `variant '${variantName}' has no model, but instancePools with one; a model is only looked at where the variant has `
      + 'one');
  }
}

function warnOfComponents(config: IConstruct, { props, hostsModel, initialInstanceCount: count }: InstanceVariantDefinition): void {
  if (hostsModel) {
    return;
  }
  const where = `variant '${props.variantName}'`;
  const leftOut = (['initialVariantWeight', 'ssmAccess'] as const).filter((name) => props[name] !== undefined && props[name] !== false);
  if (leftOut.length > 0) {
    warn(config, 'ignoredWithoutModel', `${leftOut.join(' and ')} of ${where} is left out, because the variant has no model; remove it`);
  }
  const { minInstanceCount: min, maxInstanceCount: max } = props.managedInstanceScaling ?? {};
  if (props.managedInstanceScaling && !isUnknown(count) && ((!isUnknown(min) && count < min!) || (!isUnknown(max) && count > max!))) {
    warn(config, 'initialCountOutsideOfScaling', `initialInstanceCount ${count} of ${where} is not within the limits of managedInstanceScaling; choose `
      + 'a count between them');
  }
}

/** Warns of a role that can't be granted what this variant alone needs, because it is not known. */
function warnOfUnknownRoles(config: IConstruct, { props, hosted }: InstanceVariantDefinition): void {
  const needs = (['ssmAccess', 'coreDump'] as const).filter((name) => props[name]);
  const unknown = hosted.map(({ model }) => model).find((model) => model && !model.role);
  if (unknown && needs.length > 0) {
    warn(config, 'unknownModelRole', `the role of the imported model '${unknown.node.path}' is not known, so it can't be granted what ${needs.join(' and ')} `
      + `of variant '${props.variantName}' takes; import the model with its role`);
  }
}

/** Warns of what only the finished variant and its models can tell. */
export function warnOfFinishedInstanceVariant(config: IConstruct, { props, hosted, isAutoscaled }: InstanceVariantDefinition): void {
  const { variantName, coreDump, routingStrategy } = props;
  if (routingStrategy?._isPrefixAware && (props.initialInstanceCount ?? 1) === 1 && !isAutoscaled && !props.managedInstanceScaling) {
    warn(config, 'prefixAwareSingleInstance', `routingStrategy of variant '${variantName}' compares prefixes to choose among instances, but there is 1; `
      + 'set initialInstanceCount to 2 or more');
  }
  if (props.ssmAccess && hosted.some(({ model }) => isDefinedModel(model) && model._hosting.isolated)) {
    warn(config, 'ssmAccessIsolated',
      `ssmAccess of variant '${variantName}' can't work, because its model has networkIsolation, which blocks the session`);
  }
  hosted.forEach(({ model, instanceType }) => warnOfImages(config, variantName, model, `instanceType ${instanceType}`, processorOf(instanceType)));
  if (coreDump) {
    warnOfCoreDump(config, variantName, coreDump);
  }
}

/** Grants what this variant needs beside what all of them do. */
export function grantInstanceVariant(grantee: iam.IGrantable, { model, ssmAccess, coreDump }: InstanceProductionVariantProps): iam.Grant[] {
  return [
    ...model && ssmAccess ? [grantSession(grantee)] : [],
    ...coreDump ? grantCoreDump(grantee, coreDump) : [],
  ];
}
