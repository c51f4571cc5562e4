import type { Resource } from 'aws-cdk-lib';

/** An endpoint as its parts know it, so that they need not know its class. */
export interface EndpointContext {
  /** The endpoint itself: where scaling targets belong, and whose account and region its metrics have. */
  readonly scope: Resource;
  readonly endpointName: string;
  /** The name for metrics, which alarms on them may have to know before the endpoint exists. */
  readonly metricsName: string;
  /** The ARNs to grant: more than one where capitals are not certain. */
  readonly grantableArns: string[];
}
