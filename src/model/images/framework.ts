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
import { withFacts, type ImageBinding, type ImageTarget } from '../bound-image';
import { hostProcessors, type IModel } from '../model-base';

/*
 * The image depends on the instance type, which is known only at synthesis: a model is defined before the endpoint configurations that host
 * it, and a variant can change its instance type or its instance pools until then. Therefore an endpoint configuration passes a lookup of
 * the variant's processor to the model (`recordHosting`), and `chosenProcessor` calls the lookups (`hostProcessors`) when the lazy name of
 * the image is resolved. If only one image matches the query, its name is not lazy.
 *
 * The problems of a query are reported immediately, for each processor that can be chosen.
 */

/**
 * Options that select one of the images of a framework version.
 */
export interface FrameworkImageOptions {
  /**
   * The Python version, such as `py312`.
   *
   * @default - the newest Python version of the framework version
   */
  readonly pythonVersion?: string;

  /**
   * The base framework with its version, such as `pytorch2.6.0`, for Hugging Face images. Throws if it is omitted and the catalog has several base
   * frameworks.
   *
   * @default - the only base framework of the framework version
   */
  readonly baseFrameworkVersion?: string;

  /**
   * The processor that the image is built for.
   *
   * @default - the processor of the instances that host the model; CPU if the instances have different or unknown processors, or if the framework
   * has no image for their processor
   */
  readonly processor?: Processor;

  /**
   * The AWS account that owns the registry: 12 digits. Specify it for a region that the catalog does not contain.
   *
   * @default - the account that the catalog has for the region
   */
  readonly accountId?: string;
}

interface FrameworkImage extends AwsImage {
  readonly target: ImageTarget;
  readonly version: string;
}

/** The images that can be chosen, by the processor of the instances. */
type Images = ReadonlyMap<Processor, FrameworkImage>;

type Candidate = readonly [Processor, CatalogImage];

/** Binds an image of the catalog to a model. */
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
    image: withFacts({ imageName: lazy((image) => imageNameOf(stack, image)) }, {
      _lateTarget: () => chosen().target, _isOfAws: true, _choosesMachineImage: true,
    }),
    grants: grantPull(model, stack, lazy((image) => image.account), lazy((image) => image.repository)),
  };
}

/** Looks up the images that can match the query. */
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

/** Returns the candidates that are available in the region; throws if there are none. */
function imagesInRegion(model: IModel, query: ImageQuery, candidates: readonly Candidate[], accountId: string | undefined): Images {
  const stack = Stack.of(model);
  const images = candidates.flatMap(([processor, { repository, tag: tagOrDigest, processor: target = 'x86' as const, version, ...registry }]) => {
    const account = accountId ?? accountFor(stack, registry.registryTableKey, withDlcRegions(registry.accounts));
    const regional: FrameworkImage = { account: account!, repository, tagOrDigest, target, version };
    return account === undefined ? [] : [[processor, regional] as const];
  });
  if (images.length === 0) {
    throw new ValidationError(`no account is known for the images of framework '${query.framework}' in region '${stack.region}'; the `
      + 'regions with a known account are '
      + `${Object.keys(withDlcRegions(candidates[0][1].accounts)).sort().join(', ')}; specify the account with 'accountId'`, model);
  }
  return new Map(images);
}

/** Returns the processor that all variants hosting the model have in common, or the CPU if their processors differ. */
function chosenProcessor(model: IModel, images: Images): Processor {
  const [only, ...others] = hostProcessors(model);
  if (only !== undefined && others.length === 0 && images.has(only)) {
    return only;
  }
  return images.has(Processor.CPU) ? Processor.CPU : [...images.keys()][0];
}

/** Warns if the chosen image cannot run on all variants, or if its version depends on them. */
function warnOfChoice(model: IModel, query: ImageQuery, images: Images): void {
  const wanted = hostProcessors(model);
  const processor = chosenProcessor(model, images);
  const meant = wanted.flatMap((each) => images.get(each) ?? []).map(({ repository, tagOrDigest }) => `${repository}:${tagOrDigest}`);
  if (new Set(meant).size > 1) {
    warn(model, 'mixedProcessors', `the model is hosted on ${wanted.join(' and ')}, but it has only one image, which is for `
      + `${processor}; define a model for each processor, or set processor`);
  }
  const { version } = images.get(processor)!;
  const [newest] = newestFirst([...images.values()].map((image) => image.version));
  if (query.version === undefined && version !== newest) {
    warn(model, 'olderVersionForProcessor', `version is omitted, so the image of framework '${query.framework}' for ${processor} has version `
      + `${version}, but the image for other processors has version ${newest}; specify the version`);
  }
}
