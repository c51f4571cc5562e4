import type { aws_ecr as ecr, aws_ecr_assets as assets } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { withFacts, type BoundImage, type ImageBinding } from './bound-image';
import type { ContainerImageConfig } from './container-image-config';
import { bindDlcImage } from './images/dlc';
import { bindAssetImage, bindEcrArnImage, bindEcrImage } from './images/ecr';
import { bindFrameworkImage } from './images/framework';
import { warnOfMutableName } from './images/mutable-tag';
import { bindRegistryImage, type RegistryImageOptions } from './images/registry';
import { repositoryInName } from './images/rendered-repository';
import { bindUriImage } from './images/uri';
import { waitForPrerequisites, type IModel } from './model-base';
import type { FrameworkImageOptions } from '../dlc/framework-image-options';
import type { Framework } from '../dlc/framework.generated';
import { grantPull } from '../permissions/ecr';
import { warnOfOtherRegion } from '../private/environment';
import { given } from '../private/given';

/**
 * The Docker image that runs in a container of a model.
 *
 * Use one of the static methods, or extend this class for an image from another source.
 *
 * @stable
 * @example
 * declare const repository: ecr.IRepository;
 *
 * // An AWS image for the processor of the instances
 * const pytorch = sm.ContainerImage.fromFramework(sm.Framework.PYTORCH, '2.6.0', { pythonVersion: 'py312' });
 *
 * // An image in Amazon ECR, by tag or by digest
 * const own = sm.ContainerImage.fromEcrRepository(repository, '1.4.2');
 *
 * // An image that is built from the Dockerfile in a directory
 * const built = sm.ContainerImage.fromAsset('images/inference');
 */
export abstract class ContainerImage {
  /**
   * Uses an image in an Amazon ECR repository, and grants the model's role permission to pull it. Without a tag, the image `latest` is used
   * and a warning is added: CloudFormation does not detect that a tag was pushed again, so the endpoint keeps the previous image.
   *
   * @param repository the repository that contains the image
   * @param tag the tag, or a digest that begins with `sha256:`; `latest` by default
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-main.html
   */
  public static fromEcrRepository(repository: ecr.IRepository, tag?: string): ContainerImage {
    return imageOf((_scope, model) => bindEcrImage(model, repository, tag));
  }

  /**
   * Uses an image in an Amazon ECR repository that is specified by its ARN, for example a repository in another account. Grants the model's
   * role permission to pull the image. The policy of a repository in another account must also allow this.
   *
   * @param repositoryArn the ARN of the repository, in the region of the model
   * @param tagOrDigest the tag, or a digest that begins with `sha256:`; use a tag that is pushed only once
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html
   */
  public static fromEcrRepositoryArn(repositoryArn: string, tagOrDigest: string): ContainerImage {
    return imageOf((scope, model) => bindEcrArnImage(scope, model, repositoryArn, tagOrDigest));
  }

  /**
   * Uses an image in Amazon ECR that is specified by its URI, which can be a token, such as a CfnParameter or `Fn.importValue`. Grants the model's role
   * permission to pull the images of its repository. The policy of a repository in another account must also allow this.
   *
   * The permission is for the repository in the URI, if its account, region and name can be read at synthesis; they can be tokens themselves. If the
   * URI as a whole is a token, the permission is for the repository with the first part of the name, such as `team` in `team/model`, and for those
   * below it, in the account of the URI and the region of the model. In that case, adding the image to a model fails at synthesis if the URI is a
   * dynamic reference.
   *
   * Adding the image to a model throws if it is in another registry. For an image in a private registry, use `fromRegistry`.
   *
   * @param uri the URI, such as `123456789012.dkr.ecr.us-east-1.amazonaws.com/my-model:1.0`, or with a digest, in the region of the model: at most 255
   * characters, without whitespace
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
   */
  public static fromUri(uri: string): ContainerImage {
    return imageOf((_scope, model) => bindUriImage(model, uri));
  }

  /**
   * Uses an image in a private Docker registry that is reachable from the VPC of the model. If the registry requires authentication,
   * specify a Lambda function that provides the credentials; the model's role is granted permission to invoke it. Throws if the model has
   * no VPC. For an image in Amazon ECR, use `fromUri`; a warning is added otherwise.
   *
   * @param imageName the name of the image, including its registry, such as `registry.corp.example/team/model:1.2`: at most 255 characters, without
   * whitespace
   * @param options the options of the registry
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-containers-inference-private.html
   */
  public static fromRegistry(imageName: string, options: RegistryImageOptions = {}): ContainerImage {
    options = given('RegistryImageOptions', options, 'ContainerImage.fromRegistry', 'options');
    return imageOf((_scope, model) => bindRegistryImage(model, imageName, options));
  }

  /**
   * Uses an AWS image for a framework or a built-in algorithm, from the image catalog of this library. Properties you omit are derived from
   * the others: the newest version, the newest Python version, and the processor of the instances that host the model.
   *
   * An upgrade of this library can add images to the catalog. If you omit a property, the model can get another image with the next
   * deployment, and CloudFormation then replaces the model. To keep the image, specify the full version, such as `2.6.0`, and the Python version,
   * base framework version and processor, where the framework has several. To pin the content of an image, whose tag AWS can move to a patched
   * one, use `fromDlc` with a digest.
   *
   * In a stack without a region, CloudFormation looks up the registry at deployment. Adding the image to a model throws if the catalog does
   * not contain it; the message lists the nearest versions. For an image that is newer than this library, use `fromDlc`.
   *
   * @param framework the framework or algorithm
   * @param version the version, such as `2.6` or `2.6.0`; by default the newest one in the catalog, which can change with an upgrade of this library
   * @param options the options that select one of the images of a version
   * @see https://aws.github.io/deep-learning-containers/reference/available_images/
   */
  public static fromFramework(framework: Framework, version?: string, options: FrameworkImageOptions = {}): ContainerImage {
    options = given('FrameworkImageOptions', options, 'ContainerImage.fromFramework', 'options');
    return imageOf((_scope, model) => bindFrameworkImage(model, framework, version, options));
  }

  /**
   * Uses an image that is built from a local directory during deployment, and grants the model's role permission to pull it. Without a
   * platform, the image is built for the processor of the computer that builds it, and a warning is added if the instances have another one.
   *
   * @param directory the directory that contains the Dockerfile
   * @param options the options of the Docker build
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-main.html
   */
  public static fromAsset(directory: string, options: assets.DockerImageAssetOptions = {}): ContainerImage {
    options = given('aws_ecr_assets.DockerImageAssetOptions', options, 'ContainerImage.fromAsset', 'options');
    return imageOf((scope, model) => bindAssetImage(scope, model, directory, options));
  }

  /**
   * Uses an AWS Deep Learning Container, in each region and partition that has these images. A model can use several images.
   *
   * In a stack without a region, CloudFormation looks up the account at deployment. Adding the image to a model throws if the account for
   * the stack's region is unknown and `accountId` is omitted.
   *
   * @param repositoryName the name of the repository, such as `huggingface-pytorch-inference`
   * @param tag the tag, such as `2.6.0-transformers4.51.3-gpu-py312-cu124-ubuntu22.04`, or a digest that begins with `sha256:`
   * @param accountId the AWS account that owns the repository; by default, the account that AWS documents for the region
   * @see https://github.com/aws/deep-learning-containers/blob/master/available_images.md
   */
  public static fromDlc(repositoryName: string, tag: string, accountId?: string): ContainerImage {
    return imageOf((_scope, model) => bindDlcImage(model, repositoryName, tag, accountId));
  }

  /**
   * Binds this image to a model: grants the model's role the required permissions, and returns the image to run. Called when the image is
   * added to a model.
   *
   * @param scope the scope in which to define constructs, which is the model; use IDs that no other container uses
   * @param model the model that uses the image
   */
  public abstract bind(scope: Construct, model: IModel): ContainerImageConfig;
}

type ImageBinder = (scope: Construct, model: IModel) => ImageBinding;

/** Returns an image that is bound by a function. */
export function imageOf(binder: ImageBinder): ContainerImage {
  return new (class extends ContainerImage {
    public bind(scope: Construct, model: IModel): ContainerImageConfig {
      const { image, grants } = binder(scope, model);
      // Waits for the grants, because SageMaker pulls the image with the model's role while it creates the model.
      waitForPrerequisites(model, { grants });
      return withFacts(image, { _isPullGranted: true });
    }
  })();
}

/**
 * Binds an image to a model. If a user-defined class returns the image, warns about the tag `latest`, and grants the role permission to pull the
 * image from Amazon ECR, because the class may only name it. The role may get the same permission twice if the class also grants it.
 */
export function bindImage(image: ContainerImage, model: IModel): ContainerImageConfig {
  const bound: BoundImage | undefined = image.bind(model, model);
  if (typeof bound?.imageName === 'string' && !bound._isPullGranted) {
    warnOfMutableName(model, bound.imageName);
    const repository = repositoryInName(bound.imageName);
    if (repository) {
      warnOfOtherRegion(model, 'repository of the image', repository.region);
      waitForPrerequisites(model, { grants: grantPull(model, model, repository) });
    }
  }
  return bound;
}
