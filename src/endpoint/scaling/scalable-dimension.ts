import { aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { metricQueries, trackableCheck } from './metric-queries';
import { isWithoutPolicy, watchPolicies } from './scaling-policies';
import type { CustomMetricScalingProps } from './scaling-props';
import { scheduleChecks } from './scaling-target';
import { addSingleStep, canScaleOut, stepScalingChecks, treatMissingDataOf, type StepScalingProps } from './step-scaling';
import { atSynth } from '../../private/at-synth';
import { assertValid, differs, finite, isUnknown, MAX_INTEGER, problemsOf, required, secondsBetween, type Check } from '../../private/checks';
import { warnOfNames, watchNames } from '../../private/dependencies/used-by-name';
import { uniqueInStack } from '../../private/fixed-names';
import { given } from '../../private/given';
import { METRIC, shaped } from '../../private/shapes';
import { warn } from '../../private/warnings';

/**
 * The statistics of a single metric. Other statistics, and math expressions, are rendered as queries.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_CustomizedMetricSpecification.html
 */
const TRACKED_STATISTICS = ['Average', 'Minimum', 'Maximum', 'SampleCount', 'Sum'];

/**
 * The common base of the scalable dimensions of an endpoint. jsii shows its members as members of its subclasses.
 *
 * @internal
 */
export abstract class ScalableDimension extends appscaling.BaseScalableAttribute {
  private readonly tracked = new Set<string>();
  private readonly policyNameChecks: (() => Check)[] = [];
  private readonly schedules: { readonly id: string; readonly minCapacity?: number; readonly maxCapacity?: number }[] = [];

  constructor(scope: Construct, id: string, props: appscaling.BaseScalableAttributeProps) {
    super(scope, id, props);
    const target = this._target.node.defaultChild as appscaling.CfnScalableTarget;
    // Gives access to the L1 construct, such as to keep the logical ID of a target. The child 'Target' is part of the logical ID, so its ID is stable.
    this.node.defaultChild = target;
    const targetCheck = uniqueInStack(target, 'the scaling target', `${props.resourceId} ${props.dimension}`);
    watchNames(target);
    watchPolicies(target);
    atSynth(this, () => {
      this.warnOfLimits();
      this.warnIfUnscaled(target);
      warnOfNames(this, target);
      return problemsOf(targetCheck(), ...this.policyNameChecks.map((check) => check()));
    });
  }

  /**
   * Adds a scheduled action, which changes the limits at specific times, such as at the start of the working day. Throws if the limits contradict
   * each other, if no limit is given, if `endTime` is not after `startTime`, or if another schedule has the same ID.
   *
   * @param id the ID of the schedule
   * @param props the schedule and its limits
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html
   */
  public scaleOnSchedule(id: string, props: appscaling.ScalingSchedule): void {
    props = given('aws_applicationautoscaling.ScalingSchedule', props, this);
    assertValid(this,
      differs('id', id, this.schedules.map((other) => other.id), 'schedules'),
      ...scheduleChecks(props),
      ...this._scheduleChecks(props),
    );
    super.doScaleOnSchedule(id, props);
    this.schedules.push({ id, ...props });
    this._noteSchedule(props);
  }

  /**
   * Adds a step scaling policy: the further a metric is outside of its intended range, the larger the adjustment of the capacity. A single step is
   * enough, such as to scale in only. Throws if there is no step, if a single step has both bounds or none, or if the settings of the alarm
   * contradict each other.
   *
   * @param id the ID of the scaling policy
   * @param props the metric and the steps of the scaling policy
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-step-scaling-policies.html
   */
  public scaleOnMetric(id: string, props: StepScalingProps): void {
    props = given('StepScalingProps', props, this);
    assertValid(this, ...stepScalingChecks(props));
    const target = this._target;
    if (props.scalingSteps.length === 1) {
      addSingleStep(target, id, props);
    } else {
      super.doScaleOnMetric(id, props);
      treatMissingDataOf(target.node.findChild(id) as appscaling.StepScalingPolicy, props.treatMissingData);
    }
    if (canScaleOut(props.scalingSteps)) {
      this._noteStepPolicy();
    }
  }

  /**
   * Tracks a target value of any metric, such as a percentile or a math expression. The metric must decrease when capacity increases. A math
   * expression is also the way to weight the instance types of a variant with instance pools. Throws if the metric is a search expression.
   *
   * @param id the ID of the scaling policy
   * @param props the metric and its target value
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
   */
  public scaleToTrackCustomMetric(id: string, props: CustomMetricScalingProps): void {
    props = given('CustomMetricScalingProps', props, this);
    const { metric, targetValue } = props;
    const metricCheck = required('metric', metric, 'specify a metric that decreases when capacity increases') ?? shaped('metric', metric, METRIC);
    assertValid(this,
      metricCheck,
      required('targetValue', targetValue, 'specify a number'),
      finite('targetValue', targetValue),
      metricCheck ? undefined : trackableCheck(metric),
      ...this._policyChecks(props),
    );
    const { metric: customMetric, ...rest } = props;
    const statistic = metric.toMetricConfig().metricStat?.statistic;
    if (statistic !== undefined && (isUnknown(statistic) || TRACKED_STATISTICS.includes(statistic))) {
      this._track(id, { ...rest, customMetric });
    } else {
      this.trackQueries(id, metric, rest);
    }
  }

  /** @internal */
  protected get _target(): appscaling.ScalableTarget {
    return this.node.findChild('Target') as appscaling.ScalableTarget;
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
    this._track(id, props);
    this.tracked.add(method);
  }

  /** @internal */
  protected _track(id: string, props: appscaling.BasicTargetTrackingScalingPolicyProps): void {
    this.addPolicy(id, props);
  }

  /** Adds a policy. A policy with the name of another one of the same target would replace it, unless their conditions exclude each other. */
  private addPolicy(id: string, props: appscaling.BasicTargetTrackingScalingPolicyProps): appscaling.CfnScalingPolicy {
    super.doScaleToTrackMetric(id, props);
    const policy = this._target.node.findChild(id).node.defaultChild as appscaling.CfnScalingPolicy;
    this.policyNameChecks.push(uniqueInStack(policy, 'policyName', props.policyName, `${this.props.resourceId} ${this.props.dimension}`));
    return policy;
  }

  /**
   * Checks the cooldowns of a policy.
   *
   * @internal
   */
  protected _policyChecks({ scaleInCooldown, scaleOutCooldown }: appscaling.BaseTargetTrackingProps): Check[] {
    return [
      secondsBetween('scaleInCooldown', scaleInCooldown, 0, MAX_INTEGER),
      secondsBetween('scaleOutCooldown', scaleOutCooldown, 0, MAX_INTEGER),
    ];
  }

  /** Warns about a schedule with one limit that contradicts the other limit of the target, unless a schedule changes that limit too. */
  private warnOfLimits(): void {
    const { minCapacity = 1, maxCapacity } = this.props;
    const changes = (limit: 'minCapacity' | 'maxCapacity') => this.schedules.some((schedule) => schedule[limit] !== undefined);
    const contradicts = (min: number | undefined, max: number | undefined) => !isUnknown(min) && !isUnknown(max) && min! > max!;
    this.schedules.forEach((schedule) => {
      if (!changes('maxCapacity') && contradicts(schedule.minCapacity, maxCapacity)) {
        warn(this, 'scheduleBeyondLimits', `minCapacity of schedule '${schedule.id}' is ${schedule.minCapacity}, above the maxCapacity of ${maxCapacity}; set maxCapacity of the schedule too`);
      }
      if (!changes('minCapacity') && contradicts(minCapacity, schedule.maxCapacity)) {
        warn(this, 'scheduleBeyondLimits', `maxCapacity of schedule '${schedule.id}' is ${schedule.maxCapacity}, below the minCapacity of ${minCapacity}; set minCapacity of the schedule too`);
      }
    });
  }

  /** Warns about limits between which nothing changes the capacity, unless it is known to stay at zero, which has a warning of its own. */
  private warnIfUnscaled(target: appscaling.CfnScalableTarget): void {
    const { what, methods } = this._scaled;
    if (!this._isStuckAtZero && isWithoutPolicy(this, target)) {
      warn(this, 'scalingWithoutPolicy', `the ${what} has limits, but neither a scaling policy nor a scheduled action, so nothing scales it between them; call ${methods} or `
        + 'scaleOnSchedule, or acknowledge the warning if something outside of this app scales it');
    }
  }

  /**
   * The scaled capacity, and the methods that add the most common scaling policies, as messages name them.
   *
   * @internal
   */
  protected abstract get _scaled(): { readonly what: string; readonly methods: string };

  /** @internal */
  protected get _isStuckAtZero(): boolean {
    return false;
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

  /** Tracks a metric as queries. The CDK renders only single metrics, so the policy is created with one, which the queries then replace. */
  private trackQueries(id: string, metric: cloudwatch.IMetric, props: Omit<CustomMetricScalingProps, 'metric'>): void {
    const policy = this.addPolicy(id, { ...props, customMetric: new cloudwatch.Metric({ namespace: 'AWS/SageMaker', metricName: 'Replaced' }) });
    policy.targetTrackingScalingPolicyConfiguration = {
      ...policy.targetTrackingScalingPolicyConfiguration as appscaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty,
      customizedMetricSpecification: { metrics: metricQueries(metric) },
    };
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
