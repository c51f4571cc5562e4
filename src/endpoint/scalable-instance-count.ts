import { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { InvocationsScalingProps } from './invocations-scaling';
import { invocationsTarget } from './invocations-target';
import { onlyOnce } from './scaling-target';
import { assertValid } from '../private/checks';

/**
 * What a scalable instance count is made of.
 */
export interface ScalableInstanceCountProps extends appscaling.BaseScalableAttributeProps {
}

/**
 * The number of instances of a production variant, decided by Application Auto Scaling.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html
 */
export class ScalableInstanceCount extends appscaling.BaseScalableAttribute {
  private scalesOnInvocations = false;

  /**
   * Made by `autoScaleInstanceCount` of a variant; of use by itself only for an endpoint this library knows nothing of.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param props what to scale, and its limits
   */
  constructor(scope: Construct, id: string, props: ScalableInstanceCountProps) {
    super(scope, id, props);
  }

  /**
   * Keeps the requests per instance near what one instance can take. Throws when a value is out of range, and when it was called
   * before: there can be one target only.
   *
   * @param id the id of the scaling policy
   * @param props what one instance can take
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html
   */
  public scaleOnInvocations(id: string, props: InvocationsScalingProps): void {
    const targetValue = invocationsTarget(this, props);
    assertValid(this, onlyOnce('scaleOnInvocations', this.scalesOnInvocations));
    this.scalesOnInvocations = true;
    super.doScaleToTrackMetric(id, {
      ...props,
      targetValue,
      predefinedMetric: appscaling.PredefinedMetric.SAGEMAKER_VARIANT_INVOCATIONS_PER_INSTANCE,
    });
  }
}
