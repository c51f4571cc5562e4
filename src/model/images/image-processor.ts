import { Processor } from '../../dlc/processor';
import type { ContainerImageConfig } from '../container-image';

/** Images whose processor is chosen late, by what their model is hosted on. */
const CHOSEN_LATE = new WeakMap<ContainerImageConfig, () => Processor | undefined>();

export function chooseLate(image: ContainerImageConfig, processor: () => Processor | undefined): ContainerImageConfig {
  CHOSEN_LATE.set(image, processor);
  return image;
}

/** The processor an image is made for; undefined if nobody has told. */
export function imageProcessor(image: ContainerImageConfig): Processor | undefined {
  return image.processor ?? CHOSEN_LATE.get(image)?.();
}

/** What the names of AWS Deep Learning Containers tell. */
export function processorInName(repositoryName: string, tag: string): Processor | undefined {
  const name = `-${repositoryName}:${tag}-`;
  const kinds: [RegExp, Processor][] = [
    [/neuron/, Processor.NEURON],
    [/graviton|arm64/, Processor.GRAVITON],
    [/-gpu-/, Processor.GPU],
    [/-cpu-/, Processor.CPU],
  ];
  return kinds.find(([pattern]) => pattern.test(name))?.[1];
}
