import { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import type { CustomMetricScalingProps } from './scaling-props';
import { scheduleChecks } from './scaling-target';
import { assertValid, finite, isUnknown, oneOf, required, type Check } from '../../private/checks';
import { METRIC, shaped } from '../../private/shapes';
import { warn } from '../../private/warnings';

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_CustomizedMetricSpecification.html */
const TRACKED_STATISTICS = ['Average', 'Minimum', 'Maximum', 'SampleCount', 'Sum'];

/**
 * The common base of the scalable dimensions of an endpoint. jsii shows its members as members of its subclasses.
 *
 * @internal
 */
export abstract class ScalableDimension extends appscaling.BaseScalableAttribute {
  private readonly tracked = new Set<string>();

  /**
   * Adds a scheduled action, which changes the limits at specific times, such as at the start of the working day. Throws if the limits contradict
   * each other, or if no limit is given.
   *
   * @param id the ID of the schedule
   * @param props the schedule and its limits
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html
   */
  public scaleOnSchedule(id: string, props: appscaling.ScalingSchedule): void {
    assertValid(this, ...scheduleChecks(props), ...this._scheduleChecks(props));
    super.doScaleOnSchedule(id, props);
    this._noteSchedule(props);
  }

  /**
   * Adds a step scaling policy: the further a metric is outside of its intended range, the larger the adjustment of the capacity.
   *
   * @param id the ID of the scaling policy
   * @param props the metric and the steps of the scaling policy
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-step-scaling-policies.html
   */
  public scaleOnMetric(id: string, props: appscaling.BasicStepScalingPolicyProps): void {
    super.doScaleOnMetric(id, props);
    this._noteStepPolicy();
  }

  /**
   * Tracks a target value of any metric. The metric must decrease when capacity increases. Throws if the metric is a math expression, which
   * CloudFormation does not support for Application Auto Scaling, or if its statistic is not supported, such as a percentile.
   *
   * @param id the ID of the scaling policy
   * @param props the metric and its target value
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
   */
  public scaleToTrackCustomMetric(id: string, props: CustomMetricScalingProps): void {
    const { metric, targetValue } = props;
    const metricCheck = required('metric', metric, 'specify a metric that decreases when capacity increases') ?? shaped('metric', metric, METRIC);
    const stat = metricCheck ? undefined : metric.toMetricConfig().metricStat;
    assertValid(this,
      metricCheck,
      required('targetValue', targetValue, 'specify a number'),
      finite('targetValue', targetValue),
      !metricCheck && !stat ? 'metric must be a single metric, got a math expression, which target tracking does not support' : undefined,
      oneOf('the statistic of metric', stat?.statistic, TRACKED_STATISTICS),
    );
    const { metric: customMetric, ...rest } = props;
    super.doScaleToTrackMetric(id, { ...rest, customMetric });
  }

  /**
   * Checks that a method is called only once, because Application Auto Scaling allows one policy for each predefined metric.
   *
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
   * @internal
   */
  protected _onlyOnce(method: string): Check {
    return this.tracked.has(method) ? `${method} was called before, and only one target is allowed; call it once` : undefined;
  }

  /** @internal */
  protected _trackPredefined(method: string, id: string, props: appscaling.BasicTargetTrackingScalingPolicyProps): void {
    super.doScaleToTrackMetric(id, props);
    this.tracked.add(method);
  }

  /**
   * Warns about a target in percent that looks like a fraction. The target is rendered unchanged.
   *
   * @internal
   */
  protected _warnOfShare(percent: number): void {
    if (!isUnknown(percent) && percent < 1) {
      warn(this, 'utilizationBelow1Percent', `targetUtilizationPercent is ${percent} percent; use ${Number((percent * 100).toFixed(6))} `
        + 'if you meant a fraction');
    }
  }

  /** @internal */
  protected _scheduleChecks(_schedule: appscaling.ScalingSchedule): Check[] {
    return [];
  }

  /** @internal */
  protected _noteSchedule(_schedule: appscaling.ScalingSchedule): void {
    // Does nothing here. Subclasses that can scale to zero override it.
  }

  /** @internal */
  protected _noteStepPolicy(): void {
    // Does nothing here. Subclasses that can scale to zero override it.
  }
}
