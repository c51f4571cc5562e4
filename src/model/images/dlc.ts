import { Stack } from 'aws-cdk-lib';
import { warnOfMutableTag } from './mutable-tag';
import { dlcAccountFor, imageNameOf } from '../../dlc/aws-registry';
import { DLC_ACCOUNTS } from '../../dlc/dlc-accounts.generated';
import { grantPull } from '../../permissions/ecr';
import { assertValid, matches, required } from '../../private/checks';
import { ValidationError } from '../../private/errors';
import { ACCOUNT_ID, IMAGE_TAG, REPOSITORY_NAME } from '../../private/names';
import { processorInName, withFacts, type ImageBinding } from '../bound-image';
import type { IModel } from '../model-base';

/** Binds an AWS Deep Learning Container to a model. */
export function bindDlcImage(model: IModel, repository: string, tag: string, accountId: string | undefined): ImageBinding {
  assertValid(model,
    required('repositoryName', repository, "specify the name of a repository such as 'pytorch-inference'"),
    matches('repositoryName', repository, REPOSITORY_NAME),
    required('tag', tag, 'specify a tag or digest'),
    matches('tag', tag, IMAGE_TAG),
    matches('accountId', accountId, ACCOUNT_ID),
  );
  const stack = Stack.of(model);
  const account = accountId ?? dlcAccountFor(stack);
  if (account === undefined) {
    throw new ValidationError(`no account is known for AWS Deep Learning Containers in region '${stack.region}'; the regions with a known `
      + 'account are '
      + `${Object.keys(DLC_ACCOUNTS).join(', ')}; specify the account with 'accountId'`, model);
  }
  warnOfMutableTag(model, tag);
  return {
    image: withFacts({
      imageName: imageNameOf(stack, { account, repository, tagOrDigest: tag }), processor: processorInName(repository, tag),
    }, { _isOfAws: true }),
    grants: grantPull(model, model, { account, name: repository }),
  };
}
