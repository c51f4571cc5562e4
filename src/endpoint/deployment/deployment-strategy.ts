import type { Duration, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { percentBetween, stepsOf, timeoutChecks, waitCheck, type DeploymentTimes } from './deployment-checks';
import { TrafficRouting } from './traffic-routing';
import type { CapacitySize } from '../../common/capacity-size';
import { problemsOf, required, type Check } from '../../private/checks';
import { given } from '../../private/given';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_RollingUpdatePolicy.html */
const MIN_BATCH_PERCENT = 5;
const MAX_BATCH_PERCENT = 50;

/**
 * The options of a blue/green deployment.
 */
export interface BlueGreenDeploymentOptions {
  /**
   * The traffic routing, which determines how traffic shifts to the new fleet.
   *
   * @default TrafficRouting.allAtOnce()
   */
  readonly trafficRouting?: TrafficRouting;

  /**
   * The time to keep the old fleet after all traffic has shifted: whole seconds, 0 to 3600.
   *
   * @default - chosen by SageMaker: the old fleet is terminated immediately
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html
   */
  readonly terminationWait?: Duration;

  /**
   * The timeout of the deployment: whole seconds, 600 to 28800, and longer than `bakeTime` and `terminationWait` together.
   *
   * @default - chosen by SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html
   */
  readonly maximumExecutionTimeout?: Duration;
}

/**
 * The options of a rolling deployment.
 */
export interface RollingDeploymentOptions {
  /**
   * The size of each batch of instances to replace: 5 to 50 percent of the fleet, or a number of instances.
   */
  readonly maximumBatchSize: CapacitySize;

  /**
   * The time to monitor the alarms after each batch: whole seconds, 0 to 3600.
   */
  readonly bakeTime: Duration;

  /**
   * The size of each batch of instances in a rollback to the previous configuration.
   *
   * @default CapacitySize.percent(100)
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_RollingUpdatePolicy.html
   */
  readonly rollbackMaximumBatchSize?: CapacitySize;

  /**
   * The timeout of the deployment: whole seconds, 600 to 28800, and longer than `bakeTime`.
   *
   * @default - chosen by SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_RollingUpdatePolicy.html
   */
  readonly maximumExecutionTimeout?: Duration;
}

/**
 * The strategy for updating an endpoint to a new configuration. Automatic rollback requires alarms: set `autoRollbackAlarms` of the endpoint.
 * The variants of the new configuration must have the same names.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
 *
 * @example
 * declare const endpointConfig: sm.EndpointConfig;
 *
 * const endpoint = new sm.Endpoint(this, 'Guarded', {
 *   endpointConfig,
 *   deploymentStrategy: sm.DeploymentStrategy.blueGreen({
 *     trafficRouting: sm.TrafficRouting.canary({ size: sm.CapacitySize.percent(10), bakeTime: Duration.minutes(10) }),
 *     terminationWait: Duration.minutes(5),
 *   }),
 * });
 * const alarms = endpoint.addRecommendedAlarms();
 * for (const alarm of alarms.critical) {
 *   endpoint.addAutoRollbackAlarms(alarm);
 * }
 */
export abstract class DeploymentStrategy {
  /**
   * Returns a blue/green strategy, which starts a new fleet and shifts the traffic to it from the old fleet. During the deployment, twice as
   * many instances run.
   *
   * @param options the options of the blue/green deployment
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green.html
   */
  public static blueGreen(options: BlueGreenDeploymentOptions = {}): DeploymentStrategy {
    options = given('BlueGreenDeploymentOptions', options, 'DeploymentStrategy.blueGreen', 'options');
    const { terminationWait, maximumExecutionTimeout, trafficRouting = TrafficRouting.allAtOnce() } = options;
    return new (class extends DeploymentStrategy {
      public readonly _isRolling = false;
      public readonly _size = trafficRouting._size;
      public readonly _sizes = { size: trafficRouting._size };

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
   * Returns a rolling strategy, which replaces the instances in batches and therefore requires few additional instances. Throws at synthesis if the
   * endpoint is serverless or has several production variants.
   *
   * @param options the options of the rolling deployment
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-rolling.html
   */
  public static rolling(options: RollingDeploymentOptions): DeploymentStrategy {
    options = given('RollingDeploymentOptions', options, 'DeploymentStrategy.rolling', 'options');
    const { maximumBatchSize, bakeTime, rollbackMaximumBatchSize, maximumExecutionTimeout } = options;
    return new (class extends DeploymentStrategy {
      public readonly _isRolling = true;
      public readonly _size = maximumBatchSize;
      public readonly _sizes = { maximumBatchSize, rollbackMaximumBatchSize };

      public get _times(): DeploymentTimes {
        return { bakeTime, maximumExecutionTimeout, steps: stepsOf(maximumBatchSize) };
      }

      protected _ownChecks(): Check[] {
        const first = [
          required('maximumBatchSize', maximumBatchSize, 'specify a size, such as CapacitySize.percent(20)'),
          percentBetween('maximumBatchSize', maximumBatchSize, MIN_BATCH_PERCENT, MAX_BATCH_PERCENT),
          required('bakeTime', bakeTime, 'specify a duration, such as Duration.minutes(5)'),
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
   * The size to compare with the number of instances.
   *
   * @internal
   */
  public abstract readonly _size: CapacitySize | undefined;

  /**
   * All sizes, by the property that specifies them.
   *
   * @internal
   */
  public abstract readonly _sizes: { readonly [property: string]: CapacitySize | undefined };

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
