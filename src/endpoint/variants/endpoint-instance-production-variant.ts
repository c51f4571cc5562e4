import type { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import type { IEndpointContainer } from './endpoint-container';
import type { IEndpointInstanceVariant } from './endpoint-instance-variant';
import type { ScalableInstanceCount } from '../scaling/scalable-instance-count';

/**
 * A production variant of an endpoint that runs on instances.
 */
export interface IEndpointInstanceProductionVariant extends IEndpointInstanceVariant {
  /**
   * A container of the variant's model, for its metrics. Throws when no container has this host name, and lists the names there are. Of a
   * model or endpoint that is defined elsewhere, and of containers without host names, any name is taken.
   *
   * @param containerHostname the host name of the container
   */
  findContainer(containerHostname: string): IEndpointContainer;

  /**
   * Lets Application Auto Scaling decide the number of instances. Add at least one rule to what this returns.
   *
   * Throws when it was called before, when the limits contradict each other, for burstable instances (`ml.t2`), and for a `minCapacity` of 0
   * unless the endpoint is an asynchronous one, or the variant has no model. The initial instance count need not lie between the limits; it
   * is the lower limit if none is given, as far as the upper limit allows.
   *
   * @param scalingProps the limits
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html
   */
  autoScaleInstanceCount(scalingProps: appscaling.EnableScalingProps): ScalableInstanceCount;
}
