/**
 * What some providers of models ask for before their artifacts can be used.
 */
export interface ModelAccessOptions {
  /**
   * Whether you accept the end-user license agreement of the model. Models that have one, such as Llama, can't be used without; read it
   * first. The artifacts are then named by `ModelDataSource`, which neither serverless inference nor multi-model containers take.
   *
   * @default - there is no agreement
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelAccessConfig.html
   */
  readonly acceptEula?: boolean;

  /**
   * The ARN of the model in a hub, for artifacts that are read through a private or the public JumpStart hub; at most 255 characters.
   * The model's role may then describe and deploy this content. As with `acceptEula`, the artifacts are named by `ModelDataSource`.
   *
   * @default - not read through a hub
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceHubAccessConfig.html
   */
  readonly hubContentArn?: string;
}

/**
 * How to read an object of a bucket.
 */
export interface BucketModelDataOptions extends ModelAccessOptions {
  /**
   * Whether the object is a gzip-compressed tar archive, which is unpacked into `/opt/ml/model`. Otherwise it is put there as it is.
   *
   * @default true
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html
   */
  readonly compressed?: boolean;
}
