import { Stack, Token, TokenComparison, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { IEndpointProductionVariant } from './endpoint-variant';
import type { InvocationHttpResponseCode } from './invocation-http-response-code';
import type { EndpointContext } from './scaling-target';

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html */
export const INVOCATION_NAMESPACE = 'AWS/SageMaker';
export const INSTANCE_NAMESPACE = '/aws/sagemaker/Endpoints';

/** The metrics that each kind of variant has. */
export abstract class VariantMetrics implements IEndpointProductionVariant {
  /**
   * @param endpoint the endpoint
   * @param variantName the name of the variant
   */
  constructor(protected readonly endpoint: EndpointContext, public readonly variantName: string) {}

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
      ...this.elsewhere(),
      ...props,
      namespace,
      metricName,
      statistic: props.statistic ?? statistic,
      dimensionsMap: { EndpointName: this.endpoint.endpointName, VariantName: this.variantName, ...props.dimensionsMap },
    });
  }

  /** The metrics of an imported endpoint are where the endpoint is, which need not be where the stack is. */
  private elsewhere(): cloudwatch.MetricOptions {
    const { scope } = this.endpoint;
    const { account, region } = Stack.of(scope);
    return {
      account: Token.compareStrings(scope.env.account, account) === TokenComparison.DIFFERENT ? scope.env.account : undefined,
      region: Token.compareStrings(scope.env.region, region) === TokenComparison.DIFFERENT ? scope.env.region : undefined,
    };
  }
}
