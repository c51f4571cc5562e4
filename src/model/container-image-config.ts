import type { aws_lambda as lambda, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { repositoryInName } from './images/rendered-repository';
import type { Processor } from '../dlc/processor';
import { matches, required, type Check } from '../private/checks';
import { IMAGE_NAME } from '../private/names';
import { FUNCTION, shaped } from '../private/shapes';
import { warn } from '../private/warnings';

/**
 * The configuration of a container image that is bound to a model.
 *
 * @stable
 * @example
 * class MirroredImage extends sm.ContainerImage {
 *   public bind(scope: Construct, model: sm.IModel): sm.ContainerImageConfig {
 *     const repository = ecr.Repository.fromRepositoryName(scope, 'Mirror', 'mirror/serving');
 *     repository.grantPull(model);
 *     return { imageName: repository.repositoryUriForTag('1.4.2') };
 *   }
 * }
 */
export interface ContainerImageConfig {
  /**
   * The name of the image, including its registry, as `registry/repository:tag` or `registry/repository@digest`: at most 255 characters, without
   * whitespace.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
   */
  readonly imageName: string;

  /**
   * The access mode of the registry. {@link RepositoryAccessMode.VPC} requires a model with a VPC.
   *
   * @default - Amazon ECR
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ImageConfig.html
   */
  readonly repositoryAccessMode?: RepositoryAccessMode;

  /**
   * The Lambda function that provides the credentials of a private registry. The model's role is granted permission to invoke it. Throws unless the
   * access mode is {@link RepositoryAccessMode.VPC}.
   *
   * @default - the registry does not require authentication
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_RepositoryAuthConfig.html
   */
  readonly repositoryCredentialsProvider?: lambda.IFunction;

  /**
   * The processor that the image is built for. A warning is added if a variant that hosts the model has another processor.
   *
   * @default - the processors of variants are not checked
   */
  readonly processor?: Processor;
}

/**
 * The access mode of the registry that SageMaker pulls an image from.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ImageConfig.html
 *
 * @example
 * // What bind of a container image returns for a private registry
 * const config: sm.ContainerImageConfig = {
 *   imageName: 'registry.corp.example/team/model:1.2',
 *   repositoryAccessMode: sm.RepositoryAccessMode.VPC,
 * };
 */
export enum RepositoryAccessMode {
  /** The image is in Amazon ECR. */
  PLATFORM = 'Platform',

  /** The image is in a private Docker registry that is reachable from the model's VPC. */
  VPC = 'Vpc',
}

/** The remedy for an image in Amazon ECR that is used as one in a private registry. */
const ECR_REMEDY = 'use ContainerImage.fromUri';

/** Returns whether an image is used as one in a private registry, although its name is that of an image in Amazon ECR. */
function isEcrAsRegistry({ imageName, repositoryAccessMode }: ContainerImageConfig): boolean {
  return repositoryAccessMode === RepositoryAccessMode.VPC && typeof imageName === 'string' && repositoryInName(imageName) !== undefined;
}

/** Returns the problem of an image in a private registry where there cannot be one. */
export function registryProblem(where: string, image: ContainerImageConfig, problem: string): string {
  return `${where} is in ${isEcrAsRegistry(image) ? `Amazon ECR, not in a private registry; ${ECR_REMEDY}` : `a private registry, ${problem}`}`;
}

/** Warns about an image in Amazon ECR that SageMaker is to pull from a private registry. Amazon ECR requires to sign in, which SageMaker does only otherwise. */
export function warnOfEcrAsRegistry(scope: IConstruct, where: string, image: ContainerImageConfig): void {
  if (isEcrAsRegistry(image)) {
    warn(scope, 'ecrImageInRegistry', `${where} is in Amazon ECR, but the model uses it as an image in a private registry, for which SageMaker does not sign in `
      + `to Amazon ECR; ${ECR_REMEDY}`);
  }
}

/** Checks an image that has been bound to a model. */
export function imageChecks(where: string, image: ContainerImageConfig | undefined, hasVpc: boolean): Check[] {
  if (!image) {
    return [required(where, image, 'the bind method of the image must return it')];
  }
  const throughVpc = image.repositoryAccessMode === RepositoryAccessMode.VPC;
  return [
    required(`${where}.imageName`, image.imageName, 'the bind method of the image must return it'),
    matches(where, image.imageName, IMAGE_NAME),
    shaped(`${where}.repositoryCredentialsProvider`, image.repositoryCredentialsProvider, FUNCTION),
    throughVpc && !hasVpc ? registryProblem(where, image, 'which is reachable only through a VPC; set vpc') : undefined,
    image.repositoryCredentialsProvider && !throughVpc
      ? `${where} has a repositoryCredentialsProvider, which requires repositoryAccessMode VPC; set repositoryAccessMode too`
      : undefined,
  ];
}

/** Renders the access to the registry; returns nothing if the image does not specify it. */
export function renderImageConfig(image: ContainerImageConfig): sagemaker.CfnModel.ImageConfigProperty | undefined {
  const { repositoryAccessMode, repositoryCredentialsProvider: provider } = image;
  return repositoryAccessMode && {
    repositoryAccessMode,
    repositoryAuthConfig: repositoryAccessMode === RepositoryAccessMode.VPC && provider
      ? { repositoryCredentialsProviderArn: provider.functionArn }
      : undefined,
  };
}
