import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { InvocationHttpResponseCode } from './invocation-http-response-code';
import { INSTANCE, INVOCATION } from './metric-definitions';
import { MetricSource } from './metric-source';
import type { EndpointContext } from '../endpoint-context';
import type { IEndpointProductionVariant } from '../variants/endpoint-production-variant';

/** The metrics that each kind of variant has. */
export abstract class VariantMetrics extends MetricSource implements IEndpointProductionVariant {
  /**
   * @param endpoint the endpoint
   * @param variantName the name of the variant
   */
  constructor(protected readonly endpoint: EndpointContext, public readonly variantName: string) {
    super(endpoint.scope, { EndpointName: endpoint.metricsName, VariantName: variantName });
  }

  public metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.invocations, props);
  }

  public metricModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.modelLatency, props);
  }

  public metricOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.overheadLatency, props);
  }

  public metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf({ ...INVOCATION.serverErrors, metricName: responseCode }, props);
  }

  public metricMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INSTANCE.memoryUtilization, props);
  }
}
