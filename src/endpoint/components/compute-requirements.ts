import { SizeRoundingBehavior, type Size, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { atLeast, finite, integerAtLeast, isUnknown, MAX_INTEGER, mebibytesBetween, required, type Check } from '../../private/checks';

/**
 * The compute resources that SageMaker reserves on an instance for each copy of an inference component.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentComputeResourceRequirements.html
 */
export interface ComputeRequirements {
  /**
   * The memory to reserve for each copy: an integer number of mebibytes, at least 128. An instance has less memory available than its type lists,
   * because the operating system and SageMaker use some of it.
   */
  readonly minMemory: Size;

  /**
   * The memory that a copy can use at most: an integer number of mebibytes, at least `minMemory`.
   *
   * @default - chosen by SageMaker
   */
  readonly maxMemory?: Size;

  /**
   * The number of CPU cores to reserve for each copy: at least 0.25, and fewer than the vCPUs of the instances, of which SageMaker uses some itself.
   *
   * @default - no cores are reserved
   */
  readonly cpuCores?: number;

  /**
   * The number of accelerators, such as GPUs, to reserve for each copy: an integer, at least 1.
   *
   * @default - no accelerators are reserved
   */
  readonly accelerators?: number;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentComputeResourceRequirements.html */
const MIN_MEMORY_MEBIBYTES = 128;
const MIN_CPU_CORES = 0.25;
const MIN_ACCELERATORS = 1;

/** Checks compute requirements, which each component except an adapter needs. */
export function computeRequirementsChecks(name: string, compute: ComputeRequirements | undefined): Check[] {
  if (!compute) {
    return [required(name, compute, 'specify at least minMemory, such as { minMemory: Size.gibibytes(8) }')];
  }
  const { minMemory, maxMemory, cpuCores, accelerators } = compute;
  const ofMemory = [
    required(`${name}.minMemory`, minMemory, 'specify a size, such as Size.gibibytes(8)'),
    mebibytesBetween(`${name}.minMemory`, minMemory, MIN_MEMORY_MEBIBYTES, MAX_INTEGER),
    mebibytesBetween(`${name}.maxMemory`, maxMemory, MIN_MEMORY_MEBIBYTES, MAX_INTEGER),
  ];
  return [
    ...ofMemory,
    ofMemory.some((problem) => problem) ? undefined : inOrder(name, minMemory, maxMemory),
    finite(`${name}.cpuCores`, cpuCores) ?? atLeast(`${name}.cpuCores`, cpuCores, MIN_CPU_CORES),
    integerAtLeast(`${name}.accelerators`, accelerators, MIN_ACCELERATORS),
  ];
}

function inOrder(name: string, min: Size, max: Size | undefined): Check {
  const isKnown = max && !max.isUnresolved() && !min.isUnresolved();
  return isKnown && max.toMebibytes() < min.toMebibytes()
    ? `${name}.maxMemory must be at least minMemory (${min.toMebibytes()} mebibytes), got ${max.toMebibytes()} mebibytes`
    : undefined;
}

/** The resources of an instance type, as far as they are known. */
interface InstanceResources {
  readonly vcpus: number | undefined;
  readonly gpus: number | undefined;
  readonly memory: Size | undefined;
  toString(): string;
  _processor(): string | undefined;
}

/** Checks that a copy fits on an instance: SageMaker places each copy on a single instance. */
export function fitsOnInstanceChecks(
  name: string, { minMemory, cpuCores, accelerators }: ComputeRequirements, instanceType: InstanceResources,
): Check[] {
  const vcpus = instanceType.vcpus;
  const processor = instanceType._processor();
  const gpus = processor === 'gpu' || processor === 'cpu' ? instanceType.gpus : undefined;
  return [
    moreMemoryThan(`${name}.minMemory`, minMemory, instanceType),
    tooMany(`${name}.cpuCores`, cpuCores, vcpus, `vCPUs of ${instanceType}`),
    tooMany(`${name}.accelerators`, accelerators, gpus, `GPUs of ${instanceType}`),
  ];
}

function moreMemoryThan(name: string, wanted: Size, instanceType: InstanceResources): Check {
  const available = instanceType.memory?.toMebibytes();
  const mebibytes = wanted.isUnresolved() ? undefined : wanted.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  return available !== undefined && mebibytes !== undefined && mebibytes > available
    ? `${name} must be less than the memory of ${instanceType} (${available} mebibytes), got ${mebibytes} mebibytes, because a copy runs on a single instance; `
      + 'choose another instance type, or reduce it'
    : undefined;
}

function tooMany(name: string, wanted: number | undefined, available: number | undefined, what: string): Check {
  return available !== undefined && !isUnknown(wanted) && wanted! > available
    ? `${name} must be at most the number of ${what} (${available}), got ${wanted}, because a copy runs on a single instance; choose another instance type, or reduce it`
    : undefined;
}

export function renderComputeRequirements(
  { minMemory, maxMemory, cpuCores, accelerators }: ComputeRequirements,
): sagemaker.CfnInferenceComponent.InferenceComponentComputeResourceRequirementsProperty {
  return {
    minMemoryRequiredInMb: minMemory.toMebibytes(),
    maxMemoryRequiredInMb: maxMemory?.toMebibytes(),
    numberOfCpuCoresRequired: cpuCores,
    numberOfAcceleratorDevicesRequired: accelerators,
  };
}
