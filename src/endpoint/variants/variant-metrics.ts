import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { EndpointContext } from '../endpoint-context';
import type { InvocationHttpResponseCode } from '../metrics/invocation-http-response-code';
import { INSTANCE, INVOCATION } from '../metrics/metric-definitions';
import { anyMetricOf, metricOf, type MetricSource } from '../metrics/metric-source';

/**
 * What all kinds of production variants of an endpoint offer.
 */
export interface IEndpointProductionVariant {
  /**
   * The name of the variant.
   */
  readonly variantName: string;

  /**
   * Any metric of this variant.
   *
   * @param namespace the CloudWatch namespace: `AWS/SageMaker` for invocations, `/aws/sagemaker/Endpoints` for instances
   * @param metricName the name of the metric
   * @param props how to read it
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
   */
  metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests the variant got. Not of an asynchronous endpoint.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   */
  metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long the model took to answer, as seen by SageMaker, in microseconds.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long SageMaker took for a request beside the model's own time, in microseconds. Not of an asynchronous endpoint.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests got a response of this kind.
   *
   * @param responseCode the kind of response
   * @param props how to read it
   * @default - sum over 5 minutes
   */
  metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How much of the memory is in use, in percent.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** The metrics that each kind of variant has. */
export abstract class VariantMetrics implements IEndpointProductionVariant {
  protected readonly source: MetricSource;

  /**
   * @param endpoint the endpoint
   * @param variantName the name of the variant
   */
  constructor(public readonly endpoint: EndpointContext, public readonly variantName: string) {
    this.source = { scope: endpoint.scope, dimensions: { EndpointName: endpoint.metricsName, VariantName: variantName } };
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
