import { aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { searchCheck } from './searches';
import { atLeast, finite, integer, integerAtLeast, isUnknown, notEmpty, oneOf, required, type Check } from '../../private/checks';
import { METRIC, requiredShape } from '../../private/shapes';

/**
 * The properties of a step scaling policy.
 *
 * `scalingSteps` also accepts a single step, with either `lower` or `upper`: the metric value from which, or up to which, the capacity changes.
 * The capacity does not change at other values.
 *
 * @example
 * declare const count: sm.ScalableInstanceCount;
 * declare const queueDepth: cloudwatch.IMetric;
 *
 * count.scaleOnMetric('Steps', {
 *   metric: queueDepth,
 *   scalingSteps: [{ upper: 10, change: -1 }, { lower: 500, change: 2 }],
 * });
 */
export interface StepScalingProps extends appscaling.BasicStepScalingPolicyProps {
  /**
   * The treatment of missing data by the alarms of the policy. Use `BREACHING` if no data means that the threshold is exceeded, and `NOT_BREACHING`
   * if no data means that it is not.
   *
   * @default - CloudWatch's: an alarm without data changes to the state INSUFFICIENT_DATA, and the capacity does not change
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-and-missing-data
   */
  readonly treatMissingData?: cloudwatch.TreatMissingData;
}

/** The metric statistics that a policy can aggregate. */
const AGGREGATIONS: { readonly [statistic: string]: appscaling.MetricAggregationType | undefined } = {
  Average: appscaling.MetricAggregationType.AVERAGE,
  Minimum: appscaling.MetricAggregationType.MINIMUM,
  Maximum: appscaling.MetricAggregationType.MAXIMUM,
};

/**
 * Checks a step scaling policy. The CDK checks that several steps neither overlap nor leave more than one gap.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_StepAdjustment.html
 */
export function stepScalingChecks(props: StepScalingProps): Check[] {
  const { metric, scalingSteps, evaluationPeriods, datapointsToAlarm, treatMissingData, adjustmentType } = props;
  const mismatch = !isUnknown(evaluationPeriods) && !isUnknown(datapointsToAlarm) && datapointsToAlarm! > evaluationPeriods!;
  return [
    requiredShape('metric', metric, METRIC) ?? searchCheck(metric),
    ...stepsChecks(scalingSteps, adjustmentType === appscaling.AdjustmentType.EXACT_CAPACITY),
    integerAtLeast('evaluationPeriods', evaluationPeriods, 1),
    integerAtLeast('datapointsToAlarm', datapointsToAlarm, 1),
    datapointsToAlarm !== undefined && evaluationPeriods === undefined
      ? 'datapointsToAlarm requires evaluationPeriods; set evaluationPeriods'
      : undefined,
    mismatch ? `datapointsToAlarm must be at most evaluationPeriods (${evaluationPeriods}), got ${datapointsToAlarm}` : undefined,
    oneOf('treatMissingData', treatMissingData, Object.values(cloudwatch.TreatMissingData)),
  ];
}

function stepsChecks(steps: appscaling.ScalingInterval[], isExact: boolean): Check[] {
  const problem = required('scalingSteps', steps, 'specify at least one step') ?? notEmpty('scalingSteps', steps);
  return problem
    ? [problem]
    : steps.flatMap((step, index) => stepChecks(`scalingSteps[${index}]`, step, { isExact, isSingle: steps.length === 1 }));
}

function stepChecks(name: string, step: appscaling.ScalingInterval, { isExact, isSingle }: { isExact: boolean; isSingle: boolean }): Check[] {
  const { lower, upper, change } = step;
  const bounds = [lower, upper].filter((bound) => bound !== undefined).length;
  return [
    required(`${name}.change`, change, 'specify an integer') ?? integer(`${name}.change`, change) ?? (isExact ? atLeast(`${name}.change`, change, 0) : undefined),
    finite(`${name}.lower`, lower),
    isSingle ? finite(`${name}.upper`, upper) : undefined,
    isSingle && bounds === 0 ? `${name}.lower or ${name}.upper is required; specify one of them` : undefined,
    isSingle && bounds === 2
      ? `${name} must have either lower or upper if it is the only step, got both; omit one of them, or add steps for the values outside of them`
      : undefined,
  ];
}

/** Returns whether one of the steps can increase the capacity. */
export function canScaleOut(steps: readonly appscaling.ScalingInterval[]): boolean {
  return steps.some(({ change }) => isUnknown(change) || change > 0);
}

/**
 * Adds a policy with a single step, which the CDK does not support. The constructs have the IDs that the CDK gives to those of several steps, so
 * that nothing is replaced when a step is added.
 */
export function addSingleStep(scalingTarget: appscaling.ScalableTarget, id: string, props: StepScalingProps): void {
  const [{ lower, upper, change }] = props.scalingSteps;
  const isLower = lower === undefined;
  const prefix = isLower ? 'Lower' : 'Upper';
  const scope = new Construct(scalingTarget, id);
  const statistic = props.metric.toMetricConfig().metricStat?.statistic;
  const action = new appscaling.StepScalingAction(scope, `${prefix}Policy`, {
    scalingTarget,
    adjustmentType: props.adjustmentType ?? appscaling.AdjustmentType.CHANGE_IN_CAPACITY,
    cooldown: props.cooldown,
    metricAggregationType: props.metricAggregationType
      ?? (statistic === undefined ? undefined : AGGREGATIONS[statistic] ?? appscaling.MetricAggregationType.AVERAGE),
    minAdjustmentMagnitude: props.minAdjustmentMagnitude,
  });
  action.addAdjustment({ adjustment: change, ...isLower ? { upperBound: 0 } : { lowerBound: 0 } });
  new cloudwatch.Alarm(scope, `${prefix}Alarm`, {
    metric: props.metric,
    alarmDescription: `${prefix} threshold scaling alarm`,
    comparisonOperator: isLower
      ? cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD
      : cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: props.evaluationPeriods ?? 1,
    datapointsToAlarm: props.datapointsToAlarm,
    threshold: isLower ? upper! : lower!,
    treatMissingData: props.treatMissingData,
  }).addAlarmAction(new actions.ApplicationScalingAction(action));
}

/** Sets the treatment of missing data of the alarms that the CDK has created for several steps, because it has no option for it. */
export function treatMissingDataOf(policy: appscaling.StepScalingPolicy, treatMissingData: cloudwatch.TreatMissingData | undefined): void {
  if (treatMissingData) {
    [policy.lowerAlarm, policy.upperAlarm].forEach((alarm) => {
      if (alarm) {
        (alarm.node.defaultChild as cloudwatch.CfnAlarm).treatMissingData = treatMissingData;
      }
    });
  }
}
