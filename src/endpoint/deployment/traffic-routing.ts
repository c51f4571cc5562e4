import type { Duration, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { percentBetween, stepsOf, waitCheck } from './deployment-checks';
import type { CapacitySize } from '../../common/capacity-size';
import { required, type Check } from '../../private/checks';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TrafficRoutingConfig.html */
const MIN_CANARY_PERCENT = 1;
const MAX_CANARY_PERCENT = 50;
const MIN_STEP_PERCENT = 10;
const MAX_STEP_PERCENT = 50;

/**
 * How all requests go over to the new fleet at once.
 */
export interface AllAtOnceTrafficRoutingOptions {
  /**
   * How long the alarms are watched after the requests have gone over: whole seconds, 0 to 3600.
   *
   * @default Duration.seconds(0)
   */
  readonly bakeTime?: Duration;
}

/**
 * How requests go over to the new fleet in two steps.
 */
export interface CanaryTrafficRoutingOptions {
  /**
   * How much of the new fleet gets requests at first: at most 50 percent of it.
   */
  readonly size: CapacitySize;

  /**
   * How long the alarms are watched until the other requests go over too: whole seconds, 0 to 3600.
   */
  readonly bakeTime: Duration;
}

/**
 * How requests go over to the new fleet in equal steps.
 */
export interface LinearTrafficRoutingOptions {
  /**
   * How much more of the new fleet gets requests with each step: 10 to 50 percent of it, or a number of instances.
   */
  readonly stepSize: CapacitySize;

  /**
   * How long the alarms are watched after each step: whole seconds, 0 to 3600.
   */
  readonly bakeTime: Duration;
}

/**
 * How requests go over from the old fleet to the new one, in a blue/green deployment.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green.html
 */
export abstract class TrafficRouting {
  /**
   * All requests at once. This is what SageMaker does by default.
   *
   * @param options how
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green-all-at-once.html
   */
  public static allAtOnce(options: AllAtOnceTrafficRoutingOptions = {}): TrafficRouting {
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
   * Some requests first, and after a while all others.
   *
   * @param options how many, and how long
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green-canary.html
   */
  public static canary(options: CanaryTrafficRoutingOptions): TrafficRouting {
    return new (class extends TrafficRouting {
      public readonly _bakeTime = options.bakeTime;
      public readonly _size = options.size;
      public readonly _steps = 2;

      public _checks(): Check[] {
        return [
          required('size', options.size, 'such as CapacitySize.percent(10)'),
          percentBetween('size', options.size, MIN_CANARY_PERCENT, MAX_CANARY_PERCENT),
          required('bakeTime', options.bakeTime, 'such as Duration.minutes(10)'),
          waitCheck('bakeTime', options.bakeTime),
        ];
      }

      public _render(): sagemaker.CfnEndpoint.TrafficRoutingConfigProperty {
        return { type: 'CANARY', canarySize: options.size._render(), waitIntervalInSeconds: options.bakeTime.toSeconds() };
      }
    })();
  }

  /**
   * The same share of the requests again and again, until all have gone over.
   *
   * @param options how many at a time, and how long after each
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green-linear.html
   */
  public static linear(options: LinearTrafficRoutingOptions): TrafficRouting {
    return new (class extends TrafficRouting {
      public readonly _bakeTime = options.bakeTime;
      public readonly _size = options.stepSize;

      public get _steps(): number | undefined {
        return stepsOf(options.stepSize);
      }

      public _checks(): Check[] {
        return [
          required('stepSize', options.stepSize, 'such as CapacitySize.percent(20)'),
          percentBetween('stepSize', options.stepSize, MIN_STEP_PERCENT, MAX_STEP_PERCENT),
          required('bakeTime', options.bakeTime, 'such as Duration.minutes(5)'),
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
   * What is compared with the number of instances.
   *
   * @internal
   */
  public abstract readonly _size: CapacitySize | undefined;

  /**
   * How often the alarms are watched; undefined where it depends on the number of instances.
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
