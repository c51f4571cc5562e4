import type { aws_events as events } from 'aws-cdk-lib';
import { stateChangeRule } from '../../common/state-change-rule';
import { assertValid } from '../../private/checks';
import type { EndpointContext } from '../endpoint-context';
import type { EndpointStatus } from './endpoint-status';

/**
 * The options of a rule for state changes of an endpoint.
 */
export interface OnEndpointStateChangeOptions extends events.OnEventOptions {
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
