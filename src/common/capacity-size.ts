import { problemsOf, required, integerAtLeast, integerBetween, type Check } from '../private/checks';
import { ValidationError } from '../private/errors';

/**
 * An amount of a fleet: so many instances, or so much of it in percent.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CapacitySize.html
 */
export class CapacitySize {
  /**
   * A number of instances. Throws unless it is a whole number, at least 1.
   *
   * @param count how many; may be a token
   */
  public static instances(count: number): CapacitySize {
    assertAmount('instances', required('count', count, 'a whole number, at least 1') ?? integerAtLeast('count', count, 1));
    return new CapacitySize('INSTANCE_COUNT', count);
  }

  /**
   * A share of the fleet. Throws unless it is a whole number from 1 to 100; where it is used, less may be allowed.
   *
   * @param percent the share in percent; may be a token
   */
  public static percent(percent: number): CapacitySize {
    assertAmount('percent', required('percent', percent, 'a whole number from 1 to 100') ?? integerBetween('percent', percent, 1, 100));
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

/** Throws in the name of the factory, because there is no construct yet. */
function assertAmount(factory: string, check: Check): void {
  const problems = problemsOf(check);
  if (problems.length > 0) {
    throw new ValidationError(`CapacitySize.${factory}: ${problems[0]}`);
  }
}
