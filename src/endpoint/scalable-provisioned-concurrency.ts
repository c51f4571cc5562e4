import { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { onlyOnce } from './scaling-target';
import { above, assertValid, atMost, knownAtSynth, required } from '../private/checks';
import { warn } from '../private/warnings';

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
export class ScalableProvisionedConcurrency extends appscaling.BaseScalableAttribute {
  private scalesOnUtilization = false;

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
    const { targetUtilizationPercent } = props;
    assertValid(this,
      required('targetUtilizationPercent', targetUtilizationPercent, 'such as 70'),
      knownAtSynth('targetUtilizationPercent', targetUtilizationPercent),
      above('targetUtilizationPercent', targetUtilizationPercent, 0) ?? atMost('targetUtilizationPercent', targetUtilizationPercent, 100),
      onlyOnce('scaleOnUtilization', this.scalesOnUtilization),
    );
    if (targetUtilizationPercent < 1) {
      warn(this, 'utilizationBelow1Percent', `targetUtilizationPercent is ${targetUtilizationPercent} percent; give ${targetUtilizationPercent * 100} `
        + 'if it was meant as a share');
    }
    this.scalesOnUtilization = true;
    super.doScaleToTrackMetric(id, {
      ...props,
      targetValue: targetUtilizationPercent / 100,
      predefinedMetric: appscaling.PredefinedMetric.SAGEMAKER_VARIANT_PROVISIONED_CONCURRENCY_UTILIZATION,
    });
  }
}
