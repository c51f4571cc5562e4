import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { MetricDefinition } from './metric-definitions';
import { MetricSource } from './metric-source';
import type { EndpointContext } from '../endpoint-context';

/** The metrics of an endpoint as a whole. */
export class EndpointMetrics extends MetricSource {
  constructor({ scope, metricsName }: EndpointContext) {
    super(scope, { EndpointName: metricsName });
  }

  public of(definition: MetricDefinition, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(definition, props);
  }
}
