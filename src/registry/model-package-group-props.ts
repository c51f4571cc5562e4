import type { RemovalPolicy, aws_iam as iam } from 'aws-cdk-lib';

/**
 * What a group of the model registry is.
 */
export interface ModelPackageGroupProps {
  /**
   * The name of the group: at most 63 letters, digits and hyphens. It can't be changed; CloudFormation then makes another group.
   *
   * @default - a unique name in lower case, which stays the same as long as the group stays where it is in the app
   */
  readonly modelPackageGroupName?: string;

  /**
   * What the group is for: at most 1024 characters, no line breaks. A change of it takes another group, which CloudFormation can't make
   * under the same name: change `modelPackageGroupName` or the id of the construct too, or leave the description as it is.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * The resource policy of the group; grants to other accounts, `sharedWith` and `addToResourcePolicy` add to it. At most 20480 characters.
   *
   * @default - a policy if something is added to it
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_PutModelPackageGroupPolicy.html
   */
  readonly policy?: iam.PolicyDocument;

  /**
   * The accounts that may read, approve and deploy the versions: 12 digits each. The same as `shareWith`.
   *
   * @default - not shared
   */
  readonly sharedWith?: string[];

  /**
   * What becomes of the group when it is removed from the app. SageMaker deletes no group that has versions, so `DESTROY` fails unless all
   * of them are deleted before, or are removed together with it. `RETAIN_ON_UPDATE_OR_DELETE` leaves nothing behind only when the
   * creation fails, so that the name is free to try again.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-delete-model-group.html
   */
  readonly removalPolicy?: RemovalPolicy;
}
