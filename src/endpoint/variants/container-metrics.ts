import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { EndpointContext } from '../endpoint-context';
import type { InvocationHttpResponseCode } from '../metrics/invocation-http-response-code';
import { INSTANCE, INVOCATION } from '../metrics/metric-definitions';
import { anyMetricOf, metricOf, type MetricSource } from '../metrics/metric-source';

/**
 * A container of a variant whose model has several: its metrics.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-metrics.html
 */
export interface IEndpointContainer {
  /**
   * The host name of the container, by which it is invoked.
   */
  readonly containerHostname: string;

  /**
   * Any metric of this container.
   *
   * @param namespace the CloudWatch namespace: `AWS/SageMaker` for invocations, `/aws/sagemaker/Endpoints` for utilization
   * @param metricName the name of the metric
   * @param props how to read it
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-metrics.html
   */
  metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests got a response of this kind. Only of a container that is invoked directly.
   *
   * @param responseCode the kind of response
   * @param props how to read it
   * @default - sum over 5 minutes
   */
  metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests the container got. Only of a container that is invoked directly.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   */
  metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long the container took to answer, as seen by SageMaker, in microseconds.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricContainerLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long SageMaker took for a request beside the container's own time, in microseconds. Only of a container that is invoked
   * directly.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How busy the processors are with this container, in percent of one core: 0 to 100 times the number of cores. Only of a container
   * that is invoked directly.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricCpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How much of the memory the container uses, in percent. Only of a container that is invoked directly.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** The metrics of one of several containers. */
export class ContainerMetrics implements IEndpointContainer {
  private readonly source: MetricSource;

  /**
   * @param endpoint the endpoint
   * @param variantName the variant whose model has the container
   * @param containerHostname the host name of the container
   */
  constructor(endpoint: EndpointContext, variantName: string, public readonly containerHostname: string) {
    this.source = {
      scope: endpoint.scope,
      dimensions: { EndpointName: endpoint.metricsName, VariantName: variantName, ContainerName: containerHostname },
    };
  }

  public metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return anyMetricOf(this.source, namespace, metricName, props);
  }

  public metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.invocations, props);
  }

  public metricContainerLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.containerLatency, props);
  }

  public metricOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.overheadLatency, props);
  }

  public metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, { ...INVOCATION.serverErrors, metricName: responseCode }, props);
  }

  public metricCpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INSTANCE.cpuUtilization, props);
  }

  public metricMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INSTANCE.memoryUtilization, props);
  }
}
