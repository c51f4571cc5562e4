import type { aws_ecr as ecr, aws_ecr_assets as assets, aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { bindAssetImage } from './images/asset';
import { bindDlcImage } from './images/dlc';
import { bindEcrImage } from './images/ecr';
import type { IModel } from './model-interface';

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
}

/**
 * The Docker image that runs in a container of a model.
 *
 * Use one of the static methods, or extend this class for an image that comes from somewhere else.
 */
export abstract class ContainerImage {
  /**
   * An image in an Amazon ECR repository, which the model's role may then pull.
   *
   * @param repository the repository the image is in
   * @param tag a tag, or a digest that begins with `sha256:`; `latest` if left out, with a warning: nothing tells
   * CloudFormation that a tag which is pushed anew means another image, so the endpoint keeps the old one
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-main.html
   */
  public static fromEcrRepository(repository: ecr.IRepository, tag?: string): ContainerImage {
    return imageOf((_scope, model) => bindEcrImage(model, repository, tag));
  }

  /**
   * An image built from a local directory when the app is deployed, which the model's role may then pull.
   *
   * @param directory the directory with the Dockerfile
   * @param options how to build the image
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-main.html
   */
  public static fromAsset(directory: string, options: assets.DockerImageAssetOptions = {}): ContainerImage {
    return imageOf((scope, model) => bindAssetImage(scope, model, directory, options));
  }

  /**
   * An AWS Deep Learning Container, in each region and partition that has them; a model may have any number.
   * In a stack without a region the account is looked up when the stack is deployed.
   * Using it throws when the stack's region is not known and no account is given.
   *
   * @param repositoryName the repository, such as `huggingface-pytorch-inference`
   * @param tag the tag, such as `2.6.0-transformers4.51.3-gpu-py312-cu124-ubuntu22.04`, or a digest that begins with `sha256:`
   * @param accountId the AWS account that owns the repository; the one AWS documents for the region if left out
   * @see https://github.com/aws/deep-learning-containers/blob/master/available_images.md
   */
  public static fromDlc(repositoryName: string, tag: string, accountId?: string): ContainerImage {
    return imageOf((scope, model) => bindDlcImage(scope, model, repositoryName, tag, accountId));
  }

  /**
   * Called when a model takes the image on: grants the model's role what it needs, and says what to run.
   *
   * @param scope where to create constructs: the model itself, so use an id that no other container takes
   * @param model the model that uses the image
   */
  public abstract bind(scope: Construct, model: IModel): ContainerImageConfig;
}

type ImageBinder = (scope: Construct, model: IModel) => ContainerImageConfig;

function imageOf(binder: ImageBinder): ContainerImage {
  return new (class extends ContainerImage {
    public bind(scope: Construct, model: IModel): ContainerImageConfig {
      return binder(scope, model);
    }
  })();
}
