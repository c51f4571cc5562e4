import { warnOfMutableName } from './mutable-tag';
import { repositoryInName } from './rendered-repository';
import { isAccountOfAws } from '../../dlc/image-catalog';
import { grantPull, type NamedRepository } from '../../permissions/ecr';
import { assertValid, isToken, requiredString, type Check } from '../../private/checks';
import { assertSplittable, deployedText, partAtDeployment } from '../../private/deployed-text';
import { warnOfOtherRegion } from '../../private/environment';
import { processorInName, withFacts, type BoundImage, type ImageBinding } from '../bound-image';
import type { IModel } from '../model-base';

const EXAMPLE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/my-model:1.0';

/** Binds an image in Amazon ECR that is specified by its URI to a model. */
export function bindUriImage(model: IModel, uri: string): ImageBinding {
  assertValid(model, requiredString('uri', uri, `specify the URI of an image in Amazon ECR, such as ${EXAMPLE}`));
  const imageName = deployedText(uri);
  const repository = repositoryInName(imageName);
  assertValid(model, repository ? domainCheck(imageName) : registryCheck(imageName));
  warnOfMutableName(model, imageName);
  if (!repository) {
    assertSplittable(model, 'uri', imageName);
    const grants = grantPull(model, model, ...repositoriesAtDeployment(imageName));
    return { image: withFacts({ imageName }, { _choosesMachineImage: true }), grants };
  }
  warnOfOtherRegion(model, 'repository of the image', repository.region);
  return { image: imageIn(repository, imageName), grants: grantPull(model, model, repository) };
}

/** Returns the image, with its processor if it is an AWS image, whose name shows it. */
function imageIn({ account, name }: NamedRepository, imageName: string): BoundImage {
  const tag = imageName.slice(imageName.indexOf('/') + name.length + 2);
  return withFacts({ imageName, processor: isAccountOfAws(account) ? processorInName(name, tag) : undefined }, { _choosesMachineImage: true });
}

/**
 * Checks that a registry in China is named with the domain of its partition, and no other one is. A domain that is a token, or that of a dual-stack
 * registry, is not compared.
 *
 * @see https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-arns.html
 */
function domainCheck(imageName: string): Check {
  const [, region, domain] = /\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.(amazonaws\.com(?:\.cn)?)\//.exec(imageName) ?? [];
  const wanted = region?.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return region === undefined || domain === wanted
    ? undefined
    : `uri must have the domain ${wanted}, which Amazon ECR has in ${region}, got '${imageName}'`;
}

/** Checks that an image is not in another registry. A registry that is a token is not known. */
function registryCheck(imageName: string): Check {
  const [registry] = imageName.split('/');
  return isToken(registry)
    ? undefined
    : `uri must be the URI of an image in Amazon ECR, such as ${EXAMPLE}, got '${imageName}'; for an image in a private registry use `
      + 'ContainerImage.fromRegistry';
}

/**
 * Returns the repositories that an image can be in whose URI is known at deployment. CloudFormation cannot tell the end of the name of the repository
 * if it contains slashes, so these are the repository with the first part of the name, and those below it.
 */
function repositoriesAtDeployment(imageName: string): NamedRepository[] {
  const account = partAtDeployment(imageName, '.', 0);
  const first = partAtDeployment(partAtDeployment(partAtDeployment(imageName, '/', 1), ':', 0), '@', 0);
  return [first, `${first}/*`].map((name) => ({ account, name }));
}
