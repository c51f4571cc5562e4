import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { DEFAULT_WEIGHT } from './default-weight';
import type { InstanceProductionVariant, InstanceProductionVariantProps } from './instance';
import type { InstancePool } from './instance-pool';
import { InstanceType } from '../../common/instance-type.generated';
import { uriOf } from '../../common/location-in-bucket';
import type { IModel } from '../../model/model-interface';
import { isUnknown } from '../../private/checks';

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
export class InstanceVariant {
  private autoscaled = false;

  /**
   * @param props the variant
   * @param isQueued whether requests wait in a queue, as those of an asynchronous endpoint do
   * @param isDescribed whether somebody else defines it, and what is here is all that is known
   */
  constructor(public readonly props: InstanceProductionVariantProps, public readonly isQueued = false, private readonly isDescribed = false) {}

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
