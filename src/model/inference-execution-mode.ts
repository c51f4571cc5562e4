/**
 * How requests pass the containers of a model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceExecutionConfig.html
 */
export enum InferenceExecutionMode {
  /** An inference pipeline: each request passes all containers, one after the other. */
  SERIAL = 'Serial',

  /**
   * Each request goes to the one container that it names by `TargetContainerHostname`.
   */
  DIRECT = 'Direct',
}
