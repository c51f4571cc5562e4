import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { jumpStartEnvironmentFor, jumpStartImageFor, type JumpStartImage, type JumpStartSpecification } from './jumpstart-catalog';
import { dlcAccountFor, imageNameOf } from '../../dlc/aws-registry';
import { DLC_ACCOUNTS } from '../../dlc/dlc-accounts.generated';
import { grantPull } from '../../permissions/ecr';
import { atSynth } from '../../private/at-synth';
import { ValidationError } from '../../private/errors';
import { warn } from '../../private/warnings';
import { processorInName, withFacts, type ImageBinding } from '../bound-image';
import type { DataBinding } from '../data/model-data-config';
import { bindS3UriData } from '../data/s3-uri';
import { hostInstanceTypes, type IModel } from '../model-base';

/** A container of a JumpStart model, and the instance type that it is for. */
export interface JumpStartContainer {
  readonly specification: JumpStartSpecification;
  readonly instanceType: string;
  readonly image: JumpStartImage;
  /** The variables that the user has set. */
  readonly environment: { readonly [name: string]: string };
}

/** Binds the image of a JumpStart model. */
export function bindJumpStartImage(model: IModel, container: JumpStartContainer): ImageBinding {
  const stack = Stack.of(model);
  const account = dlcAccountFor(stack);
  if (account === undefined) {
    throw new ValidationError(`no account is known for the image of model '${container.specification.modelId}' in region '${stack.region}'; the regions with `
      + `a known account are ${Object.keys(DLC_ACCOUNTS).join(', ')}`, model);
  }
  const [repository, tag] = (container.image.elsewhere?.[stack.region] ?? container.image.name).split(':');
  atSynth(model, () => warnOfHosts(model, container));
  return {
    image: withFacts(
      { imageName: imageNameOf(stack, { account, repository, tagOrDigest: tag }), processor: processorInName(repository, tag) },
      {
        _isOfAws: true,
        _choosesMachineImage: true,
        _variables: Object.keys(jumpStartEnvironmentFor(container.specification, container.instanceType)),
      },
    ),
    grants: grantPull(model, model, { account, name: repository }),
  };
}

/** Binds the artifacts of a JumpStart model, which each region has in a bucket of its own. */
export function bindJumpStartData(scope: Construct, model: IModel, { artifactKey, gated, licenseKey }: JumpStartSpecification): DataBinding {
  const bucket = `${gated ? 'jumpstart-private-cache-prod' : 'jumpstart-cache-prod'}-${Stack.of(model).region}`;
  return bindS3UriData(scope, model, `s3://${bucket}/${artifactKey}`, { acceptEula: licenseKey !== undefined || gated ? true : undefined });
}

/** Warns about instance types that JumpStart does not list for the model, and about those that need another container. */
function warnOfHosts(model: IModel, container: JumpStartContainer): void {
  const { specification: { modelId, version, instanceTypes }, instanceType } = container;
  const hosts = hostInstanceTypes(model);
  const unlisted = hosts.filter((type) => !instanceTypes.includes(type));
  if (unlisted.length > 0) {
    warn(model, 'jumpStartInstanceType', `JumpStart does not list ${unlisted.join(' and ')} among the instance types for model '${modelId}' ${version}; the listed types are `
      + `${instanceTypes.join(', ')}`);
  }
  const other = hosts.find((type) => instanceTypes.includes(type) && needsOther(container, type));
  if (other) {
    warn(model, 'jumpStartOtherInstanceType', `the container of model '${modelId}' is for ${instanceType}, but ${other} hosts it, for which JumpStart has another image or `
      + 'environment; pass instanceType to the method container');
  }
}

/** Returns whether an instance type needs another image or environment than the container has. */
function needsOther({ specification, instanceType, image, environment }: JumpStartContainer, type: string): boolean {
  const environmentOf = (each: string) => JSON.stringify(Object.entries({ ...jumpStartEnvironmentFor(specification, each), ...environment }).sort());
  return jumpStartImageFor(specification, type)?.name !== image.name || environmentOf(type) !== environmentOf(instanceType);
}
