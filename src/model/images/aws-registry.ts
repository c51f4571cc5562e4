import { Aws, CfnMapping, Stack, Token } from 'aws-cdk-lib';
import type { RegistryAccounts } from '../../dlc/image-catalog';

/** An image in an AWS registry. */
export interface AwsImage {
  readonly account: string;
  readonly repository: string;
  readonly tagOrDigest: string;
}

/**
 * Returns the account for the region of a stack; undefined if there is none. If the region is unknown, CloudFormation looks up the account
 * at deployment.
 *
 * @param table the name of the mapping, one for each set of accounts
 */
export function accountFor(stack: Stack, table: string, accounts: RegistryAccounts): string | undefined {
  return Token.isUnresolved(stack.region) ? accountsMapping(stack, table, accounts).findInMap(Aws.REGION, 'account') : accounts[stack.region];
}

/** Returns the mapping of a stack, which all images with the same set of accounts share. */
function accountsMapping(stack: Stack, table: string, accounts: RegistryAccounts): CfnMapping {
  const id = `cdk-sagemaker-hosting.${table}`;
  return (stack.node.tryFindChild(id) as CfnMapping | undefined)
    ?? new CfnMapping(stack, id, {
      mapping: Object.fromEntries(Object.entries(accounts).map(([region, account]) => [region, { account }])),
    });
}

/** Renders the name of an image in the region of a stack. */
export function imageNameOf(stack: Stack, { account, repository, tagOrDigest }: AwsImage): string {
  const separator = tagOrDigest.startsWith('sha256:') ? '@' : ':';
  return `${account}.dkr.ecr.${stack.region}.${stack.urlSuffix}/${repository}${separator}${tagOrDigest}`;
}
