import type { ModelPackageContainer } from './model-package-container';
import type { InstanceType } from '../common/instance-type.generated';

/**
 * How a model package does inference.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html
 */
export interface InferenceSpecification {
  /**
   * The container, or the containers of an inference pipeline: 1 to 15.
   */
  readonly containers: ModelPackageContainer[];

  /**
   * The MIME types of requests, each of at most 256 characters.
   */
  readonly supportedContentTypes: string[];

  /**
   * The MIME types of responses, such as `application/json`, each of at most 1024 characters.
   */
  readonly supportedResponseMimeTypes: string[];

  /**
   * The instance types for endpoints. Throws when it is missing from a package outside of a group.
   *
   * @default - not told, for a version of a group
   */
  readonly supportedRealtimeInferenceInstanceTypes?: InstanceType[];

  /**
   * The instance types for batch transform jobs, at least 1. Throws when it is missing from a package outside of a group.
   *
   * @default - not told, for a version of a group
   */
  readonly supportedTransformInstanceTypes?: InstanceType[];
}

/**
 * Another way in which a model package does inference, such as one with artifacts that SageMaker Neo has compiled. A container of a model
 * asks for it by its name, as `inferenceSpecificationName`.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AdditionalInferenceSpecificationDefinition.html
 */
export interface AdditionalInferenceSpecification {
  /**
   * The name of the specification, which no other of the package has: at most 63 letters, digits and hyphens.
   */
  readonly name: string;

  /**
   * What it is for: at most 1024 characters.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * The container, or the containers of an inference pipeline: 1 to 15.
   */
  readonly containers: ModelPackageContainer[];

  /**
   * The MIME types of requests, each of at most 256 characters.
   *
   * @default - not told
   */
  readonly supportedContentTypes?: string[];

  /**
   * The MIME types of responses, such as `application/json`, each of at most 1024 characters.
   *
   * @default - not told
   */
  readonly supportedResponseMimeTypes?: string[];

  /**
   * The instance types for endpoints.
   *
   * @default - not told
   */
  readonly supportedRealtimeInferenceInstanceTypes?: InstanceType[];

  /**
   * The instance types for batch transform jobs, at least 1.
   *
   * @default - not told
   */
  readonly supportedTransformInstanceTypes?: InstanceType[];
}
