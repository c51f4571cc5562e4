import type { aws_events as events } from 'aws-cdk-lib';
import type { EndpointStatus } from './endpoint-status';

/**
 * What happens of an endpoint, and what to do then.
 */
export interface OnEndpointStateChangeOptions extends events.OnEventOptions {
  /**
   * The states to which the endpoint changes; throws if it is empty.
   *
   * @default - each of them
   */
  readonly statuses?: EndpointStatus[];
}
