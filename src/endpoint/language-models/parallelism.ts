import { Token } from 'aws-cdk-lib';
import { gpusOf, type ServerHost } from './server-host';
import type { Check } from '../../private/checks';

/** The options that multiply the GPUs which a copy of a model uses. */
export interface ParallelismOptions {
  readonly tensorParallelSize?: number;
  readonly pipelineParallelSize?: number;
  readonly dataParallelSize?: number;
}

const SIZES = ['tensorParallelSize', 'pipelineParallelSize', 'dataParallelSize'] as const;

/** Returns the tensor parallelism: by default, all GPUs of a copy. Undefined if it is not known at synthesis. */
export function tensorParallelismOf(options: ParallelismOptions, host: ServerHost): number | undefined {
  if (options.tensorParallelSize !== undefined) {
    return options.tensorParallelSize;
  }
  const gpus = gpusOf(host);
  const others = product([options.pipelineParallelSize, options.dataParallelSize]);
  return gpus === undefined || others === undefined ? undefined : Math.max(1, Math.floor(gpus / others));
}

/** Returns the number of GPUs that a copy uses; undefined if it is not known at synthesis. */
export function usedGpusOf(options: ParallelismOptions, host: ServerHost): number | undefined {
  const tensor = tensorParallelismOf(options, host);
  return tensor === undefined ? undefined : product([tensor, options.pipelineParallelSize, options.dataParallelSize]);
}

/** Returns the number of GPUs over which the weights of a replica are divided; undefined if it is not known at synthesis. */
export function shardsOf(options: ParallelismOptions, host: ServerHost): number | undefined {
  return usedGpusOf({ ...options, tensorParallelSize: tensorParallelismOf(options, host), dataParallelSize: undefined }, host);
}

/** Returns a size of the server that can be larger by 1 on the same GPUs; undefined if there is none. */
export function sizeToIncrease(options: ParallelismOptions, host: ServerHost): keyof ParallelismOptions | undefined {
  const sizes: ParallelismOptions = { ...options, tensorParallelSize: tensorParallelismOf(options, host) };
  const gpus = gpusOf(host);
  return SIZES.filter((size) => sizes[size] !== undefined).find((size) => {
    const more = usedGpusOf({ ...sizes, [size]: sizes[size]! + 1 }, host);
    return gpus !== undefined && more !== undefined && more <= gpus;
  });
}

/** Checks that a copy has as many GPUs as it uses. */
export function parallelismCheck(options: ParallelismOptions, host: ServerHost): Check {
  const gpus = gpusOf(host);
  const used = usedGpusOf(options, host);
  if (gpus === undefined || used === undefined || used <= gpus) {
    return undefined;
  }
  const given = SIZES.filter((size) => options[size] !== undefined);
  const names = given.map((size) => `server.${size}`).join(' × ');
  const available = host.accelerators === undefined ? `the number of GPUs of ${host.instanceType} (${gpus})` : `compute.accelerators of the capacity (${gpus})`;
  return `${names} must be at most ${available}, got ${used}; reduce ${given.length > 1 ? 'one of them' : 'it'}, or choose ${host.accelerators === undefined ? 'another instance type' : 'more accelerators'}`;
}

/** Multiplies sizes, each of which is 1 by default. Undefined if one of them is a token. */
function product(sizes: readonly (number | undefined)[]): number | undefined {
  const known = sizes.map((size) => size ?? 1);
  return known.some((size) => Token.isUnresolved(size)) ? undefined : known.reduce((all, size) => all * size, 1);
}
