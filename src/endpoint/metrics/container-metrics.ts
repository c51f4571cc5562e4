import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { InvocationHttpResponseCode } from './invocation-http-response-code';
import { INSTANCE, INVOCATION } from './metric-definitions';
import { MetricSource } from './metric-source';
import type { EndpointContext } from '../endpoint-context';
import type { IEndpointContainer } from '../variants/endpoint-container';

/** The metrics of one of several containers. */
export class ContainerMetrics extends MetricSource implements IEndpointContainer {
  /**
   * @param endpoint the endpoint
   * @param variantName the variant whose model has the container
   * @param containerHostname the host name of the container
   */
  constructor(endpoint: EndpointContext, variantName: string, public readonly containerHostname: string) {
    super(endpoint.scope, { EndpointName: endpoint.metricsName, VariantName: variantName, ContainerName: containerHostname });
  }

  public metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.invocations, props);
  }

  public metricContainerLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.containerLatency, props);
  }

  public metricOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.overheadLatency, props);
  }

  public metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf({ ...INVOCATION.serverErrors, metricName: responseCode }, props);
  }

  public metricCpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INSTANCE.cpuUtilization, props);
  }

  public metricMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INSTANCE.memoryUtilization, props);
  }
}
