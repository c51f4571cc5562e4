import type { Duration, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { percentBetween, stepsOf, timeoutChecks, waitCheck, type DeploymentTimes } from './deployment-checks';
import { TrafficRouting } from './traffic-routing';
import type { CapacitySize } from '../../common/capacity-size';
import { problemsOf, required, type Check } from '../../private/checks';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_RollingUpdatePolicy.html */
const MIN_BATCH_PERCENT = 5;
const MAX_BATCH_PERCENT = 50;

/**
 * How a new fleet takes over from the old one.
 */
export interface BlueGreenDeploymentOptions {
  /**
   * How requests go over to the new fleet.
   *
   * @default TrafficRouting.allAtOnce()
   */
  readonly trafficRouting?: TrafficRouting;

  /**
   * How long the old fleet stays after all requests have gone over: whole seconds, 0 to 3600.
   *
   * @default - decided by SageMaker: it does not stay
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html
   */
  readonly terminationWait?: Duration;

  /**
   * How long the deployment may take: whole seconds, 600 to 28800, and longer than `bakeTime` and `terminationWait`.
   *
   * @default - decided by SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html
   */
  readonly maximumExecutionTimeout?: Duration;
}

/**
 * How the instances of a fleet are replaced bit by bit.
 */
export interface RollingDeploymentOptions {
  /**
   * How much of the fleet is replaced at a time: 5 to 50 percent of it, or a number of instances.
   */
  readonly maximumBatchSize: CapacitySize;

  /**
   * How long the alarms are watched after each batch: whole seconds, 0 to 3600.
   */
  readonly bakeTime: Duration;

  /**
   * How much of the fleet goes back to the old configuration at a time, if the deployment is rolled back.
   *
   * @default CapacitySize.percent(100)
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_RollingUpdatePolicy.html
   */
  readonly rollbackMaximumBatchSize?: CapacitySize;

  /**
   * How long the deployment may take: whole seconds, 600 to 28800, and longer than `bakeTime`.
   *
   * @default - decided by SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_RollingUpdatePolicy.html
   */
  readonly maximumExecutionTimeout?: Duration;
}

/**
 * How an endpoint goes over to another configuration. It takes alarms to go back by itself: `autoRollbackAlarms` of the endpoint. The new
 * configuration must have the same names of variants.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
 */
export abstract class DeploymentStrategy {
  /**
   * A new fleet is started beside the old one, and takes over its requests. Meanwhile there are twice as many instances.
   *
   * @param options how
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green.html
   */
  public static blueGreen(options: BlueGreenDeploymentOptions = {}): DeploymentStrategy {
    const { terminationWait, maximumExecutionTimeout, trafficRouting = TrafficRouting.allAtOnce() } = options;
    return new (class extends DeploymentStrategy {
      public readonly _isRolling = false;
      public readonly _size = trafficRouting._size;

      public get _times(): DeploymentTimes {
        return { terminationWait, maximumExecutionTimeout, bakeTime: trafficRouting._bakeTime, steps: trafficRouting._steps };
      }

      protected _ownChecks(): Check[] {
        const ofRouting = trafficRouting._checks();
        const ofWait = waitCheck('terminationWait', terminationWait);
        return [...ofRouting, ofWait, ...(problemsOf(...ofRouting, ofWait).length > 0 ? [] : timeoutChecks(this._times))];
      }

      public _render(): sagemaker.CfnEndpoint.DeploymentConfigProperty {
        return {
          blueGreenUpdatePolicy: {
            trafficRoutingConfiguration: trafficRouting._render(),
            terminationWaitInSeconds: terminationWait?.toSeconds(),
            maximumExecutionTimeoutInSeconds: maximumExecutionTimeout?.toSeconds(),
          },
        };
      }
    })();
  }

  /**
   * The instances are replaced batch by batch, which takes few instances beside those that there are. Throws at synth for a serverless
   * endpoint, and for one with several variants.
   *
   * @param options how
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-rolling.html
   */
  public static rolling(options: RollingDeploymentOptions): DeploymentStrategy {
    const { maximumBatchSize, bakeTime, rollbackMaximumBatchSize, maximumExecutionTimeout } = options;
    return new (class extends DeploymentStrategy {
      public readonly _isRolling = true;
      public readonly _size = maximumBatchSize;

      public get _times(): DeploymentTimes {
        return { bakeTime, maximumExecutionTimeout, steps: stepsOf(maximumBatchSize) };
      }

      protected _ownChecks(): Check[] {
        const first = [
          required('maximumBatchSize', maximumBatchSize, 'such as CapacitySize.percent(20)'),
          percentBetween('maximumBatchSize', maximumBatchSize, MIN_BATCH_PERCENT, MAX_BATCH_PERCENT),
          required('bakeTime', bakeTime, 'such as Duration.minutes(5)'),
          waitCheck('bakeTime', bakeTime),
        ];
        return [...first, ...(problemsOf(...first).length > 0 ? [] : timeoutChecks(this._times))];
      }

      public _render(): sagemaker.CfnEndpoint.DeploymentConfigProperty {
        return {
          rollingUpdatePolicy: {
            maximumBatchSize: maximumBatchSize._render(),
            waitIntervalInSeconds: bakeTime.toSeconds(),
            rollbackMaximumBatchSize: rollbackMaximumBatchSize?._render(),
            maximumExecutionTimeoutInSeconds: maximumExecutionTimeout?.toSeconds(),
          },
        };
      }
    })();
  }

  /** @internal */
  public abstract readonly _isRolling: boolean;

  /**
   * What is compared with the number of instances.
   *
   * @internal
   */
  public abstract readonly _size: CapacitySize | undefined;

  /** @internal */
  public abstract readonly _times: DeploymentTimes;

  private constructor() {}

  /** @internal */
  public _checks(): Check[] {
    return problemsOf(...this._ownChecks()).map((problem) => `deploymentStrategy: ${problem}`);
  }

  /** @internal */
  public abstract _render(): sagemaker.CfnEndpoint.DeploymentConfigProperty;

  /** @internal */
  protected abstract _ownChecks(): Check[];
}
