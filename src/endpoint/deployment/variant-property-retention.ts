import { notEmpty, problemsOf } from '../../private/checks';
import { ValidationError } from '../../private/errors';

/**
 * What can change of a running variant without another configuration.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VariantProperty.html
 */
export enum VariantPropertyType {
  /** The number of instances, which autoscaling changes. */
  DESIRED_INSTANCE_COUNT = 'DesiredInstanceCount',

  /** The weight, which decides on the share of requests. */
  DESIRED_WEIGHT = 'DesiredWeight',
}

/**
 * What an endpoint keeps of its variants when it gets another configuration. Only variants of the same name keep anything.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-update.html
 */
export class VariantPropertyRetention {
  /**
   * The number of instances and the weights stay as they are: another `initialInstanceCount` or `initialVariantWeight` of a variant that is
   * there already has no effect.
   */
  public static all(): VariantPropertyRetention {
    return new VariantPropertyRetention([]);
  }

  /**
   * All stays as it is, but for what is named. Throws when nothing is named; use `all()` then.
   *
   * @param properties what the new configuration decides on
   */
  public static allExcept(...properties: VariantPropertyType[]): VariantPropertyRetention {
    const problems = problemsOf(notEmpty('properties', properties));
    if (problems.length > 0) {
      throw new ValidationError(`VariantPropertyRetention.allExcept: ${problems[0]}, or use VariantPropertyRetention.all()`);
    }
    return new VariantPropertyRetention([...new Set(properties)]);
  }

  private constructor(private readonly excluded: readonly VariantPropertyType[]) {}

  /** @internal */
  public get _keepsInstanceCount(): boolean {
    return !this.excluded.includes(VariantPropertyType.DESIRED_INSTANCE_COUNT);
  }

  /** @internal */
  public _render(): RenderedRetention {
    return {
      retainAllVariantProperties: true,
      excludeRetainedVariantProperties: this.excluded.length > 0
        ? this.excluded.map((variantPropertyType) => ({ variantPropertyType }))
        : undefined,
    };
  }
}

/** The properties of an endpoint that this is about. */
interface RenderedRetention {
  readonly retainAllVariantProperties: boolean;
  readonly excludeRetainedVariantProperties?: { readonly variantPropertyType: string }[];
}
