import { Stack, Token, type aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ContainerImageConfig } from './container-image-config';
import { repositoryInName } from './images/rendered-repository';
import { cudaInName, hasCudaTag } from '../dlc/cuda';
import { isAccountOfAws } from '../dlc/image-catalog';
import { Processor } from '../dlc/processor';
import { isBeforeLookup } from '../private/before-lookup';
import { isUnknown } from '../private/checks';

/** The type of instances that an image runs on: instances with one type of processor, or all x86 instances. */
export type ImageTarget = Processor | 'x86';

/** An image that this library has created, with facts that the public struct does not contain. A struct that Python returns does not have them. */
export interface BoundImage extends ContainerImageConfig {
  /** Returns the target of an image that depends on the instances that host the model. It is determined at synthesis. */
  readonly _lateTarget?: () => ImageTarget | undefined;
  /** Indicates whether the image is in an AWS registry, even if the user specified the account. */
  readonly _isOfAws?: boolean;
  /** Indicates whether the role of the model has been granted permission to pull the image. */
  readonly _isPullGranted?: boolean;
  /** The repositories that an image can be in whose name is determined at synthesis. */
  readonly _repositories?: readonly string[];
  /** Indicates whether the variants that host the image use the machine image that its CUDA version requires, unless they specify one. */
  readonly _choosesMachineImage?: boolean;
  /** The names of the environment variables that the source of the image, such as JumpStart, sets. */
  readonly _variables?: readonly string[];
}

/** The CUDA version of an image. */
export interface ImageCuda {
  /** The major version, such as 12 or 13. */
  readonly major: number;
  readonly choosesMachineImage: boolean;
}

/** An image that is bound to a model, and the grants to the model's role. */
export interface ImageBinding {
  readonly image: BoundImage;
  readonly grants: readonly iam.Grant[];
}

/** Adds the facts to an image, hidden, so that a copy of the struct, which may have another image name, does not have them. */
export function withFacts(image: ContainerImageConfig, facts: Omit<BoundImage, keyof ContainerImageConfig>): BoundImage {
  return Object.defineProperties(image, Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, { value }])));
}

/** Returns the type of instances that an image is built for; undefined if it is unknown. */
export function imageTarget(image: BoundImage): ImageTarget | undefined {
  return image.processor ?? image._lateTarget?.() ?? (hasCudaTag(image.imageName) ? Processor.GPU : undefined);
}

/** Returns the repositories that an image can be in. */
export function repositoriesOf({ imageName, _repositories }: BoundImage): readonly string[] {
  return _repositories ?? [imageName.replace(/.*\//, '').replace(/[:@].*/, '')];
}

/** Returns true for an AWS image. An image whose account is a token is none. */
export function isAwsImage({ imageName, _isOfAws }: BoundImage): boolean {
  return _isOfAws === true || isAccountOfAws(accountIn(imageName) ?? '');
}

/** Returns the CUDA version of an image; undefined if its name does not show one. The name can depend on the instances until synthesis. */
export function imageCuda(scope: IConstruct, image: BoundImage): ImageCuda | undefined {
  const major = cudaInName(knownText(Stack.of(scope).resolve(image.imageName)));
  return major === undefined ? undefined : { major, choosesMachineImage: image._choosesMachineImage === true };
}

/** Returns the parts of a resolved string that are known at synthesis, with a placeholder for each of the others. */
function knownText(resolved: unknown): string {
  if (typeof resolved === 'string') {
    return resolved;
  }
  const { 'Fn::Join': join, 'Fn::Sub': template } = (resolved ?? {}) as { 'Fn::Join'?: [string, unknown[]]; 'Fn::Sub'?: unknown };
  // With variables, the text is the first of a list.
  const [text] = [template].flat();
  return Array.isArray(join?.[1]) ? join[1].map(knownText).join(join[0]) : text === undefined ? '?' : knownText(text);
}

/** Reads the processor from the name of an AWS Deep Learning Container. */
export function processorInName(repositoryName: string, tag: string): Processor | undefined {
  const name = `-${repositoryName}:${tag}-`;
  const kinds: [RegExp, Processor][] = [
    [/neuron/, Processor.NEURON],
    // Some instances with GPUs are ARM machines.
    [/-(?:gpu|cuda|cu\d{2,3})-/, Processor.GPU],
    [/graviton|arm64/, Processor.GRAVITON],
    [/-cpu-/, Processor.CPU],
  ];
  return kinds.find(([pattern]) => pattern.test(name))?.[1];
}

/** Returns the account of an image in Amazon ECR that is known to be in neither the account of the stack nor an AWS account. */
export function foreignRepository(scope: IConstruct, image: BoundImage): string | undefined {
  const own = Stack.of(scope).account;
  const account = accountIn(image.imageName);
  return account === undefined || image._isOfAws || Token.isUnresolved(own) || account === own || isAccountOfAws(account) ? undefined : account;
}

/** Returns the account in the name of an image in Amazon ECR; undefined for another registry, and for an account that is a token. */
function accountIn(imageName: string): string | undefined {
  const account = repositoryInName(imageName)?.account;
  return isUnknown(account) || isBeforeLookup(imageName) ? undefined : account;
}
