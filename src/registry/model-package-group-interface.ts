import type { IResource, aws_events as events, aws_iam as iam } from 'aws-cdk-lib';

/**
 * A group of the model registry: the versions of one model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-models.html
 */
export interface IModelPackageGroup extends IResource {
  /**
   * The name of this group, with its capitals.
   *
   * @attribute
   */
  readonly modelPackageGroupName: string;

  /**
   * The ARN of this group.
   *
   * @attribute
   */
  readonly modelPackageGroupArn: string;

  /**
   * Grants actions on this group and on all of its versions.
   *
   * A grantee of another account gets them by the resource policy of the group as well, as long as this app defines the group.
   *
   * @param grantee who is granted them
   * @param actions such as `sagemaker:ListModelPackages`
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants listing and reading the versions (`sagemaker:DescribeModelPackageGroup`, `sagemaker:ListModelPackages`,
   * `sagemaker:DescribeModelPackage`).
   *
   * @param grantee who is granted it
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-details.html
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants registering versions (`sagemaker:CreateModelPackage`), and reading them, which waiting for their completion takes.
   *
   * @param grantee who is granted it
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-version.html
   */
  grantRegister(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants approving and rejecting versions (`sagemaker:UpdateModelPackage`).
   *
   * @param grantee who is granted it
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
   */
  grantApprove(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants models the use of each version, also of those to come (`sagemaker:AccessModelPackage`, `sagemaker:DescribeModelPackage`).
   *
   * @param grantee who is granted it
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html
   */
  grantAccess(grantee: iam.IGrantable): iam.Grant;

  /**
   * A rule for what happens to the versions of this group: one is registered, approved or rejected. Narrow it by
   * `options.eventPattern.detail`, such as `{ ModelApprovalStatus: ['Approved'] }`.
   *
   * @param id the id of the rule
   * @param options what the rule does
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
   */
  onModelPackageStateChange(id: string, options?: events.OnEventOptions): events.Rule;
}
