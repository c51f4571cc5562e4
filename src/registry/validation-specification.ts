import type { aws_iam as iam } from 'aws-cdk-lib';
import type { TransformJobDefinition } from './transform-job';

/**
 * What SageMaker tries a model package out with. On AWS Marketplace, buyers get to see it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageValidationProfile.html
 */
export interface ValidationProfile {
  /**
   * The name of the profile: at most 63 letters, digits and hyphens.
   */
  readonly profileName: string;

  /**
   * The batch transform job.
   */
  readonly transformJobDefinition: TransformJobDefinition;
}

/**
 * How SageMaker tries a model package out before it can be used.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageValidationSpecification.html
 */
export interface ValidationSpecification {
  /**
   * The role that SageMaker and the containers act as. Must be assumable by `sagemaker.amazonaws.com`. It is granted what the job needs,
   * unless it can't be changed.
   *
   * @default - a new role with just the permissions that the images, the artifacts and the job need
   */
  readonly validationRole?: iam.IRole;

  /**
   * What to try out; SageMaker takes exactly one.
   */
  readonly profile: ValidationProfile;
}
