import { aws_cloudwatch as cloudwatch, type ResourceEnvironment, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { MetricDefinition } from './metric-definitions';

/** Something that CloudWatch has metrics of: all with the same dimensions. */
export interface MetricSource {
  /** Gives the metrics its account and region: the endpoint, if there is one, or else something in the stack. */
  readonly scope: Construct & { readonly env?: ResourceEnvironment };
  /** Tell its metrics from those of others. */
  readonly dimensions: { readonly [name: string]: string };
}

/** Returns a metric of a source, read as it is defined unless the options say otherwise. */
export function metricOf(
  { scope, dimensions }: MetricSource, definition: Omit<MetricDefinition, 'unit'>, options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  const { namespace, metricName, statistic } = definition;
  const here = Stack.of(scope);
  return new cloudwatch.Metric({
    ...options,
    namespace,
    metricName,
    // The metrics of an imported endpoint are where the endpoint is, which need not be where the stack is.
    account: options.account ?? elsewhere(scope.env?.account, here.account),
    region: options.region ?? elsewhere(scope.env?.region, here.region),
    statistic: options.statistic ?? statistic,
    dimensionsMap: { ...dimensions, ...options.dimensionsMap },
  }).attachTo(scope);
}

/** Returns a metric that this library does not define: a sum, unless the options say otherwise. */
export function anyMetricOf(source: MetricSource, namespace: string, metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
  return metricOf(source, { namespace, metricName, statistic: 'Sum' }, options);
}

/** Returns a place only where it differs for certain, so that alarms and dashboards of the same place are not cluttered with it. */
function elsewhere(one: string | undefined, here: string): string | undefined {
  return one !== undefined && Token.compareStrings(one, here) === TokenComparison.DIFFERENT ? one : undefined;
}
