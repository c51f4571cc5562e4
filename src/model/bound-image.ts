import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ContainerImageConfig } from './container-image-config';
import { isAccountOfAws } from '../dlc/accounts-of-aws';
import { Processor } from '../dlc/processor';

/** What an image runs on: one kind of processor, or any whose instances are x86 machines. */
export type ImageTarget = Processor | 'x86';

/** Images whose processor is chosen late, by what their model is hosted on. */
const CHOSEN_LATE = new WeakMap<ContainerImageConfig, () => ImageTarget>();

export function chooseLate(image: ContainerImageConfig, processor: () => ImageTarget): ContainerImageConfig {
  CHOSEN_LATE.set(image, processor);
  return image;
}

/** The processor an image is made for; undefined if nobody has told. */
export function imageProcessor(image: ContainerImageConfig): ImageTarget | undefined {
  return image.processor ?? CHOSEN_LATE.get(image)?.();
}

/** What the names of AWS Deep Learning Containers tell. */
export function processorInName(repositoryName: string, tag: string): Processor | undefined {
  const name = `-${repositoryName}:${tag}-`;
  const kinds: [RegExp, Processor][] = [
    [/neuron/, Processor.NEURON],
    // Some instances with GPUs are ARM machines.
    [/-gpu-/, Processor.GPU],
    [/graviton|arm64/, Processor.GRAVITON],
    [/-cpu-/, Processor.CPU],
  ];
  return kinds.find(([pattern]) => pattern.test(name))?.[1];
}

/** Images in registries of AWS, also where the account has been told. */
const OF_AWS = new WeakSet<ContainerImageConfig>();

export function markAsOfAws(image: ContainerImageConfig): ContainerImageConfig {
  OF_AWS.add(image);
  return image;
}

export function isOfAws(image: ContainerImageConfig): boolean {
  return OF_AWS.has(image);
}

/** The account of an image in Amazon ECR, if it is known not to be that of the stack, nor one of AWS. */
export function foreignRepository(scope: IConstruct, image: ContainerImageConfig): string | undefined {
  const own = Stack.of(scope).account;
  const account = /^(\d{12})\.dkr\.ecr\./.exec(image.imageName)?.[1];
  return account === undefined || isOfAws(image) || Token.isUnresolved(own) || account === own || isAccountOfAws(account) ? undefined : account;
}
