import { Token, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { Check } from '../../private/checks';

/** The function that finds metrics by a pattern. */
const SEARCH = /\bSEARCH\s*\(/i;

/**
 * Checks that a math expression contains no search. CloudWatch refuses alarms on searches, which each policy has, also if a function such as `SUM`
 * makes one time series of the result.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-search-expressions.html
 * @see https://github.com/RoboFinSystems/robosystems/pull/1131
 */
export function searchCheck(metric: cloudwatch.IMetric): Check {
  return containsSearch(metric)
    ? 'metric must not contain SEARCH, with which CloudWatch refuses alarms; name the metrics, or use a Metrics Insights query (SELECT)'
    : undefined;
}

function containsSearch(metric: cloudwatch.IMetric): boolean {
  const { expression, usingMetrics = {} } = metric.toMetricConfig().mathExpression ?? {};
  return (expression !== undefined && !Token.isUnresolved(expression) && SEARCH.test(expression)) || Object.values(usingMetrics).some(containsSearch);
}
