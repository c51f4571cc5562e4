import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { problemsOf, required, integerBetween } from '../../private/checks';
import { ValidationError } from '../../private/errors';
import { given } from '../../private/given';

/**
 * The options of prefix-aware routing.
 */
export interface PrefixAwareRoutingOptions {
  /**
   * The length of the prefix, as the number of characters to compare at the beginning of each request: an integer from 1024 to 65536.
   */
  readonly prefixLength: number;

  /**
   * The maximum number of concurrent requests per instance: an integer from 1 to 1024. Further requests are routed to other instances, regardless
   * of their prefix.
   */
  readonly concurrencyThreshold: number;
}

/**
 * A strategy for routing requests to the instances of a variant.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantRoutingConfig.html
 *
 * @example
 * declare const model: sm.Model;
 *
 * new sm.EndpointConfig(this, 'Routed', {
 *   instanceProductionVariants: [{
 *     model,
 *     variantName: 'llm',
 *     instanceType: sm.InstanceType.G5_XLARGE,
 *     initialInstanceCount: 2,
 *     routingStrategy: sm.RoutingStrategy.prefixAware({ prefixLength: 4096, concurrencyThreshold: 16 }),
 *   }],
 * });
 */
export class RoutingStrategy {
  /** Routes each request to the instance with the fewest outstanding requests. Use it if some requests take much longer than others. */
  public static readonly LEAST_OUTSTANDING_REQUESTS = new RoutingStrategy({ routingStrategy: 'LEAST_OUTSTANDING_REQUESTS' });

  /** Routes each request to a random instance. This is the default of SageMaker. */
  public static readonly RANDOM = new RoutingStrategy({ routingStrategy: 'RANDOM' });

  /**
   * Routes each request to an instance that has processed a request with the same prefix, because its language model may have cached the prefix.
   * Has an effect only with at least 2 instances. Throws if a number is out of range.
   *
   * @param options the options of prefix-aware routing
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantRoutingConfig.html
   */
  public static prefixAware(options: PrefixAwareRoutingOptions): RoutingStrategy {
    options = given('PrefixAwareRoutingOptions', options, 'RoutingStrategy.prefixAware', 'options');
    const { prefixLength, concurrencyThreshold } = options;
    const problems = problemsOf(
      required('prefixLength', prefixLength, 'specify an integer from 1024 to 65536'),
      integerBetween('prefixLength', prefixLength, 1024, 65536),
      required('concurrencyThreshold', concurrencyThreshold, 'specify an integer from 1 to 1024'),
      integerBetween('concurrencyThreshold', concurrencyThreshold, 1, 1024),
    );
    if (problems.length > 0) {
      throw new ValidationError(`RoutingStrategy.prefixAware: ${problems.join('; ')}`);
    }
    return new RoutingStrategy({ routingStrategy: 'PREFIX_AWARE', prefixAwareRoutingConfig: { prefixLength, concurrencyThreshold } });
  }

  private constructor(
    /** @internal */
    public readonly _rendered: sagemaker.CfnEndpointConfig.RoutingConfigProperty,
  ) {}

  /** @internal */
  public get _isPrefixAware(): boolean {
    return this._rendered.routingStrategy === 'PREFIX_AWARE';
  }
}
