import type { Duration } from 'aws-cdk-lib';
import type { CapacitySize } from '../../common/capacity-size';
import { isUnknown, secondsBetween, type Check } from '../../private/checks';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html */
const MAX_WAIT_SECONDS = 3600;
const MIN_TIMEOUT_SECONDS = 600;
const MAX_TIMEOUT_SECONDS = 28800;

/** What the fleet is waited for, and how long all of it may take. */
export interface DeploymentTimes {
  readonly bakeTime?: Duration;
  /** How often the alarms are watched; undefined where it depends on the number of instances. */
  readonly steps?: number;
  readonly terminationWait?: Duration;
  readonly maximumExecutionTimeout?: Duration;
}

export function waitCheck(name: string, wait: Duration | undefined): Check {
  return secondsBetween(name, wait, 0, MAX_WAIT_SECONDS);
}

/** Refuses a deployment that may take no longer than it waits: it can't succeed. */
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

/** Says the same of all steps together. AWS does not document that SageMaker refuses these, so it is no check. */
export function timeoutHint(times: DeploymentTimes): string | undefined {
  const { maximumExecutionTimeout: timeout, steps } = times;
  const wait = secondsWaited(times);
  return isKnown(timeout) && wait !== undefined && timeout.toSeconds() <= wait
    ? `maximumExecutionTimeout is ${timeout.toSeconds()} seconds, but ${steps} times bakeTime${times.terminationWait ? ' and terminationWait' : ''} take ${wait} seconds, `
      + 'so that the deployment will time out; raise it, or wait less'
    : undefined;
}

export function percentBetween(name: string, size: CapacitySize | undefined, min: number, max: number): Check {
  return !size?._isPercent || isUnknown(size._amount) || (size._amount >= min && size._amount <= max)
    ? undefined
    : `${name} must be between ${min} and ${max} percent, got ${size._amount} percent`;
}

/** Returns how many steps of this size a fleet takes; undefined where it depends on the number of instances. */
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
