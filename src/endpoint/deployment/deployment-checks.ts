import type { Duration } from 'aws-cdk-lib';
import type { CapacitySize } from '../../common/capacity-size';
import { isUnknown, secondsBetween, type Check } from '../../private/checks';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html */
const MAX_WAIT_SECONDS = 3600;
const MIN_TIMEOUT_SECONDS = 600;
const MAX_TIMEOUT_SECONDS = 28800;

/** The waits of a deployment, and its timeout. */
export interface DeploymentTimes {
  readonly bakeTime?: Duration;
  /** The number of bake periods; undefined if it depends on the number of instances. */
  readonly steps?: number;
  readonly terminationWait?: Duration;
  readonly maximumExecutionTimeout?: Duration;
}

export function waitCheck(name: string, wait: Duration | undefined): Check {
  return secondsBetween(name, wait, 0, MAX_WAIT_SECONDS);
}

/** Checks that the timeout is longer than the waits, because the deployment cannot succeed otherwise. */
export function timeoutChecks(times: DeploymentTimes): Check[] {
  const { maximumExecutionTimeout: timeout } = times;
  const outOfRange = secondsBetween('maximumExecutionTimeout', timeout, MIN_TIMEOUT_SECONDS, MAX_TIMEOUT_SECONDS);
  const wait = secondsWaited({ ...times, steps: 1 });
  return [
    outOfRange,
    outOfRange === undefined && isKnown(timeout) && wait !== undefined && timeout.toSeconds() <= wait
      ? `maximumExecutionTimeout must be longer than the ${wait} seconds of ${waitsOf(times)}, got ${timeout.toSeconds()} seconds`
      : undefined,
  ];
}

/**
 * Returns a warning if all steps together exceed the timeout, or the maximum of a timeout. AWS does not document that SageMaker rejects this, so it is
 * not a check.
 */
export function timeoutHint(times: DeploymentTimes): string | undefined {
  const { maximumExecutionTimeout: timeout, steps, terminationWait } = times;
  const wait = secondsWaited(times);
  if (wait === undefined) {
    return undefined;
  }
  const waits = `${steps} times bakeTime${terminationWait ? ' plus terminationWait' : ''} is ${wait} seconds`;
  if (wait >= MAX_TIMEOUT_SECONDS) {
    return `${waits}, but a deployment times out after at most ${MAX_TIMEOUT_SECONDS} seconds; reduce the wait times, or the number of steps by larger ones`;
  }
  return isKnown(timeout) && timeout.toSeconds() <= wait
    ? `maximumExecutionTimeout is ${timeout.toSeconds()} seconds, but ${waits}, so the deployment times out; increase maximumExecutionTimeout, or reduce the wait times`
    : undefined;
}

export function percentBetween(name: string, size: CapacitySize | undefined, min: number, max: number): Check {
  return !size?._isPercent || isUnknown(size._amount) || (size._amount >= min && size._amount <= max)
    ? undefined
    : `${name} must be between ${min} and ${max} percent, got ${size._amount} percent`;
}

/** Returns the number of steps of this size for a whole fleet; undefined if it depends on the number of instances. */
export function stepsOf(size: CapacitySize): number | undefined {
  return size._isPercent && !isUnknown(size._amount) ? Math.ceil(100 / size._amount) : undefined;
}

function secondsWaited({ bakeTime, steps, terminationWait }: DeploymentTimes): number | undefined {
  const waits = [bakeTime, terminationWait].filter((wait) => wait);
  return waits.length === 0 || steps === undefined || !waits.every(isKnown)
    ? undefined
    : (bakeTime?.toSeconds() ?? 0) * steps + (terminationWait?.toSeconds() ?? 0);
}

function waitsOf({ bakeTime, terminationWait }: DeploymentTimes): string {
  return [...bakeTime ? ['bakeTime'] : [], ...terminationWait ? ['terminationWait'] : []].join(' and ');
}

function isKnown(duration: Duration | undefined): duration is Duration {
  return duration ? !duration.isUnresolved() : false;
}
