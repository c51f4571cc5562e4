import type { IResource, aws_events as events, aws_iam as iam } from 'aws-cdk-lib';
import type { OnModelPackageStateChangeOptions } from './model-package-events';

/**
 * A model package group: the collection of the versions of a model in Amazon SageMaker Model Registry.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-models.html
 *
 * @example
 * declare const deployment: targets.SfnStateMachine;
 *
 * const group = sm.registry.ModelPackageGroup.fromModelPackageGroupName(this, 'Churn', 'churn');
 * group.onApproved('Deploy', { target: deployment });
 */
export interface IModelPackageGroup extends IResource {
  /**
   * The name of this group, in its original case. SageMaker writes it in lower case in ARNs.
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
   * Grants actions on this group and on all of its versions. For a grantee in another account, the resource policy of the group allows
   * them too, provided that this app defines the group.
   *
   * @param grantee the principal to grant access to
   * @param actions the actions to grant, such as `sagemaker:ListModelPackages`
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants permission to list and describe the versions (`sagemaker:DescribeModelPackageGroup`, `sagemaker:ListModelPackages`,
   * `sagemaker:DescribeModelPackage`). Includes permission to decrypt with the keys of the versions that are defined in this app.
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-details.html
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants permission to register versions (`sagemaker:CreateModelPackage`), and to describe them in order to wait until they are
   * completed (`sagemaker:DescribeModelPackage`).
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-version.html
   */
  grantRegister(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants permission to approve and reject versions (`sagemaker:UpdateModelPackage`). Includes permission to use the keys of the versions that
   * are defined in this app; grant permission to use the keys of other versions yourself.
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
   */
  grantApprove(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants permission to use all versions in models, including future versions (`sagemaker:AccessModelPackage`,
   * `sagemaker:DescribeModelPackage`). Includes permission to decrypt with the keys of the versions that are defined in this app.
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html
   */
  grantAccess(grantee: iam.IGrantable): iam.Grant;

  /**
   * Adds an EventBridge rule that matches state changes of the versions of this group: a version is registered, approved or rejected, or its
   * metadata changes. For approvals only, use `onApproved`. To match fewer events, set `options.approvalStatuses` or `options.eventPattern.detail`.
   *
   * @param id the ID of the rule, unique within its scope
   * @param options the options of the rule, such as its target and the approval statuses to match
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
   */
  onModelPackageStateChange(id: string, options?: OnModelPackageStateChangeOptions): events.Rule;

  /**
   * Adds an EventBridge rule that matches the approval of a version of this group, such as to deploy the version: it is registered as approved, or
   * its approval status changes to approved. Other changes of an approved version, such as of its metadata, do not match. SageMaker can send the event
   * of an approval more than once. The version is `detail.ModelPackageArn` of the event.
   *
   * @param id the ID of the rule, unique within its scope
   * @param options the options of the rule, such as its target
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
   */
  onApproved(id: string, options?: events.OnEventOptions): events.Rule;
}
