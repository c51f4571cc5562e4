import { notEmpty, problemsOf } from '../../private/checks';
import { ValidationError } from '../../private/errors';

/**
 * The properties of a variant that can change without a new configuration.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VariantProperty.html
 */
export enum VariantPropertyType {
  /** The number of instances, which autoscaling changes. */
  DESIRED_INSTANCE_COUNT = 'DesiredInstanceCount',

  /** The weight, which determines the share of traffic that the variant receives. */
  DESIRED_WEIGHT = 'DesiredWeight',
}

/**
 * The properties of the variants that an endpoint retains when it is updated to a new configuration. Properties are retained only for variants
 * that keep their names.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-update.html
 *
 * @example
 * declare const endpointConfig: sm.EndpointConfig;
 *
 * // Retains the instance counts of autoscaling, and uses the weights of the new configuration
 * new sm.Endpoint(this, 'Endpoint', {
 *   endpointConfig,
 *   variantPropertyRetention: sm.VariantPropertyRetention.allExcept(sm.VariantPropertyType.DESIRED_WEIGHT),
 * });
 */
export class VariantPropertyRetention {
  /**
   * Retains the instance counts and the weights. Changes to `initialInstanceCount` or `initialVariantWeight` of existing variants have no effect.
   */
  public static all(): VariantPropertyRetention {
    return new VariantPropertyRetention([]);
  }

  /**
   * Retains all properties except those given. Throws if no property is given; use `all()` in that case.
   *
   * @param properties the properties that the new configuration sets
   */
  public static allExcept(...properties: VariantPropertyType[]): VariantPropertyRetention {
    const problems = problemsOf(notEmpty('properties', properties));
    if (problems.length > 0) {
      throw new ValidationError(`VariantPropertyRetention.allExcept: ${problems[0]}, or use VariantPropertyRetention.all()`);
    }
    return new VariantPropertyRetention([...new Set(properties)]);
  }

  /**
   * Retains nothing: the new configuration sets the instance counts and the weights, also those of variants with autoscaling.
   */
  public static none(): VariantPropertyRetention {
    return new VariantPropertyRetention(Object.values(VariantPropertyType), true);
  }

  private constructor(private readonly excluded: readonly VariantPropertyType[], private readonly isNone = false) {}

  /** @internal */
  public get _keepsInstanceCount(): boolean {
    return !this.excluded.includes(VariantPropertyType.DESIRED_INSTANCE_COUNT);
  }

  /**
   * Indicates whether the user chose to retain nothing.
   *
   * @internal
   */
  public get _isNone(): boolean {
    return this.isNone;
  }

  /** @internal */
  public _render(): RenderedRetention {
    return this.isNone ? { retainAllVariantProperties: false } : {
      retainAllVariantProperties: true,
      excludeRetainedVariantProperties: this.excluded.length > 0
        ? this.excluded.map((variantPropertyType) => ({ variantPropertyType }))
        : undefined,
    };
  }
}

/** The properties of `CfnEndpoint` that this class renders. */
interface RenderedRetention {
  readonly retainAllVariantProperties: boolean;
  readonly excludeRetainedVariantProperties?: { readonly variantPropertyType: string }[];
}
