import { Duration } from 'aws-cdk-lib';
import type { EndpointAlarmsOptions } from './endpoint-alarms-options';
import {
  above, isUnknown, knownAtSynth, minutesBetween, wholeAtLeast, wholeBetween, type Check,
} from '../../private/checks';

/** What is not told by the user. */
const DEFAULTS = {
  evaluationPeriods: 5,
  datapointsToAlarm: 3,
  serverErrorRatePercent: 5,
  clientErrorRatePercent: 25,
  modelLatencyPercentile: 99,
  cpuUtilizationPercent: 90,
  memoryUtilizationPercent: 90,
  diskUtilizationPercent: 80,
  gpuUtilizationPercent: 95,
  concurrencyUtilizationPercent: 90,
  invocationFailures: 10,
  backlogAge: Duration.minutes(30),
  noCapacity: Duration.minutes(15),
} as const;

/** Half of what SageMaker waits for a model. @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html */
const MODEL_LATENCY = Duration.seconds(30);

/** A day, beyond which an alarm can't look. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MINUTES_PER_DAY = 1440;

const PERCENTS = [
  'serverErrorRatePercent', 'clientErrorRatePercent', 'cpuUtilizationPercent', 'memoryUtilizationPercent', 'diskUtilizationPercent',
  'gpuUtilizationPercent', 'concurrencyUtilizationPercent',
] as const;

/** What is compared with something else, or divided. */
const CALCULATED = [
  'serverErrorRatePercent', 'clientErrorRatePercent', 'cpuUtilizationPercent', 'gpuUtilizationPercent', 'concurrencyUtilizationPercent',
  'modelLatencyPercentile', 'evaluationPeriods', 'datapointsToAlarm',
] as const;

export type AlarmThresholds = { readonly [name in keyof typeof DEFAULTS]: (typeof DEFAULTS)[name] extends Duration ? Duration : number } & {
  /** Undefined for an asynchronous endpoint, unless the user has told it. */
  readonly modelLatency?: Duration;
};

export function thresholdsChecks(options: EndpointAlarmsOptions): Check[] {
  const periods = options.evaluationPeriods ?? DEFAULTS.evaluationPeriods;
  const periodsCheck = wholeBetween('evaluationPeriods', options.evaluationPeriods, 1, MINUTES_PER_DAY);
  return [
    ...CALCULATED.map((name) => knownAtSynth(name, options[name])),
    ...PERCENTS.map((name) => above(name, options[name], 0) ?? below(name, options[name], 100)),
    above('modelLatencyPercentile', options.modelLatencyPercentile, 0) ?? below('modelLatencyPercentile', options.modelLatencyPercentile, 100),
    periodsCheck,
    periodsCheck ? undefined : wholeBetween('datapointsToAlarm', options.datapointsToAlarm, 1, isUnknown(periods) ? MINUTES_PER_DAY : periods),
    wholeAtLeast('invocationFailures', options.invocationFailures, 0),
    longerThanNothing('modelLatency', options.modelLatency),
    longerThanNothing('backlogAge', options.backlogAge),
    durationKnown('modelLatency', options.modelLatency),
    durationKnown('backlogAge', options.backlogAge),
    durationKnown('noCapacity', options.noCapacity) ?? minutesBetween('noCapacity', options.noCapacity, 1, MINUTES_PER_DAY),
  ];
}

/** Percentages that look as if they were shares. Rates of errors may well be below 1 percent. */
export function sharesAmong(options: EndpointAlarmsOptions): string[] {
  const percentages = [...PERCENTS.filter((name) => !name.endsWith('ErrorRatePercent')), 'modelLatencyPercentile'] as const;
  return percentages.filter((name) => !isUnknown(options[name]) && options[name]! <= 1);
}

export function thresholdsOf(options: EndpointAlarmsOptions, isQueued: boolean): AlarmThresholds {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null)) as EndpointAlarmsOptions;
  const merged = { ...DEFAULTS, ...given };
  return {
    ...merged,
    datapointsToAlarm: given.datapointsToAlarm ?? Math.min(DEFAULTS.datapointsToAlarm, merged.evaluationPeriods),
    modelLatency: given.modelLatency ?? (isQueued ? undefined : MODEL_LATENCY),
  };
}

function below(name: string, value: number | undefined, limit: number): Check {
  return isUnknown(value) || value! < limit ? undefined : `${name} must be below ${limit}, got ${value}`;
}

function longerThanNothing(name: string, value: Duration | undefined): Check {
  return !value || value.isUnresolved() || value.toMilliseconds({ integral: false }) > 0 ? undefined : `${name} must be longer than 0 seconds, got ${value.toSeconds({ integral: false })} seconds`;
}

function durationKnown(name: string, value: Duration | undefined): Check {
  return value?.isUnresolved() ? `${name} must be a duration that is known at synth, got a token; CloudFormation can't convert it` : undefined;
}
