import type { InstanceType } from '../common/instance-type.generated';

/**
 * The kind of processor that an image of AWS is made for; the instances of a variant must have it.
 *
 * @see https://aws.github.io/deep-learning-containers/reference/available_images/
 */
export enum Processor {
  /**
   * The CPU of x86 instances, for example of 'ml.m5.xlarge' and 'ml.c6i.large', and of serverless variants.
   *
   * @see https://aws.github.io/deep-learning-containers/reference/available_images/
   */
  CPU = 'cpu',

  /**
   * NVIDIA GPUs, for example of 'ml.g5.xlarge' and 'ml.p4d.24xlarge'.
   *
   * @see https://aws.github.io/deep-learning-containers/reference/available_images/
   */
  GPU = 'gpu',

  /**
   * AWS Inferentia and AWS Trainium. A version of a framework has images for one generation of them: of Hugging Face, those for
   * Transformers 4.12 run on 'ml.inf1' instances, later ones on 'ml.inf2' and 'ml.trn1'.
   *
   * @see https://awsdocs-neuron.readthedocs-hosted.com/en/latest/
   */
  NEURON = 'neuron',

  /**
   * AWS Graviton, whose instruction set is ARM's: for example of 'ml.c7g.xlarge'. No other image runs there.
   *
   * @see https://aws.github.io/deep-learning-containers/reference/available_images/
   */
  GRAVITON = 'graviton',
}

/** Returns the processor that runs images on instances of a type; undefined where it is not known. */
export function processorOf(instanceType: InstanceType): Processor | undefined {
  switch (instanceType._processor()) {
    case 'cpu': return instanceType._isGraviton() ? Processor.GRAVITON : Processor.CPU;
    case 'gpu': return Processor.GPU;
    case 'neuron': return Processor.NEURON;
    default: return undefined;
  }
}
