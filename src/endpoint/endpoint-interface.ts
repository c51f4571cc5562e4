import type { aws_iam as iam, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IEndpointInstanceProductionVariant, IEndpointServerlessProductionVariant } from './endpoint-variant';

/**
 * An endpoint: what clients send requests to.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html
 */
export interface IEndpoint extends sagemaker.IEndpoint {
  /**
   * The production variant of a name, among those on instances: for its metrics, and to scale it. On an endpoint that is defined
   * elsewhere any name is taken, because its variants are not known; otherwise throws when there is none of this name, and lists
   * those there are. Called again, it is the same variant: what was done to it is known.
   *
   * @param name the name of the variant
   */
  findInstanceProductionVariant(name: string): IEndpointInstanceProductionVariant;

  /**
   * The serverless production variant: for its metrics, and to scale it. On an endpoint that is defined elsewhere any name is taken,
   * because its variant is not known; otherwise throws when it has another name. Called again, it is the same variant.
   *
   * @param name the name of the variant
   */
  findServerlessProductionVariant(name: string): IEndpointServerlessProductionVariant;

  /**
   * Allows a principal to put requests into the queue of this endpoint, which must be an asynchronous one. A client also writes the request
   * to a bucket and reads the response there: grant that on the buckets.
   *
   * @param grantee who may
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html
   */
  grantInvokeAsync(grantee: iam.IGrantable): iam.Grant;
}
