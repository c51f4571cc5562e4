import { aws_iam as iam, type Stack } from 'aws-cdk-lib';

/** Pulling an image. @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html */
const PULL_ACTIONS = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** Signing in to a registry, an action that IAM knows no resource for. */
const SIGN_IN_ACTIONS = ['ecr:GetAuthorizationToken'];

/**
 * Grants pulling the images of a repository that is no construct.
 *
 * @param stack the stack whose region the repository is in
 * @param account the account that owns the repository
 */
export function grantPull(grantee: iam.IGrantable, stack: Stack, account: string, repository: string): iam.Grant[] {
  const repositoryArn = stack.formatArn({ service: 'ecr', account, resource: 'repository', resourceName: repository });
  return [
    iam.Grant.addToPrincipal({ grantee, actions: PULL_ACTIONS, resourceArns: [repositoryArn] }),
    iam.Grant.addToPrincipal({ grantee, actions: SIGN_IN_ACTIONS, resourceArns: ['*'] }),
  ];
}
