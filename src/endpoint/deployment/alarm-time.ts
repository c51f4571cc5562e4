import { Resource, Token, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';

/** Returns the number of seconds that an alarm of this app takes to go into the ALARM state; undefined if it is not known. */
export function secondsToAlarm(alarm: cloudwatch.IAlarm): number | undefined {
  const resource = Resource.isOwnedResource(alarm) ? alarm.node.defaultChild : undefined;
  if (!(resource instanceof cloudwatch.CfnAlarm)) {
    return undefined;
  }
  const { datapointsToAlarm, evaluationPeriods } = resource;
  const count = datapointsToAlarm ?? evaluationPeriods;
  const period = resource.period ?? longestPeriod(resource.metrics);
  return period === undefined || count === undefined || Token.isUnresolved(period) || Token.isUnresolved(count) ? undefined : period * count;
}

/** Returns the longest period of the metrics of an expression. */
function longestPeriod(metrics: cloudwatch.CfnAlarm['metrics']): number | undefined {
  const periods = Array.isArray(metrics)
    ? metrics.flatMap((metric) => 'metricStat' in metric && metric.metricStat && 'period' in metric.metricStat ? [metric.metricStat.period] : [])
    : [];
  return periods.length > 0 ? Math.max(...periods) : undefined;
}
