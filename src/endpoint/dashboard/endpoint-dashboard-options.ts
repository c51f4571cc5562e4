import type { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import type { Check } from '../../private/checks';
import { ALARM, eachShaped } from '../../private/shapes';

/**
 * The options of the widgets that show an endpoint.
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * new cloudwatch.Dashboard(this, 'Overview', { widgets: endpoint.dashboardWidgets({ title: 'Churn', period: Duration.minutes(1) }) });
 */
export interface EndpointWidgetsOptions {
  /**
   * The heading of the widgets.
   *
   * @default - the name of the endpoint
   */
  readonly title?: string;

  /**
   * The period of the graphs: 1, 5, 10 or 30 seconds, or whole minutes.
   *
   * @default Duration.minutes(1)
   */
  readonly period?: Duration;

  /**
   * The alarms whose states are shown.
   *
   * @default - the alarms that `addRecommendedAlarms` and `addAutoRollbackAlarms` of the endpoint added
   */
  readonly alarms?: cloudwatch.IAlarm[];
}

/**
 * The options of the dashboard of an endpoint.
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * endpoint.addDashboard({ dashboardName: 'churn', title: 'Churn prediction', defaultInterval: Duration.hours(12) });
 */
export interface EndpointDashboardOptions extends EndpointWidgetsOptions {
  /**
   * The name of the dashboard: at most 255 letters, digits, `-` and `_`.
   *
   * @default - a unique name that CloudFormation generates
   */
  readonly dashboardName?: string;

  /**
   * The time range that the dashboard shows by default.
   *
   * @default Duration.hours(3)
   */
  readonly defaultInterval?: Duration;
}

/**
 * The periods of less than a minute; all other periods are whole minutes.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html
 */
const SHORT_PERIODS = [1, 5, 10, 30];
const SECONDS_PER_MINUTE = 60;

/** Checks the options of widgets. */
export function widgetsChecks({ period, alarms }: EndpointWidgetsOptions): Check[] {
  return [periodCheck(period), ...eachShaped('alarms', alarms, ALARM)];
}

/** Checks that CloudWatch supports a period. */
function periodCheck(period: Duration | undefined): Check {
  if (!period) {
    return undefined;
  }
  if (period.isUnresolved()) {
    return 'period must be a duration that is known at synthesis, got a token';
  }
  const seconds = period.toSeconds({ integral: false });
  return SHORT_PERIODS.includes(seconds) || (seconds > 0 && seconds % SECONDS_PER_MINUTE === 0)
    ? undefined
    : `period must be ${SHORT_PERIODS.join(', ')} seconds, or a multiple of 1 minute, got ${seconds} seconds`;
}
