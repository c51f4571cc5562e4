import type { aws_events as events } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { stateChangeRule } from '../../common/state-change-rule';
import { assertValid } from '../../private/checks';
import type { EndpointContext } from '../endpoint-context';
import type { EndpointStatus } from './endpoint-status';

/**
 * The options of a rule for state changes of an endpoint: those of `events.OnEventOptions`, and the states.
 */
// Does not extend events.OnEventOptions: Python would load the module of EventBridge in each app.
export interface OnEndpointStateChangeOptions {
  /**
   * The target of the events.
   *
   * @default - the rule has no target; add one with `rule.addTarget`
   */
  readonly target?: events.IRuleTarget;

  /**
   * The scope of the rule, for a target in another stack than the endpoint.
   *
   * @default - the endpoint
   */
  readonly crossStackScope?: Construct;

  /**
   * A description of the rule.
   *
   * @default - the rule has no description
   */
  readonly description?: string;

  /**
   * Further conditions on the events, such as `{ detail: { EndpointName: [...] } }`.
   *
   * @default - the rule matches each change of the endpoint
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
   */
  readonly eventPattern?: events.EventPattern;

  /**
   * The name of the rule.
   *
   * @default - chosen by CloudFormation
   */
  readonly ruleName?: string;

  /**
   * The states that the rule matches. Throws if the array is empty.
   *
   * @default - all states
   */
  readonly statuses?: EndpointStatus[];
}

/**
 * Adds a rule that matches the events of an endpoint.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
 */
export function endpointRule(
  { scope, metricsName }: EndpointContext, id: string, { statuses, ...options }: OnEndpointStateChangeOptions, detailType: string,
): events.Rule {
  assertValid(scope, statuses?.length === 0 ? 'statuses must not be empty; omit it to match all states' : undefined);
  return stateChangeRule(scope, id, options, detailType, {
    EndpointName: [metricsName],
    ...statuses ? { EndpointStatus: statuses } : {},
  });
}
