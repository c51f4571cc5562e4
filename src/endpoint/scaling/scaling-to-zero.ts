import { Token, type Duration, aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** How to bring back capacity when there is none. */
export interface WakeUp {
  /** Is 1 or more when there is something to do, and no capacity for it. */
  readonly metric: cloudwatch.IMetric;
  /** For how many minutes in a row it has to be so. */
  readonly minutes: number;
  /** How long to wait for what the step has started. */
  readonly cooldown: Duration;
  readonly aggregation: appscaling.MetricAggregationType;
  readonly description: string;
}

/**
 * Adds a step that leaves zero. Target tracking divides by the capacity, so it can't.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
 */
export function addWakeUp(scalable: Construct, id: string, wakeUp: WakeUp): void {
  const action = new appscaling.StepScalingAction(scalable, `${id}WakeUp`, {
    scalingTarget: scalable.node.findChild('Target') as appscaling.ScalableTarget,
    adjustmentType: appscaling.AdjustmentType.CHANGE_IN_CAPACITY,
    metricAggregationType: wakeUp.aggregation,
    cooldown: wakeUp.cooldown,
  });
  action.addAdjustment({ adjustment: 1, lowerBound: 0 });
  const alarm = new cloudwatch.Alarm(scalable, `${id}WakeUpAlarm`, {
    metric: wakeUp.metric,
    alarmDescription: wakeUp.description,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 1,
    evaluationPeriods: wakeUp.minutes,
    datapointsToAlarm: wakeUp.minutes,
    treatMissingData: cloudwatch.TreatMissingData.MISSING,
  });
  alarm.addAlarmAction(new actions.ApplicationScalingAction(action));
}

/**
 * Adds a wake-up to what may scale in to zero, once both are known: that it may, and which metric shows that capacity is needed. Rules and
 * schedules come in any order.
 */
export class ScalingToZero {
  private mayBeZero = false;
  private isZeroForSure = false;
  private wakeUp?: () => void;
  private added = false;
  private hasStepPolicy = false;

  /** Records a lower limit. */
  public noteMinCapacity(minCapacity: number | undefined): void {
    this.isZeroForSure ||= minCapacity === 0;
    this.mayBeZero ||= minCapacity === 0 || Token.isUnresolved(minCapacity);
    this.apply();
  }

  /** Records a step policy of the user's own, which may scale out from zero. */
  public noteStepPolicy(): void {
    this.hasStepPolicy = true;
  }

  /** Records how to add the wake-up, in case that it is needed; the first one counts. */
  public wakeUpWith(add: () => void): void {
    this.wakeUp ??= add;
    this.apply();
  }

  /** Tells whether it will stay at zero once it is there. */
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
