import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { EndpointContext } from '../endpoint-context';
import type { InvocationHttpResponseCode } from '../metrics/invocation-http-response-code';
import { INSTANCE, INVOCATION } from '../metrics/metric-definitions';
import { anyMetricOf, metricOf, type MetricSource } from '../metrics/metric-source';

/**
 * A production variant of an endpoint, of any kind.
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * endpoint.findInstanceProductionVariant('A').metricInvocations({ period: Duration.minutes(1) });
 */
export interface IEndpointProductionVariant {
  /**
   * The name of the variant.
   */
  readonly variantName: string;

  /**
   * Returns any metric of this variant.
   *
   * @param namespace the CloudWatch namespace: `AWS/SageMaker` for invocations, `/aws/sagemaker/Endpoints` for instances
   * @param metricName the name of the metric
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
   */
  metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests sent to the variant. Not published for asynchronous endpoints.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   */
  metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time taken by the model to respond, as viewed from SageMaker, in microseconds.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time that SageMaker overhead adds to the response time of the model, in microseconds. Not published for asynchronous
   * endpoints.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests that received a 4XX or 5XX response, as specified by `responseCode`.
   *
   * @param responseCode the range of HTTP status codes to count: 4XX or 5XX
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   */
  metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The memory utilization, in percent.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** The metrics that every type of variant has. */
export abstract class VariantMetrics implements IEndpointProductionVariant {
  private isNameUsed = false;

  /**
   * @param endpoint the endpoint
   * @param variantName the name of the variant
   */
  constructor(public readonly endpoint: EndpointContext, public readonly variantName: string) {}

  /** Indicates whether the app uses the name of the variant, such as in a metric. */
  public get isUsed(): boolean {
    return this.isNameUsed;
  }

  /** The source of the metrics. Its use is one of the name of the variant. */
  protected get source(): MetricSource {
    const { endpoint: { scope, metricsName }, variantName } = this;
    this.noteUse();
    return { scope, dimensions: { EndpointName: metricsName, VariantName: variantName } };
  }

  /** Records that the app uses the name of the variant. */
  protected noteUse(): void {
    this.isNameUsed = true;
  }

  public metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return anyMetricOf(this.source, namespace, metricName, props);
  }

  public metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.invocations, props);
  }

  public metricModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.modelLatency, props);
  }

  public metricOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.overheadLatency, props);
  }

  public metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, { ...INVOCATION.serverErrors, metricName: responseCode }, props);
  }

  public metricMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INSTANCE.memoryUtilization, props);
  }
}
