import { Stack, Token, type aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ContainerImageConfig } from './container-image-config';
import { isAccountOfAws } from '../dlc/image-catalog';
import { Processor } from '../dlc/processor';

/** The machines that an image runs on: those with one kind of processor, or all x86 machines. */
export type ImageTarget = Processor | 'x86';

/** An image that this library has made, with facts that the public struct leaves out. A struct that comes back from Python has lost them. */
export interface BoundImage extends ContainerImageConfig {
  /** Returns the target of an image that follows the instances which host the model, and so is chosen late. */
  readonly _lateTarget?: () => ImageTarget;
  /** Tells that the image is in a registry of AWS, also where the account was given. */
  readonly _isOfAws?: boolean;
}

/** An image that is bound to a model, and what the role of the model was granted for it. */
export interface ImageBinding {
  readonly image: BoundImage;
  readonly grants: readonly iam.Grant[];
}

/** Returns the machines an image is made for; undefined where they are not known. */
export function imageTarget(image: BoundImage): ImageTarget | undefined {
  return image.processor ?? image._lateTarget?.();
}

/** Reads the processor from the name of an AWS Deep Learning Container. */
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

/** Returns the account of an image in Amazon ECR, if it is known to be neither that of the stack nor one of AWS. */
export function foreignRepository(scope: IConstruct, image: BoundImage): string | undefined {
  const own = Stack.of(scope).account;
  const account = /^(\d{12})\.dkr\.ecr\./.exec(image.imageName)?.[1];
  return account === undefined || image._isOfAws || Token.isUnresolved(own) || account === own || isAccountOfAws(account) ? undefined : account;
}
