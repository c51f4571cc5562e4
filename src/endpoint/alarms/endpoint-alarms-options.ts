import { type aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import type { RecommendedAlarm } from './recommended-alarm';
import { above, hoursBetween, isUnknown, knownAtSynth, minutesBetween, integerAtLeast, integerBetween, type Check } from '../../private/checks';

/**
 * The options of the recommended alarms of an endpoint: which alarms to add, their thresholds and their actions. Each variant gets the alarms for
 * its type: instance, serverless or asynchronous.
 */
export interface EndpointAlarmsOptions {
  /**
   * The actions to take when an alarm goes into the ALARM state: at most 5, together with `criticalActions`.
   *
   * @default - the alarms only change their state
   */
  readonly actions?: cloudwatch.IAlarmAction[];

  /**
   * The additional actions of critical alarms, such as paging. Critical alarms report problems that clients notice.
   *
   * @default - critical alarms take only `actions`
   */
  readonly criticalActions?: cloudwatch.IAlarmAction[];

  /**
   * The actions to take when an alarm returns to the OK state: at most 5.
   *
   * @default - no action is taken
   */
  readonly okActions?: cloudwatch.IAlarmAction[];

  /**
   * The alarms to exclude.
   *
   * @default - all recommended alarms are added
   */
  readonly exclude?: RecommendedAlarm[];

  /**
   * The number of minutes over which error rates and latency are evaluated: an integer, at least 1.
   *
   * @default 5
   */
  readonly evaluationPeriods?: number;

  /**
   * The datapoints to alarm, which is the number of these minutes in which an error rate or latency must exceed its threshold: an integer from 1 to
   * `evaluationPeriods`.
   *
   * @default - 3, or `evaluationPeriods` if that is less
   */
  readonly datapointsToAlarm?: number;

  /**
   * The maximum server error rate (5XX responses, from the model or from SageMaker), in percent of requests: above 0, below 100.
   *
   * @default 5
   */
  readonly serverErrorRatePercent?: number;

  /**
   * The maximum client error rate (4XX responses), in percent of requests: above 0, below 100.
   *
   * @default 25
   */
  readonly clientErrorRatePercent?: number;

  /**
   * The maximum model latency, at the percentile `modelLatencyPercentile`: above 0.
   *
   * @default - 30 seconds, which is half of the time that SageMaker waits for a response; an asynchronous endpoint does not have this alarm,
   * because its requests can take longer
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
   */
  readonly maxModelLatency?: Duration;

  /**
   * The percentile of model latency that is compared with `maxModelLatency`: above 0, below 100.
   *
   * @default 99
   */
  readonly modelLatencyPercentile?: number;

  /**
   * The maximum CPU utilization over 15 minutes, in percent of all vCPUs of an instance: above 0, below 100. Variants whose number of vCPUs is
   * not known do not have this alarm.
   *
   * @default 90
   */
  readonly cpuUtilizationPercent?: number;

  /**
   * The maximum memory utilization over 15 minutes, in percent: above 0, below 100.
   *
   * @default 90
   */
  readonly memoryUtilizationPercent?: number;

  /**
   * The maximum disk utilization over 15 minutes, in percent: above 0, below 100. Data capture stops when the
   * disk is nearly full; the AWS documentation recommends to keep the utilization below 75 percent.
   *
   * @default 75
   */
  readonly diskUtilizationPercent?: number;

  /**
   * The maximum GPU utilization over 15 minutes, in percent of all GPUs of an instance: above 0, below 100. Variants whose number of GPUs is not
   * known do not have this alarm.
   *
   * @default 95
   */
  readonly gpuUtilizationPercent?: number;

  /**
   * The maximum utilization of the maximum concurrency of a serverless variant, and of its provisioned concurrency, in percent: above 0, below
   * 100.
   *
   * @default 90
   */
  readonly concurrencyUtilizationPercent?: number;

  /**
   * The maximum number of failed requests to an asynchronous endpoint in 5 minutes: an integer, at least 0.
   *
   * @default 10
   */
  readonly maxInvocationFailures?: number;

  /**
   * The maximum age of the oldest request in the backlog of an asynchronous endpoint: above 0.
   *
   * @default Duration.minutes(30)
   */
  readonly maxBacklogAge?: Duration;

  /**
   * The maximum time that requests to an asynchronous endpoint wait while it has no instances: whole minutes, 1 to 1440. It includes the time that
   * the first instance takes to start.
   *
   * @default Duration.minutes(15)
   */
  readonly noCapacityDuration?: Duration;

  /**
   * The time without requests after which the `IDLE` alarm goes off, so that an endpoint that is no longer used can be deleted: whole hours, 1 to 168. A
   * variant without metrics is idle, so that the alarm also goes off for an endpoint that was never invoked. Asynchronous endpoints, variants that host
   * inference components, which can scale in to zero, and serverless variants without provisioned concurrency do not have this alarm.
   *
   * @default - no `IDLE` alarm
   */
  readonly idleDuration?: Duration;
}

/** The default values of options. */
const DEFAULTS = {
  evaluationPeriods: 5,
  datapointsToAlarm: 3,
  serverErrorRatePercent: 5,
  clientErrorRatePercent: 25,
  modelLatencyPercentile: 99,
  cpuUtilizationPercent: 90,
  memoryUtilizationPercent: 90,
  diskUtilizationPercent: 75,
  gpuUtilizationPercent: 95,
  concurrencyUtilizationPercent: 90,
  maxInvocationFailures: 10,
  maxBacklogAge: Duration.minutes(30),
  noCapacityDuration: Duration.minutes(15),
} as const;

/**
 * The default latency threshold, which is half of the time that SageMaker waits for a response.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
 */
const MODEL_LATENCY = Duration.seconds(30);

/**
 * The longest evaluation interval of an alarm, which is one day.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const MINUTES_PER_DAY = 1440;

/** The longest evaluation interval of an alarm with a period of 1 hour or more, which is 7 days. */
const HOURS_PER_WEEK = 168;

const PERCENTS = [
  'serverErrorRatePercent', 'clientErrorRatePercent', 'cpuUtilizationPercent', 'memoryUtilizationPercent', 'diskUtilizationPercent',
  'gpuUtilizationPercent', 'concurrencyUtilizationPercent',
] as const;

/** The options that must be known at synthesis, because they are compared with other values or divided. */
const CALCULATED = [
  'serverErrorRatePercent', 'clientErrorRatePercent', 'cpuUtilizationPercent', 'gpuUtilizationPercent', 'concurrencyUtilizationPercent',
  'modelLatencyPercentile', 'evaluationPeriods', 'datapointsToAlarm',
] as const;

/** The options with their default values. */
export type AlarmThresholds = { readonly [name in keyof typeof DEFAULTS]: (typeof DEFAULTS)[name] extends Duration ? Duration : number } & {
  /** Undefined for an asynchronous endpoint, unless the user sets it. */
  readonly maxModelLatency?: Duration;
  /** Undefined unless the user sets it. */
  readonly idleDuration?: Duration;
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
    integerAtLeast('maxInvocationFailures', options.maxInvocationFailures, 0, Number.MAX_SAFE_INTEGER),
    longerThanNothing('maxModelLatency', options.maxModelLatency),
    longerThanNothing('maxBacklogAge', options.maxBacklogAge),
    durationKnown('maxModelLatency', options.maxModelLatency),
    durationKnown('maxBacklogAge', options.maxBacklogAge),
    durationKnown('noCapacityDuration', options.noCapacityDuration) ?? minutesBetween('noCapacityDuration', options.noCapacityDuration, 1, MINUTES_PER_DAY),
    durationKnown('idleDuration', options.idleDuration) ?? hoursBetween('idleDuration', options.idleDuration, 1, HOURS_PER_WEEK),
  ];
}

function below(name: string, value: number | undefined, limit: number): Check {
  return isUnknown(value) || value! < limit ? undefined : `${name} must be below ${limit}, got ${value}`;
}

function longerThanNothing(name: string, value: Duration | undefined): Check {
  return !value || value.isUnresolved() || value.toMilliseconds({ integral: false }) > 0 ? undefined : `${name} must be longer than 0 seconds, got ${value.toSeconds({ integral: false })} seconds`;
}

function durationKnown(name: string, value: Duration | undefined): Check {
  return value?.isUnresolved() ? `${name} must be a duration that is known at synthesis, got a token; CloudFormation cannot convert durations` : undefined;
}

/** Returns the names of percentages that look like fractions. Error rates are excluded, because they can be below 1 percent. */
export function sharesAmong(options: EndpointAlarmsOptions): string[] {
  const percentages = [...PERCENTS.filter((name) => !name.endsWith('ErrorRatePercent')), 'modelLatencyPercentile'] as const;
  return percentages.filter((name) => !isUnknown(options[name]) && options[name]! <= 1);
}

/** Returns the options of the user, and the default values of omitted options. */
export function thresholdsOf(options: EndpointAlarmsOptions, isAsync: boolean): AlarmThresholds {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as EndpointAlarmsOptions;
  const merged = { ...DEFAULTS, ...given };
  return {
    ...merged,
    datapointsToAlarm: given.datapointsToAlarm ?? Math.min(DEFAULTS.datapointsToAlarm, merged.evaluationPeriods),
    maxModelLatency: given.maxModelLatency ?? (isAsync ? undefined : MODEL_LATENCY),
  };
}
