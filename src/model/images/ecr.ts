import { ArnFormat, Fn, Stack, Token, aws_ecr as ecr, aws_ecr_assets as assets, type aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { targetOf, warnOfHostPlatform } from './host-platform';
import { warnOfMutableTag } from './mutable-tag';
import { repositoryInName } from './rendered-repository';
import { grantPull } from '../../permissions/ecr';
import { atSynth } from '../../private/at-synth';
import { assertValid, isUnknown, matches, required, requiredString, type Check } from '../../private/checks';
import { warnOfOtherRegion } from '../../private/environment';
import { IMAGE_TAG } from '../../private/names';
import { REPOSITORY, requiredShape } from '../../private/shapes';
import { uniqueChildId } from '../../private/unique-child-id';
import { withFacts, type ImageBinding } from '../bound-image';
import type { IModel } from '../model-base';

/** Binds an image of a repository to a model. */
export function bindEcrImage(model: IModel, repository: ecr.IRepository, tag: string | undefined): ImageBinding {
  assertValid(model, requiredShape('repository', repository, REPOSITORY), matches('tag', tag, IMAGE_TAG));
  warnOfMutableTag(model, tag ?? undefined);
  warnOfOtherRegion(model, 'repository of the image', repository.env.region);
  const imageName = repository.repositoryUriForTagOrDigest(tag ?? 'latest');
  return { image: { imageName }, grants: [repository.grantPull(model), ...grantPullByName(model, repository, imageName)] };
}

/** Grants permission to pull an image whose repository has another name than its ARN, which an imported repository can have. */
function grantPullByName(model: IModel, { repositoryArn, repositoryName: name }: ecr.IRepository, imageName: string): iam.Grant[] {
  const differ = !Token.isUnresolved(repositoryArn) && !Token.isUnresolved(name) && !repositoryArn.endsWith(`:repository/${name}`);
  const repository = differ ? repositoryInName(imageName) : undefined;
  return repository ? grantPull(model, model, repository) : [];
}

/** Binds an image of a repository that is specified by its ARN to a model. */
export function bindEcrArnImage(scope: Construct, model: IModel, repositoryArn: string, tagOrDigest: string): ImageBinding {
  assertValid(model,
    repositoryArnCheck(repositoryArn),
    required('tagOrDigest', tagOrDigest, 'specify a tag or digest'),
    matches('tagOrDigest', tagOrDigest, IMAGE_TAG),
  );
  const repository = ecr.Repository.fromRepositoryAttributes(scope, uniqueChildId(scope, 'ModelRepository'), {
    repositoryArn, repositoryName: repositoryName(repositoryArn),
  });
  const { region } = Stack.of(scope).splitArn(repositoryArn, ArnFormat.SLASH_RESOURCE_NAME);
  warnOfOtherRegion(model, 'repository of the image', region!);
  warnOfMutableTag(model, tagOrDigest);
  return {
    image: withFacts({ imageName: repository.repositoryUriForTagOrDigest(tagOrDigest) }, { _choosesMachineImage: true }),
    grants: [repository.grantPull(model)],
  };
}

/** Binds an image asset to a model. The image is built from a local directory and pushed to the asset repository of the app. */
export function bindAssetImage(scope: Construct, model: IModel, directory: string, options: assets.DockerImageAssetOptions): ImageBinding {
  assertValid(model, requiredString('directory', directory, 'specify the directory that contains the Dockerfile'));
  const asset = new assets.DockerImageAsset(scope, uniqueChildId(scope, 'ModelImage'), { ...options, directory });
  const { platform } = options;
  if (!platform) {
    atSynth(model, () => warnOfHostPlatform(model));
  }
  return {
    image: withFacts({ imageName: asset.imageUri }, { _lateTarget: () => platform && targetOf(platform) }),
    grants: [asset.repository.grantPull(model)],
  };
}

function repositoryArnCheck(arn: string): Check {
  const example = 'an ARN such as arn:aws:ecr:us-east-1:123456789012:repository/my-images';
  return required('repositoryArn', arn, `specify ${example}`)
    ?? (isUnknown(arn) || /^arn:[^:]+:ecr:[^:]+:\d{12}:repository\/./.test(arn) ? undefined : `repositoryArn must be ${example}, got '${arn}'`);
}

/** Returns the repository name of an ARN. The CDK cannot find it in an ARN that is a token, because names can contain slashes. */
function repositoryName(repositoryArn: string): string {
  const separator = ':repository/';
  return Token.isUnresolved(repositoryArn) ? Fn.select(1, Fn.split(separator, repositoryArn)) : repositoryArn.split(separator)[1];
}
