import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { IEndpointProductionVariant } from './endpoint-variant';
import type { InvocationHttpResponseCode } from './invocation-http-response-code';

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html */
export const INVOCATION_NAMESPACE = 'AWS/SageMaker';
export const INSTANCE_NAMESPACE = '/aws/sagemaker/Endpoints';

/** The metrics that each kind of variant has. */
export abstract class VariantMetrics implements IEndpointProductionVariant {
  public abstract readonly variantName: string;
  protected abstract readonly endpointName: string;

  public metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricWith(namespace, metricName, 'Sum', props);
  }

  public metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricWith(INVOCATION_NAMESPACE, 'Invocations', 'Sum', props);
  }

  public metricModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricWith(INVOCATION_NAMESPACE, 'ModelLatency', 'Average', props);
  }

  public metricOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricWith(INVOCATION_NAMESPACE, 'OverheadLatency', 'Average', props);
  }

  public metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricWith(INVOCATION_NAMESPACE, responseCode, 'Sum', props);
  }

  public metricMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricWith(INSTANCE_NAMESPACE, 'MemoryUtilization', 'Average', props);
  }

  protected metricWith(
    namespace: string, metricName: string, statistic: string, props: cloudwatch.MetricOptions = {},
  ): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace,
      metricName,
      statistic,
      ...props,
      dimensionsMap: { EndpointName: this.endpointName, VariantName: this.variantName, ...props.dimensionsMap },
    });
  }
}
