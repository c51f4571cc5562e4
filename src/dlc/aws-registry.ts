import { Aws, CfnMapping, Stack, Token, region_info as regionInfo } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { DLC_ACCOUNTS } from './dlc-accounts.generated';
import { isDlcRegistry, withDlcRegions, type RegistryAccounts } from './image-catalog';
import { ValidationError } from '../private/errors';

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
  if (!Token.isUnresolved(stack.region)) {
    return withDlcRegions(accounts)[stack.region];
  }
  return isDlcRegistry(accounts) ? dlcAccountFor(stack) : accountsMapping(stack, table, accounts).findInMap(Aws.REGION, 'account');
}

/** Returns the error about a region for which the catalog has no account. */
export function unknownRegion(scope: IConstruct, framework: string, accounts: RegistryAccounts): ValidationError {
  return new ValidationError(`no account is known for the images of framework '${framework}' in region '${Stack.of(scope).region}'; the `
    + `regions with a known account are ${Object.keys(withDlcRegions(accounts)).sort().join(', ')}; specify the account with 'accountId'`, scope);
}

/** Returns the mapping of a stack, which all images with the same set of accounts share. */
function accountsMapping(stack: Stack, table: string, accounts: RegistryAccounts): CfnMapping {
  const id = `cdk-sagemaker-hosting.${table}`;
  return (stack.node.tryFindChild(id) as CfnMapping | undefined)
    ?? new CfnMapping(stack, id, {
      mapping: Object.fromEntries(Object.entries(accounts).map(([region, account]) => [region, { account }])),
    });
}

/** A function, because the CDK takes longer to load its facts about regions than to load this library. */
const dlcFact = (): string => regionInfo.FactName.DLC_REPOSITORY_ACCOUNT;
/** The ID and the key of the mapping that the CDK, and so the alpha module, creates for this fact. An app that is moved keeps both. */
const DLC_MAPPING = 'DlcRepositoryAccountMap';
const DLC_KEY = 'value';

/**
 * Returns the account of the Deep Learning Containers for the region of a stack; undefined if there is none. If the region is unknown,
 * CloudFormation looks up the account at deployment, in the mapping of the CDK with the regions that the CDK does not know.
 */
export function dlcAccountFor(stack: Stack): string | undefined {
  if (!Token.isUnresolved(stack.region)) {
    return DLC_ACCOUNTS[stack.region];
  }
  const known = stack.regionalFact(dlcFact(), '');
  const mapping = stack.node.tryFindChild(DLC_MAPPING) as CfnMapping | undefined;
  if (!mapping && known !== '') {
    // All regions of the partitions that the app is for have this account.
    return known;
  }
  return withFurtherRegions(mapping ?? new CfnMapping(stack, DLC_MAPPING)).findInMap(Aws.REGION, DLC_KEY);
}

function withFurtherRegions(mapping: CfnMapping): CfnMapping {
  Object.entries(DLC_ACCOUNTS)
    .filter(([region]) => regionInfo.Fact.find(region, dlcFact()) === undefined)
    .forEach(([region, account]) => mapping.setValue(region, DLC_KEY, account));
  return mapping;
}

/** Renders the name of an image in the region of a stack. */
export function imageNameOf(stack: Stack, { account, repository, tagOrDigest }: AwsImage): string {
  const separator = tagOrDigest.startsWith('sha256:') ? '@' : ':';
  // An image of the catalog can have no tag.
  return `${account}.dkr.ecr.${stack.region}.${stack.urlSuffix}/${repository}${tagOrDigest && `${separator}${tagOrDigest}`}`;
}
