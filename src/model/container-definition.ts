import type { ContainerImage } from './container-image';
import type { ContainerMode } from './container-mode';
import type { ModelData } from './model-data';
import type { IModelPackage } from './model-package-interface';

/**
 * One container of a model: what an image or a model package says to run.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
 */
export interface ContainerDefinition {
  /**
   * The Docker image to run. Throws if there is neither this nor `modelPackage`.
   *
   * @default - the image of the model package
   */
  readonly image?: ContainerImage;

  /**
   * The version of a model in the registry, or the product of AWS Marketplace, that has image, artifacts and environment. The model's
   * role may then use it, and read what it consists of if this app defines it. A product of AWS Marketplace needs a model with
   * `networkIsolation`.
   *
   * @default - the container is defined by `image`
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html
   */
  readonly modelPackage?: IModelPackage;

  /**
   * The name of the inference specification of `modelPackage` to use: at most 63 letters, digits and hyphens.
   *
   * @default - the main inference specification of the package
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
   */
  readonly inferenceSpecificationName?: string;

  /**
   * Environment variables of the container. At most 100; names of letters, digits and `_` that don't begin with a digit; names and
   * values of at most 1024 characters, and 32 KB over all containers of the model. A model package that has an environment of its own
   * takes none.
   *
   * @default - the variables that the image sets
   */
  readonly environment?: { [key: string]: string };

  /**
   * The DNS host name of the container. Either each container of a pipeline has one, all different, or none; where the containers are
   * invoked directly, each needs one. At most 63 letters, digits and hyphens.
   *
   * @default - SageMaker names the containers of a pipeline by their position
   */
  readonly containerHostname?: string;

  /**
   * How many models the container serves.
   *
   * @default ContainerMode.singleModel()
   */
  readonly mode?: ContainerMode;

  /**
   * The model artifacts that SageMaker puts into the container's `/opt/ml/model`. A multi-model container needs a prefix with archives.
   *
   * @default - no artifacts: the image has all it needs
   */
  readonly modelData?: ModelData;
}
