import { Aws, CfnMapping, Stack, Token, type aws_iam as iam } from 'aws-cdk-lib';
import { grantPull } from '../../permissions/ecr';
import type { IModel } from '../model-base';

/** Region -> account that owns the registry. */
export type RegistryAccounts = { readonly [region: string]: string };

/** An image in a registry of AWS. */
export interface AwsImage {
  readonly account: string;
  readonly repository: string;
  readonly tagOrDigest: string;
}

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

/** Grants a model pulling from a repository in a registry of AWS. */
export function grantPullFrom(model: IModel, account: string, repository: string): iam.Grant[] {
  const repositoryArn = Stack.of(model).formatArn({ service: 'ecr', account, resource: 'repository', resourceName: repository });
  return grantPull(model, repositoryArn);
}

export function imageNameOf(stack: Stack, { account, repository, tagOrDigest }: AwsImage): string {
  const separator = tagOrDigest.startsWith('sha256:') ? '@' : ':';
  return `${account}.dkr.ecr.${stack.region}.${stack.urlSuffix}/${repository}${separator}${tagOrDigest}`;
}
