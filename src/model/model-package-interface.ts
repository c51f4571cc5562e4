import type { IResource, aws_iam as iam } from 'aws-cdk-lib';

/**
 * A model package: a version of a model in the registry, a package of its own, or a product of AWS Marketplace.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry.html
 */
export interface IModelPackage extends IResource {
  /**
   * The ARN of this model package.
   *
   * @attribute
   */
  readonly modelPackageArn: string;

  /**
   * Grants actions on this model package.
   *
   * @param grantee who is granted them
   * @param actions such as `sagemaker:DescribeModelPackage`
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants the use of this model package by a model (`sagemaker:AccessModelPackage`); the role of a model that uses it gets this anyway.
   *
   * @param grantee who is granted it
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html
   */
  grantAccess(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants reading what this model package consists of (`sagemaker:DescribeModelPackage`).
   *
   * @param grantee who is granted it
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModelPackage.html
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants approving and rejecting this model package (`sagemaker:UpdateModelPackage`).
   *
   * @param grantee who is granted it
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
   */
  grantUpdate(grantee: iam.IGrantable): iam.Grant;
}
