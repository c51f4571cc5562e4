import type { InstanceType } from '../common/instance-type.generated';

/**
 * The processor that an AWS image is built for. The instances of a variant must have this processor.
 *
 * @see https://aws.github.io/deep-learning-containers/reference/available_images/
 */
export enum Processor {
  /**
   * x86 CPUs, such as those of 'ml.m5.xlarge' and 'ml.c6i.large' instances and of serverless variants.
   *
   * @see https://aws.github.io/deep-learning-containers/reference/available_images/
   */
  CPU = 'cpu',

  /**
   * NVIDIA GPUs, such as those of 'ml.g5.xlarge' and 'ml.p4d.24xlarge' instances.
   *
   * @see https://aws.github.io/deep-learning-containers/reference/available_images/
   */
  GPU = 'gpu',

  /**
   * AWS Inferentia and AWS Trainium. The images of a framework version support only one generation of these chips: for Hugging Face, images for
   * Transformers 4.12 run on 'ml.inf1' instances, later images on 'ml.inf2' and 'ml.trn1' instances.
   *
   * @see https://awsdocs-neuron.readthedocs-hosted.com/en/latest/
   */
  NEURON = 'neuron',

  /**
   * AWS Graviton CPUs, which are Arm-based, such as those of 'ml.c7g.xlarge' instances. Images for other processors do not run on them.
   *
   * @see https://aws.github.io/deep-learning-containers/reference/available_images/
   */
  GRAVITON = 'graviton',
}

/** Returns the processor that runs images on instances of a type; undefined if it is unknown. */
export function processorOf(instanceType: InstanceType): Processor | undefined {
  switch (instanceType._processor()) {
    case 'cpu': return instanceType._isGraviton() ? Processor.GRAVITON : Processor.CPU;
    case 'gpu': return Processor.GPU;
    case 'neuron': return Processor.NEURON;
    default: return undefined;
  }
}
