import { Duration, aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { minutesBetween, required, type Check } from '../../private/checks';

/**
 * The limits of `idleTime`, in minutes. Metrics can arrive some minutes late. An alarm with periods of 1 minute evaluates at most a day.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const MIN_IDLE_MINUTES = 5;
const MAX_IDLE_MINUTES = 1440;

/**
 * The properties of a scaling policy that scales in to zero after a period without requests.
 */
export interface IdleScalingProps {
  /**
   * The time without requests after which the capacity is set to 0: an integer number of minutes, 5 to 1440.
   *
   * Choose a time that is longer than a start from zero takes, which is several minutes. Throws if it is out of range.
   */
  readonly idleTime: Duration;
}

/** The policy of one dimension. */
export interface IdlePolicy extends IdleScalingProps {
  /** The metrics that are above 0 while there are requests, by their IDs in an expression. */
  readonly requests: { readonly [id: string]: cloudwatch.IMetric };
  readonly description: string;
}

/** The alarm of an idle policy. */
export interface IdleAlarm {
  /**
   * Adds metrics to the sum: those with the IDs, of another source.
   *
   * @param source the value of the dimension of the other source
   */
  add(ids: readonly string[], source: string): void;
}

export function idleChecks({ idleTime }: IdleScalingProps): Check[] {
  return [
    required('idleTime', idleTime, 'specify a duration, such as 30 minutes'),
    minutesBetween('idleTime', idleTime, MIN_IDLE_MINUTES, MAX_IDLE_MINUTES),
  ];
}

/**
 * Adds a step scaling policy to zero, and its alarm: on the sum of the metrics, where missing data is 0 and an expression without any data breaches,
 * because SageMaker may publish no data while there are no requests.
 */
export function addIdlePolicy(scalingTarget: appscaling.ScalableTarget, id: string, { requests, idleTime, description }: IdlePolicy): IdleAlarm {
  const scope = new Construct(scalingTarget, id);
  const action = new appscaling.StepScalingAction(scope, 'LowerPolicy', {
    scalingTarget,
    adjustmentType: appscaling.AdjustmentType.EXACT_CAPACITY,
    metricAggregationType: appscaling.MetricAggregationType.MAXIMUM,
  });
  // Covers all values, because AWS does not document the value of a breach without data. The alarm alone decides.
  action.addAdjustment({ adjustment: 0, upperBound: 0 });
  action.addAdjustment({ adjustment: 0, lowerBound: 0 });
  const minutes = idleTime.toMinutes();
  const alarm = new cloudwatch.Alarm(scope, 'LowerAlarm', {
    metric: new cloudwatch.MathExpression({
      expression: sumOf(Object.keys(requests)),
      usingMetrics: { ...requests },
      period: Duration.minutes(1),
      label: 'Requests',
    }),
    alarmDescription: description,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 0,
    evaluationPeriods: minutes,
    datapointsToAlarm: minutes,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
  });
  alarm.addAlarmAction(new actions.ApplicationScalingAction(action));
  return idleAlarm(alarm.node.defaultChild as cloudwatch.CfnAlarm);
}

/** Returns the alarm, to which metrics can be added after it has been rendered. */
function idleAlarm(resource: cloudwatch.CfnAlarm): IdleAlarm {
  const [sum, ...first] = resource.metrics as cloudwatch.CfnAlarm.MetricDataQueryProperty[];
  const all = [...first];
  let sources = 1;
  const add = (ids: readonly string[], source: string) => {
    sources += 1;
    all.push(...first.filter(({ id }) => ids.includes(id)).map((query) => queryOf(query, `${query.id}${sources}`, source)));
    resource.metrics = [{ ...sum, expression: sumOf(all.map(({ id }) => id)) }, ...all];
  };
  return { add };
}

/** Returns the query of the same metric with another value of its dimension. */
function queryOf(query: cloudwatch.CfnAlarm.MetricDataQueryProperty, id: string, source: string): cloudwatch.CfnAlarm.MetricDataQueryProperty {
  const metricStat = query.metricStat as cloudwatch.CfnAlarm.MetricStatProperty;
  const metric = metricStat.metric as cloudwatch.CfnAlarm.MetricProperty;
  const [dimension] = metric.dimensions as cloudwatch.CfnAlarm.DimensionProperty[];
  return { ...query, id, metricStat: { ...metricStat, metric: { ...metric, dimensions: [{ ...dimension, value: source }] } } };
}

function sumOf(ids: readonly string[]): string {
  return ids.map((id) => `FILL(${id}, 0)`).join(' + ');
}
