import type { IConstruct } from 'constructs';
import type { InvocationsScalingProps } from './invocations-scaling';
import { above, assertValid, atMost, knownAtSynth, required } from '../../private/checks';

/** The metric is counted by the minute. */
const SECONDS_PER_MINUTE = 60;
const DEFAULT_SAFETY_FACTOR = 0.5;

/** The requests per instance and minute to aim at. */
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
