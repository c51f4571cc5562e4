import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { DeploymentStrategy } from './deployment/deployment-strategy';
import type { VariantPropertyRetention } from './deployment/variant-property-retention';
import type { IEndpointConfig } from '../endpoint-config/endpoint-config-base';

/**
 * What is known of an endpoint that is defined elsewhere.
 */
export interface EndpointAttributes {
  /**
   * The ARN of the endpoint.
   */
  readonly endpointArn: string;

  /**
   * The name of the endpoint, with its capitals. ARNs of endpoints are in lower case, but clients, metrics and scaling have to use the
   * name as it was given; so tell it when it has capitals, as the names that CloudFormation makes have.
   *
   * @default - the name in the ARN
   */
  readonly endpointName?: string;

  /**
   * The configuration of the endpoint, as far as it tells its variants: one of this app, or of
   * `EndpointConfig.fromEndpointConfigAttributes`. Alarms and dashboards then know what to show. Throws unless it is in the account and region
   * of the endpoint.
   *
   * @default - not known: any name is taken for that of a variant
   */
  readonly endpointConfig?: IEndpointConfig;
}

/**
 * What an endpoint consists of.
 */
export interface EndpointProps {
  /**
   * The name of the endpoint, which clients send requests to: at most 63 letters, digits and hyphens. Unlike those of models and
   * configurations, it can be fixed: an endpoint is updated in place.
   *
   * @default - a unique name, made by CloudFormation; with `autoRollbackAlarms` or `addLogGroup`, a unique name that is made of the place of
   * the endpoint in the app, because these have to know it before there is an endpoint
   */
  readonly endpointName?: string;

  /**
   * Which models the endpoint hosts, and on what. Must be in the account and region of the endpoint.
   */
  readonly endpointConfig: IEndpointConfig;

  /**
   * How the endpoint goes over to another configuration. Throws when a time or size of it is out of range.
   *
   * @default - decided by SageMaker: a new fleet takes over all requests at once
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
   */
  readonly deploymentStrategy?: DeploymentStrategy;

  /**
   * The alarms that take the endpoint back to its old configuration if they go off during a deployment: 1 to 10 in all. They may watch the
   * endpoint itself. `addAutoRollbackAlarms` adds to them. The roles of the models may then look at them. An endpoint without an
   * `endpointName` is given another name when it gets its first alarm of this app, and so is replaced.
   *
   * @default - no deployment is taken back
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
   */
  readonly autoRollbackAlarms?: cloudwatch.IAlarm[];

  /**
   * Whether an update uses the deployment strategy of the last one, rather than that of this app.
   *
   * @default false
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html
   */
  readonly retainDeploymentConfig?: boolean;

  /**
   * What the endpoint keeps of its variants when it gets another configuration.
   *
   * @default - nothing: instance counts and weights are again those of the configuration
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-update.html
   */
  readonly variantPropertyRetention?: VariantPropertyRetention;
}
