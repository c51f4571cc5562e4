import type { RemovalPolicy, aws_iam as iam } from 'aws-cdk-lib';

/**
 * The properties of a model package group.
 */
export interface ModelPackageGroupProps {
  /**
   * The name of the group: at most 63 letters, digits and hyphens. A change replaces the group.
   *
   * @default - a unique name in lower case, derived from the construct path
   */
  readonly modelPackageGroupName?: string;

  /**
   * The description of the group: at most 1024 characters, no line breaks. A change replaces the group, which CloudFormation cannot do under the
   * same name: change `modelPackageGroupName` or the ID of the construct too, or keep the description.
   *
   * @default - the group has no description
   */
  readonly description?: string;

  /**
   * The resource policy of the group: at most 20480 characters. Grants to other accounts, `sharedWith`, `sharedWithApprovers` and
   * `addToResourcePolicy` add statements to it.
   *
   * @default - a new policy when a statement is added to it
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_PutModelPackageGroupPolicy.html
   */
  readonly policy?: iam.PolicyDocument;

  /**
   * The IDs of the accounts that can read and deploy the versions: 12 digits each. Has the same effect as `shareWith`.
   *
   * @default - the group is not shared
   */
  readonly sharedWith?: string[];

  /**
   * The IDs of the accounts that can read, deploy, approve and reject the versions: 12 digits each. Has the same effect as `shareWithApprovers`.
   *
   * @default - no other account can approve versions, unless it is granted the permission
   */
  readonly sharedWithApprovers?: string[];

  /**
   * The removal policy of the group. SageMaker cannot delete a group that has versions, so `DESTROY` fails unless you delete all of them first, or
   * remove them together with the group. `RETAIN_ON_UPDATE_OR_DELETE` deletes the group only if its creation fails, so that you can use its name
   * again.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-delete-model-group.html
   */
  readonly removalPolicy?: RemovalPolicy;
}
