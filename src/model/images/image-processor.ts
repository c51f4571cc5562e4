import { Processor } from '../../dlc/processor';
import type { ContainerImageConfig } from '../container-image';

/** What an image runs on: one kind of processor, or any whose instances are x86 machines. */
export type MadeFor = Processor | 'x86';

/** Images whose processor is chosen late, by what their model is hosted on. */
const CHOSEN_LATE = new WeakMap<ContainerImageConfig, () => MadeFor>();

export function chooseLate(image: ContainerImageConfig, processor: () => MadeFor): ContainerImageConfig {
  CHOSEN_LATE.set(image, processor);
  return image;
}

/** The processor an image is made for; undefined if nobody has told. */
export function imageProcessor(image: ContainerImageConfig): MadeFor | undefined {
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
