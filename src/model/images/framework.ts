import { Lazy, Stack } from 'aws-cdk-lib';
import { accountFor, grantPullFrom, imageNameOf, type AwsImage } from './aws-registry';
import { chooseLate } from './image-processor';
import type { Framework } from '../../dlc/framework.generated';
import { findImage, processorsOf, type ImageQuery } from '../../dlc/image-lookup';
import { Processor } from '../../dlc/processor';
import { assertValid, text } from '../../private/checks';
import { ValidationError } from '../../private/errors';
import { ACCOUNT_ID } from '../../private/names';
import { warn } from '../../private/warnings';
import type { ContainerImageConfig } from '../container-image';
import type { FrameworkImageOptions } from '../framework-image-options';
import { processorsHosting } from '../hosted-on';
import type { IModel } from '../model-interface';

/** An image, with the one kind of processor that it is for, if there is one. */
interface FrameworkImage extends AwsImage {
  readonly madeFor?: Processor;
}

/** The images that can be meant, by the processor of the instances. */
type Images = ReadonlyMap<Processor, FrameworkImage>;

/**
 * The processor is known only when all variants are, which come after the model. So the image is a lazy value; all that can be wrong with
 * it is found out before, for each processor it may come to.
 */
export function bindFrameworkImage(
  model: IModel, framework: Framework, version: string | undefined, options: FrameworkImageOptions,
): ContainerImageConfig {
  const { accountId, ...rest } = options;
  const query = { framework: framework.toString(), version, ...rest };
  const processors = options.processor === undefined ? processorsOf(query) : [options.processor];
  assertValid(model, text('accountId', accountId, ACCOUNT_ID), ...problemsWith({ ...query, processor: processors[0] }));
  const images = imagesInRegion(model, query, processors, accountId);
  const chosen = () => images.get(choose(model, images))!;
  const lazy = (part: (image: AwsImage) => string) => images.size === 1
    ? part([...images.values()][0])
    : Lazy.string({ produce: () => part(chosen()) });

  grantPullFrom(model, lazy((image) => image.account), lazy((image) => image.repository));
  model.node.addValidation({ validate: () => warnOfMixedProcessors(model, images) });
  return chooseLate({ imageName: lazy((image) => imageNameOf(Stack.of(model), image)) }, () => chosen().madeFor);
}

function problemsWith(query: ImageQuery): string[] {
  const found = findImage(query);
  return 'problems' in found ? found.problems : [];
}

/** Those that the region has. */
function imagesInRegion(model: IModel, query: ImageQuery, processors: Processor[], accountId: string | undefined): Images {
  const stack = Stack.of(model);
  const candidates = processors.flatMap((processor) => {
    const found = findImage({ ...query, processor });
    return 'problems' in found ? [] : [[processor, found] as const];
  });
  const images = candidates.flatMap(([processor, { repository, tag: tagOrDigest, processor: madeFor, registryTableKey, accounts }]) => {
    const account = accountId ?? accountFor(stack, registryTableKey, accounts);
    return account === undefined ? [] : [[processor, { account, repository, tagOrDigest, madeFor }] as const];
  });
  if (images.length === 0) {
    throw new ValidationError(`no account is known for the images of framework '${query.framework}' in region '${stack.region}', known are `
      + `${Object.keys(candidates[0][1].accounts).sort().join(', ')}; name the account with 'accountId'`, model);
  }
  return new Map(images);
}

function choose(model: IModel, images: Images): Processor {
  const wanted = processorsHosting(model);
  if (wanted.length === 1 && images.has(wanted[0])) {
    return wanted[0];
  }
  return images.has(Processor.CPU) ? Processor.CPU : [...images.keys()][0];
}

function warnOfMixedProcessors(model: IModel, images: Images): string[] {
  const wanted = processorsHosting(model);
  if (wanted.length > 1 && images.size > 1) {
    warn(model, 'mixedProcessors', `the model is hosted on ${wanted.join(' and ')}, but its image can be for one of them only, and is that for `
      + `${choose(model, images)}; define a model for each, or set processor`);
  }
  return [];
}
