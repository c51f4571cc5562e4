import { Aws, CfnMapping, Stack, Token, aws_iam as iam } from 'aws-cdk-lib';
import type { IModel } from '../model-base';
import { waitForGrant } from '../model-dependencies';

/** Region -> account that owns the registry. */
export type RegistryAccounts = { readonly [region: string]: string };

/** An image in a registry of AWS. */
export interface AwsImage {
  readonly account: string;
  readonly repository: string;
  readonly tagOrDigest: string;
}

/** What pulling an image takes. @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html */
const PULL_ACTIONS = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/**
 * The account for the region of a stack; undefined if there is none. Where the region is not known, it is looked up at deployment.
 *
 * @param table the name of the table, one for each set of accounts
 */
export function accountFor(stack: Stack, table: string, accounts: RegistryAccounts): string | undefined {
  return Token.isUnresolved(stack.region) ? accountsMapping(stack, table, accounts).findInMap(Aws.REGION, 'account') : accounts[stack.region];
}

/** One table a stack, however many images look their account up in it. */
function accountsMapping(stack: Stack, table: string, accounts: RegistryAccounts): CfnMapping {
  const id = `cdk-sagemaker-hosting.${table}`;
  return (stack.node.tryFindChild(id) as CfnMapping | undefined)
    ?? new CfnMapping(stack, id, {
      mapping: Object.fromEntries(Object.entries(accounts).map(([region, account]) => [region, { account }])),
    });
}

/** Lets the model pull from a repository in a registry of AWS. */
export function grantPullFrom(model: IModel, account: string, repository: string): void {
  const repositoryArn = Stack.of(model).formatArn({ service: 'ecr', account, resource: 'repository', resourceName: repository });
  waitForGrant(model, iam.Grant.addToPrincipal({ grantee: model, actions: PULL_ACTIONS, resourceArns: [repositoryArn] }));
  // This action knows no resource.
  waitForGrant(model, iam.Grant.addToPrincipal({ grantee: model, actions: ['ecr:GetAuthorizationToken'], resourceArns: ['*'] }));
}

export function imageNameOf(stack: Stack, { account, repository, tagOrDigest }: AwsImage): string {
  const separator = tagOrDigest.startsWith('sha256:') ? '@' : ':';
  return `${account}.dkr.ecr.${stack.region}.${stack.urlSuffix}/${repository}${separator}${tagOrDigest}`;
}
