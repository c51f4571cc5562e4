import type { Duration } from 'aws-cdk-lib';
import type { Check } from '../../private/checks';

/** Periods of less than a minute; all others are whole minutes. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html */
const SHORT_PERIODS = [1, 5, 10, 30];
const SECONDS_PER_MINUTE = 60;

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
