import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { QUEUE } from './metric-definitions';
import { anyMetricOf, metricOf, type MetricSource } from './metric-source';
import type { EndpointContext } from '../endpoint-context';

/** The metrics of an endpoint as a whole, which are the backlog metrics of an asynchronous endpoint. */
export class EndpointMetrics {
  private readonly source: MetricSource;

  /**
   * @param endpoint the endpoint
   */
  constructor({ scope, metricsName }: EndpointContext) {
    this.source = { scope, dimensions: { EndpointName: metricsName } };
  }

  public metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return anyMetricOf(this.source, namespace, metricName, props);
  }

  public metricApproximateBacklogSize(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, QUEUE.approximateBacklogSize, props);
  }

  public metricApproximateBacklogSizePerInstance(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, QUEUE.approximateBacklogSizePerInstance, props);
  }

  public metricApproximateAgeOfOldestRequest(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, QUEUE.approximateAgeOfOldestRequest, props);
  }

  public metricHasBacklogWithoutCapacity(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, QUEUE.hasBacklogWithoutCapacity, props);
  }
}
