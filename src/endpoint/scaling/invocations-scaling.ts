import type { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { above, assertValid, atMost, knownAtSynth, required } from '../../private/checks';

/**
 * How to scale on the number of requests.
 */
export interface InvocationsScalingProps extends appscaling.BaseTargetTrackingProps {
  /**
   * How many requests a second one instance can take, as a load test tells; above 0.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html
   */
  readonly maxRequestsPerSecond: number;

  /**
   * The share of `maxRequestsPerSecond` at which to scale out: above 0, at most 1. Less leaves more room for a rise in requests while
   * new instances start.
   *
   * @default 0.5
   */
  readonly safetyFactor?: number;
}

/** The metric is counted by the minute. */
const SECONDS_PER_MINUTE = 60;
const DEFAULT_SAFETY_FACTOR = 0.5;

/** Returns the requests per instance and minute to aim at. Throws when a value is out of range. */
export function invocationsTarget(scope: IConstruct, props: InvocationsScalingProps): number {
  const { maxRequestsPerSecond } = props;
  const safetyFactor = props.safetyFactor ?? DEFAULT_SAFETY_FACTOR;
  assertValid(scope,
    required('maxRequestsPerSecond', maxRequestsPerSecond, 'a load test of one instance tells it'),
    knownAtSynth('maxRequestsPerSecond', maxRequestsPerSecond),
    above('maxRequestsPerSecond', maxRequestsPerSecond, 0),
    knownAtSynth('safetyFactor', safetyFactor),
    above('safetyFactor', safetyFactor, 0) ?? atMost('safetyFactor', safetyFactor, 1),
  );
  return maxRequestsPerSecond * safetyFactor * SECONDS_PER_MINUTE;
}
