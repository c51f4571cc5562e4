import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { problemsOf, required, integerBetween } from '../../private/checks';
import { ValidationError } from '../../private/errors';

/**
 * How prefix-aware routing decides.
 */
export interface PrefixAwareRoutingOptions {
  /**
   * How many characters at the start of a request are compared: a whole number from 1024 to 65536.
   */
  readonly prefixLength: number;

  /**
   * How many requests an instance may be busy with until the next one goes to another instance, in spite of its prefix: a whole number
   * from 1 to 1024.
   */
  readonly concurrencyThreshold: number;
}

/**
 * Which instance of a variant gets a request.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantRoutingConfig.html
 */
export class RoutingStrategy {
  /** The instance that is busy with the fewest requests: good where some take much longer than others. */
  public static readonly LEAST_OUTSTANDING_REQUESTS = new RoutingStrategy({ routingStrategy: 'LEAST_OUTSTANDING_REQUESTS' });

  /** Any instance. This is what SageMaker does by default. */
  public static readonly RANDOM = new RoutingStrategy({ routingStrategy: 'RANDOM' });

  /**
   * The instance that has answered a request with the same beginning before, and may have it in the cache of its language model. Takes at
   * least 2 instances to make a difference. Throws when a number is out of its range.
   *
   * @param options how to decide
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantRoutingConfig.html
   */
  public static prefixAware(options: PrefixAwareRoutingOptions): RoutingStrategy {
    const { prefixLength, concurrencyThreshold } = options;
    const problems = problemsOf(
      required('prefixLength', prefixLength, 'a whole number from 1024 to 65536'),
      integerBetween('prefixLength', prefixLength, 1024, 65536),
      required('concurrencyThreshold', concurrencyThreshold, 'a whole number from 1 to 1024'),
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
