import { Lazy, Stack } from 'aws-cdk-lib';
import { accountFor, grantPullFrom, imageNameOf, type AwsImage } from './aws-registry';
import { withDlcRegions } from '../../dlc/accounts-of-aws';
import type { Framework } from '../../dlc/framework.generated';
import { findImage, problemsBesideProcessor, processorsOf, type CatalogImage, type ImageQuery } from '../../dlc/image-lookup';
import { Processor } from '../../dlc/processor';
import { newestFirst } from '../../dlc/version-order';
import { assertValid, required, matches } from '../../private/checks';
import { ValidationError } from '../../private/errors';
import { ACCOUNT_ID } from '../../private/names';
import { warn } from '../../private/warnings';
import type { ImageBinding, ImageTarget } from '../bound-image';
import { hostProcessors, type IModel } from '../model-base';

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

/**
 * The processor is known only when all variants are, which come after the model. So the image is a lazy value; all that can be wrong with
 * it is found out before, for each processor it may come to.
 */
export function bindFrameworkImage(
  model: IModel, framework: Framework, version: string | undefined, options: FrameworkImageOptions,
): ImageBinding {
  const { accountId, ...rest } = options;
  assertValid(model, required('framework', framework, 'use a member of Framework'));
  const query = { framework: framework.toString(), version: version ?? undefined, ...rest };
  const candidates = candidatesFor(query);
  assertValid(model, matches('accountId', accountId, ACCOUNT_ID), ...(candidates.length > 0 ? [] : problemsWith(query)));
  const images = imagesInRegion(model, query, candidates, accountId);
  const chosen = () => images.get(choose(model, images))!;
  const lazy = (part: (image: AwsImage) => string) => images.size === 1
    ? part([...images.values()][0])
    : Lazy.string({ produce: () => part(chosen()) });

  model.node.addValidation({ validate: () => warnOfChoice(model, query, images) });
  return {
    image: { imageName: lazy((image) => imageNameOf(Stack.of(model), image)), _lateTarget: () => chosen().target, _isOfAws: true },
    grants: grantPullFrom(model, lazy((image) => image.account), lazy((image) => image.repository)),
  };
}

type Candidate = readonly [Processor, CatalogImage];

/** The images that can be meant, by the processor of the instances. */
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

/** Those that the region has. */
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

function choose(model: IModel, images: Images): Processor {
  const wanted = hostProcessors(model);
  if (wanted.length === 1 && images.has(wanted[0])) {
    return wanted[0];
  }
  return images.has(Processor.CPU) ? Processor.CPU : [...images.keys()][0];
}

function warnOfChoice(model: IModel, query: ImageQuery, images: Images): string[] {
  const wanted = hostProcessors(model);
  const processor = choose(model, images);
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
  return [];
}
