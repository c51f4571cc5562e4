import type { aws_lambda as lambda } from 'aws-cdk-lib';
import type { ImageBinding } from '../bound-image';
import { RepositoryAccessMode } from '../container-image-config';

/**
 * How to reach a private Docker registry.
 */
export interface RegistryImageOptions {
  /**
   * The function that hands SageMaker the credentials of the registry. The model's role may then invoke it; it must be reachable from
   * the model's VPC.
   *
   * @default - the registry asks for no credentials
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-containers-inference-private.html
   */
  readonly credentialsProvider?: lambda.IFunction;
}

/** Binds an image of a private registry. The model itself grants the use of the provider, which an image of the user's may have too. */
export function bindRegistryImage(imageName: string, options: RegistryImageOptions): ImageBinding {
  const { credentialsProvider: repositoryCredentialsProvider } = options;
  return { image: { imageName, repositoryAccessMode: RepositoryAccessMode.VPC, repositoryCredentialsProvider }, grants: [] };
}
