import type { Duration, Size } from 'aws-cdk-lib';
import type { AsyncInferenceOptions } from '../../endpoint-config/async-inference';
import type { InstanceVariantOptions } from '../../endpoint-config/variants/instance-variant-props';
import type { ScaleInPolicy } from '../../endpoint-config/variants/managed-instance-scaling';
import type { ComputeRequirements } from '../components/compute-requirements';

/**
 * The limits of a capacity that is scaled by requests.
 *
 * @example
 * const capacity = sm.Capacity.instances(sm.InstanceType.C5_XLARGE, { minCapacity: 2, maxCapacity: 10, targetConcurrentRequests: 4 });
 */
export interface RequestScalingOptions {
  /**
   * The lowest capacity that Application Auto Scaling scales in to. Requires `maxCapacity`.
   *
   * @default - the initial capacity
   */
  readonly minCapacity?: number;

  /**
   * The highest capacity that Application Auto Scaling scales out to, by `maxRequestsPerSecond`, by `targetConcurrentRequests`, or by policies that you
   * add to the scalable capacity of the construct.
   *
   * @default - the capacity is not scaled
   */
  readonly maxCapacity?: number;

  /**
   * The number of requests per second that one instance, or one copy, can process, as measured in a load test: above 0. Half of it is the target of
   * the scaling. Requires `maxCapacity`.
   *
   * @default - the capacity is not scaled by the number of requests
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html
   */
  readonly maxRequestsPerSecond?: number;

  /**
   * The number of concurrent requests that each instance, or each copy, should process: above 0. Scaling reacts faster than with
   * `maxRequestsPerSecond`. Requires `maxCapacity`.
   *
   * @default - the capacity is not scaled by concurrent requests
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
   */
  readonly targetConcurrentRequests?: number;
}

/**
 * The options of a capacity on instances.
 */
export interface InstanceCapacityOptions extends RequestScalingOptions, InstanceVariantOptions {
  /**
   * The initial number of instances: an integer, at least 1.
   *
   * @default - `minCapacity`, or 1
   */
  readonly initialInstanceCount?: number;
}

/**
 * The options of a serverless capacity.
 */
export interface ServerlessCapacityOptions {
  /**
   * The memory size of each container, in whole gibibytes: 1 to 6.
   */
  readonly memorySize: Size;

  /**
   * The maximum number of concurrent requests: an integer from 1 to 200.
   */
  readonly maxConcurrency: number;

  /**
   * The provisioned concurrency, which is the number of containers to keep warm: an integer from 1 to `maxConcurrency`.
   *
   * @default - `minCapacity`; no provisioned concurrency if `maxCapacity` is omitted too
   */
  readonly provisionedConcurrency?: number;

  /**
   * The lowest provisioned concurrency that Application Auto Scaling scales in to. Requires `maxCapacity`.
   *
   * @default - `provisionedConcurrency`, or 1
   */
  readonly minCapacity?: number;

  /**
   * The highest provisioned concurrency that Application Auto Scaling scales out to: at most `maxConcurrency`.
   *
   * @default - the provisioned concurrency is not scaled
   */
  readonly maxCapacity?: number;

  /**
   * The utilization of the provisioned concurrency to track, in percent: above 0, at most 100. Requires `maxCapacity`.
   *
   * @default 70
   */
  readonly targetUtilizationPercent?: number;
}

/**
 * The options of an asynchronous capacity, which is scaled by the number of requests in the queue.
 *
 * @example
 * declare const image: sm.ContainerImage;
 * declare const bucket: s3.IBucket;
 *
 * const capacity = sm.Capacity.asynchronous(sm.InstanceType.G5_XLARGE, {
 *   input: { bucket, prefix: 'requests' },
 *   output: { bucket, prefix: 'responses' },
 *   minCapacity: 0,
 *   maxCapacity: 5,
 *   targetBacklogPerInstance: 5,
 * });
 * new sm.ModelEndpoint(this, 'Documents', { container: { image }, capacity });
 */
export interface AsynchronousCapacityOptions extends AsyncInferenceOptions, InstanceVariantOptions {
  /**
   * The initial number of instances: an integer, at least 1.
   *
   * @default - `minCapacity`, or 1
   */
  readonly initialInstanceCount?: number;

  /**
   * The lowest number of instances. With 0, there are no instances while there are no requests.
   *
   * @default 0
   */
  readonly minCapacity?: number;

  /**
   * The highest number of instances: an integer, at least 1.
   *
   * @default - 1, or the greater of `minCapacity` and `initialInstanceCount`
   */
  readonly maxCapacity?: number;

  /**
   * The number of requests in the queue for each instance to track: above 0.
   *
   * @default 5
   */
  readonly targetBacklogPerInstance?: number;
}

/**
 * The options of a capacity for copies of an inference component, on instances that SageMaker scales to the copies.
 *
 * @example
 * declare const image: sm.ContainerImage;
 *
 * const capacity = sm.Capacity.components(sm.InstanceType.G5_XLARGE, {
 *   compute: { accelerators: 1, minMemory: Size.gibibytes(8) },
 *   minCapacity: 0,
 *   maxCapacity: 4,
 *   targetConcurrentRequests: 5,
 * });
 * new sm.ModelEndpoint(this, 'Sentiment', { container: { image }, capacity });
 */
export interface ComponentCapacityOptions extends RequestScalingOptions, InstanceVariantOptions {
  /**
   * The compute resources to reserve for each copy.
   *
   * @default - chosen by a language model for its instance type; required for other models
   */
  readonly compute?: ComputeRequirements;

  /**
   * The initial number of copies: an integer, at least 1.
   *
   * @default - `minCapacity`, or 1
   */
  readonly copyCount?: number;

  /**
   * The highest number of instances: an integer, at least 1.
   *
   * @default - `maxCapacity`, or `copyCount`, which is sufficient for copies that each need a whole instance
   */
  readonly maxInstanceCount?: number;

  /**
   * The lowest number of instances: an integer, at least 0.
   *
   * @default - 0 if `minCapacity` is 0, otherwise 1
   */
  readonly minInstanceCount?: number;

  /**
   * The policy for SageMaker to remove instances.
   *
   * @default - chosen by SageMaker
   */
  readonly scaleInPolicy?: ScaleInPolicy;

  /**
   * The time without requests after which there are no copies: whole minutes. Requires a `minCapacity` of 0.
   *
   * @default - the copies are scaled in by the target of the scaling only
   */
  readonly idleTime?: Duration;
}
