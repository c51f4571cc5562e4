import type { InstanceType } from '../../common/instance-type.generated';
import type { IModel } from '../../model/model-base';

/**
 * One of the instance types that a variant may run on.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-heterogeneous.html
 */
export interface InstancePool {
  /**
   * The type of the instances.
   */
  readonly instanceType: InstanceType;

  /**
   * Which pool is tried first: a whole number from 1, the first, to 5.
   */
  readonly priority: number;

  /**
   * The model that the instances of this pool host: the same one, made for their type.
   *
   * @default - the model of the variant
   */
  readonly model?: IModel;
}
