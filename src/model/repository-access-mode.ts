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
