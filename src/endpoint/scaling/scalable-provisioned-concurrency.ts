import { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ScalableDimension } from './scalable-dimension';
import { percentChecks } from './scaling-target';
import { assertValid, knownAtSynth } from '../../private/checks';

/**
 * How to scale on the use of the provisioned concurrency.
 */
export interface ProvisionedConcurrencyUtilizationScalingProps extends appscaling.BaseTargetTrackingProps {
  /**
   * The share of the provisioned concurrency to keep in use, in percent: above 0, at most 100.
   */
  readonly targetUtilizationPercent: number;
}

/**
 * The provisioned concurrency of a serverless variant, decided by Application Auto Scaling.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-autoscale.html
 */
export class ScalableProvisionedConcurrency extends ScalableDimension {
  /**
   * Made by `autoScaleProvisionedConcurrency` of a variant; of use by itself only for an endpoint this library knows nothing of.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param props what to scale, and its limits
   */
  constructor(scope: Construct, id: string, props: appscaling.BaseScalableAttributeProps) {
    super(scope, id, props);
  }

  /**
   * Keeps the use of the provisioned concurrency near a target. Throws when the target is out of range, and when it was called before:
   * there can be one target only.
   *
   * @param id the id of the scaling policy
   * @param props the target
   */
  public scaleOnUtilization(id: string, props: ProvisionedConcurrencyUtilizationScalingProps): void {
    const { targetUtilizationPercent, ...rest } = props;
    assertValid(this,
      knownAtSynth('targetUtilizationPercent', targetUtilizationPercent),
      ...percentChecks('targetUtilizationPercent', targetUtilizationPercent),
      this._onlyOnce('scaleOnUtilization'),
    );
    this._warnOfShare(targetUtilizationPercent);
    this._trackPredefined('scaleOnUtilization', id, {
      ...rest,
      targetValue: targetUtilizationPercent / 100,
      predefinedMetric: appscaling.PredefinedMetric.SAGEMAKER_VARIANT_PROVISIONED_CONCURRENCY_UTILIZATION,
    });
  }
}
