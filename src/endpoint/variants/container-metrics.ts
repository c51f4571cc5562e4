import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { EndpointContext } from '../endpoint-context';
import type { InvocationHttpResponseCode } from '../metrics/invocation-http-response-code';
import { INSTANCE, INVOCATION } from '../metrics/metric-definitions';
import { anyMetricOf, metricOf, type MetricSource } from '../metrics/metric-source';

/**
 * A container of a variant whose model has several containers; provides the metrics of the container.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-metrics.html
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * endpoint.findInstanceProductionVariant('A').findContainer('ranking').metricContainerLatency();
 */
export interface IEndpointContainer {
  /**
   * The host name of the container, which requests use to invoke it directly.
   */
  readonly containerHostname: string;

  /**
   * Returns any metric of this container.
   *
   * @param namespace the CloudWatch namespace: `AWS/SageMaker` for invocations, `/aws/sagemaker/Endpoints` for utilization
   * @param metricName the name of the metric
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-metrics.html
   */
  metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests that received a 4XX or 5XX response, as specified by `responseCode`. Published only for containers that are invoked
   * directly.
   *
   * @param responseCode the range of HTTP status codes to count: 4XX or 5XX
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   */
  metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests sent to the container. Published only for containers that are invoked directly.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   */
  metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time taken by the container to respond, as viewed from SageMaker, in microseconds.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricContainerLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time that SageMaker overhead adds to the response time of the container, in microseconds. Published only for containers that
   * are invoked directly.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The CPU utilization of the container, in percent of one core: from 0 to 100 times the number of cores. Published only for containers that
   * are invoked directly.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricCpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The memory that the container uses, in percent. Published only for containers that are invoked directly.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** The metrics of one container of a model that has several. */
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
