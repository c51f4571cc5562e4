import type { IResource, aws_iam as iam, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { capacityReservationChecks, renderCapacityReservation } from './capacity-reservation';
import { coreDumpChecks, grantCoreDump, renderCoreDump, warnOfCoreDump } from './core-dump';
import { warnOfFlashAttention } from './flash-attention';
import { warnOfGpuCount } from './gpu-count';
import { warnOfImages } from './image-compatibility';
import { warnOfInferenceAmiVersion } from './inference-ami-version';
import { byPriority, instancePoolsChecks, renderInstancePool, warnOfInstancePools } from './instance-pool';
import type { InstanceProductionVariant, InstanceProductionVariantProps } from './instance-variant-props';
import { machineImageFor, warnOfMachineImage } from './machine-image';
import { managedInstanceScalingChecks, renderManagedInstanceScaling } from './managed-instance-scaling';
import { warnOfMultiModel } from './multi-model-accelerator';
import { checksOfVariant, DEFAULT_WEIGHT, named, productionVariantChecks, type Named } from './production-variant';
import { instanceTypeCheck, instanceTypeOf } from '../../common/instance-type-input';
import { InstanceType } from '../../common/instance-type.generated';
import { processorOf } from '../../dlc/processor';
import { isDefinedModel, processorLookup, recordHosting, type IModel } from '../../model/model-base';
import { FOR_SESSIONS, warnOfMissingEndpoints } from '../../model/vpc/missing-endpoints';
import { grantSession } from '../../permissions/execution-role';
import { differs, gibibytesBetween, integerAtLeast, isUnknown, secondsBetween, type Check } from '../../private/checks';
import { warnOfRegion } from '../../private/environment';
import { warn } from '../../private/warnings';

/** A model and the instance type that hosts it; without a model for inference components. */
export interface Hosted {
  readonly model?: IModel;
  readonly instanceType: InstanceType;
}

/** An instance variant of a configuration. */
export class InstanceVariantDefinition {
  /** The properties, with each instance type as an `InstanceType` of this package. */
  public readonly props: Named<InstanceProductionVariantProps>;
  private autoscaled = false;
  private readonly components: { readonly model: IModel; readonly instanceType?: InstanceType }[] = [];
  private readonly modelsOfComponents: IModel[] = [];

  /**
   * @param given the properties of the variant as the user specified them
   * @param isAsync true if the endpoint is asynchronous, so that requests are queued
   * @param isDescribed true if the variant belongs to an imported configuration, so that only the described attributes are known
   */
  constructor(public readonly given: InstanceProductionVariantProps, public readonly isAsync = false, private readonly isDescribed = false) {
    const props = named(given);
    this.props = {
      ...props,
      instanceType: instanceTypeOf(props.instanceType),
      instancePools: props.instancePools?.map((pool) => ({ ...pool, instanceType: instanceTypeOf(pool.instanceType) })),
    };
  }

  /** The instance type; with instance pools, the type that SageMaker tries first. */
  public get instanceType(): InstanceType {
    return this.instanceTypes[0];
  }

  /** All instance types, in the order in which SageMaker tries them. */
  public get instanceTypes(): InstanceType[] {
    const { instancePools, instanceType } = this.props;
    return instancePools
      ? byPriority(instancePools).map((pool) => pool.instanceType)
      : [instanceType ?? (this.autoscaled || !this.hostsModel ? InstanceType.M5_LARGE : InstanceType.T2_MEDIUM)];
  }

  /** The instance types; empty instead of the default for a variant of an imported configuration. */
  public get knownInstanceTypes(): InstanceType[] {
    return this.isDescribed && !this.props.instanceType ? [] : this.instanceTypes;
  }

  /** The model on each instance type. The model of a pool applies only if the variant has a model. */
  public get hosted(): Hosted[] {
    const { instancePools, model } = this.props;
    return instancePools
      ? byPriority(instancePools).map((pool) => ({ model: model && (pool.model ?? model), instanceType: pool.instanceType }))
      : [{ model, instanceType: this.instanceType }];
  }

  /** The models of the inference components on each instance type. */
  public get hostedByComponents(): Hosted[] {
    return this.components.flatMap(({ model, instanceType: only }) => (
      (only ? [only] : this.knownInstanceTypes).map((instanceType) => ({ model, instanceType }))
    ));
  }

  /** The roles of the inference components and of their models, as far as they are known. */
  public get rolesOfComponents(): iam.IRole[] {
    return this.modelsOfComponents.flatMap(({ role }) => role ?? []);
  }

  /** Indicates whether the variant hosts a model; if not, it hosts inference components. */
  public get hostsModel(): boolean {
    return this.props.model !== undefined;
  }

  /** Indicates whether the variant is known to host inference components. Attributes of an imported configuration do not describe models. */
  public get hostsComponents(): boolean {
    return !this.hostsModel && !this.isDescribed;
  }

  /** The initial number of instances; with managed instance scaling, the default is at least its minimum. */
  public get initialInstanceCount(): number {
    const { initialInstanceCount, managedInstanceScaling: scaling } = this.props;
    return initialInstanceCount ?? (isUnknown(scaling?.minInstanceCount) ? 1 : Math.max(1, scaling!.minInstanceCount!));
  }

  /** The initial number of instances; undefined instead of the default for a variant of an imported configuration. */
  public get knownInstanceCount(): number | undefined {
    return this.isDescribed ? this.props.initialInstanceCount : this.initialInstanceCount;
  }

  public get isAutoscaled(): boolean {
    return this.autoscaled;
  }

  /** Records that the variant is autoscaled, which changes its default instance type: burstable instances cannot be autoscaled. */
  public markAutoscaled(): void {
    this.autoscaled = true;
  }

  /**
   * Records that an inference component of the variant runs a model.
   *
   * @param standIn the stand-in for a model, with what the component runs
   * @param instanceType the type of instances that run it; all of them by default
   * @param model the model of the component, whose image can follow the instances
   */
  public hostComponent(standIn: IModel, instanceType?: InstanceType, model?: IModel): void {
    this.components.push({ model: standIn, instanceType });
    this.modelsOfComponents.push(standIn, ...model ? [model] : []);
    // Looks the instance types up on each call, because they can change until synthesis.
    (instanceType ? [instanceType] : this.instanceTypes).forEach((_, index) => {
      const processor = processorLookup(() => instanceType ?? this.knownInstanceTypes[index]);
      [standIn, ...model ? [model] : []].forEach((each) => recordHosting(each, processor));
    });
  }

  /** Returns the public description of the variant. */
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
      // Omits the weight and Systems Manager access for inference components, because SageMaker does not accept them.
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
      managedInstanceScaling: props.managedInstanceScaling ? renderManagedInstanceScaling(props.managedInstanceScaling) : undefined,
      capacityReservationConfig: props.capacityReservation && renderCapacityReservation(props.capacityReservation),
      inferenceAmiVersion: (props.inferenceAmiVersion ?? machineImageFor([...this.hosted, ...this.hostedByComponents]))?.toString(),
      coreDumpConfig: props.coreDump && renderCoreDump(props.coreDump),
    };
  }
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html */
const TIMEOUT_SECONDS = [60, 3600] as const;
const PROVISION_TIMEOUT_SECONDS = [300, 3600] as const;
const VOLUME_GIBIBYTES = [1, 512] as const;

/**
 * Checks the properties of a variant, and that its name is unique.
 *
 * @param config the endpoint configuration
 * @param props the properties of the variant
 * @param others the names of the previous variants
 */
export function instanceVariantChecks(config: IResource, props: InstanceProductionVariantProps, others: readonly (string | undefined)[]): Check[] {
  const { capacityReservation, coreDump, instancePools, managedInstanceScaling } = props;
  return checksOfVariant(props, [
    differs('variantName', props.variantName, others, 'variants'),
    ...productionVariantChecks(config, props),
    instanceTypeCheck('instanceType', props.instanceType),
    integerAtLeast('initialInstanceCount', props.initialInstanceCount, 1),
    secondsBetween('containerStartupHealthCheckTimeout', props.containerStartupHealthCheckTimeout, ...TIMEOUT_SECONDS),
    secondsBetween('modelDataDownloadTimeout', props.modelDataDownloadTimeout, ...TIMEOUT_SECONDS),
    secondsBetween('variantInstanceProvisionTimeout', props.variantInstanceProvisionTimeout, ...PROVISION_TIMEOUT_SECONDS),
    gibibytesBetween('volumeSize', props.volumeSize, ...VOLUME_GIBIBYTES),
    ...capacityReservation ? capacityReservationChecks(capacityReservation) : [],
    ...coreDump ? coreDumpChecks(coreDump) : [],
    instancePools && props.instanceType ? 'instancePools cannot be combined with instanceType; omit instanceType' : undefined,
    ...instancePools ? instancePoolsChecks(config, instancePools) : [],
    managedInstanceScaling && props.model
      ? 'managedInstanceScaling cannot be combined with a model; use autoScaleInstanceCount of the endpoint'
      : undefined,
    ...managedInstanceScaling ? managedInstanceScalingChecks(managedInstanceScaling) : [],
  ]);
}

/** Warns about settings that are valid but probably not intended, when the variant is added. */
export function warnOfInstanceVariant(config: IConstruct, variant: InstanceVariantDefinition): void {
  warnOfInstanceTypes(config, variant);
  warnOfPools(config, variant);
  warnOfReservation(config, variant);
  warnOfComponents(config, variant);
}

function warnOfInstanceTypes(config: IConstruct, { props, instanceTypes: types }: InstanceVariantDefinition): void {
  const { variantName, acceleratorType, inferenceAmiVersion } = props;
  if (acceleratorType) {
    warn(config, 'elasticInference', `acceleratorType ${acceleratorType} of variant '${variantName}' is ignored: `
      + 'Amazon Elastic Inference is no longer available; omit it and choose an instanceType with a GPU or AWS Inferentia');
  }
  const given = props.instancePools || props.instanceType ? types : [];
  given.filter((type) => !type._isKnown()).forEach((type) => {
    warn(config, 'unknownInstanceType', `instanceType ${type} of variant '${variantName}' is not in the list of instance types of this `
      + 'version of cdk-sagemaker-hosting; check its spelling');
  });
  const withDisk = types.find((type) => type._hasLocalStorage());
  if (props.volumeSize && withDisk) {
    warn(config, 'volumeSizeOfLocalDisk', `variant '${variantName}' has a volumeSize, but ${withDisk} uses a local disk instead, so SageMaker may reject the `
      + 'volumeSize; omit it');
  }
  if (inferenceAmiVersion) {
    warnOfInferenceAmiVersion(config, variantName, inferenceAmiVersion, types);
  }
}

function warnOfReservation(config: IConstruct, { props: { variantName, capacityReservation } }: InstanceVariantDefinition): void {
  const arn = capacityReservation?.mlReservationArn;
  if (!isUnknown(arn)) {
    warnOfRegion(config, `capacityReservation of variant '${variantName}'`, arn!.split(':')[3]);
  }
}

function warnOfPools(config: IConstruct, { props, hostsModel }: InstanceVariantDefinition): void {
  const { variantName, capacityReservation } = props;
  const pools = props.instancePools ?? [];
  warnOfInstancePools(config, variantName, pools);
  if (pools.length > 0 && capacityReservation) {
    warn(config, 'reservationOfPools', `variant '${variantName}' has instancePools, but its capacityReservation is for a single instance type; remove one of `
      + 'them');
  }
  if (!hostsModel && pools.some((pool) => pool.model)) {
    warn(config, 'poolModelOfComponents', `the models in instancePools of variant '${variantName}' are ignored, because the variant has no model; set the model of `
      + 'the variant or remove those of instancePools');
  }
}

function warnOfComponents(config: IConstruct, { props, hostsModel, initialInstanceCount: count }: InstanceVariantDefinition): void {
  if (hostsModel) {
    return;
  }
  const where = `variant '${props.variantName}'`;
  const ignored = (['initialVariantWeight', 'ssmAccess'] as const).filter((name) => props[name] !== undefined && props[name] !== false);
  if (ignored.length > 0) {
    warn(config, 'ignoredWithoutModel', `${where} ignores ${ignored.join(' and ')}, because it has no model; remove ${ignored.join(' and ')}`);
  }
  const { minInstanceCount: min, maxInstanceCount: max } = props.managedInstanceScaling ?? {};
  if (props.managedInstanceScaling && !isUnknown(count) && ((!isUnknown(min) && count < min!) || (!isUnknown(max) && count > max!))) {
    warn(config, 'initialCountOutsideOfScaling', `initialInstanceCount ${count} of ${where} is outside the limits of managedInstanceScaling; choose `
      + 'a value within the limits');
  }
}

/** Returns the properties that require permissions of the roles of only this variant, for messages. */
export function grantedProperties({ props }: InstanceVariantDefinition): string[] {
  return (['ssmAccess', 'coreDump'] as const).filter((name) => props[name]).map((name) => `${name} of variant '${props.variantName}'`);
}

/** Warns about problems that can only be found in the complete variant and its models. */
export function warnOfFinishedInstanceVariant(config: IConstruct, variant: InstanceVariantDefinition): void {
  const { props, hosted, isAutoscaled } = variant;
  const { variantName, coreDump, inferenceAmiVersion, routingStrategy } = props;
  if (routingStrategy?._isPrefixAware && (props.initialInstanceCount ?? 1) === 1 && !isAutoscaled && !props.managedInstanceScaling) {
    warn(config, 'prefixAwareSingleInstance', `prefix-aware routing of variant '${variantName}' has no effect with 1 instance; `
      + 'set initialInstanceCount to 2 or more');
  }
  if (props.ssmAccess && hosted.some(({ model }) => isDefinedModel(model) && model._hosting.isolated)) {
    warn(config, 'ssmAccessIsolated',
      `ssmAccess of variant '${variantName}' does not work, because networkIsolation of its model blocks the session; remove one of them`);
  }
  new Set(props.ssmAccess ? hosted.map(({ model }) => model) : []).forEach((model) => {
    if (isDefinedModel(model) && model._attachment) {
      warnOfMissingEndpoints(config, model._attachment, [FOR_SESSIONS], `variant '${variantName}' has ssmAccess, but the subnets of its model '${model.node.path}'`);
    }
  });
  const all = [...hosted, ...variant.hostedByComponents];
  all.forEach(({ model, instanceType }) => {
    warnOfImages(config, variantName, model, `instanceType ${instanceType}`, processorOf(instanceType), instanceType._isArm());
    warnOfGpuCount(config, variantName, model, instanceType);
    warnOfFlashAttention(config, variantName, model, instanceType);
    warnOfMultiModel(config, variantName, model, instanceType);
  });
  warnOfMachineImage(config, variantName, inferenceAmiVersion, all);
  if (coreDump) {
    warnOfCoreDump(config, variantName, coreDump);
  }
}

/** Grants the permissions that this variant requires in addition to those of all variants. */
export function grantInstanceVariant(grantee: iam.IGrantable, { model, ssmAccess, coreDump }: InstanceProductionVariantProps): iam.Grant[] {
  return [
    ...model && ssmAccess ? [grantSession(grantee)] : [],
    ...coreDump ? grantCoreDump(grantee, coreDump) : [],
  ];
}
