import { Token, type Duration, aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The properties of a step scaling policy that scales out from zero. */
export interface WakeUp {
  /** The metric, which is at least 1 if there are requests and no capacity. */
  readonly metric: cloudwatch.IMetric;
  /** The number of consecutive minutes after which the policy scales out. */
  readonly minutes: number;
  /** The cooldown of the policy, during which the started capacity becomes available. */
  readonly cooldown: Duration;
  readonly aggregation: appscaling.MetricAggregationType;
  readonly description: string;
}

/**
 * Adds a step scaling policy that scales out from zero. Target tracking cannot, because it divides by the capacity. Returns a function that adds an alarm
 * on another metric.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
 */
export function addWakeUp(scalable: Construct, id: string, wakeUp: WakeUp): (alarmId: string, metric: cloudwatch.IMetric) => void {
  const action = new appscaling.StepScalingAction(scalable, `${id}WakeUp`, {
    scalingTarget: scalable.node.findChild('Target') as appscaling.ScalableTarget,
    adjustmentType: appscaling.AdjustmentType.CHANGE_IN_CAPACITY,
    metricAggregationType: wakeUp.aggregation,
    cooldown: wakeUp.cooldown,
  });
  action.addAdjustment({ adjustment: 1, lowerBound: 0 });
  const addAlarm = (alarmId: string, metric: cloudwatch.IMetric) => new cloudwatch.Alarm(scalable, alarmId, {
    metric,
    alarmDescription: wakeUp.description,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 1,
    evaluationPeriods: wakeUp.minutes,
    datapointsToAlarm: wakeUp.minutes,
    treatMissingData: cloudwatch.TreatMissingData.MISSING,
  }).addAlarmAction(new actions.ApplicationScalingAction(action));
  addAlarm(`${id}WakeUpAlarm`, wakeUp.metric);
  return addAlarm;
}

/**
 * Adds a step scaling policy that scales out from zero, as soon as it is known that the capacity can be 0, and which metric shows that capacity is
 * needed. Until then, policies and schedules can be added in any order.
 */
export class ScalingToZero {
  private mayBeZero = false;
  private isZeroForSure = false;
  private wakeUp?: () => void;
  private added = false;
  private hasStepPolicy = false;
  private readonly idlePolicies: string[] = [];

  /** Records a minimum capacity. */
  public noteMinCapacity(minCapacity: number | undefined): void {
    this.isZeroForSure ||= minCapacity === 0;
    this.mayBeZero ||= minCapacity === 0 || Token.isUnresolved(minCapacity);
    this.apply();
  }

  /** Indicates whether a minimum is known to be 0. */
  public get reachesZero(): boolean {
    return this.isZeroForSure;
  }

  /** Records a step scaling policy that the user defines, which may scale out from zero. */
  public noteStepPolicy(): void {
    this.hasStepPolicy = true;
  }

  /** Records a policy that scales in to zero. */
  public noteIdlePolicy(id: string): void {
    this.idlePolicies.push(id);
  }

  /**
   * Returns the problems of policies that scale in to zero, where no minimum is 0.
   *
   * @param method the method that sets the minimum
   */
  public problems(method: string): string[] {
    return this.mayBeZero ? [] : this.idlePolicies.map((id) =>
      `scaleInWhenIdle '${id}' scales in to 0, but no minCapacity is 0; set minCapacity of ${method} or of a schedule to 0`);
  }

  /** Records the function that adds the step scaling policy if it is needed; later calls have no effect. */
  public wakeUpWith(add: () => void): void {
    this.wakeUp ??= add;
    this.apply();
  }

  /** Indicates whether the capacity remains at zero after it is scaled in to zero. */
  public get isStuckAtZero(): boolean {
    return this.isZeroForSure && !this.added && !this.hasStepPolicy;
  }

  private apply(): void {
    if (this.mayBeZero && this.wakeUp && !this.added) {
      this.added = true;
      this.wakeUp();
    }
  }
}
