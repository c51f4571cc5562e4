import type { Resource, aws_iam as iam } from 'aws-cdk-lib';
import type { IEndpointConfig } from '../endpoint-config/endpoint-config-base';

/** The properties of an endpoint that its parts use, without a dependency on its class. */
export interface EndpointContext {
  /** The endpoint itself: the scope of its scaling targets, and the source of the account and region of its metrics. */
  readonly scope: Resource;
  readonly endpointName: string;
  /** The name as it is rendered, which resolves to undefined if CloudFormation generates it. Another name is another endpoint. */
  readonly physicalName: string;
  /** The name to use in metrics; alarms on these metrics may require it before the endpoint exists. */
  readonly metricsName: string;
  /** The ARNs to grant permissions on: more than one if the letter case of the name is uncertain. */
  readonly grantableArns: string[];
  /** The configuration of the endpoint; undefined if it is not known. */
  readonly config?: IEndpointConfig;
  /** Returns the grantee to which permissions on the endpoint are added, which can have another policy than the given one. */
  granteeOf(grantee: iam.IGrantable): iam.IGrantable;
}
