import { AsynchronousCapacity } from './asynchronous-capacity';
import type { AsynchronousCapacityOptions, ComponentCapacityOptions, InstanceCapacityOptions, ServerlessCapacityOptions } from './capacity-options';
import type { CapacityParts } from './capacity-parts';
import { ComponentCapacity } from './component-capacity';
import { InstanceCapacity } from './instance-capacity';
import { ServerlessCapacity } from './serverless-capacity';
import type { InstanceType } from '../../common/instance-type.generated';
import { given } from '../../private/given';

/**
 * The capacity of an endpoint with one model: instances, a serverless capacity, instances with a queue, or copies of an inference component.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deploy-model-options.html
 *
 * @example
 * declare const image: sm.ContainerImage;
 *
 * const capacity = sm.Capacity.instances(sm.InstanceType.C5_XLARGE, { minCapacity: 2, maxCapacity: 10, maxRequestsPerSecond: 30 });
 * new sm.ModelEndpoint(this, 'Churn', { container: { image }, capacity });
 *
 * // Without instances to manage
 * const serverless = sm.Capacity.serverless({ memorySize: Size.gibibytes(4), maxConcurrency: 20 });
 * new sm.ModelEndpoint(this, 'Sentiment', { container: { image }, capacity: serverless });
 */
export class Capacity {
  /**
   * Returns a capacity on instances that respond to each request immediately.
   *
   * @param instanceType the type of the instances
   * @param options the number of instances, its scaling, and other options of the instances
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html
   */
  public static instances(instanceType: InstanceType, options: InstanceCapacityOptions = {}): Capacity {
    return new Capacity(new InstanceCapacity(instanceType, given('InstanceCapacityOptions', options, 'Capacity.instances', 'options')));
  }

  /**
   * Returns a serverless capacity, which SageMaker provisions for each request.
   *
   * @param options the memory size and the concurrency
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
   */
  public static serverless(options: ServerlessCapacityOptions): Capacity {
    return new Capacity(new ServerlessCapacity(given('ServerlessCapacityOptions', options, 'Capacity.serverless', 'options')));
  }

  /**
   * Returns a capacity on instances that process requests from a queue, and write the responses to Amazon S3. By default, there are no instances while
   * the queue is empty.
   *
   * @param instanceType the type of the instances
   * @param options the locations in Amazon S3, the number of instances, and other options of the instances
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html
   */
  public static asynchronous(instanceType: InstanceType, options: AsynchronousCapacityOptions): Capacity {
    return new Capacity(new AsynchronousCapacity(instanceType, given('AsynchronousCapacityOptions', options, 'Capacity.asynchronous', 'options')));
  }

  /**
   * Returns a capacity for copies of an inference component. Its number of copies can go to zero, and its instances can host further components.
   *
   * @param instanceType the type of the instances
   * @param options the compute resources of a copy, the number of copies, its scaling, and options of the instances
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html
   */
  public static components(instanceType: InstanceType, options: ComponentCapacityOptions = {}): Capacity {
    return new Capacity(new ComponentCapacity(instanceType, given('ComponentCapacityOptions', options, 'Capacity.components', 'options')));
  }

  private constructor(
    /** @internal */
    public readonly _parts: CapacityParts,
  ) {}

  /**
   * True if the model runs as an inference component, and not on a variant.
   *
   * @internal
   */
  public get _hostsComponents(): boolean {
    return this._parts.kind === 'components';
  }
}
