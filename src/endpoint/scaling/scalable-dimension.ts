import { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import type { CustomMetricScalingProps } from './scaling-props';
import { scheduleChecks } from './scaling-target';
import { assertValid, finite, isUnknown, oneOf, required, type Check } from '../../private/checks';
import { warn } from '../../private/warnings';

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_CustomizedMetricSpecification.html */
const TRACKED_STATISTICS = ['Average', 'Minimum', 'Maximum', 'SampleCount', 'Sum'];

/**
 * What each scalable of an endpoint can do. jsii shows its members as those of the classes that extend it.
 *
 * @internal
 */
export abstract class ScalableDimension extends appscaling.BaseScalableAttribute {
  private readonly tracked = new Set<string>();

  /**
   * Changes the limits at certain times, such as before the working day begins. Throws when the limits contradict each other, and when there
   * are none.
   *
   * @param id the id of the schedule
   * @param props when, and which limits
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html
   */
  public scaleOnSchedule(id: string, props: appscaling.ScalingSchedule): void {
    assertValid(this, ...scheduleChecks(props), ...this._scheduleChecks(props));
    super.doScaleOnSchedule(id, props);
    this._noteSchedule(props);
  }

  /**
   * Scales by steps: the further a metric is from where it should be, the more.
   *
   * @param id the id of the scaling policy
   * @param props the metric, and the steps
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-step-scaling-policies.html
   */
  public scaleOnMetric(id: string, props: appscaling.BasicStepScalingPolicyProps): void {
    super.doScaleOnMetric(id, props);
    this._noteStepPolicy();
  }

  /**
   * Keeps any metric near a target. The metric has to fall when there is more capacity. Throws for a math expression, which Application
   * Auto Scaling does not take from CloudFormation, and for a statistic such as a percentile.
   *
   * @param id the id of the scaling policy
   * @param props the metric, and its target
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
   */
  public scaleToTrackCustomMetric(id: string, props: CustomMetricScalingProps): void {
    const { metric, targetValue } = props;
    const stat = metric?.toMetricConfig().metricStat;
    assertValid(this,
      required('metric', metric, 'a metric that falls when there is more capacity'),
      required('targetValue', targetValue, 'a number'),
      finite('targetValue', targetValue),
      metric && !stat ? "metric must be a single metric, got a math expression, which can't be tracked" : undefined,
      oneOf('the statistic of metric', stat?.statistic, TRACKED_STATISTICS),
    );
    const { metric: customMetric, ...rest } = props;
    super.doScaleToTrackMetric(id, { ...rest, customMetric });
  }

  /**
   * Application Auto Scaling takes one policy for each predefined metric.
   *
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
   * @internal
   */
  protected _onlyOnce(method: string): Check {
    return this.tracked.has(method) ? `${method} was called before, and there can be one target only; call it once` : undefined;
  }

  /** @internal */
  protected _trackPredefined(method: string, id: string, props: appscaling.BasicTargetTrackingScalingPolicyProps): void {
    super.doScaleToTrackMetric(id, props);
    this.tracked.add(method);
  }

  /**
   * For a target in percent that is to be rendered as it is.
   *
   * @internal
   */
  protected _warnOfShare(percent: number): void {
    if (!isUnknown(percent) && percent < 1) {
      warn(this, 'utilizationBelow1Percent', `targetUtilizationPercent is ${percent} percent; give ${Number((percent * 100).toFixed(6))} `
        + 'if it was meant as a share');
    }
  }

  /** @internal */
  protected _scheduleChecks(_schedule: appscaling.ScalingSchedule): Check[] {
    return [];
  }

  /** @internal */
  protected _noteSchedule(_schedule: appscaling.ScalingSchedule): void {
    // Of use to those that may scale to zero.
  }

  /** @internal */
  protected _noteStepPolicy(): void {
    // Of use to those that may scale to zero.
  }
}
