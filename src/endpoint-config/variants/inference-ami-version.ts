import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { InstanceType } from '../../common/instance-type.generated';
import { Processor, processorOf } from '../../dlc/processor';
import { warn } from '../../private/warnings';

/**
 * A version of the Amazon Machine Image (AMI) of instances, which determines their drivers.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
 *
 * @example
 * declare const model: sm.Model;
 *
 * new sm.EndpointConfig(this, 'Config', {
 *   instanceProductionVariants: [{
 *     model,
 *     variantName: 'main',
 *     instanceType: sm.InstanceType.G5_XLARGE,
 *     inferenceAmiVersion: sm.InferenceAmiVersion.AL2_GPU_3_1,
 *   }],
 * });
 */
export class InferenceAmiVersion {
  /** The AMI with NVIDIA driver 535 and CUDA 12.2. */
  public static readonly AL2_GPU_2 = InferenceAmiVersion.of('al2-ami-sagemaker-inference-gpu-2');

  /** The AMI with NVIDIA driver 535, CUDA 12.2, and an NVIDIA Container Toolkit without CUDA compatibility libraries. */
  public static readonly AL2_GPU_2_1 = InferenceAmiVersion.of('al2-ami-sagemaker-inference-gpu-2-1');

  /** The AMI with NVIDIA driver 550, CUDA 12.4, and an NVIDIA Container Toolkit without CUDA compatibility libraries. */
  public static readonly AL2_GPU_3_1 = InferenceAmiVersion.of('al2-ami-sagemaker-inference-gpu-3-1');

  /** The AMI with NVIDIA driver 580, CUDA 13.0, and an NVIDIA Container Toolkit without CUDA compatibility libraries. */
  public static readonly AL2023_GPU_4_1 = InferenceAmiVersion.of('al2023-ami-sagemaker-inference-gpu-4-1');

  /**
   * The AMI with AWS Neuron driver 2.19, for AWS Inferentia2 and AWS Trainium. The default driver of these instances can be too old for recent
   * images with AWS Neuron; if such an image does not start, try this AMI.
   */
  public static readonly AL2_NEURON_2 = InferenceAmiVersion.of('al2-ami-sagemaker-inference-neuron-2');

  /**
   * Creates an AMI version from its name in the SageMaker API. Use it for versions that are newer than this library.
   *
   * @param name the name of the version, such as `al2-ami-sagemaker-inference-gpu-2`
   */
  public static of(name: string): InferenceAmiVersion {
    return new InferenceAmiVersion(name);
  }

  private constructor(private readonly name: string) {}

  /** Returns the name of the version in the SageMaker API. */
  public toString(): string {
    return this.name;
  }

  /**
   * The accelerator that the AMI has drivers for; undefined if the name does not contain it.
   *
   * @internal
   */
  public get _processor(): Processor | undefined {
    if (Token.isUnresolved(this.name)) {
      return undefined;
    }
    return /-gpu-/.test(this.name) ? Processor.GPU : /-neuron-/.test(this.name) ? Processor.NEURON : undefined;
  }

  /**
   * The generation of an AMI for GPUs, such as 4 for {@link InferenceAmiVersion.AL2023_GPU_4_1}; undefined if the name does not contain it.
   *
   * @internal
   */
  public get _gpuGeneration(): number | undefined {
    const generation = Token.isUnresolved(this.name) ? undefined : /-gpu-(\d+)/.exec(this.name)?.[1];
    return generation === undefined ? undefined : Number(generation);
  }
}

/** Warns about an AMI whose drivers are not for the processors of the instances. */
export function warnOfInferenceAmiVersion(
  config: IConstruct, variantName: string, version: InferenceAmiVersion, instanceTypes: readonly InstanceType[],
): void {
  const drivers = version._processor;
  const without = drivers && instanceTypes.find((type) => processorOf(type) !== undefined && processorOf(type) !== drivers);
  if (without) {
    warn(config, 'inferenceAmiOfOtherProcessor', `inferenceAmiVersion ${version} of variant '${variantName}' is for ${drivers}, but ${without} has `
      + `${processorOf(without)}; choose another inferenceAmiVersion`);
  }
}
