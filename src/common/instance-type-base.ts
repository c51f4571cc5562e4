import { Size, Token } from 'aws-cdk-lib';
import { INSTANCE_FAMILIES, type InstanceFamily } from './instance-families.generated';
import { isToken } from '../private/checks';
import { ValidationError } from '../private/errors';

const NAME = /^ml\.([^.]+)\.([^.]+)$/;

/**
 * The facts about an instance type. The generated `InstanceType` adds only constants to it.
 *
 * jsii shows the members as members of `InstanceType`.
 *
 * @internal
 */
export abstract class InstanceTypeBase {
  /**
   * Defines an instance type by its name in the SageMaker API. Equivalent to `InstanceType.of()`.
   *
   * Throws if the name is known at synthesis and does not start with `ml.`. Any other name is accepted, so that you can use types that are
   * newer than this library.
   *
   * @param instanceType the name, for example 'ml.m5.large', or a token, for example the value of a CfnParameter
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
   */
  public constructor(private readonly instanceType: string) {
    if (!isToken(instanceType) && !String(instanceType).startsWith('ml.')) {
      throw new ValidationError(`instance type must start with 'ml.', got '${instanceType}'; use for example 'ml.m5.large'`);
    }
  }

  /**
   * The name in the SageMaker API, for example 'ml.m5.large'; a token if the type was created from one.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
   */
  public toString(): string {
    return this.instanceType;
  }

  /**
   * The part of the name between the dots, for example 'm5d' or 'p6-b200'; undefined for a token.
   *
   * @internal
   */
  public _family(): string | undefined {
    return this.parts()?.family;
  }

  /**
   * Indicates whether the SageMaker API lists the type. A token counts as known, because its value can be any type.
   *
   * @internal
   */
  public _isKnown(): boolean {
    if (Token.isUnresolved(this.instanceType)) { return true; }
    const parts = this.parts();
    return parts !== undefined && INSTANCE_FAMILIES.get(parts.family)?.sizes.includes(parts.size) === true;
  }

  /**
   * Indicates whether the instances earn and spend CPU credits (the t families); false for a token.
   *
   * @internal
   */
  public _isBurstable(): boolean {
    return /^t\d/.test(this._family() ?? '');
  }

  /**
   * The processor that runs the model; undefined for a token, an unknown family, and an accelerator that is neither GPU nor Neuron (dl1).
   *
   * @internal
   */
  public _processor(): 'cpu' | 'gpu' | 'neuron' | undefined {
    return this.familyFacts()?.processor;
  }

  /**
   * Indicates whether the processor is AWS Graviton, which does not run x86 images; false for a token.
   *
   * @internal
   */
  public _isGraviton(): boolean {
    return /\dg[a-z]*$/.test(this._family() ?? '');
  }

  /**
   * Indicates whether the CPUs are Arm-based, so that the instances do not run x86 images: AWS Graviton, and NVIDIA Grace, which are the CPUs of the
   * Grace Blackwell superchips (p6e-gb200); false for a token.
   *
   * @see https://aws.amazon.com/ec2/instance-types/p6/
   * @internal
   */
  public _isArm(): boolean {
    return this._isGraviton() || /-gb\d+$/.test(this._family() ?? '');
  }

  /**
   * Indicates whether the instances have a local NVMe instance store; undefined for a token and an unknown family.
   *
   * @internal
   */
  public _hasLocalStorage(): boolean | undefined {
    return this.familyFacts()?.localStorage;
  }

  /**
   * The number of vCPUs of an instance.
   *
   * @default - undefined for a token, for a type that this version of the library does not know, and for a type whose vCPUs its data sources do not
   * contain
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VCpuInfo.html
   */
  public get vcpus(): number | undefined {
    const family = this.familyFacts();
    return family?.vcpus[this.indexIn(family)];
  }

  /**
   * The number of GPUs of an instance, 0 if its family has none. Other accelerators, such as AWS Neuron, are not counted.
   *
   * @default - undefined for a token, an unknown family, an unknown size of a family with GPUs, and a type whose GPUs the data sources of this library do
   * not contain
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GpuInfo.html
   */
  public get gpus(): number | undefined {
    const family = this.familyFacts();
    return family && (family.gpus ? family.gpus[this.indexIn(family)] : 0);
  }

  /**
   * The memory of an instance, of which the operating system and SageMaker use a part. It does not include the memory of GPUs.
   *
   * @default - undefined for a token, for a type that this version of the library does not know, and for a type whose memory its data sources do not
   * contain
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_MemoryInfo.html
   */
  public get memory(): Size | undefined {
    const family = this.familyFacts();
    const mebibytes = family?.memory[this.indexIn(family)];
    return mebibytes === undefined ? undefined : Size.mebibytes(mebibytes);
  }

  /** Returns the facts about the family; undefined for a token and an unknown family. */
  private familyFacts(): InstanceFamily | undefined {
    return INSTANCE_FAMILIES.get(this._family() ?? '');
  }

  /** Returns the position of the size in the lists of the family; -1 if the family does not have it. */
  private indexIn(family: InstanceFamily): number {
    return family.sizes.findIndex((size) => size === this.parts()?.size);
  }

  /** Splits the name into family and size; returns undefined for a token, and for a name in another form. */
  private parts(): { family: string; size: string } | undefined {
    const match = Token.isUnresolved(this.instanceType) ? null : NAME.exec(this.instanceType);
    return match ? { family: match[1], size: match[2] } : undefined;
  }
}

/** Returns whether the data of this library contains an instance type with a number of GPUs. */
export function isGpuCount(count: number): boolean {
  return [...INSTANCE_FAMILIES.values()].some(({ gpus = [] }) => gpus.includes(count));
}
