import type { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import type { Check } from '../../private/checks';

/**
 * What the widgets of an endpoint show.
 */
export interface EndpointWidgetsOptions {
  /**
   * The heading.
   *
   * @default - the name of the endpoint
   */
  readonly title?: string;

  /**
   * How long the time is that each point of a graph stands for: 1, 5, 10 or 30 seconds, or whole minutes.
   *
   * @default Duration.minutes(1)
   */
  readonly period?: Duration;

  /**
   * The alarms whose states are shown.
   *
   * @default - those that `addRecommendedAlarms` and `addAutoRollbackAlarms` of the endpoint added
   */
  readonly alarms?: cloudwatch.IAlarm[];
}

/**
 * What the dashboard of an endpoint is.
 */
export interface EndpointDashboardOptions extends EndpointWidgetsOptions {
  /**
   * The name of the dashboard: at most 255 letters, digits, `-` and `_`.
   *
   * @default - a unique name, made by CloudFormation
   */
  readonly dashboardName?: string;

  /**
   * How much of the past is shown at first.
   *
   * @default Duration.hours(3)
   */
  readonly defaultInterval?: Duration;
}

/** Periods of less than a minute; all others are whole minutes. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html */
const SHORT_PERIODS = [1, 5, 10, 30];
const SECONDS_PER_MINUTE = 60;

/** Refuses periods that CloudWatch does not take. */
export function periodCheck(period: Duration | undefined): Check {
  if (!period) {
    return undefined;
  }
  if (period.isUnresolved()) {
    return 'period must be a duration that is known at synth, got a token';
  }
  const seconds = period.toSeconds({ integral: false });
  return SHORT_PERIODS.includes(seconds) || (seconds > 0 && seconds % SECONDS_PER_MINUTE === 0)
    ? undefined
    : `period must be ${SHORT_PERIODS.join(', ')} seconds, or whole minutes, got ${seconds} seconds`;
}
