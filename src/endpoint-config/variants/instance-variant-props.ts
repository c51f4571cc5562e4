import type { Duration, Size } from 'aws-cdk-lib';
import type { CapacityReservation } from './capacity-reservation';
import type { CoreDumpOptions } from './core-dump';
import type { InferenceAmiVersion } from './inference-ami-version';
import type { InstancePool } from './instance-pool';
import type { ManagedInstanceScaling } from './managed-instance-scaling';
import type { ProductionVariant, ProductionVariantProps } from './production-variant';
import type { RoutingStrategy } from './routing-strategy';
import type { AcceleratorType } from '../../common/accelerator-type';
import type { InstanceType } from '../../common/instance-type.generated';

/**
 * A production variant that runs on instances.
 */
export interface InstanceProductionVariantProps extends ProductionVariantProps {
  /**
   * The size of an Elastic Inference accelerator.
   *
   * @default - no accelerator
   * @deprecated Amazon Elastic Inference no longer exists; the value is ignored, with a warning. Choose a GPU or Inferentia
   * `instanceType` instead.
   */
  readonly acceleratorType?: AcceleratorType;

  /**
   * How many instances to start with: a whole number, at least 1. Autoscaling changes it within its own limits, wherever it starts.
   *
   * @default 1; the minimum of `managedInstanceScaling`, if that is more
   */
  readonly initialInstanceCount?: number;

  /**
   * The type of the instances. Better name it: the default is small. Can't be combined with `instancePools`.
   *
   * @default - `ml.t2.medium`; `ml.m5.large` where the variant is autoscaled or has no model, because burstable instances are not for scaling
   */
  readonly instanceType?: InstanceType;

  /**
   * How long a container may take from its start until it answers the health check: 60 to 3600 seconds.
   *
   * @default - decided by SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
   */
  readonly containerStartupHealthCheckTimeout?: Duration;

  /**
   * How long an instance may take to fetch and unpack the artifacts: 60 to 3600 seconds.
   *
   * @default - decided by SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
   */
  readonly modelDataDownloadTimeout?: Duration;

  /**
   * How long SageMaker may take to get the instances: 300 to 3600 seconds.
   *
   * @default - decided by SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
   */
  readonly variantInstanceProvisionTimeout?: Duration;

  /**
   * The storage volume of each instance: whole gibibytes, 1 to 512. Instances with a local disk have no such volume.
   *
   * @default - decided by SageMaker, by the type of the instances
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/host-instance-storage.html
   */
  readonly volumeSize?: Size;

  /**
   * Which instance gets a request.
   *
   * @default RoutingStrategy.RANDOM
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantRoutingConfig.html
   */
  readonly routingStrategy?: RoutingStrategy;

  /**
   * Several types of instances, which are tried in the order of their priorities: 1 to 5. Can't be combined with `instanceType`.
   *
   * @default - instances of one type
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-heterogeneous.html
   */
  readonly instancePools?: InstancePool[];

  /**
   * Lets SageMaker decide on the number of instances, by what the inference components on them need. Throws for a variant with a model,
   * which Application Auto Scaling scales instead.
   *
   * @default - the number of instances is fixed, or autoscaled
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
   */
  readonly managedInstanceScaling?: ManagedInstanceScaling;

  /**
   * Instances that are reserved for the endpoint.
   *
   * @default - instances that are not reserved
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCapacityReservationConfig.html
   */
  readonly capacityReservation?: CapacityReservation;

  /**
   * The machine image that the instances boot: which drivers they have.
   *
   * @default - decided by SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
   */
  readonly inferenceAmiVersion?: InferenceAmiVersion;

  /**
   * Whether AWS Systems Manager lets you into the containers, to debug them. AWS has to enable your account for it. The role of the model
   * then may open the channels of a session; network isolation blocks them. Left out of a variant without a model.
   *
   * @default false
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/ssm-access.html
   */
  readonly ssmAccess?: boolean;

  /**
   * Where memory goes when a process of a container crashes.
   *
   * @default - it is not kept
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCoreDumpConfig.html
   */
  readonly coreDump?: CoreDumpOptions;
}

/**
 * A production variant on instances, as an endpoint configuration has it.
 */
export interface InstanceProductionVariant extends ProductionVariant {
  /**
   * The size of an Elastic Inference accelerator.
   *
   * @default - no accelerator
   * @deprecated Amazon Elastic Inference no longer exists; the value is ignored.
   */
  readonly acceleratorType?: AcceleratorType;

  /**
   * How many instances the variant starts with.
   */
  readonly initialInstanceCount: number;

  /**
   * The type of the instances; of several, the one that is tried first.
   */
  readonly instanceType: InstanceType;

  /**
   * How long a container may take from its start until it answers the health check.
   *
   * @default - decided by SageMaker
   */
  readonly containerStartupHealthCheckTimeout?: Duration;
}
