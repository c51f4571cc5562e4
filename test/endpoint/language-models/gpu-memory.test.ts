import { Size, Token } from 'aws-cdk-lib';
import { HUB, llama } from './given';
import { Capacity, InstanceType, ModelServer, type VllmServerOptions } from '../../../src';
import { testStack, warningsOf } from '../../helpers/stack';

const vllm = (weights: number, options: Partial<VllmServerOptions> = {}) =>
  ModelServer.vllm({ weights: HUB, weightsSize: Size.gibibytes(weights), ...options });

const G5 = Capacity.instances(InstanceType.G5_12XLARGE);

/** The warnings about memory. */
function warningsWith(server: ModelServer, capacity = G5): string[] {
  const stack = testStack();
  llama(stack, server, { capacity });
  return warningsOf(stack).filter((each) => each.includes('weightsExceedGpuMemory'));
}

const warningOf = (problem: string, title = 'vLLM') => `Test/Llama: server.weightsSize is ${problem}, so ${title} runs out of memory; choose an instance type with more GPU `
  + 'memory, or smaller weights, such as quantized ones [ack: cdk-sagemaker-hosting:weightsExceedGpuMemory]';

test('weights that are larger than the memory of all GPUs are warned of', () => {
  expect(warningsWith(vllm(96))).toEqual([]);
  expect(warningsWith(vllm(96.5))).toEqual([warningOf('97 GiB, but the 4 GPUs of ml.g5.12xlarge that hold the weights have 96 GiB in total')]);
});

/** GPUs and their gibibytes: https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html */
test.each([
  ['ml.g4dn.12xlarge', 4, 16], ['ml.g5.48xlarge', 8, 24], ['ml.g6.12xlarge', 4, 24], ['ml.g6e.12xlarge', 4, 48], ['ml.p3.8xlarge', 4, 16], ['ml.p3dn.24xlarge', 8, 32],
  ['ml.p4d.24xlarge', 8, 40], ['ml.p4de.24xlarge', 8, 80], ['ml.p5.48xlarge', 8, 80], ['ml.p5e.48xlarge', 8, 141], ['ml.p5en.48xlarge', 8, 141],
])('%s has %i GPUs with %i GiB each', (type, gpus, memory) => {
  const capacity = Capacity.instances(InstanceType.of(type));
  expect(warningsWith(vllm(gpus * memory, { tensorParallelSize: gpus }), capacity)).toEqual([]);
  expect(warningsWith(vllm(gpus * memory + 1, { tensorParallelSize: gpus }), capacity))
    .toEqual([warningOf(`${gpus * memory + 1} GiB, but the ${gpus} GPUs of ${type} that hold the weights have ${gpus * memory} GiB in total`)]);
});

test.each<[string, ModelServer, Capacity, string]>([
  ['a server with less GPUs', vllm(30, { tensorParallelSize: 1 }), G5,
    warningOf('30 GiB, but the GPU of ml.g5.12xlarge that holds the weights has 24 GiB')],
  ['replicas', vllm(60, { dataParallelSize: 2 }), G5,
    warningOf('60 GiB, but the 2 GPUs of ml.g5.12xlarge that hold the weights have 48 GiB in total')],
  ['stages', vllm(97, { pipelineParallelSize: 2 }), G5,
    warningOf('97 GiB, but the 4 GPUs of ml.g5.12xlarge that hold the weights have 96 GiB in total')],
  ['a copy that reserves less GPUs', vllm(60), Capacity.components(InstanceType.G5_12XLARGE, { compute: { minMemory: Size.gibibytes(8), accelerators: 2 } }),
    warningOf('60 GiB, but the 2 GPUs of ml.g5.12xlarge that hold the weights have 48 GiB in total')],
  ['LMI', ModelServer.lmi({ weights: HUB, weightsSize: Size.gibibytes(700) }), Capacity.instances(InstanceType.P5_48XLARGE),
    warningOf('700 GiB, but the 8 GPUs of ml.p5.48xlarge that hold the weights have 640 GiB in total', 'LMI')],
  ['TEI', ModelServer.tei({ weights: HUB, weightsSize: Size.gibibytes(17) }), Capacity.instances(InstanceType.G4DN_XLARGE),
    warningOf('17 GiB, but the GPU of ml.g4dn.xlarge that holds the weights has 16 GiB', 'TEI')],
])('%s: the memory is that of the GPUs that hold the weights', (_case, server, capacity, warning) => {
  expect(warningsWith(server, capacity)).toEqual([warning]);
});

test.each<[string, ModelServer, Capacity]>([
  ['a quantization while the weights are loaded', vllm(200, { quantization: 'bitsandbytes' }), G5],
  ['weights in the memory of the instance', vllm(200, { additionalArguments: { 'cpu-offload-gb': '150' } }), G5],
  ['another load format', vllm(200, { environment: { SM_VLLM_LOAD_FORMAT: 'dummy' } }), G5],
  ['a size that is a token', vllm(200, { tensorParallelSize: Token.asNumber({ Ref: 'Size' }) }), G5],
  ['a family whose memory is not known', vllm(5000), Capacity.instances(InstanceType.of('ml.g99.12xlarge'))],
  ['GPUs whose number is known and whose memory is not', vllm(5000, { tensorParallelSize: 8 }), Capacity.instances(InstanceType.of('ml.p6-b300.48xlarge'))],
  ['a token as the instance type', vllm(5000), Capacity.instances(InstanceType.of(Token.asString({ Ref: 'Type' })))],
  ['CPUs', ModelServer.tei({ weights: HUB, weightsSize: Size.gibibytes(60) }), Capacity.instances(InstanceType.M7I_LARGE)],
  ['no size', ModelServer.vllm({ weights: HUB }), G5],
])('with %s, there is no warning', (_case, server, capacity) => {
  expect(warningsWith(server, capacity)).toEqual([]);
});
