import type { Duration } from 'aws-cdk-lib';
import type { Check } from '../../private/checks';

/** What CloudWatch takes. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
const MIN_PERIOD_SECONDS = 1;
const MAX_PERIOD_SECONDS = 86400;

export function periodCheck(period: Duration | undefined): Check {
  const seconds = period && !period.isUnresolved() ? period.toSeconds({ integral: false }) : undefined;
  return seconds === undefined || (seconds >= MIN_PERIOD_SECONDS && seconds <= MAX_PERIOD_SECONDS)
    ? undefined
    : `period must be between ${MIN_PERIOD_SECONDS} and ${MAX_PERIOD_SECONDS} seconds, got ${seconds} seconds`;
}
