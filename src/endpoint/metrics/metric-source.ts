import { aws_cloudwatch as cloudwatch, type ResourceEnvironment, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { MetricDefinition } from './metric-definitions';
import type { EndpointContext } from '../endpoint-parts';

/** Something that CloudWatch has metrics of: all with the same dimensions. */
export abstract class MetricSource {
  /**
   * @param source whose account and region the metrics have: the endpoint, if there is one, or else something in the stack
   * @param dimensions by which CloudWatch tells the metrics from others
   */
  constructor(
    private readonly source: Construct & { readonly env?: ResourceEnvironment },
    private readonly dimensions: { readonly [name: string]: string },
  ) {}

  public metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf({ namespace, metricName, statistic: 'Sum' }, props);
  }

  protected metricOf(definition: Omit<MetricDefinition, 'unit'>, props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const { namespace, metricName, statistic } = definition;
    return new cloudwatch.Metric({
      ...props,
      namespace,
      metricName,
      account: props.account ?? this.accountElsewhere(),
      region: props.region ?? this.regionElsewhere(),
      statistic: props.statistic ?? statistic,
      dimensionsMap: { ...this.dimensions, ...props.dimensionsMap },
    }).attachTo(this.source);
  }

  /** The metrics of an imported endpoint are where the endpoint is, which need not be where the stack is. */
  private accountElsewhere(): string | undefined {
    const { source } = this;
    return elsewhere(source.env?.account, Stack.of(source).account);
  }

  private regionElsewhere(): string | undefined {
    const { source } = this;
    return elsewhere(source.env?.region, Stack.of(source).region);
  }
}

function elsewhere(one: string | undefined, here: string): string | undefined {
  return one !== undefined && Token.compareStrings(one, here) === TokenComparison.DIFFERENT ? one : undefined;
}

/** The metrics of an endpoint as a whole. */
export class EndpointMetrics extends MetricSource {
  constructor({ scope, metricsName }: EndpointContext) {
    super(scope, { EndpointName: metricsName });
  }

  public of(definition: MetricDefinition, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(definition, props);
  }
}
