import type { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { above, assertValid, atMost, knownAtSynth, required } from '../../private/checks';

/**
 * The properties of a scaling policy that tracks the number of requests.
 */
export interface InvocationsScalingProps extends appscaling.BaseTargetTrackingProps {
  /**
   * The number of requests per second that one instance, or one copy of an inference component, can process, as measured in a load test: above
   * 0. Autoscaling tracks this number times `safetyFactor`. Either `maxRequestsPerSecond` or `targetInvocationsPerMinute` is required; they cannot be
   * combined.
   *
   * @default - the target is `targetInvocationsPerMinute`
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html
   */
  readonly maxRequestsPerSecond?: number;

  /**
   * The target in the unit of CloudWatch: the number of invocations per minute of one instance (`InvocationsPerInstance`), or of one copy of an inference
   * component (`InvocationsPerCopy`), on average; above 0. An alternative to `maxRequestsPerSecond` that is tracked as it is.
   *
   * @default - the target is derived from `maxRequestsPerSecond`
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
   */
  readonly targetInvocationsPerMinute?: number;

  /**
   * The safety factor, which is the fraction of `maxRequestsPerSecond` to track as the target: above 0, at most 1. A lower value leaves more
   * capacity for additional requests while new instances start. Cannot be combined with `targetInvocationsPerMinute`.
   *
   * @default 0.5
   */
  readonly safetyFactor?: number;
}

/** Converts requests per second into the unit of the metric, requests per minute. */
const SECONDS_PER_MINUTE = 60;
const DEFAULT_SAFETY_FACTOR = 0.5;

/** Returns the target value in requests per minute. Throws if a value is out of range. */
export function invocationsTarget(scope: IConstruct, props: InvocationsScalingProps): number {
  const { maxRequestsPerSecond, targetInvocationsPerMinute } = props;
  const safetyFactor = props.safetyFactor ?? DEFAULT_SAFETY_FACTOR;
  const combined = (['maxRequestsPerSecond', 'safetyFactor'] as const).filter((name) => props[name] !== undefined).join(' and ');
  assertValid(scope,
    required('maxRequestsPerSecond or targetInvocationsPerMinute', maxRequestsPerSecond ?? targetInvocationsPerMinute,
      'determine the number of requests with a load test of one instance'),
    targetInvocationsPerMinute !== undefined && combined ? `targetInvocationsPerMinute cannot be combined with ${combined}; omit ${combined}` : undefined,
    above('targetInvocationsPerMinute', targetInvocationsPerMinute, 0),
    knownAtSynth('maxRequestsPerSecond', maxRequestsPerSecond),
    above('maxRequestsPerSecond', maxRequestsPerSecond, 0),
    knownAtSynth('safetyFactor', safetyFactor),
    above('safetyFactor', safetyFactor, 0) ?? atMost('safetyFactor', safetyFactor, 1),
  );
  return targetInvocationsPerMinute ?? maxRequestsPerSecond! * safetyFactor * SECONDS_PER_MINUTE;
}
