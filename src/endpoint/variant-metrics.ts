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
      ...props,
      namespace,
      metricName,
      account: props.account ?? this.accountElsewhere(),
      region: props.region ?? this.regionElsewhere(),
      statistic: props.statistic ?? statistic,
      dimensionsMap: { EndpointName: this.endpoint.endpointName, VariantName: this.variantName, ...props.dimensionsMap },
    }).attachTo(this.endpoint.scope);
  }

  /** The metrics of an imported endpoint are where the endpoint is, which need not be where the stack is. */
  private accountElsewhere(): string | undefined {
    const { scope } = this.endpoint;
    return differs(scope.env.account, Stack.of(scope).account) ? scope.env.account : undefined;
  }

  private regionElsewhere(): string | undefined {
    const { scope } = this.endpoint;
    return differs(scope.env.region, Stack.of(scope).region) ? scope.env.region : undefined;
  }
}

function differs(one: string, other: string): boolean {
  return Token.compareStrings(one, other) === TokenComparison.DIFFERENT;
}
