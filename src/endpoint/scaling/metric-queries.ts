import type { aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { searchCheck } from './searches';
import type { Check } from '../../private/checks';

type Query = appscaling.CfnScalingPolicy.TargetTrackingMetricDataQueryProperty;

/** The ID of the metric or expression that is tracked. */
const RESULT = 'result';

/** Checks that Application Auto Scaling can track a metric. The CDK checks that the IDs of a math expression are unambiguous. */
export function trackableCheck(metric: cloudwatch.IMetric): Check {
  const kinds = expand(metric, RESULT).map(({ source }) => source.toMetricConfig());
  return kinds.some(({ metricStat, mathExpression }) => !metricStat && !mathExpression)
    ? 'metric must be a metric or a math expression, got another expression, such as a search, which target tracking does not support'
    : searchCheck(metric);
}

/**
 * Renders a metric as queries, with which target tracking supports math expressions and all statistics.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
 */
export function metricQueries(metric: cloudwatch.IMetric): Query[] {
  const ids = new Set(expand(metric, RESULT).slice(1).map(({ id }) => id));
  let result = RESULT;
  while (ids.has(result)) {
    result = `${result}_`;
  }
  const queries = expand(metric, result).map(({ id, source }) => [id, queryOf(id, source, id === result)] as const);
  // Renders a metric once that several expressions use by the same ID.
  return [...new Map(queries).values()];
}

interface Identified {
  readonly id: string;
  readonly source: cloudwatch.IMetric;
}

/** Returns a metric, and the metrics that it is calculated from. */
function expand(source: cloudwatch.IMetric, id: string): Identified[] {
  const { mathExpression } = source.toMetricConfig();
  return [{ id, source }, ...Object.entries(mathExpression?.usingMetrics ?? {}).flatMap(([name, used]) => expand(used, name))];
}

function queryOf(id: string, source: cloudwatch.IMetric, returnData: boolean): Query {
  const { metricStat, mathExpression } = source.toMetricConfig();
  return metricStat
    ? {
      id,
      metricStat: {
        metric: {
          namespace: metricStat.namespace,
          metricName: metricStat.metricName,
          dimensions: metricStat.dimensions?.map(({ name, value }) => ({ name, value: value as string })),
        },
        stat: metricStat.statistic,
        unit: metricStat.unitFilter,
      },
      returnData,
    }
    : { id, expression: mathExpression?.expression, returnData };
}
