import type { aws_ecr as ecr } from 'aws-cdk-lib';
import { assertValid, matches } from '../../private/checks';
import { IMAGE_TAG } from '../../private/names';
import { warn } from '../../private/warnings';
import type { ImageBinding } from '../bound-image';
import type { IModel } from '../model-base';
import { warnOfOtherRegion } from '../other-region';

export function bindEcrImage(model: IModel, repository: ecr.IRepository, tag: string | undefined): ImageBinding {
  assertValid(model, matches('tag', tag, IMAGE_TAG));
  if (tag === undefined) {
    warn(model, 'mutableImageTag', "the image has no tag, so 'latest' is used: an image pushed later does not reach the endpoint; "
      + 'name a tag that is never pushed twice, or a digest');
  }
  warnOfOtherRegion(model, 'repository of the image', repository.env.region);
  return { image: { imageName: repository.repositoryUriForTagOrDigest(tag ?? 'latest') }, grants: [repository.grantPull(model)] };
}
