import type { IConstruct } from 'constructs';
import { Processor } from '../../dlc/processor';
import type { ImageTarget } from '../../model/bound-image';
import { isDefinedModel, type IModel } from '../../model/model-base';
import { warn } from '../../private/warnings';

/** The targets of the images of a model, in the order of its containers; undefined for each image whose target is not known. */
type ImageTargets = readonly (ImageTarget | undefined)[];

const ACCELERATORS: readonly Processor[] = [Processor.GPU, Processor.NEURON];

/**
 * Returns a message if the images of a model are not built for a processor. If the processor is an accelerator, only one of the containers has to
 * use it.
 *
 * @param where the compute resource that runs the images, such as "instanceType ml.m5.large"
 * @param isArm true if its CPUs are Arm-based, also if the processor is an accelerator
 */
export function processorMismatch(
  where: string, processor: Processor, images: ImageTargets, isArm = processor === Processor.GRAVITON,
): string | undefined {
  const accelerated = ACCELERATORS.includes(processor);
  const misplaced = images.find((image) => !fits(image, processor, isArm));
  if (misplaced !== undefined) {
    return `an image of its model is built for ${misplaced}, but ${where} has ${processor}${isArm && accelerated ? ' with Arm-based CPUs' : ''}; choose an image and instances that match`;
  }
  return accelerated && images.length > 0 && images.every((image) => image === Processor.CPU)
    ? `${where} has ${processor}, but all images of its model are built for cpu; choose an image and instances that match`
    : undefined;
}

/** Returns whether an image runs on a processor. Instances with an accelerator also run images that are built for their CPUs. */
function fits(image: ImageTarget | undefined, processor: Processor, isArm: boolean): boolean {
  const ofCpu = isArm ? Processor.GRAVITON : Processor.CPU;
  return image === undefined || image === processor || (image === 'x86' && !isArm) || (image === ofCpu && ACCELERATORS.includes(processor));
}

/** Warns about a model whose images are not built for the processor that runs them. Skips imported models, whose images are not known. */
export function warnOfImages(
  config: IConstruct, variantName: string, model: IModel | undefined, where: string, processor: Processor | undefined, isArm?: boolean,
): void {
  const mismatch = processor && isDefinedModel(model) ? processorMismatch(where, processor, model._imageTargets, isArm) : undefined;
  if (mismatch) {
    warn(config, 'imageProcessor', `variant '${variantName}': ${mismatch}`);
  }
}
