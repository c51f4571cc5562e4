import type { IConstruct } from 'constructs';
import type { InstanceType } from '../../common/instance-type.generated';
import { isDefinedModel, type IModel } from '../../model/model-base';
import { wholeNumberIn } from '../../private/environment-variables';
import { warn } from '../../private/warnings';

/**
 * The variables with the number of GPUs that a copy of a model uses, by model server. If there are several, their product is the number of GPUs,
 * such as that of tensor parallelism and pipeline parallelism.
 */
const GPU_COUNTS: readonly (readonly string[])[] = [
  ['SM_NUM_GPUS'],
  ['OPTION_TENSOR_PARALLEL_DEGREE'],
  ['TENSOR_PARALLEL_DEGREE'],
  ['SM_VLLM_TENSOR_PARALLEL_SIZE', 'SM_VLLM_PIPELINE_PARALLEL_SIZE'],
  ['SM_SGLANG_TENSOR_PARALLEL_SIZE', 'SM_SGLANG_PIPELINE_PARALLEL_SIZE'],
  ['SM_SGLANG_TP_SIZE', 'SM_SGLANG_PIPELINE_PARALLEL_SIZE'],
];

/** The variables with the number of NeuronCores that a copy of a model uses. */
const NEURON_CORE_COUNTS: readonly (readonly string[])[] = [
  ['OPTION_TENSOR_PARALLEL_DEGREE'],
  ['TENSOR_PARALLEL_DEGREE'],
  ['SM_ON_TENSOR_PARALLEL_SIZE'],
  ['HF_NUM_CORES'],
];

/**
 * The number of NeuronCores of each instance type. Those of `ml.trn2.48xlarge` are physical ones, of which models see half by default.
 *
 * @see https://awsdocs-neuron.readthedocs-hosted.com/en/latest/about-neuron/arch/neuron-hardware/neuroncores-arch.html
 */
const NEURON_CORES: { readonly [instanceType: string]: number } = {
  'ml.inf1.xlarge': 4,
  'ml.inf1.2xlarge': 4,
  'ml.inf1.6xlarge': 16,
  'ml.inf1.24xlarge': 64,
  'ml.inf2.xlarge': 2,
  'ml.inf2.8xlarge': 2,
  'ml.inf2.24xlarge': 12,
  'ml.inf2.48xlarge': 24,
  'ml.trn1.2xlarge': 2,
  'ml.trn1.32xlarge': 32,
  'ml.trn1n.32xlarge': 32,
  'ml.trn2.48xlarge': 128,
};

/** Warns about a model whose environment asks for more GPUs, or more NeuronCores, than an instance has. */
export function warnOfGpuCount(config: IConstruct, variantName: string, model: IModel | undefined, instanceType: InstanceType): void {
  const gpus = instanceType._processor() === 'gpu' ? instanceType.gpus : undefined;
  const cores = NEURON_CORES[instanceType.toString()];
  const excess = gpus === undefined ? undefined : moreGpusThan(gpus, model);
  const coreExcess = cores === undefined ? undefined : moreThan(cores, model, NEURON_CORE_COUNTS);
  if (excess) {
    warn(config, 'moreGpusThanInstance', messageOf(variantName, excess, 'GPUs', instanceType, gpus!));
  }
  if (coreExcess) {
    warn(config, 'moreNeuronCoresThanInstance', messageOf(variantName, coreExcess, 'NeuronCores', instanceType, cores));
  }
}

function messageOf(variantName: string, { count, names }: WantedGpus, what: string, instanceType: InstanceType, limit: number): string {
  return `variant '${variantName}': the environment of its model asks for ${count} ${what} with ${names.join(' and ')}, but ${instanceType} has ${limit}; choose an instanceType with `
    + `more ${what}, or reduce ${names.join(' or ')}`;
}

/** A number of GPUs or NeuronCores, and the variables that ask for it. */
export interface WantedGpus {
  readonly names: readonly string[];
  readonly count: number;
}

/** Returns the number of GPUs that the environment of a model asks for, if it is above a limit. */
export function moreGpusThan(limit: number, model: IModel | undefined): WantedGpus | undefined {
  return moreThan(limit, model, GPU_COUNTS);
}

function moreThan(limit: number, model: IModel | undefined, counts: readonly (readonly string[])[]): WantedGpus | undefined {
  const environments = isDefinedModel(model) ? model._environments ?? [] : [];
  const wanted = environments.flatMap((environment) => counts.map((names) => wantedBy(environment, names)));
  return wanted.find((each) => each !== undefined && each.count > limit);
}

/** Returns the number that variables ask for; undefined if there are none, or if one of them has no number. */
function wantedBy(environment: { readonly [name: string]: unknown }, names: readonly string[]): WantedGpus | undefined {
  const given = names.filter((name) => environment[name] !== undefined);
  // A value that is not a number, such as `max` or a token, makes the product one that is not a number.
  const count = given.reduce((product, name) => product * wholeNumberIn(environment[name]), 1);
  return given.length === 0 || Number.isNaN(count) ? undefined : { names: given, count };
}
