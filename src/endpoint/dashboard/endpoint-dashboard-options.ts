import type { Duration, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';

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
