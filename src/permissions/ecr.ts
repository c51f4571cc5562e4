import { Stack, aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The actions to pull an image. @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html */
const PULL_ACTIONS = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** The action to sign in to a registry, which does not support resource-level permissions. */
export const SIGN_IN_ACTIONS = ['ecr:GetAuthorizationToken'];

/** A repository that is not a construct. */
export interface NamedRepository {
  /** The account that owns the repository. */
  readonly account: string;
  /** @default - the region of the stack */
  readonly region?: string;
  readonly name: string;
}

/** Grants permission to pull the images of repositories that are not constructs. */
export function grantPull(grantee: iam.IGrantable, scope: IConstruct, ...repositories: NamedRepository[]): iam.Grant[] {
  const resourceArns = repositories.map(({ account, region, name }) =>
    Stack.of(scope).formatArn({ service: 'ecr', account, region, resource: 'repository', resourceName: name }));
  return [
    iam.Grant.addToPrincipal({ grantee, actions: PULL_ACTIONS, resourceArns }),
    iam.Grant.addToPrincipal({ grantee, actions: SIGN_IN_ACTIONS, resourceArns: ['*'] }),
  ];
}
