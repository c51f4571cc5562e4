import { HUB, llama } from './given';
import { Capacity, InstanceType, ModelServer } from '../../../src';
import { testStack, warningsOf } from '../../helpers/stack';

const SERVERS = {
  vLLM: (environment: { [name: string]: string }) => ModelServer.vllm({ weights: HUB, environment }),
  SGLang: (environment: { [name: string]: string }) => ModelServer.sglang({ weights: HUB, environment }),
  LMI: (environment: { [name: string]: string }) => ModelServer.lmi({ weights: HUB, environment }),
  TEI: (environment: { [name: string]: string }) => ModelServer.tei({ weights: HUB, environment }),
} as const;

/** The warnings of a server whose environment has a variable. */
function warningsWith(title: keyof typeof SERVERS, variable: string): string[] {
  const stack = testStack();
  llama(stack, SERVERS[title]({ [variable]: '1' }), { capacity: Capacity.instances(InstanceType.G6E_XLARGE) });
  return warningsOf(stack);
}

const warningOf = (title: string, variable: string, problem: string) =>
  `Test/Llama: variable '${variable}' of ${title} ${problem} [ack: cdk-sagemaker-hosting:modelServerVariable]`;

test.each([
  ['vLLM', 'OPTION_MAX_MODEL_LEN', 'LMI'],
  ['vLLM', 'TENSOR_PARALLEL_DEGREE', 'LMI'],
  ['vLLM', 'SM_SGLANG_CONTEXT_LENGTH', 'SGLang'],
  ['vLLM', 'SM_NUM_GPUS', 'TGI'],
  ['SGLang', 'SM_VLLM_MAX_MODEL_LEN', 'vLLM'],
  ['SGLang', 'MAX_TOTAL_TOKENS', 'TGI'],
  ['LMI', 'SM_VLLM_MAX_MODEL_LEN', 'vLLM'],
  ['LMI', 'SM_ON_BATCH_SIZE', 'Optimum Neuron'],
  ['TEI', 'SERVING_FAIL_FAST', 'LMI'],
  ['TEI', 'MAX_INPUT_LENGTH', 'TGI'],
] as const)('%s warns of %s, which is one of %s', (title, variable, reader) => {
  expect(warningsWith(title, variable)).toEqual([warningOf(
    title, variable, `is one of ${reader}, and ${title} does not read it; use an option, additionalArguments, or the variables that ${title} documents`,
  )]);
});

test.each(['vLLM', 'SGLang', 'LMI', 'TEI'] as const)('%s warns of a token that it does not read', (title) => {
  expect(warningsWith(title, 'HF_API_TOKEN')).toContain(warningOf(title, 'HF_API_TOKEN', 'is not read by it; use the token of ModelWeights.huggingFace'));
});

test.each([
  ['vLLM', 'SM_VLLM_SWAP_SPACE'], ['vLLM', 'VLLM_USE_V1'], ['vLLM', 'MAX_JOBS'], ['SGLang', 'SM_SGLANG_SCHEDULE_CONSERVATIVENESS'], ['SGLang', 'SGLANG_LOG_LEVEL'],
  ['LMI', 'OPTION_SWAP_SPACE'], ['LMI', 'SERVING_WORKER_THREADS'], ['LMI', 'VLLM_USE_V1'], ['TEI', 'MAX_CONCURRENT_REQUESTS'], ['TEI', 'OPTIONS'],
] as const)('%s accepts %s', (title, variable) => {
  expect(warningsWith(title, variable)).toEqual([]);
});
