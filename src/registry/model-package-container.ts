import type { ContainerImage } from '../model/container-image';
import type { ModelData } from '../model/model-data';

/**
 * A container of a model package.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageContainerDefinition.html
 */
export interface ModelPackageContainer {
  /**
   * The Docker image with the inference code, in Amazon ECR.
   */
  readonly image: ContainerImage;

  /**
   * The model artifacts, in the region of the package. Throws for artifacts of a hub, which a package can't name.
   *
   * @default - no artifacts: the image has all it needs
   */
  readonly modelData?: ModelData;

  /**
   * The DNS host name of the container: at most 63 letters, digits and hyphens.
   *
   * @default - SageMaker names the containers
   */
  readonly containerHostname?: string;

  /**
   * Environment variables of the container. At most 100; names of letters, digits and `_` that don't begin with a digit; names and
   * values of at most 1024 characters. A model that uses this package can't add any.
   *
   * @default - the variables that the image sets
   */
  readonly environment?: { [key: string]: string };

  /**
   * The machine learning framework of the image, such as `PYTORCH`.
   *
   * @default - not told
   */
  readonly framework?: string;

  /**
   * The version of the framework: 3 to 10 characters, such as `2.6` or `2.6.0`.
   *
   * @default - not told
   */
  readonly frameworkVersion?: string;

  /**
   * The digest of the image: `sha256:` and 64 hexadecimal digits.
   *
   * @default - not told
   */
  readonly imageDigest?: string;

  /**
   * The shape of the input, which SageMaker Neo and Inference Recommender ask for, such as `{"input": [1, 3, 224, 224]}`: at most 16384
   * characters.
   *
   * @default - not told
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelInput.html
   */
  readonly dataInputConfig?: string;

  /**
   * The name of a benchmarked model of Amazon SageMaker Inference Recommender that is like this one.
   *
   * @default - not told
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListModelMetadata.html
   */
  readonly nearestModelName?: string;
}
