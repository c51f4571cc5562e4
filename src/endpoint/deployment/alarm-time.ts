import { Resource, Token, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';

/** Returns how long an alarm of this app has to see something until it goes off; undefined where that is not known. */
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

/** Returns the longest period of the metrics that an expression is made of. */
function longestPeriod(metrics: cloudwatch.CfnAlarm['metrics']): number | undefined {
  const periods = Array.isArray(metrics)
    ? metrics.flatMap((metric) => 'metricStat' in metric && metric.metricStat && 'period' in metric.metricStat ? [metric.metricStat.period] : [])
    : [];
  return periods.length > 0 ? Math.max(...periods) : undefined;
}
