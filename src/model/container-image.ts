import type { aws_ecr as ecr, aws_ecr_assets as assets } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ImageBinding } from './bound-image';
import type { ContainerImageConfig } from './container-image-config';
import { bindDlcImage } from './images/dlc';
import { bindAssetImage, bindEcrArnImage, bindEcrImage } from './images/ecr';
import { bindFrameworkImage, type FrameworkImageOptions } from './images/framework';
import { bindRegistryImage, type RegistryImageOptions } from './images/registry';
import { waitForPrerequisites, type IModel } from './model-base';
import type { Framework } from '../dlc/framework.generated';

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
   * An image in an Amazon ECR repository of which only the ARN is known, often one of another account. The model's role may then pull it;
   * a repository of another account must allow that too, by its own policy.
   *
   * @param repositoryArn the ARN of the repository, in the region of the model
   * @param tagOrDigest a tag, better one that is never pushed twice, or a digest that begins with `sha256:`
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html
   */
  public static fromEcrRepositoryArn(repositoryArn: string, tagOrDigest: string): ContainerImage {
    return imageOf((scope, model) => bindEcrArnImage(scope, model, repositoryArn, tagOrDigest));
  }

  /**
   * An image in a private Docker registry that can be reached from the VPC of the model; throws for a model without one. If the registry
   * asks for credentials, a function hands them over, which the model's role may then invoke.
   *
   * @param imageName the image with its registry, such as `registry.corp.example/team/model:1.2`; at most 255 characters, no blanks
   * @param options how to reach the registry
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-containers-inference-private.html
   */
  public static fromRegistry(imageName: string, options: RegistryImageOptions = {}): ContainerImage {
    return imageOf(() => bindRegistryImage(imageName, options));
  }

  /**
   * An image of AWS for a framework or a built-in algorithm, looked up in the catalogue of this library. What is not told follows from the
   * rest: the newest version, the newest Python version, and the processor of the instances that the model is hosted on. So an upgrade
   * of this library changes the image only where the version is left out.
   *
   * In a stack without a region the registry is looked up when the stack is deployed. Using the image throws when the catalogue does not
   * have it; the message names the nearest versions that it has. For one that is newer than this library use `fromDlc`.
   *
   * @param framework the framework or algorithm
   * @param version its version, such as `2.6` or `2.6.0`; the newest if left out
   * @param options what else tells the images of a version apart
   * @see https://aws.github.io/deep-learning-containers/reference/available_images/
   */
  public static fromFramework(framework: Framework, version?: string, options: FrameworkImageOptions = {}): ContainerImage {
    return imageOf((_scope, model) => bindFrameworkImage(model, framework, version, options));
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
    return imageOf((_scope, model) => bindDlcImage(model, repositoryName, tag, accountId));
  }

  /**
   * Called when a model takes the image on: grants the model's role what it needs, and says what to run.
   *
   * @param scope where to create constructs: the model itself, so use an id that no other container takes
   * @param model the model that uses the image
   */
  public abstract bind(scope: Construct, model: IModel): ContainerImageConfig;
}

type ImageBinder = (scope: Construct, model: IModel) => ImageBinding;

function imageOf(binder: ImageBinder): ContainerImage {
  return new (class extends ContainerImage {
    public bind(scope: Construct, model: IModel): ContainerImageConfig {
      const { image, grants } = binder(scope, model);
      // SageMaker pulls the image with the model's role while it creates the model.
      waitForPrerequisites(model, { grants });
      return image;
    }
  })();
}
