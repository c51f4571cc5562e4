import type { Duration, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { integerAtLeast, integerBetween, isUnknown, minutesBetween, type Check } from '../../private/checks';
import { given } from '../../private/given';
import { describe } from '../../private/shapes';

/**
 * The options of scale-in by consolidation.
 */
export interface ConsolidationOptions {
  /**
   * The time to wait between two releases of instances, in whole minutes: 5 to 1440.
   *
   * @default - the default of SageMaker
   */
  readonly cooldown?: Duration;

  /**
   * The maximum number of instances to release at a time: an integer from 1 to 100.
   *
   * @default - the default of SageMaker
   */
  readonly maximumStepSize?: number;
}

/**
 * A policy for releasing instances that inference components no longer require.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantManagedInstanceScaling.html
 *
 * @example
 * new sm.EndpointConfig(this, 'Components', {
 *   instanceProductionVariants: [{
 *     variantName: 'gpu',
 *     instanceType: sm.InstanceType.of('ml.g6e.12xlarge'),
 *     managedInstanceScaling: {
 *       minInstanceCount: 0,
 *       maxInstanceCount: 4,
 *       scaleInPolicy: sm.ScaleInPolicy.consolidation({ cooldown: Duration.minutes(30), maximumStepSize: 1 }),
 *     },
 *   }],
 * });
 */
export class ScaleInPolicy {
  /**
   * Creates a policy that moves copies of inference components to fewer instances, and releases the instances that become empty.
   *
   * @param options the options of consolidation, such as its cooldown
   */
  public static consolidation(options: ConsolidationOptions = {}): ScaleInPolicy {
    options = given('ConsolidationOptions', options, 'ScaleInPolicy.consolidation', 'options');
    return new ScaleInPolicy('CONSOLIDATION', options);
  }

  /**
   * Creates a policy that releases instances when they become empty. Copies of inference components are not moved.
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
 * The scaling of the number of instances by SageMaker, to match the inference components on them. Only for variants without a model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
 */
export interface ManagedInstanceScaling {
  /**
   * The minimum number of instances: an integer, at least 0. A minimum of 0 has been refused in Europe (Paris), `eu-west-3`; set it to 1
   * there if the deployment fails.
   *
   * @default - the default of SageMaker
   */
  readonly minInstanceCount?: number;

  /**
   * The maximum number of instances: an integer, at least 1 and at least `minInstanceCount`.
   *
   * @default - the default of SageMaker
   */
  readonly maxInstanceCount?: number;

  /**
   * The policy for releasing instances.
   *
   * @default - the default of SageMaker
   */
  readonly scaleInPolicy?: ScaleInPolicy;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantManagedInstanceScalingScaleInPolicy.html */
const COOLDOWN_MINUTES = [5, 1440] as const;
const STEP_SIZE = [1, 100] as const;

export function managedInstanceScalingChecks({ minInstanceCount: min, maxInstanceCount: max, scaleInPolicy }: ManagedInstanceScaling): Check[] {
  const { cooldown, maximumStepSize } = scaleInPolicy?._options ?? {};
  return [
    scaleInPolicy && typeof scaleInPolicy._render !== 'function'
      ? `managedInstanceScaling.scaleInPolicy must be a policy, got ${describe(scaleInPolicy)}; use ScaleInPolicy.consolidation or ScaleInPolicy.idleRelease`
      : undefined,
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
  return {
    status: 'ENABLED',
    minInstanceCount,
    maxInstanceCount,
    scaleInPolicy: scaleInPolicy?._render(),
  };
}
