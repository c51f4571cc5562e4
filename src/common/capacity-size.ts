import { problemsOf, required, integerAtLeast, integerBetween, type Check } from '../private/checks';
import { ValidationError } from '../private/errors';

/**
 * A part of a fleet: a number of instances of an endpoint, a number of copies of an inference component, or a percentage of either.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CapacitySize.html
 *
 * @example
 * const quarter = sm.CapacitySize.percent(25);
 * sm.DeploymentStrategy.rolling({ maximumBatchSize: quarter, bakeTime: Duration.minutes(5) });
 */
export class CapacitySize {
  /**
   * Specifies a number of instances. Throws unless it is an integer of at least 1.
   *
   * @param count the number of instances; can be a token
   */
  public static instances(count: number): CapacitySize {
    assertAmount('instances', required('count', count, 'specify an integer of at least 1') ?? integerAtLeast('count', count, 1));
    return new CapacitySize('INSTANCE_COUNT', count);
  }

  /**
   * Specifies a number of copies of an inference component. Throws unless it is an integer of at least 1.
   *
   * @param count the number of copies; can be a token
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentCapacitySize.html
   */
  public static copies(count: number): CapacitySize {
    assertAmount('copies', required('count', count, 'specify an integer of at least 1') ?? integerAtLeast('count', count, 1));
    return new CapacitySize('COPY_COUNT', count);
  }

  /**
   * Specifies a percentage of the fleet. Throws unless it is an integer from 1 to 100. A property that uses it can have a lower limit.
   *
   * @param percent the percentage; can be a token
   */
  public static percent(percent: number): CapacitySize {
    assertAmount('percent', required('percent', percent, 'specify an integer from 1 to 100') ?? integerBetween('percent', percent, 1, 100));
    return new CapacitySize('CAPACITY_PERCENT', percent);
  }

  private constructor(
    /** @internal */
    public readonly _type: 'INSTANCE_COUNT' | 'COPY_COUNT' | 'CAPACITY_PERCENT',
    /** @internal */
    public readonly _amount: number,
  ) {}

  /** @internal */
  public get _isPercent(): boolean {
    return this._type === 'CAPACITY_PERCENT';
  }

  /** @internal */
  public _render(): { readonly type: string; readonly value: number } {
    return { type: this._type, value: this._amount };
  }
}

/** Throws an error that names the factory method, because there is no construct yet. */
function assertAmount(factory: string, check: Check): void {
  const problems = problemsOf(check);
  if (problems.length > 0) {
    throw new ValidationError(`CapacitySize.${factory}: ${problems[0]}`);
  }
}
