import type { IConstruct } from 'constructs';
import { InferenceAmiVersion } from './inference-ami-version';
import type { InstanceType } from '../../common/instance-type.generated';
import { Processor, processorOf } from '../../dlc/processor';
import type { ImageCuda } from '../../model/bound-image';
import { isDefinedModel, type IModel } from '../../model/model-base';
import { warn } from '../../private/warnings';

/*
 * The machine image that CUDA requires. SageMaker does not choose a machine image by the container: it uses the default of the instance family,
 * whose drivers are older than CUDA 13. AWS's containers with CUDA 12 run on these drivers, but have failed to start on the machine image for
 * CUDA 13.
 */

/** The CUDA version that the default machine images do not support. */
const CUDA_13 = 13;

/** The CUDA version of images that have failed to start on the machine image for CUDA 13. */
const CUDA_12 = 12;

/** The machine image for CUDA 13, its name in this library, and the generation of machine images that it begins. */
const FOR_CUDA_13 = InferenceAmiVersion.AL2023_GPU_4_1;
const NAME_FOR_CUDA_13 = 'InferenceAmiVersion.AL2023_GPU_4_1';
const GENERATION_FOR_CUDA_13 = 4;

/**
 * The instance families that have the machine image for CUDA 13.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/inference-gpu-drivers.html
 */
const FAMILIES_WITH_CUDA_13: readonly string[] = ['g4dn', 'g5', 'g6', 'g6e', 'p4d', 'p4de', 'p5', 'p5e', 'p5en'];

/** A model and an instance type that hosts it. */
interface Hosted {
  readonly model?: IModel;
  readonly instanceType: InstanceType;
}

/** Returns the machine image that a CUDA version requires on a type of instances; undefined if the default is sufficient or there is none. */
function requiredMachineImage(cuda: number, instanceType: InstanceType): InferenceAmiVersion | undefined {
  return cuda === CUDA_13 && FAMILIES_WITH_CUDA_13.includes(instanceType._family() ?? '') ? FOR_CUDA_13 : undefined;
}

/**
 * Returns the machine image that the images of a variant require; undefined if they do not require one, or if not all instances and images of the
 * variant work with it, because a variant has one machine image for all instance pools. Images that exist in `@aws-cdk/aws-sagemaker-alpha` do not
 * choose one, because it would replace the configuration of an app that migrates.
 */
export function machineImageFor(hosted: readonly Hosted[]): InferenceAmiVersion | undefined {
  if (!hosted.every(({ instanceType }) => requiredMachineImage(CUDA_13, instanceType))) {
    return undefined;
  }
  const images = cudaOf(hosted);
  const chooser = images.find(({ choosesMachineImage, major }) => choosesMachineImage && major === CUDA_13);
  const isMixed = images.some(({ major }) => major === CUDA_12);
  return chooser && !isMixed ? FOR_CUDA_13 : undefined;
}

/** Warns about images whose CUDA version does not fit the machine image, which the user or this library has chosen. */
export function warnOfMachineImage(config: IConstruct, variantName: string, given: InferenceAmiVersion | undefined, hosted: readonly Hosted[]): void {
  const types = hosted.map(({ instanceType }) => instanceType);
  if (!types.some(mayHaveGpu)) {
    return;
  }
  const found = new Set(cudaOf(hosted).map(({ major }) => major));
  const used = given ?? machineImageFor(hosted);
  const image = (cuda: number) => `an image of variant '${variantName}' has CUDA ${cuda}`;
  if (found.has(CUDA_12) && given?.toString() === FOR_CUDA_13.toString()) {
    warn(config, 'inferenceAmiTooNew', `${image(CUDA_12)}, and such images have failed to start with inferenceAmiVersion ${given}; `
      + (found.has(CUDA_13) ? 'define a variant for each CUDA version, or use another endpoint' : 'omit it, or use InferenceAmiVersion.AL2_GPU_3_1'));
  }
  const onGpu = types.filter((type) => processorOf(type) === Processor.GPU);
  if (!found.has(CUDA_13) || onGpu.length === 0 || (used && (used._gpuGeneration ?? GENERATION_FOR_CUDA_13) >= GENERATION_FOR_CUDA_13)) {
    return;
  }
  const lacking = onGpu.find((type) => !requiredMachineImage(CUDA_13, type));
  const because = given ? `inferenceAmiVersion ${given} does not support` : `the default machine image of ${lacking ?? onGpu[0]} does not support`;
  warn(config, 'inferenceAmiTooOld', `${image(CUDA_13)}, which ${because}; ${wayOut(lacking, found.has(CUDA_12))}`);
}

function wayOut(lacking: InstanceType | undefined, isMixed: boolean): string {
  if (lacking) {
    return `AWS documents ${NAME_FOR_CUDA_13} for instances of ${FAMILIES_WITH_CUDA_13.join(', ')}, but not for ${lacking}; choose another instanceType, or an `
      + 'image with CUDA 12';
  }
  return isMixed
    ? `define a variant for each CUDA version, or use another endpoint, and set inferenceAmiVersion to ${NAME_FOR_CUDA_13} for CUDA 13`
    : `set inferenceAmiVersion to ${NAME_FOR_CUDA_13}`;
}

/** Returns whether instances of a type can have a GPU. A type that is unknown at synthesis can. */
function mayHaveGpu(type: InstanceType): boolean {
  return (processorOf(type) ?? Processor.GPU) === Processor.GPU;
}

/** Returns the CUDA versions of the images of models that are defined in this app. */
function cudaOf(hosted: readonly Hosted[]): ImageCuda[] {
  return hosted.flatMap(({ model }) => isDefinedModel(model) ? model._imageCuda ?? [] : []);
}
