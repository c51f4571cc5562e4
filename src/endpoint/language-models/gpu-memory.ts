import { SizeRoundingBehavior, type Size } from 'aws-cdk-lib';
import type { ServerHost } from './server-host';
import { isUnknown } from '../../private/checks';

/**
 * The memory of a GPU in gibibytes, by instance family, of which the driver reserves a part: T4, A10G, L4, L40S, V100, A100, H100 and H200.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html
 */
const MEMORY_OF_GPU: { readonly [family: string]: number | undefined } = {
  g4dn: 16, g5: 24, g6: 24, g6e: 48, p3: 16, p3dn: 32, p4d: 40, p4de: 80, p5: 80, p5e: 141, p5en: 141,
};

/** The parts of arguments with which a server does not load the weights as they are into the GPUs, such as `cpu-offload-gb` and `load-format`. */
const LOADS_OTHERWISE = /OFFLOAD|QUANT|LOAD_FORMAT|TORCHAO/i;

/** What determines how a server loads its weights. */
interface Loading {
  readonly weightsSize?: Size;
  readonly quantization?: string;
  readonly additionalArguments?: { readonly [name: string]: string };
  readonly environment?: { readonly [name: string]: string };
}

/**
 * Returns the problem of weights that are larger than the memory of the GPUs that they are divided over, with which a server runs out of memory.
 *
 * @param gpus the number of these GPUs; undefined if it is not known at synthesis
 */
export function excessOfWeights({ weightsSize, quantization, ...others }: Loading, host: ServerHost, gpus: number | undefined): string | undefined {
  const memory = MEMORY_OF_GPU[host.instanceType?._family() ?? ''];
  const names = Object.keys({ ...others.additionalArguments, ...others.environment });
  if (!weightsSize || memory === undefined || isUnknown(gpus) || !gpus || quantization !== undefined
    || names.some((name) => LOADS_OTHERWISE.test(name.replace(/-/g, '_')))) {
    return undefined;
  }
  const size = weightsSize.toGibibytes({ rounding: SizeRoundingBehavior.NONE });
  return size <= gpus * memory ? undefined
    : `server.weightsSize is ${Math.ceil(size)} GiB, but ${gpus === 1 ? `the GPU of ${host.instanceType} that holds the weights has ${memory} GiB`
      : `the ${gpus} GPUs of ${host.instanceType} that hold the weights have ${gpus * memory} GiB in total`}`;
}
