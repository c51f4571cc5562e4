import type { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { above, assertValid, atMost, knownAtSynth, required, type Check } from '../../private/checks';

/**
 * The properties of a scaling policy that tracks the number of requests.
 *
 * @stable
 */
export interface InvocationsScalingProps extends appscaling.BaseTargetTrackingProps {
  /**
   * The number of requests per second that one instance, or one copy of an inference component, can process, as measured in a load test: above
   * 0. Autoscaling tracks this number times `safetyFactor`. Either this property or `targetInvocationsPerMinute` is required.
   *
   * @default - `targetInvocationsPerMinute`
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html
   */
  readonly maxRequestsPerSecond?: number;

  /**
   * The safety factor, which is the fraction of `maxRequestsPerSecond` to track as the target: above 0, at most 1. A lower value leaves more
   * capacity for additional requests while new instances start. It does not apply to `targetInvocationsPerMinute`.
   *
   * @default 0.5
   */
  readonly safetyFactor?: number;

  /**
   * The number of invocations per minute of each instance or copy to track as the target, which is the unit of the metric: above 0.
   *
   * @default - `maxRequestsPerSecond` times `safetyFactor`, in requests per minute
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
   */
  readonly targetInvocationsPerMinute?: number;
}

/** Converts requests per second into the unit of the metric, requests per minute. */
const SECONDS_PER_MINUTE = 60;
const DEFAULT_SAFETY_FACTOR = 0.5;

/** Returns the target value in requests per minute. Throws if a value is out of range. */
export function invocationsTarget(scope: IConstruct, props: InvocationsScalingProps): number {
  return props.targetInvocationsPerMinute === undefined ? targetPerSecond(scope, props) : targetPerMinute(scope, props);
}

function targetPerMinute(scope: IConstruct, { targetInvocationsPerMinute, maxRequestsPerSecond, safetyFactor }: InvocationsScalingProps): number {
  const others = { maxRequestsPerSecond, safetyFactor };
  assertValid(scope,
    above('targetInvocationsPerMinute', targetInvocationsPerMinute, 0),
    ...Object.entries(others).map(([name, value]): Check => (value === undefined
      ? undefined
      : `targetInvocationsPerMinute and ${name} cannot be combined; omit ${name}`)),
  );
  return targetInvocationsPerMinute!;
}

function targetPerSecond(scope: IConstruct, props: InvocationsScalingProps): number {
  const { maxRequestsPerSecond } = props;
  const safetyFactor = props.safetyFactor ?? DEFAULT_SAFETY_FACTOR;
  assertValid(scope,
    required('maxRequestsPerSecond', maxRequestsPerSecond, 'determine it with a load test of one instance, or specify targetInvocationsPerMinute'),
    knownAtSynth('maxRequestsPerSecond', maxRequestsPerSecond),
    above('maxRequestsPerSecond', maxRequestsPerSecond, 0),
    knownAtSynth('safetyFactor', safetyFactor),
    above('safetyFactor', safetyFactor, 0) ?? atMost('safetyFactor', safetyFactor, 1),
  );
  return maxRequestsPerSecond! * safetyFactor * SECONDS_PER_MINUTE;
}
