import { Lazy, Stack } from 'aws-cdk-lib';
import { accountFor, imageNameOf, unknownRegion, type AwsImage } from '../../dlc/aws-registry';
import type { FrameworkImageOptions } from '../../dlc/framework-image-options';
import type { Framework } from '../../dlc/framework.generated';
import { findImage, problemsBesideProcessor, processorsOf, type CatalogImage, type ImageQuery } from '../../dlc/image-lookup';
import { Processor } from '../../dlc/processor';
import { newestFirst } from '../../dlc/version-order';
import { grantPull } from '../../permissions/ecr';
import { atSynth } from '../../private/at-synth';
import { assertValid, matches, required } from '../../private/checks';
import { ACCOUNT_ID } from '../../private/names';
import { warn } from '../../private/warnings';
import { withFacts, type ImageBinding, type ImageTarget } from '../bound-image';
import { hasUnknownHost, hostProcessors, type IModel } from '../model-base';

/*
 * The image depends on the instance type, which is known only at synthesis: a model is defined before the endpoint configurations that host
 * it, and a variant can change its instance type or its instance pools until then. Therefore an endpoint configuration passes a lookup of
 * the variant's processor to the model (`recordHosting`), and `chosenProcessor` calls the lookups (`hostProcessors`) when the lazy name of
 * the image is resolved. If only one image matches the query, its name is not lazy.
 *
 * The problems of a query are reported immediately, for each processor that can be chosen.
 */

interface FrameworkImage extends AwsImage {
  readonly target: ImageTarget;
  readonly version: string;
  readonly purpose: CatalogImage['purpose'];
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

  warnOfPurpose(model, query, images);
  atSynth(model, () => warnOfChoice(model, query, images));
  const _repositories = [...images.values()].map((image) => image.repository);
  return {
    image: withFacts(
      { imageName: lazy((image) => imageNameOf(stack, image)) },
      { _lateTarget: () => chosen().target, _isOfAws: true, _choosesMachineImage: true, _repositories },
    ),
    grants: grantPull(model, model, { account: lazy((image) => image.account), name: lazy((image) => image.repository) }),
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
  const images = candidates.flatMap(([processor, { repository, tag: tagOrDigest, processor: target = 'x86' as const, version, purpose, ...registry }]) => {
    const account = accountId ?? accountFor(stack, registry.registryTableKey, registry.accounts);
    const regional: FrameworkImage = { account: account!, repository, tagOrDigest, target, version, purpose };
    return account === undefined ? [] : [[processor, regional] as const];
  });
  if (images.length === 0) {
    throw unknownRegion(model, query.framework, candidates[0][1].accounts);
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

/** Warns about an image that does not serve requests. */
function warnOfPurpose(model: IModel, { framework }: ImageQuery, images: Images): void {
  if ([...images.values()].some(({ purpose }) => purpose !== undefined)) {
    warn(model, 'imageNotForHosting', `the image of framework '${framework}' is for monitoring jobs, and does not serve requests; `
      + 'choose the framework of the model');
  }
}

/** Warns if the chosen image cannot run on all variants, or if it depends on variants that are not known. */
function warnOfChoice(model: IModel, query: ImageQuery, images: Images): void {
  const wanted = hostProcessors(model);
  const processor = chosenProcessor(model, images);
  const meant = wanted.flatMap((each) => images.get(each) ?? []).map(nameIn);
  if (new Set(meant).size > 1) {
    warn(model, 'mixedProcessors', `the model is hosted on ${wanted.join(' and ')}, but it has only one image, which is for `
      + `${processor}; define a model for each processor, or set processor`);
  }
  if (query.processor === undefined && hasUnknownHost(model) && new Set([...images.values()].map(nameIn)).size > 1) {
    warn(model, 'unknownProcessor', 'the processor of an instance type that hosts the model is not known at synthesis, so the image of framework '
      + `'${query.framework}' is the one for ${processor}; set processor, which can be ${[...images.keys()].join(', ')}`);
  }
  const { version } = images.get(processor)!;
  const [newest] = newestFirst([...images.values()].map((image) => image.version));
  // They differ only if the query has no version.
  if (version !== newest) {
    warn(model, 'olderVersionForProcessor', `version is omitted, so the image of framework '${query.framework}' for ${processor} has version `
      + `${version}, but the image for other processors has version ${newest}; specify the version`);
  }
}

function nameIn({ repository, tagOrDigest }: AwsImage): string {
  return `${repository}:${tagOrDigest}`;
}
