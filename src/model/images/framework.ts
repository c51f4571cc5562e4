import { Lazy, Stack } from 'aws-cdk-lib';
import { accountFor, imageNameOf, type AwsImage } from './aws-registry';
import type { Framework } from '../../dlc/framework.generated';
import { withDlcRegions } from '../../dlc/image-catalog';
import { findImage, problemsBesideProcessor, processorsOf, type CatalogImage, type ImageQuery } from '../../dlc/image-lookup';
import { Processor } from '../../dlc/processor';
import { newestFirst } from '../../dlc/version-order';
import { grantPull } from '../../permissions/ecr';
import { atSynth } from '../../private/at-synth';
import { assertValid, matches, required } from '../../private/checks';
import { ValidationError } from '../../private/errors';
import { ACCOUNT_ID } from '../../private/names';
import { warn } from '../../private/warnings';
import type { ImageBinding, ImageTarget } from '../bound-image';
import { hostProcessors, type IModel } from '../model-base';

/*
 * The image follows the instance type, which is known last. A model is defined before the endpoint configurations that host it, and a
 * variant may change its instance type, or get another pool of instances, until synth. So the facts make a round trip: when a configuration
 * takes a variant on, it leaves a lookup of the processor with the model (`recordHosting`); at synth, when the lazy name of the image is
 * resolved, `chosenProcessor` asks the model what hosts it (`hostProcessors`). Where only one image can be meant, there is no trip.
 *
 * What is wrong with a query is reported at once, for each processor that it may come to.
 */

/**
 * What tells the images of one version of a framework apart.
 */
export interface FrameworkImageOptions {
  /**
   * The version of Python, such as `py312`.
   *
   * @default - the newest one that the version has
   */
  readonly pythonVersion?: string;

  /**
   * What the framework builds on, with its version, such as `pytorch2.6.0`: for Hugging Face. Throws if it is left out where there are
   * several.
   *
   * @default - the only one that the version has
   */
  readonly baseFrameworkVersion?: string;

  /**
   * The kind of processor.
   *
   * @default - that of the instances of all variants that host the model; the CPU if they differ or are not known, or the framework has
   * no image for it
   */
  readonly processor?: Processor;

  /**
   * The AWS account that owns the registry: 12 digits. For a region that the catalogue does not know.
   *
   * @default - the one that the catalogue has for the region
   */
  readonly accountId?: string;
}

interface FrameworkImage extends AwsImage {
  readonly target: ImageTarget;
  readonly version: string;
}

/** The images that can be meant, by the processor of the instances. */
type Images = ReadonlyMap<Processor, FrameworkImage>;

type Candidate = readonly [Processor, CatalogImage];

/** Binds an image of the catalogue to a model. */
export function bindFrameworkImage(
  model: IModel, framework: Framework, version: string | undefined, options: FrameworkImageOptions,
): ImageBinding {
  const { accountId, ...rest } = options;
  assertValid(model, required('framework', framework, 'use a member of Framework'));
  const query = { framework: framework.toString(), version: version ?? undefined, ...rest };
  const candidates = candidatesFor(query);
  assertValid(model, matches('accountId', accountId, ACCOUNT_ID), ...(candidates.length > 0 ? [] : problemsWith(query)));
  const stack = Stack.of(model);
  const images = imagesInRegion(model, query, candidates, accountId);
  const chosen = () => images.get(chosenProcessor(model, images))!;
  const lazy = (part: (image: AwsImage) => string) => images.size === 1
    ? part([...images.values()][0])
    : Lazy.string({ produce: () => part(chosen()) });

  atSynth(model, () => warnOfChoice(model, query, images));
  return {
    image: { imageName: lazy((image) => imageNameOf(stack, image)), _lateTarget: () => chosen().target, _isOfAws: true },
    grants: grantPull(model, stack, lazy((image) => image.account), lazy((image) => image.repository)),
  };
}

/** Looks up the images that can be meant. */
function candidatesFor(query: ImageQuery): Candidate[] {
  const processors = query.processor === undefined ? processorsOf(query) : [query.processor];
  return processors.flatMap((processor) => {
    const found = findImage({ ...query, processor });
    return 'problems' in found ? [] : [[processor, found] as const];
  });
}

function problemsWith(query: ImageQuery): readonly string[] {
  if (query.processor === undefined) {
    return problemsBesideProcessor(query);
  }
  const found = findImage(query);
  return 'problems' in found ? found.problems : [];
}

/** Keeps the candidates that the region has; throws if there are none. */
function imagesInRegion(model: IModel, query: ImageQuery, candidates: readonly Candidate[], accountId: string | undefined): Images {
  const stack = Stack.of(model);
  const images = candidates.flatMap(([processor, { repository, tag: tagOrDigest, processor: target = 'x86' as const, version, ...registry }]) => {
    const account = accountId ?? accountFor(stack, registry.registryTableKey, withDlcRegions(registry.accounts));
    const regional: FrameworkImage = { account: account!, repository, tagOrDigest, target, version };
    return account === undefined ? [] : [[processor, regional] as const];
  });
  if (images.length === 0) {
    throw new ValidationError(`no account is known for the images of framework '${query.framework}' in region '${stack.region}', known are `
      + `${Object.keys(withDlcRegions(candidates[0][1].accounts)).sort().join(', ')}; name the account with 'accountId'`, model);
  }
  return new Map(images);
}

/** Chooses the processor that all variants which host the model have, or else the CPU. */
function chosenProcessor(model: IModel, images: Images): Processor {
  const [only, ...others] = hostProcessors(model);
  if (only !== undefined && others.length === 0 && images.has(only)) {
    return only;
  }
  return images.has(Processor.CPU) ? Processor.CPU : [...images.keys()][0];
}

/** Warns where the choice can't be right for all variants, or depends on them. */
function warnOfChoice(model: IModel, query: ImageQuery, images: Images): void {
  const wanted = hostProcessors(model);
  const processor = chosenProcessor(model, images);
  const meant = wanted.flatMap((each) => images.get(each) ?? []).map(({ repository, tagOrDigest }) => `${repository}:${tagOrDigest}`);
  if (new Set(meant).size > 1) {
    warn(model, 'mixedProcessors', `the model is hosted on ${wanted.join(' and ')}, but its image can be for one of them only, and is that for `
      + `${processor}; define a model for each, or set processor`);
  }
  const { version } = images.get(processor)!;
  const [newest] = newestFirst([...images.values()].map((image) => image.version));
  if (query.version === undefined && version !== newest) {
    warn(model, 'olderVersionForProcessor', `without a version, the image of framework '${query.framework}' for ${processor} is that of version `
      + `${version}, but for other processors that of version ${newest}; name the version`);
  }
}
