import type { aws_lambda as lambda } from 'aws-cdk-lib';
import { warnOfMutableName } from './mutable-tag';
import { assertValid, requiredString } from '../../private/checks';
import { FUNCTION, shaped } from '../../private/shapes';
import { withFacts, type ImageBinding } from '../bound-image';
import { RepositoryAccessMode } from '../container-image-config';
import type { IModel } from '../model-base';

/**
 * Options for an image in a private Docker registry.
 *
 * @example
 * declare const login: lambda.IFunction;
 *
 * const image = sm.ContainerImage.fromRegistry('registry.corp.example/team/model:1.2', { credentialsProvider: login });
 */
export interface RegistryImageOptions {
  /**
   * The Lambda function that provides the credentials of the registry. It must be reachable from the model's VPC. The model's role is
   * granted permission to invoke it.
   *
   * @default - the registry does not require authentication
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-containers-inference-private.html
   */
  readonly credentialsProvider?: lambda.IFunction;
}

/** Binds an image of a private registry. The model grants permission to invoke the provider, because images of other classes can also have one. */
export function bindRegistryImage(model: IModel, imageName: string, options: RegistryImageOptions): ImageBinding {
  const { credentialsProvider: repositoryCredentialsProvider } = options;
  assertValid(model,
    requiredString('imageName', imageName, 'specify the name of the image, including its registry'),
    shaped('credentialsProvider', repositoryCredentialsProvider, FUNCTION),
  );
  warnOfMutableName(model, imageName);
  const image = { imageName, repositoryAccessMode: RepositoryAccessMode.VPC, repositoryCredentialsProvider };
  return { image: withFacts(image, { _choosesMachineImage: true }), grants: [] };
}
