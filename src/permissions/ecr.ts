import { aws_iam as iam, type Stack } from 'aws-cdk-lib';

/** The actions to pull an image. @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html */
const PULL_ACTIONS = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** The action to sign in to a registry, which does not support resource-level permissions. */
export const SIGN_IN_ACTIONS = ['ecr:GetAuthorizationToken'];

/**
 * Grants permission to pull the images of a repository that is not a construct.
 *
 * @param stack the stack whose region contains the repository
 * @param account the account that owns the repository
 */
export function grantPull(grantee: iam.IGrantable, stack: Stack, account: string, repository: string): iam.Grant[] {
  const repositoryArn = stack.formatArn({ service: 'ecr', account, resource: 'repository', resourceName: repository });
  return [
    iam.Grant.addToPrincipal({ grantee, actions: PULL_ACTIONS, resourceArns: [repositoryArn] }),
    iam.Grant.addToPrincipal({ grantee, actions: SIGN_IN_ACTIONS, resourceArns: ['*'] }),
  ];
}
