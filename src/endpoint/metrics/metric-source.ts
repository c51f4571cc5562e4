import { aws_cloudwatch as cloudwatch, type ResourceEnvironment, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { MetricDefinition } from './metric-definitions';
import { given } from '../../private/given';

/** A source of CloudWatch metrics, all with the same dimensions. */
export interface MetricSource {
  /** Determines the account and region of the metrics: the endpoint, or a construct of the stack if there is no endpoint. */
  readonly scope: Construct & { readonly env?: ResourceEnvironment };
  /** The dimensions that identify the metrics of this source. */
  readonly dimensions: { readonly [name: string]: string };
}

/** Returns a metric of a source with the statistic of its definition, unless the options set another one. */
export function metricOf(
  { scope, dimensions }: MetricSource, definition: Omit<MetricDefinition, 'unit'>, options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  options = given('aws_cloudwatch.MetricOptions', options, scope);
  const { namespace, metricName, statistic } = definition;
  const here = Stack.of(scope);
  return new cloudwatch.Metric({
    ...options,
    namespace,
    metricName,
    // Uses the account and region of an imported endpoint, which can differ from those of the stack.
    account: options.account ?? elsewhere(scope.env?.account, here.account),
    region: options.region ?? elsewhere(scope.env?.region, here.region),
    statistic: options.statistic ?? statistic,
    dimensionsMap: { ...dimensions, ...options.dimensionsMap },
  }).attachTo(scope);
}

/** Returns a metric that this library does not define, with the statistic `Sum` unless the options set another one. */
export function anyMetricOf(source: MetricSource, namespace: string, metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
  return metricOf(source, { namespace, metricName, statistic: 'Sum' }, options);
}

/** Returns the account or region only if it certainly differs from that of the stack. Otherwise, omits it to keep alarms and dashboards short. */
function elsewhere(one: string | undefined, here: string): string | undefined {
  return one !== undefined && Token.compareStrings(one, here) === TokenComparison.DIFFERENT ? one : undefined;
}
