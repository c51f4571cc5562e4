import { problemsOf, required, integerAtLeast, integerBetween, type Check } from '../private/checks';
import { ValidationError } from '../private/errors';

/**
 * A part of a fleet, as a number of instances or a percentage.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CapacitySize.html
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
   * Specifies a percentage of the fleet. Throws unless it is an integer from 1 to 100. A property that uses it can have a lower limit.
   *
   * @param percent the percentage; can be a token
   */
  public static percent(percent: number): CapacitySize {
    assertAmount('percent', required('percent', percent, 'specify an integer from 1 to 100') ?? integerBetween('percent', percent, 1, 100));
    return new CapacitySize('CAPACITY_PERCENT', percent);
  }

  private constructor(
    private readonly type: 'INSTANCE_COUNT' | 'CAPACITY_PERCENT',
    /** @internal */
    public readonly _amount: number,
  ) {}

  /** @internal */
  public get _isPercent(): boolean {
    return this.type === 'CAPACITY_PERCENT';
  }

  /** @internal */
  public _render(): { readonly type: string; readonly value: number } {
    return { type: this.type, value: this._amount };
  }
}

/** Throws an error that names the factory method, because there is no construct yet. */
function assertAmount(factory: string, check: Check): void {
  const problems = problemsOf(check);
  if (problems.length > 0) {
    throw new ValidationError(`CapacitySize.${factory}: ${problems[0]}`);
  }
}
