import { Processor } from '../../dlc/processor';
import type { ImageTarget } from '../../model/bound-image';

/** What the containers of a model are made for, in their order; undefined where it is not known. */
type ImageProcessors = readonly (ImageTarget | undefined)[];

const ACCELERATORS: readonly Processor[] = [Processor.GPU, Processor.NEURON];

/**
 * What images and instances have against each other, if anything. Next to a container that uses the accelerator, others need not.
 *
 * @param where what runs the images, such as "instanceType ml.m5.large"
 */
export function processorMismatch(where: string, processor: Processor, images: ImageProcessors): string | undefined {
  const accelerated = ACCELERATORS.includes(processor);
  const misplaced = images.find((image) => !fits(image, processor));
  if (misplaced !== undefined) {
    return `an image of its model is made for ${misplaced}, but ${where} has ${processor}; choose an image and instances that fit`;
  }
  return accelerated && images.length > 0 && images.every((image) => image === Processor.CPU)
    ? `${where} has ${processor}, which no image of its model uses, all being made for cpu; choose an image and instances that fit`
    : undefined;
}

function fits(image: ImageTarget | undefined, processor: Processor): boolean {
  const onX86 = processor !== Processor.GRAVITON;
  return image === undefined || image === processor || (image === 'x86' && onX86) || (image === Processor.CPU && ACCELERATORS.includes(processor));
}
