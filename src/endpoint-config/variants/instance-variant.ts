import type { aws_iam as iam, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { CapacityReservation } from './capacity-reservation';
import type { CoreDumpOptions } from './core-dump';
import type { InstancePool } from './instance-pool';
import type { InstanceProductionVariant, InstanceProductionVariantProps } from './instance-variant-props';
import type { ManagedInstanceScaling } from './managed-instance-scaling';
import { DEFAULT_WEIGHT } from './production-variant';
import { uriOf, uriTooLong } from '../../common/bucket-location';
import { InstanceType } from '../../common/instance-type.generated';
import type { IModel } from '../../model/model-base';
import { grantSession } from '../../permissions/execution-role';
import { grantWriteObjects, keysOf, PUT_ACTIONS } from '../../permissions/s3';
import { atMostItems, type Check, gibibytesBetween, isUnknown, minutesBetween, required, secondsBetween, matches, type StringRule, integerAtLeast, integerBetween } from '../../private/checks';
import { MAX_DESTINATION_LENGTH } from '../../private/names';

/** A model, or none for inference components, and what it runs on. */
export interface Hosted {
  readonly model?: IModel;
  readonly instanceType: InstanceType;
}

/** The pools as they are tried; as they are given, if that is not known. */
function byPriority(pools: readonly InstancePool[]): readonly InstancePool[] {
  return pools.some(({ priority }) => isUnknown(priority)) ? pools : [...pools].sort((one, other) => one.priority - other.priority);
}

/** An instance variant while its configuration is being put together. */
export class InstanceVariantDefinition {
  private autoscaled = false;

  /**
   * @param props the variant
   * @param isAsync whether requests wait in a queue, as those of an asynchronous endpoint do
   * @param isDescribed whether somebody else defines it, and what is here is all that is known
   */
  constructor(public readonly props: InstanceProductionVariantProps, public readonly isAsync = false, private readonly isDescribed = false) {}

  /** The type; of several, the one that is tried first. */
  public get instanceType(): InstanceType {
    return this.instanceTypes[0];
  }

  public get instanceTypes(): InstanceType[] {
    const { instancePools, instanceType } = this.props;
    return instancePools
      ? byPriority(instancePools).map((pool) => pool.instanceType)
      : [instanceType ?? (this.autoscaled || !this.hostsModel ? InstanceType.M5_LARGE : InstanceType.T2_MEDIUM)];
  }

  /** No default, where somebody else may have decided otherwise. */
  public get knownInstanceTypes(): InstanceType[] {
    return this.isDescribed && !this.props.instanceType ? [] : this.instanceTypes;
  }

  /** What runs on each type of instances; a pool may have a model of its own, which counts where the variant has one. */
  public get hosted(): Hosted[] {
    const { instancePools, model } = this.props;
    return instancePools
      ? byPriority(instancePools).map((pool) => ({ model: model && (pool.model ?? model), instanceType: pool.instanceType }))
      : [{ model, instanceType: this.instanceType }];
  }

  /** Without a model it hosts inference components. */
  public get hostsModel(): boolean {
    return this.props.model !== undefined && this.props.model !== null;
  }

  public get hostsComponents(): boolean {
    return !this.hostsModel && !this.isDescribed;
  }

  /** Where SageMaker decides on the number of instances, no fewer than it may have. */
  public get initialInstanceCount(): number {
    const { initialInstanceCount, managedInstanceScaling: scaling } = this.props;
    return initialInstanceCount ?? (isUnknown(scaling?.minInstanceCount) ? 1 : Math.max(1, scaling!.minInstanceCount!));
  }

  /** No default, where somebody else may have decided otherwise. */
  public get knownInstanceCount(): number | undefined {
    return this.isDescribed ? this.props.initialInstanceCount : this.initialInstanceCount;
  }

  public get isAutoscaled(): boolean {
    return this.autoscaled;
  }

  /** An autoscaled variant needs another default instance type. */
  public markAutoscaled(): void {
    this.autoscaled = true;
  }

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
      instancePools: props.instancePools?.map(renderPool),
      modelName: variant.modelName,
      variantName: variant.variantName,
      containerStartupHealthCheckTimeoutInSeconds: variant.containerStartupHealthCheckTimeout?.toSeconds(),
      modelDataDownloadTimeoutInSeconds: props.modelDataDownloadTimeout?.toSeconds(),
      variantInstanceProvisionTimeoutInSeconds: props.variantInstanceProvisionTimeout?.toSeconds(),
      volumeSizeInGb: props.volumeSize?.toGibibytes(),
      routingConfig: props.routingStrategy?._rendered,
      managedInstanceScaling: renderScaling(props),
      capacityReservationConfig: props.capacityReservation && {
        capacityReservationPreference: 'capacity-reservations-only',
        mlReservationArn: props.capacityReservation.mlReservationArn,
      },
      inferenceAmiVersion: props.inferenceAmiVersion?.toString(),
      coreDumpConfig: props.coreDump && {
        destinationS3Uri: uriOf(props.coreDump.destination),
        kmsKeyId: props.coreDump.encryptionKey?.keyArn,
      },
    };
  }
}

function renderPool({ instanceType, priority, model }: InstancePool): sagemaker.CfnEndpointConfig.InstancePoolProperty {
  return { instanceType: instanceType.toString(), priority, modelNameOverride: model?.modelName };
}

function renderScaling(
  { managedInstanceScaling: scaling }: InstanceProductionVariantProps,
): sagemaker.CfnEndpointConfig.ManagedInstanceScalingProperty | undefined {
  return scaling && {
    status: 'ENABLED',
    minInstanceCount: scaling.minInstanceCount,
    maxInstanceCount: scaling.maxInstanceCount,
    scaleInPolicy: scaling.scaleInPolicy?._render(),
  };
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html */
const TIMEOUT_SECONDS = [60, 3600] as const;
const PROVISION_TIMEOUT_SECONDS = [300, 3600] as const;
const VOLUME_GIBIBYTES = [1, 512] as const;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantManagedInstanceScalingScaleInPolicy.html */
const COOLDOWN_MINUTES = [5, 1440] as const;
const STEP_SIZE = [1, 100] as const;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InstancePool.html */
const MAX_POOLS = 5;
const PRIORITY = [1, 5] as const;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCapacityReservationConfig.html */
const RESERVATION_ARN: StringRule = {
  pattern: /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:\d{12}:[a-z0-9-]{1,14}\//,
  minLength: 20,
  maxLength: 258,
  allowed: 'an ARN such as arn:aws:sagemaker:us-east-1:123456789012:training-plan/my-plan',
};

export function instanceVariantChecks(props: InstanceProductionVariantProps): Check[] {
  return [
    integerAtLeast('initialInstanceCount', props.initialInstanceCount, 1),
    secondsBetween('containerStartupHealthCheckTimeout', props.containerStartupHealthCheckTimeout, ...TIMEOUT_SECONDS),
    secondsBetween('modelDataDownloadTimeout', props.modelDataDownloadTimeout, ...TIMEOUT_SECONDS),
    secondsBetween('variantInstanceProvisionTimeout', props.variantInstanceProvisionTimeout, ...PROVISION_TIMEOUT_SECONDS),
    gibibytesBetween('volumeSize', props.volumeSize, ...VOLUME_GIBIBYTES),
    ...(props.capacityReservation ? reservationChecks(props.capacityReservation) : []),
    ...(props.coreDump ? coreDumpChecks(props.coreDump) : []),
    ...(props.instancePools ? poolChecks(props, props.instancePools) : []),
    ...(props.managedInstanceScaling ? scalingChecks(props, props.managedInstanceScaling) : []),
  ];
}

function reservationChecks({ mlReservationArn }: CapacityReservation): Check[] {
  return [
    required('capacityReservation.mlReservationArn', mlReservationArn, RESERVATION_ARN.allowed),
    matches('capacityReservation.mlReservationArn', mlReservationArn, RESERVATION_ARN),
  ];
}

function coreDumpChecks({ destination }: CoreDumpOptions): Check[] {
  return [
    required('coreDump.destination', destination, 'a bucket, and a prefix if you like'),
    uriTooLong('coreDump.destination', destination, MAX_DESTINATION_LENGTH),
  ];
}

function poolChecks({ instanceType }: InstanceProductionVariantProps, pools: InstancePool[]): Check[] {
  return [
    instanceType ? "instancePools can't be combined with instanceType; leave instanceType out" : undefined,
    pools.length === 0 ? 'instancePools must not be empty; leave it out, and set instanceType' : undefined,
    atMostItems('instancePools', pools, MAX_POOLS),
    ...pools.flatMap((pool, index) => [
      required(`instancePools[${index}].instanceType`, pool.instanceType, 'use an InstanceType'),
      required(`instancePools[${index}].priority`, pool.priority, 'a whole number from 1 to 5'),
      integerBetween(`instancePools[${index}].priority`, pool.priority, ...PRIORITY),
    ]),
  ];
}

function scalingChecks({ model }: InstanceProductionVariantProps, scaling: ManagedInstanceScaling): Check[] {
  const { minInstanceCount: min, maxInstanceCount: max } = scaling;
  const { cooldown, maximumStepSize } = scaling.scaleInPolicy?._options ?? {};
  return [
    model ? 'managedInstanceScaling is only possible without a model, for inference components; use autoScaleInstanceCount of the endpoint' : undefined,
    integerAtLeast('managedInstanceScaling.minInstanceCount', min, 0),
    integerAtLeast('managedInstanceScaling.maxInstanceCount', max, 1),
    !isUnknown(min) && !isUnknown(max) && min! > max!
      ? `managedInstanceScaling.minInstanceCount must be at most maxInstanceCount (${max}), got ${min}`
      : undefined,
    minutesBetween('managedInstanceScaling.scaleInPolicy.cooldown', cooldown, ...COOLDOWN_MINUTES),
    integerBetween('managedInstanceScaling.scaleInPolicy.maximumStepSize', maximumStepSize, ...STEP_SIZE),
  ];
}

/** What a variant of its own needs beside what all of them do. */
export function grantInstanceVariant(grantee: iam.IGrantable, { model, ssmAccess, coreDump }: InstanceProductionVariantProps): iam.Grant[] {
  return [
    ...(model && ssmAccess ? [grantSession(grantee)] : []),
    ...(coreDump ? grantCoreDump(grantee, coreDump) : []),
  ];
}

function grantCoreDump(grantee: iam.IGrantable, { destination, encryptionKey }: CoreDumpOptions): iam.Grant[] {
  return grantWriteObjects(grantee, destination.bucket, keysOf(destination), { actions: PUT_ACTIONS, key: encryptionKey });
}
