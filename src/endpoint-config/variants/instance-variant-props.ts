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
 * The options of the instances of a variant, apart from their type and number.
 *
 * @example
 * const capacity = sm.Capacity.instances(sm.InstanceType.of('ml.c6i.4xlarge'), {
 *   volumeSize: Size.gibibytes(256),
 *   modelDataDownloadTimeout: Duration.minutes(30),
 *   containerStartupHealthCheckTimeout: Duration.minutes(10),
 *   routingStrategy: sm.RoutingStrategy.LEAST_OUTSTANDING_REQUESTS,
 * });
 */
export interface InstanceVariantOptions {
  /**
   * The timeout for a container to pass its health check after it starts: 60 to 3600 seconds.
   *
   * @default - the default of SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
   */
  readonly containerStartupHealthCheckTimeout?: Duration;

  /**
   * The timeout for an instance to download and extract the model artifacts: 60 to 3600 seconds.
   *
   * @default - the default of SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
   */
  readonly modelDataDownloadTimeout?: Duration;

  /**
   * The timeout for SageMaker to provision the instances: 300 to 3600 seconds.
   *
   * @default - the default of SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
   */
  readonly variantInstanceProvisionTimeout?: Duration;

  /**
   * The size of the storage volume that is attached to each instance, in whole gibibytes: 1 to 512. Instances with a local disk have no
   * such volume.
   *
   * @default - chosen by SageMaker for the instance type
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/host-instance-storage.html
   */
  readonly volumeSize?: Size;

  /**
   * The strategy for routing requests to the instances of the variant.
   *
   * @default RoutingStrategy.RANDOM
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantRoutingConfig.html
   */
  readonly routingStrategy?: RoutingStrategy;

  /**
   * The reserved instances that the variant runs on.
   *
   * @default - the variant does not use reserved instances
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCapacityReservationConfig.html
   */
  readonly capacityReservation?: CapacityReservation;

  /**
   * The version of the Amazon Machine Image (AMI) of the instances, which determines their drivers. It applies to all `instancePools`. SageMaker does
   * not choose it by the image of the model: an image with CUDA 13 requires {@link InferenceAmiVersion.AL2023_GPU_4_1}, and an image with AWS Neuron
   * can require {@link InferenceAmiVersion.AL2_NEURON_2}.
   *
   * @default - {@link InferenceAmiVersion.AL2023_GPU_4_1} if the tag of the image shows CUDA 13, such as by the part `cu130` or by the release
   * of Triton, and all instance types have this AMI; otherwise chosen by SageMaker. For images of `fromDlc`, `fromEcrRepository`, `fromAsset` and other classes, it is always chosen by
   * SageMaker, with a warning if it does not fit
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/inference-gpu-drivers.html
   */
  readonly inferenceAmiVersion?: InferenceAmiVersion;

  /**
   * Set to true to access the containers with AWS Systems Manager, such as for debugging. AWS must enable this feature for your account. The role
   * of the model is granted permission to open the channels of a session; network isolation blocks them. Ignored for a variant without a model,
   * with a warning.
   *
   * @default false
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/ssm-access.html
   */
  readonly ssmAccess?: boolean;

  /**
   * The options of core dumps, which are written when a process of a container crashes.
   *
   * @default - core dumps are not stored
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCoreDumpConfig.html
   */
  readonly coreDump?: CoreDumpOptions;
}

/**
 * The properties of a production variant that runs on instances.
 *
 * @stable
 * @example
 * declare const endpointConfig: sm.EndpointConfig;
 * declare const model: sm.Model;
 *
 * endpointConfig.addInstanceProductionVariant({
 *   model,
 *   variantName: 'candidate',
 *   instanceType: sm.InstanceType.C5_XLARGE,
 *   initialInstanceCount: 2,
 *   initialVariantWeight: 0, // receives only requests that name it
 * });
 */
export interface InstanceProductionVariantProps extends ProductionVariantProps, InstanceVariantOptions {
  /**
   * The size of the Elastic Inference accelerator.
   *
   * @default - no accelerator
   * @deprecated Amazon Elastic Inference is no longer available; the value is ignored, with a warning. Choose an `instanceType` with a GPU
   * or AWS Inferentia instead.
   */
  readonly acceleratorType?: AcceleratorType;

  /**
   * The initial number of instances: an integer, at least 1. Autoscaling then changes the number within its own limits.
   *
   * @default - 1, or the minimum of `managedInstanceScaling` if that is greater
   */
  readonly initialInstanceCount?: number;

  /**
   * The type of the instances. Set it explicitly: the default is small. Cannot be combined with `instancePools`.
   *
   * @default - `ml.t2.medium`; `ml.m5.large` if the variant is autoscaled or has no model, because burstable instances cannot be autoscaled
   */
  readonly instanceType?: InstanceType;

  /**
   * The instance types that the variant can run on, which SageMaker tries in the order of their priorities: 1 to 5 pools. Cannot be
   * combined with `instanceType`.
   *
   * @default - all instances have the type `instanceType`
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-heterogeneous.html
   */
  readonly instancePools?: InstancePool[];

  /**
   * The options for SageMaker to scale the number of instances to the inference components on them. Throws if the variant has a model; scale such a
   * variant with Application Auto Scaling instead.
   *
   * @default - the number of instances is fixed or scaled by Application Auto Scaling
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
   */
  readonly managedInstanceScaling?: ManagedInstanceScaling;
}

/**
 * A production variant of an endpoint configuration that runs on instances.
 *
 * @stable
 * @example
 * declare const endpointConfig: sm.EndpointConfig;
 *
 * const variant = endpointConfig.findInstanceProductionVariant('A');
 * const instances = variant.initialInstanceCount;
 */
export interface InstanceProductionVariant extends ProductionVariant {
  /**
   * The size of the Elastic Inference accelerator.
   *
   * @default - no accelerator
   * @deprecated Amazon Elastic Inference is no longer available; the value is ignored.
   */
  readonly acceleratorType?: AcceleratorType;

  /**
   * The initial number of instances.
   */
  readonly initialInstanceCount: number;

  /**
   * The type of the instances; with instance pools, the type that SageMaker tries first.
   */
  readonly instanceType: InstanceType;

  /**
   * The timeout for a container to pass its health check after it starts.
   *
   * @default - the default of SageMaker
   */
  readonly containerStartupHealthCheckTimeout?: Duration;
}
