import type { aws_lambda as lambda, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Processor } from '../dlc/processor';
import { matches, required, type Check } from '../private/checks';
import { IMAGE_NAME } from '../private/names';

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

/** Checks an image that has been bound to a model. */
export function imageChecks(where: string, image: ContainerImageConfig, hasVpc: boolean): Check[] {
  const throughVpc = image.repositoryAccessMode === RepositoryAccessMode.VPC;
  return [
    required(`${where}.imageName`, image.imageName, 'the bind method of the image has to return it'),
    matches(where, image.imageName, IMAGE_NAME),
    throughVpc && !hasVpc ? `${where} is in a private registry, which can only be reached through a VPC; set vpc` : undefined,
    image.repositoryCredentialsProvider && !throughVpc
      ? `${where} has a repositoryCredentialsProvider, which is only used with repositoryAccessMode VPC; set that too`
      : undefined,
  ];
}

/** Renders how to reach the registry; nothing where the image leaves that open. */
export function renderImageConfig(image: ContainerImageConfig): sagemaker.CfnModel.ImageConfigProperty | undefined {
  const { repositoryAccessMode, repositoryCredentialsProvider: provider } = image;
  return repositoryAccessMode && {
    repositoryAccessMode,
    repositoryAuthConfig: repositoryAccessMode === RepositoryAccessMode.VPC && provider
      ? { repositoryCredentialsProviderArn: provider.functionArn }
      : undefined,
  };
}
