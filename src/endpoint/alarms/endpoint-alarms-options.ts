import { type aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import type { RecommendedAlarm } from './recommended-alarm';
import { above, isUnknown, knownAtSynth, minutesBetween, integerAtLeast, integerBetween, type Check } from '../../private/checks';

/**
 * Which alarms an endpoint gets, when they go off, and what happens then. Each variant gets those of its kind: on instances, serverless, or
 * asynchronous.
 */
export interface EndpointAlarmsOptions {
  /**
   * What happens when an alarm goes off.
   *
   * @default - nothing but that the alarm is seen
   */
  readonly actions?: cloudwatch.IAlarmAction[];

  /**
   * What happens besides when one of the critical alarms goes off, of what clients notice: somebody is woken, say.
   *
   * @default - nothing besides `actions`
   */
  readonly criticalActions?: cloudwatch.IAlarmAction[];

  /**
   * What happens when an alarm is over.
   *
   * @default - nothing
   */
  readonly okActions?: cloudwatch.IAlarmAction[];

  /**
   * The alarms to leave out.
   *
   * @default - none is left out
   */
  readonly exclude?: RecommendedAlarm[];

  /**
   * How many of the last minutes are looked at for errors and latency: a whole number, at least 1.
   *
   * @default 5
   */
  readonly evaluationPeriods?: number;

  /**
   * In how many of these minutes there have to be too many errors, or too much latency: a whole number from 1 to `evaluationPeriods`.
   *
   * @default - 3, or `evaluationPeriods` if that is less
   */
  readonly datapointsToAlarm?: number;

  /**
   * How many of the requests may fail by the fault of the model or of SageMaker, in percent: above 0, below 100.
   *
   * @default 5
   */
  readonly serverErrorRatePercent?: number;

  /**
   * How many of the requests may be refused as wrong, in percent: above 0, below 100.
   *
   * @default 25
   */
  readonly clientErrorRatePercent?: number;

  /**
   * How long the model may take for all but the slowest requests: above 0.
   *
   * @default - 30 seconds, half of what SageMaker waits for a model; asynchronous endpoints, which may take longer, have no such alarm
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
   */
  readonly maxModelLatency?: Duration;

  /**
   * How many of the requests have to be faster than `maxModelLatency`, in percent: above 0, below 100.
   *
   * @default 99
   */
  readonly modelLatencyPercentile?: number;

  /**
   * How busy the processors may be for 15 minutes, in percent of all that an instance has: above 0, at most 100. There is no such alarm where
   * the number of vCPUs is not known.
   *
   * @default 90
   */
  readonly cpuUtilizationPercent?: number;

  /**
   * How full the memory may be for 15 minutes, in percent: above 0, below 100.
   *
   * @default 90
   */
  readonly memoryUtilizationPercent?: number;

  /**
   * How full the disk may be for 15 minutes, in percent: above 0, below 100.
   *
   * @default 80
   */
  readonly diskUtilizationPercent?: number;

  /**
   * How busy the GPUs may be for 15 minutes, in percent of all that an instance has: above 0, at most 100. There is no such alarm where the
   * number of GPUs is not known.
   *
   * @default 95
   */
  readonly gpuUtilizationPercent?: number;

  /**
   * How much of the maximum concurrency of a serverless variant may be in use, and how much of its provisioned concurrency, in percent: above
   * 0, below 100.
   *
   * @default 90
   */
  readonly concurrencyUtilizationPercent?: number;

  /**
   * How many requests to an asynchronous endpoint may fail in 5 minutes: a whole number from 0.
   *
   * @default 10
   */
  readonly maxInvocationFailures?: number;

  /**
   * How long the oldest request to an asynchronous endpoint may wait: above 0.
   *
   * @default Duration.minutes(30)
   */
  readonly maxBacklogAge?: Duration;

  /**
   * For how long requests may wait while there is no instance: whole minutes, 1 to 1440. Starting the first instance takes some of it.
   *
   * @default Duration.minutes(15)
   */
  readonly noCapacityDuration?: Duration;
}

/** What the user need not give. */
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
  maxInvocationFailures: 10,
  maxBacklogAge: Duration.minutes(30),
  noCapacityDuration: Duration.minutes(15),
} as const;

/** Half of what SageMaker waits for a model. @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html */
const MODEL_LATENCY = Duration.seconds(30);

/** A day, beyond which an alarm can't look. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MINUTES_PER_DAY = 1440;

const PERCENTS = [
  'serverErrorRatePercent', 'clientErrorRatePercent', 'cpuUtilizationPercent', 'memoryUtilizationPercent', 'diskUtilizationPercent',
  'gpuUtilizationPercent', 'concurrencyUtilizationPercent',
] as const;

/** Have to be known at synth: they are compared with something else, or divided. */
const CALCULATED = [
  'serverErrorRatePercent', 'clientErrorRatePercent', 'cpuUtilizationPercent', 'gpuUtilizationPercent', 'concurrencyUtilizationPercent',
  'modelLatencyPercentile', 'evaluationPeriods', 'datapointsToAlarm',
] as const;

/** The options with the defaults. */
export type AlarmThresholds = { readonly [name in keyof typeof DEFAULTS]: (typeof DEFAULTS)[name] extends Duration ? Duration : number } & {
  /** Undefined for an asynchronous endpoint, unless the user has told it. */
  readonly maxModelLatency?: Duration;
};

export function thresholdsChecks(options: EndpointAlarmsOptions): Check[] {
  const periods = options.evaluationPeriods ?? DEFAULTS.evaluationPeriods;
  const periodsCheck = integerBetween('evaluationPeriods', options.evaluationPeriods, 1, MINUTES_PER_DAY);
  return [
    ...CALCULATED.map((name) => knownAtSynth(name, options[name])),
    ...PERCENTS.map((name) => above(name, options[name], 0) ?? below(name, options[name], 100)),
    above('modelLatencyPercentile', options.modelLatencyPercentile, 0) ?? below('modelLatencyPercentile', options.modelLatencyPercentile, 100),
    periodsCheck,
    periodsCheck ? undefined : integerBetween('datapointsToAlarm', options.datapointsToAlarm, 1, isUnknown(periods) ? MINUTES_PER_DAY : periods),
    integerAtLeast('maxInvocationFailures', options.maxInvocationFailures, 0),
    longerThanNothing('maxModelLatency', options.maxModelLatency),
    longerThanNothing('maxBacklogAge', options.maxBacklogAge),
    durationKnown('maxModelLatency', options.maxModelLatency),
    durationKnown('maxBacklogAge', options.maxBacklogAge),
    durationKnown('noCapacityDuration', options.noCapacityDuration) ?? minutesBetween('noCapacityDuration', options.noCapacityDuration, 1, MINUTES_PER_DAY),
  ];
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

/** Returns the names of percentages that look as if they were meant as shares. Rates of errors may well be below 1 percent. */
export function sharesAmong(options: EndpointAlarmsOptions): string[] {
  const percentages = [...PERCENTS.filter((name) => !name.endsWith('ErrorRatePercent')), 'modelLatencyPercentile'] as const;
  return percentages.filter((name) => !isUnknown(options[name]) && options[name]! <= 1);
}

/** Returns what the user gives, and the defaults for the rest. */
export function thresholdsOf(options: EndpointAlarmsOptions, isAsync: boolean): AlarmThresholds {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null)) as EndpointAlarmsOptions;
  const merged = { ...DEFAULTS, ...given };
  return {
    ...merged,
    datapointsToAlarm: given.datapointsToAlarm ?? Math.min(DEFAULTS.datapointsToAlarm, merged.evaluationPeriods),
    maxModelLatency: given.maxModelLatency ?? (isAsync ? undefined : MODEL_LATENCY),
  };
}
