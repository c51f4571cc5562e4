import type { IConstruct } from 'constructs';
import type { InstanceType } from '../../common/instance-type.generated';
import { isDefinedModel, type IModel } from '../../model/model-base';
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

/** Warns about a model whose environment asks for more GPUs than an instance has. */
export function warnOfGpuCount(config: IConstruct, variantName: string, model: IModel | undefined, instanceType: InstanceType): void {
  const gpus = instanceType._processor() === 'gpu' ? instanceType.gpus : undefined;
  const excess = gpus === undefined ? undefined : moreGpusThan(gpus, model);
  if (excess) {
    warn(config, 'moreGpusThanInstance', `variant '${variantName}': the environment of its model asks for ${excess.count} GPUs with ${excess.names.join(' and ')}, but `
      + `${instanceType} has ${gpus}; choose an instanceType with more GPUs, or reduce ${excess.names.join(' or ')}`);
  }
}

/** A number of GPUs, and the variables that ask for it. */
export interface WantedGpus {
  readonly names: readonly string[];
  readonly count: number;
}

/** Returns the number of GPUs that the environment of a model asks for, if it is above a limit. */
export function moreGpusThan(limit: number, model: IModel | undefined): WantedGpus | undefined {
  const environments = isDefinedModel(model) ? model._environments ?? [] : [];
  const wanted = environments.flatMap((environment) => GPU_COUNTS.map((names) => wantedBy(environment, names)));
  return wanted.find((each) => each !== undefined && each.count > limit);
}

/** Returns the number of GPUs that variables ask for; undefined if there are none, or if one of them has no number. */
function wantedBy(environment: { readonly [name: string]: unknown }, names: readonly string[]): WantedGpus | undefined {
  const given = names.filter((name) => environment[name] !== undefined);
  // A value that is not a number, such as `max` or a token, makes the product one that is not a number.
  const count = given.reduce((product, name) => product * numberIn(environment[name]), 1);
  return given.length === 0 || Number.isNaN(count) ? undefined : { names: given, count };
}

function numberIn(value: unknown): number {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : NaN;
}
