import type { IResource } from 'aws-cdk-lib';

/**
 * An endpoint configuration: which models an endpoint hosts, and on what.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
 */
export interface IEndpointConfig extends IResource {
  /**
   * The ARN of this endpoint configuration.
   *
   * @attribute
   */
  readonly endpointConfigArn: string;

  /**
   * The name of this endpoint configuration.
   *
   * @attribute
   */
  readonly endpointConfigName: string;
}
