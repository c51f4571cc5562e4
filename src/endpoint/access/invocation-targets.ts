/**
 * What of an endpoint may be invoked. Each that is given has to match.
 */
export interface InvocationTargets {
  /**
   * The models of multi-model containers, as requests name them: `churn.tar.gz`, or `team-a/*` for each that begins so.
   *
   * @default - any model
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-security.html
   */
  readonly targetModels?: string[];

  /**
   * The host names of the containers that are invoked directly; a `*` stands for anything.
   *
   * @default - any container
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-security.html
   */
  readonly targetContainers?: string[];
}
