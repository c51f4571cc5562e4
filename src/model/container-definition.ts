import type { ContainerImage } from './container-image';
import type { ModelData } from './model-data';

/**
 * One container of a model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
 */
export interface ContainerDefinition {
  /**
   * The Docker image to run.
   */
  readonly image: ContainerImage;

  /**
   * Environment variables of the container. At most 100; names of letters, digits and `_` that don't begin with a digit; names and
   * values of at most 1024 characters, and 32 KB over all containers of the model.
   *
   * @default - the variables that the image sets
   */
  readonly environment?: { [key: string]: string };

  /**
   * The DNS host name of the container. Either each container of a pipeline has one, all different, or none; at most 63 letters,
   * digits and hyphens.
   *
   * @default - SageMaker names the containers of a pipeline by their position
   */
  readonly containerHostname?: string;

  /**
   * The model artifacts that SageMaker puts into the container's `/opt/ml/model`.
   *
   * @default - no artifacts: the image has all it needs
   */
  readonly modelData?: ModelData;
}
