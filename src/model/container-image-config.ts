import type { aws_lambda as lambda } from 'aws-cdk-lib';
import type { Processor } from '../dlc/processor';

/**
 * What a container image amounts to once a model uses it.
 */
export interface ContainerImageConfig {
  /**
   * The image with its registry, as `registry/repository:tag` or `registry/repository@digest`; at most 255 characters, no blanks.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
   */
  readonly imageName: string;

  /**
   * How SageMaker reaches the registry. {@link RepositoryAccessMode.VPC} needs a model with a VPC.
   *
   * @default - Amazon ECR
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ImageConfig.html
   */
  readonly repositoryAccessMode?: RepositoryAccessMode;

  /**
   * The function that hands SageMaker the credentials of a private registry; the model's role may then invoke it.
   * Only with {@link RepositoryAccessMode.VPC}.
   *
   * @default - the registry asks for no credentials
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_RepositoryAuthConfig.html
   */
  readonly repositoryCredentialsProvider?: lambda.IFunction;

  /**
   * The kind of processor the image is made for; there is a warning where a variant has another one.
   *
   * @default - not known, so that nothing is compared
   */
  readonly processor?: Processor;
}

/**
 * How SageMaker reaches the registry an image is pulled from.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ImageConfig.html
 */
export enum RepositoryAccessMode {
  /** The image is in Amazon ECR. */
  PLATFORM = 'Platform',

  /** The image is in a private Docker registry that is reachable from the model's VPC. */
  VPC = 'Vpc',
}
