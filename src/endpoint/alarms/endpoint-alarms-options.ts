import type { Duration, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { EndpointAlarm } from './endpoint-alarm';

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
  readonly exclude?: EndpointAlarm[];

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
  readonly modelLatency?: Duration;

  /**
   * How many of the requests have to be faster than `modelLatency`, in percent: above 0, below 100.
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
  readonly invocationFailures?: number;

  /**
   * How long the oldest request to an asynchronous endpoint may wait: above 0.
   *
   * @default Duration.minutes(30)
   */
  readonly backlogAge?: Duration;

  /**
   * For how long requests may wait while there is no instance: whole minutes, 1 to 1440. Starting the first instance takes some of it.
   *
   * @default Duration.minutes(15)
   */
  readonly noCapacity?: Duration;
}
