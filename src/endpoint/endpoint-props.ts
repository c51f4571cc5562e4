import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { DeploymentStrategy } from './deployment/deployment-strategy';
import type { VariantPropertyRetention } from './deployment/variant-property-retention';
import type { IEndpointConfig } from '../endpoint-config/endpoint-config-base';

/**
 * The attributes of an endpoint that is defined elsewhere.
 *
 * @stable
 * @example
 * declare const client: iam.IRole;
 *
 * const churn = sm.Endpoint.fromEndpointAttributes(this, 'Churn', {
 *   endpointArn: 'arn:aws:sagemaker:us-east-1:111122223333:endpoint/churn',
 *   endpointConfig: sm.EndpointConfig.fromEndpointConfigName(this, 'ChurnConfig', 'churn-3'),
 * });
 * churn.grantInvoke(client);
 */
export interface EndpointAttributes {
  /**
   * The ARN of the endpoint.
   */
  readonly endpointArn: string;

  /**
   * The name of the endpoint, in its original letter case. The ARN of an endpoint is in lower case, but clients, metrics and scaling require the
   * exact name. Set it if the name contains capital letters, as names that CloudFormation generates do.
   *
   * @default - the name that the ARN contains
   */
  readonly endpointName?: string;

  /**
   * The configuration of the endpoint, which describes its variants: a configuration of this app, or one that is imported with
   * `EndpointConfig.fromEndpointConfigAttributes`. It is required for alarms and dashboards. Throws unless it is in the same account and region
   * as the endpoint.
   *
   * @default - the variants can be looked up by any name, and alarms and dashboards are not available
   */
  readonly endpointConfig?: IEndpointConfig;
}

/**
 * The options of an endpoint, apart from its configuration.
 *
 * @example
 * declare const image: sm.ContainerImage;
 *
 * new sm.ModelEndpoint(this, 'Churn', {
 *   container: { image },
 *   capacity: sm.Capacity.instances(sm.InstanceType.M5_LARGE, { initialInstanceCount: 4 }),
 *   endpointName: 'churn',
 *   deploymentStrategy: sm.DeploymentStrategy.rolling({
 *     maximumBatchSize: sm.CapacitySize.instances(2),
 *     bakeTime: Duration.minutes(5),
 *   }),
 * });
 */
export interface EndpointOptions {
  /**
   * The name of the endpoint, which clients send requests to: at most 63 letters, digits and hyphens. Unlike the names of models and
   * configurations, a fixed name does not prevent changes: an endpoint is updated in place.
   *
   * @default - a unique name that CloudFormation generates; with `autoRollbackAlarms` or `addLogGroup`, a unique name derived from the construct
   * path, because alarms and log groups require the name before the endpoint exists
   */
  readonly endpointName?: string;

  /**
   * The strategy for updating the endpoint to a new configuration. Throws if a time or size of the strategy is out of range.
   *
   * @default - chosen by SageMaker: all traffic shifts to a new fleet at once
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
   */
  readonly deploymentStrategy?: DeploymentStrategy;

  /**
   * The alarms that roll the endpoint back to its previous configuration if they go into the ALARM state during a deployment: 1 to 10 in total. The
   * alarms can be on metrics of the endpoint itself. To add alarms later, call `addAutoRollbackAlarms`. The roles of the models are granted
   * permission to describe the alarms.
   *
   * If a deployed endpoint has no `endpointName`, its first alarm from this app changes its name, which replaces the endpoint.
   *
   * @default - deployments are not rolled back
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
   */
  readonly autoRollbackAlarms?: cloudwatch.IAlarm[];

  /**
   * Set to true to reuse the last deployment configuration instead of `deploymentStrategy`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html
   */
  readonly retainDeploymentConfig?: boolean;

  /**
   * The properties of the variants that the endpoint retains when it is updated to a new configuration.
   *
   * @default - the instance counts are retained if each instance variant has autoscaling; otherwise, the new configuration sets them. It always sets
   * the weights
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-update.html
   */
  readonly variantPropertyRetention?: VariantPropertyRetention;
}

/**
 * The properties of an endpoint.
 *
 * @stable
 */
export interface EndpointProps extends EndpointOptions {
  /**
   * The configuration of the endpoint: the models to host, and the capacity to host them on. It must be in the same account and region as the
   * endpoint.
   */
  readonly endpointConfig: IEndpointConfig;
}
