import { ArnFormat, Fn, Stack, Token, aws_ecr as ecr } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { assertValid, isUnknown, matches, type Check } from '../../private/checks';
import { IMAGE_TAG } from '../../private/names';
import { uniqueChildId } from '../../private/unique-child-id';
import type { ImageBinding } from '../bound-image';
import type { IModel } from '../model-base';
import { warnOfOtherRegion } from '../other-region';

const RESOURCE = ':repository/';

export function bindEcrArnImage(scope: Construct, model: IModel, repositoryArn: string, tagOrDigest: string): ImageBinding {
  assertValid(model, arnProblem(repositoryArn), matches('tagOrDigest', tagOrDigest, IMAGE_TAG));
  const repository = ecr.Repository.fromRepositoryAttributes(scope, uniqueChildId(scope, 'ModelRepository'), {
    repositoryArn, repositoryName: repositoryName(repositoryArn),
  });
  const { region } = Stack.of(scope).splitArn(repositoryArn, ArnFormat.SLASH_RESOURCE_NAME);
  warnOfOtherRegion(model, 'repository of the image', region!);
  return { image: { imageName: repository.repositoryUriForTagOrDigest(tagOrDigest) }, grants: [repository.grantPull(model)] };
}

/** The CDK itself can't tell the name of a repository by an ARN that is a token, because names may have slashes. */
function repositoryName(repositoryArn: string): string {
  return Token.isUnresolved(repositoryArn) ? Fn.select(1, Fn.split(RESOURCE, repositoryArn)) : repositoryArn.split(RESOURCE)[1];
}

function arnProblem(arn: string): Check {
  return isUnknown(arn) || /^arn:[^:]+:ecr:[^:]+:\d{12}:repository\/.+$/.test(arn)
    ? undefined
    : `repositoryArn must be an ARN such as arn:aws:ecr:us-east-1:123456789012:repository/my-images, got '${arn}'`;
}
