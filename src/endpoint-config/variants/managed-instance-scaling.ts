import type { Duration, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { integerAtLeast, integerBetween, isUnknown, minutesBetween, type Check } from '../../private/checks';

/**
 * How instances are released by consolidation.
 */
export interface ConsolidationOptions {
  /**
   * How long to wait between two releases: whole minutes, 5 to 1440.
   *
   * @default - decided by SageMaker
   */
  readonly cooldown?: Duration;

  /**
   * How many instances may be released at a time: a whole number from 1 to 100.
   *
   * @default - decided by SageMaker
   */
  readonly maximumStepSize?: number;
}

/**
 * When instances that inference components leave are released.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantManagedInstanceScaling.html
 */
export class ScaleInPolicy {
  /**
   * Moves copies of inference components together, and releases the instances that this leaves empty.
   *
   * @param options how fast
   */
  public static consolidation(options: ConsolidationOptions = {}): ScaleInPolicy {
    return new ScaleInPolicy('CONSOLIDATION', options);
  }

  /**
   * Releases instances as they become empty, and moves nothing.
   */
  public static idleRelease(): ScaleInPolicy {
    return new ScaleInPolicy('IDLE_RELEASE', {});
  }

  private constructor(
    private readonly strategy: string,
    /** @internal */
    public readonly _options: ConsolidationOptions,
  ) {}

  /** @internal */
  public _render(): sagemaker.CfnEndpointConfig.ScaleInPolicyProperty {
    const { cooldown, maximumStepSize } = this._options;
    return { strategy: this.strategy, cooldownInMinutes: cooldown?.toMinutes(), maximumStepSize };
  }
}

/**
 * Lets SageMaker decide on the number of instances, by what the inference components on them need. Only for variants without a model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
 */
export interface ManagedInstanceScaling {
  /**
   * The fewest instances: a whole number from 0.
   *
   * @default - decided by SageMaker
   */
  readonly minInstanceCount?: number;

  /**
   * The most instances: a whole number from 1, at least `minInstanceCount`.
   *
   * @default - decided by SageMaker
   */
  readonly maxInstanceCount?: number;

  /**
   * When instances are released.
   *
   * @default - decided by SageMaker
   */
  readonly scaleInPolicy?: ScaleInPolicy;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantManagedInstanceScalingScaleInPolicy.html */
const COOLDOWN_MINUTES = [5, 1440] as const;
const STEP_SIZE = [1, 100] as const;

export function managedInstanceScalingChecks({ minInstanceCount: min, maxInstanceCount: max, scaleInPolicy }: ManagedInstanceScaling): Check[] {
  const { cooldown, maximumStepSize } = scaleInPolicy?._options ?? {};
  return [
    integerAtLeast('managedInstanceScaling.minInstanceCount', min, 0),
    integerAtLeast('managedInstanceScaling.maxInstanceCount', max, 1),
    !isUnknown(min) && !isUnknown(max) && min! > max!
      ? `managedInstanceScaling.minInstanceCount must be at most maxInstanceCount (${max}), got ${min}`
      : undefined,
    minutesBetween('managedInstanceScaling.scaleInPolicy.cooldown', cooldown, ...COOLDOWN_MINUTES),
    integerBetween('managedInstanceScaling.scaleInPolicy.maximumStepSize', maximumStepSize, ...STEP_SIZE),
  ];
}

export function renderManagedInstanceScaling(
  { minInstanceCount, maxInstanceCount, scaleInPolicy }: ManagedInstanceScaling,
): sagemaker.CfnEndpointConfig.ManagedInstanceScalingProperty {
  return { status: 'ENABLED', minInstanceCount, maxInstanceCount, scaleInPolicy: scaleInPolicy?._render() };
}
