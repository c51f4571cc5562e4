import type { IResource, aws_iam as iam } from 'aws-cdk-lib';

/**
 * A model package: a model version in SageMaker Model Registry, an unversioned model package, or an AWS Marketplace product.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry.html
 *
 * @example
 * declare const group: sm.registry.IModelPackageGroup;
 *
 * const version = sm.registry.ModelPackage.fromModelPackageVersion(this, 'Churn3', group, 3);
 * new sm.Model(this, 'Churn', { containers: [{ modelPackage: version }] });
 */
export interface IModelPackage extends IResource {
  /**
   * The ARN of this model package.
   *
   * @attribute
   */
  readonly modelPackageArn: string;

  /**
   * Grants the specified actions on this model package. For a grantee in another account, the resource policy of the group allows them on all versions of
   * the group, provided that this app defines the group: the number of a version is not known at synthesis. A package outside of a group has no
   * resource policy, and can be granted only to principals of its account.
   *
   * @param grantee the principal to grant access to
   * @param actions the actions to grant, such as `sagemaker:DescribeModelPackage`
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants permission to deploy this model package in a model (`sagemaker:AccessModelPackage`). The role of a model that uses the package
   * receives this permission automatically.
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html
   */
  grantAccess(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants permission to describe this model package (`sagemaker:DescribeModelPackage`).
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModelPackage.html
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants permission to approve and reject this model package (`sagemaker:UpdateModelPackage`). Includes permission to use its key, if the key is known.
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
   */
  grantUpdate(grantee: iam.IGrantable): iam.Grant;
}
