import type { Duration, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { percentBetween, stepsOf, waitCheck } from './deployment-checks';
import type { CapacitySize } from '../../common/capacity-size';
import { required, type Check } from '../../private/checks';
import { given } from '../../private/given';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TrafficRoutingConfig.html */
const MIN_CANARY_PERCENT = 1;
const MAX_CANARY_PERCENT = 50;
const MIN_STEP_PERCENT = 10;
const MAX_STEP_PERCENT = 50;

/**
 * The options of all-at-once traffic routing.
 */
export interface AllAtOnceTrafficRoutingOptions {
  /**
   * The time to monitor the alarms after the traffic has shifted: whole seconds, 0 to 3600.
   *
   * @default Duration.seconds(0)
   */
  readonly bakeTime?: Duration;
}

/**
 * The options of canary traffic routing.
 */
export interface CanaryTrafficRoutingOptions {
  /**
   * The size of the canary, which is the part of the new fleet that receives traffic first: 1 to 50 percent of the fleet, or a number of
   * instances.
   */
  readonly size: CapacitySize;

  /**
   * The time to monitor the alarms before the remaining traffic shifts: whole seconds, 0 to 3600.
   */
  readonly bakeTime: Duration;
}

/**
 * The options of linear traffic routing.
 */
export interface LinearTrafficRoutingOptions {
  /**
   * The size of each step, as the additional part of the new fleet that receives traffic: 10 to 50 percent of the fleet, or a number of
   * instances.
   */
  readonly stepSize: CapacitySize;

  /**
   * The time to monitor the alarms after each step: whole seconds, 0 to 3600.
   */
  readonly bakeTime: Duration;
}

/**
 * The traffic routing of a blue/green deployment, which shifts traffic from the old fleet to the new fleet.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green.html
 *
 * @example
 * sm.TrafficRouting.canary({ size: sm.CapacitySize.percent(10), bakeTime: Duration.minutes(10) });
 * sm.TrafficRouting.linear({ stepSize: sm.CapacitySize.percent(20), bakeTime: Duration.minutes(5) });
 * sm.TrafficRouting.allAtOnce({ bakeTime: Duration.minutes(10) });
 */
export abstract class TrafficRouting {
  /**
   * Returns all-at-once routing, which shifts all traffic in a single step. This is SageMaker's default.
   *
   * @param options the options of the traffic routing
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green-all-at-once.html
   */
  public static allAtOnce(options: AllAtOnceTrafficRoutingOptions = {}): TrafficRouting {
    options = given('AllAtOnceTrafficRoutingOptions', options, 'TrafficRouting.allAtOnce', 'options');
    return new (class extends TrafficRouting {
      public readonly _bakeTime = options.bakeTime;
      public readonly _size = undefined;
      public readonly _steps = 1;

      public _checks(): Check[] {
        return [waitCheck('bakeTime', options.bakeTime)];
      }

      public _render(): sagemaker.CfnEndpoint.TrafficRoutingConfigProperty {
        return { type: 'ALL_AT_ONCE', waitIntervalInSeconds: options.bakeTime?.toSeconds() ?? 0 };
      }
    })();
  }

  /**
   * Returns canary routing, which shifts a part of the traffic first, and the remaining traffic after the bake time.
   *
   * @param options the size and the bake time of the canary
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green-canary.html
   */
  public static canary(options: CanaryTrafficRoutingOptions): TrafficRouting {
    options = given('CanaryTrafficRoutingOptions', options, 'TrafficRouting.canary', 'options');
    return new (class extends TrafficRouting {
      public readonly _bakeTime = options.bakeTime;
      public readonly _size = options.size;
      public readonly _steps = 2;

      public _checks(): Check[] {
        return [
          required('size', options.size, 'specify a size, such as CapacitySize.percent(10)'),
          percentBetween('size', options.size, MIN_CANARY_PERCENT, MAX_CANARY_PERCENT),
          required('bakeTime', options.bakeTime, 'specify a duration, such as Duration.minutes(10)'),
          waitCheck('bakeTime', options.bakeTime),
        ];
      }

      public _render(): sagemaker.CfnEndpoint.TrafficRoutingConfigProperty {
        return { type: 'CANARY', canarySize: options.size._render(), waitIntervalInSeconds: options.bakeTime.toSeconds() };
      }
    })();
  }

  /**
   * Returns linear routing, which shifts traffic in equal steps, with a bake time after each step.
   *
   * @param options the size and the bake time of the steps
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green-linear.html
   */
  public static linear(options: LinearTrafficRoutingOptions): TrafficRouting {
    options = given('LinearTrafficRoutingOptions', options, 'TrafficRouting.linear', 'options');
    return new (class extends TrafficRouting {
      public readonly _bakeTime = options.bakeTime;
      public readonly _size = options.stepSize;

      public get _steps(): number | undefined {
        return stepsOf(options.stepSize);
      }

      public _checks(): Check[] {
        return [
          required('stepSize', options.stepSize, 'specify a size, such as CapacitySize.percent(20)'),
          percentBetween('stepSize', options.stepSize, MIN_STEP_PERCENT, MAX_STEP_PERCENT),
          required('bakeTime', options.bakeTime, 'specify a duration, such as Duration.minutes(5)'),
          waitCheck('bakeTime', options.bakeTime),
        ];
      }

      public _render(): sagemaker.CfnEndpoint.TrafficRoutingConfigProperty {
        return { type: 'LINEAR', linearStepSize: options.stepSize._render(), waitIntervalInSeconds: options.bakeTime.toSeconds() };
      }
    })();
  }

  /** @internal */
  public abstract readonly _bakeTime: Duration | undefined;

  /**
   * The size to compare with the number of instances.
   *
   * @internal
   */
  public abstract readonly _size: CapacitySize | undefined;

  /**
   * The number of bake periods; undefined if it depends on the number of instances.
   *
   * @internal
   */
  public abstract readonly _steps: number | undefined;

  private constructor() {}

  /** @internal */
  public abstract _checks(): Check[];

  /** @internal */
  public abstract _render(): sagemaker.CfnEndpoint.TrafficRoutingConfigProperty;
}
