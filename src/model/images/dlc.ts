import { Aws, CfnMapping, Stack, Token, aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DLC_ACCOUNTS } from '../../dlc/dlc-accounts.generated';
import { assertValid, text } from '../../private/checks';
import { ValidationError } from '../../private/errors';
import { ACCOUNT_ID, IMAGE_TAG } from '../../private/names';
import type { ContainerImageConfig } from '../container-image';
import { waitForGrant } from '../model-dependencies';
import type { IModel } from '../model-interface';

/** What pulling an image takes. @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html */
const PULL_ACTIONS = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

export function bindDlcImage(
  scope: Construct, model: IModel, repositoryName: string, tag: string, accountId: string | undefined,
): ContainerImageConfig {
  assertValid(model, text('tag', tag, IMAGE_TAG), text('accountId', accountId, ACCOUNT_ID));
  const stack = Stack.of(scope);
  const account = accountId ?? accountOf(model, stack);
  const repositoryArn = stack.formatArn({ service: 'ecr', account, resource: 'repository', resourceName: repositoryName });
  waitForGrant(model, iam.Grant.addToPrincipal({ grantee: model, actions: PULL_ACTIONS, resourceArns: [repositoryArn] }));
  // This action knows no resource.
  waitForGrant(model, iam.Grant.addToPrincipal({ grantee: model, actions: ['ecr:GetAuthorizationToken'], resourceArns: ['*'] }));
  const separator = tag.startsWith('sha256:') ? '@' : ':';
  return { imageName: `${account}.dkr.ecr.${stack.region}.${stack.urlSuffix}/${repositoryName}${separator}${tag}` };
}

function accountOf(model: IModel, stack: Stack): string {
  if (Token.isUnresolved(stack.region)) {
    return accountsMapping(stack).findInMap(Aws.REGION, 'account');
  }
  const account = DLC_ACCOUNTS[stack.region];
  if (account === undefined) {
    throw new ValidationError(`no account is known for AWS Deep Learning Containers in region '${stack.region}', known are `
      + `${Object.keys(DLC_ACCOUNTS).sort().join(', ')}; name the account with 'accountId'`, model);
  }
  return account;
}

/** One table a stack, however many images look their account up in it. */
function accountsMapping(stack: Stack): CfnMapping {
  const id = 'cdk-sagemaker-hosting.DlcAccounts';
  return (stack.node.tryFindChild(id) as CfnMapping | undefined)
    ?? new CfnMapping(stack, id, {
      mapping: Object.fromEntries(Object.entries(DLC_ACCOUNTS).map(([region, account]) => [region, { account }])),
    });
}
