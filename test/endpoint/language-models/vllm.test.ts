import { Duration, Size } from 'aws-cdk-lib';
import { environmentOf, HUB, inS3, llama, MODEL_ID, TOKEN } from './given';
import { Capacity, ContainerImage, Framework, InstanceType, ModelServer, ModelWeights, type VllmServerOptions } from '../../../src';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, testStack, warningsOf } from '../../helpers/stack';

/** The environment with options, without what each environment has. */
function environmentWith(options: Partial<VllmServerOptions>, instanceType = InstanceType.G6E_12XLARGE): { [name: string]: any } {
  const stack = testStack();
  llama(stack, ModelServer.vllm({ weights: HUB, ...options }), { capacity: Capacity.instances(instanceType) });
  const { SM_VLLM_MODEL, SM_VLLM_TENSOR_PARALLEL_SIZE, HF_HOME, ...rest } = environmentOf(stack);
  return 'tensorParallelSize' in options ? { SM_VLLM_TENSOR_PARALLEL_SIZE, ...rest } : rest;
}

function problemWith(options: Partial<VllmServerOptions>, instanceType = InstanceType.G6E_12XLARGE): string {
  const stack = testStack();
  return messageOf(() => llama(stack, ModelServer.vllm({ weights: HUB, ...options }), { capacity: Capacity.instances(instanceType) })).replace(/^Test\/Llama: /, '');
}

test('the weights of the hub, all GPUs and the newest image are the default', () => {
  const stack = testStack();
  llama(stack, ModelServer.vllm({ weights: HUB }));

  expect(environmentOf(stack)).toEqual({ SM_VLLM_MODEL: MODEL_ID, SM_VLLM_TENSOR_PARALLEL_SIZE: '4', HF_HOME: '/tmp' });
  expect(warningsOf(stack)).toEqual([]);
});

test('a revision and a token have their variables', () => {
  const stack = testStack();
  llama(stack, ModelServer.vllm({ weights: ModelWeights.huggingFace(MODEL_ID, { revision: '0e9e39f', token: TOKEN }) }));

  expect(environmentOf(stack)).toMatchObject({ SM_VLLM_REVISION: '0e9e39f', HF_TOKEN: '{{resolve:secretsmanager:hub:SecretString:token::}}' });
  expect(warningsOf(stack)).toEqual([]);
});

test('with weights in Amazon S3, nothing is downloaded from elsewhere', () => {
  const stack = testStack();
  llama(stack, ModelServer.vllm({ weights: inS3(stack) }));

  expect(environmentOf(stack)).toEqual({
    SM_VLLM_MODEL: '/opt/ml/model', SM_VLLM_TENSOR_PARALLEL_SIZE: '4', HF_HOME: '/tmp', HF_HUB_OFFLINE: '1', STANDARD_AUTO_INSTALL_REQ: 'false',
  });
});

test.each([['org/draft', undefined], ['/opt/ml/model/draft', '1']])('with a draft model %s, HF_HUB_OFFLINE is %s', (model, offline) => {
  const stack = testStack();
  llama(stack, ModelServer.vllm({ weights: inS3(stack), speculativeConfig: { model } }));

  expect(environmentOf(stack).HF_HUB_OFFLINE).toBe(offline);
});

/** Each option, with its source: https://docs.vllm.ai/en/v0.30.0/cli/serve/, unless another one is named. */
const CASES: { readonly [option in keyof Required<VllmServerOptions>]?: [VllmServerOptions[option], { [variable: string]: string }] } = {
  tensorParallelSize: [2, { SM_VLLM_TENSOR_PARALLEL_SIZE: '2' }],
  pipelineParallelSize: [2, { SM_VLLM_PIPELINE_PARALLEL_SIZE: '2' }],
  dataParallelSize: [4, { SM_VLLM_DATA_PARALLEL_SIZE: '4' }],
  maxModelLength: [8192, { SM_VLLM_MAX_MODEL_LEN: '8192' }],
  maxSequences: [128, { SM_VLLM_MAX_NUM_SEQS: '128' }],
  maxBatchedTokens: [4096, { SM_VLLM_MAX_NUM_BATCHED_TOKENS: '4096' }],
  gpuMemoryUtilization: [0.85, { SM_VLLM_GPU_MEMORY_UTILIZATION: '0.85' }],
  dtype: ['bfloat16', { SM_VLLM_DTYPE: 'bfloat16' }],
  quantization: ['awq', { SM_VLLM_QUANTIZATION: 'awq' }],
  kvCacheDtype: ['fp8', { SM_VLLM_KV_CACHE_DTYPE: 'fp8' }],
  prefixCaching: [false, { SM_VLLM_NO_ENABLE_PREFIX_CACHING: '' }],
  chunkedPrefill: [true, { SM_VLLM_ENABLE_CHUNKED_PREFILL: '' }],
  speculativeConfig: [{ method: 'ngram', num_speculative_tokens: 4 }, { SM_VLLM_SPECULATIVE_CONFIG: '{"method":"ngram","num_speculative_tokens":4}' }],
  toolCallParser: ['hermes', { SM_VLLM_ENABLE_AUTO_TOOL_CHOICE: '', SM_VLLM_TOOL_CALL_PARSER: 'hermes' }],
  reasoningParser: ['deepseek_r1', { SM_VLLM_REASONING_PARSER: 'deepseek_r1' }],
  chatTemplate: ['/opt/ml/model/chat.jinja', { SM_VLLM_CHAT_TEMPLATE: '/opt/ml/model/chat.jinja' }],
  servedModelName: ['llama', { SM_VLLM_SERVED_MODEL_NAME: 'llama' }],
  seed: [0, { SM_VLLM_SEED: '0' }],
  // https://github.com/huggingface/hub-docs (docs/sagemaker, commit 242f4a1) for the last variable
  lora: [{ maxLoras: 4, maxLoraRank: 64, maxCpuLoras: 8 }, {
    SM_VLLM_ENABLE_LORA: '', SM_VLLM_MAX_LORAS: '4', SM_VLLM_MAX_LORA_RANK: '64', SM_VLLM_MAX_CPU_LORAS: '8', VLLM_ALLOW_RUNTIME_LORA_UPDATING: 'true',
  }],
  multimodalLimits: [{ image: 2 }, { SM_VLLM_LIMIT_MM_PER_PROMPT: '{"image":2}' }],
  structuredOutputsConfig: [{ backend: 'xgrammar' }, { SM_VLLM_STRUCTURED_OUTPUTS_CONFIG: '{"backend":"xgrammar"}' }],
  trustRemoteCode: [true, { SM_VLLM_TRUST_REMOTE_CODE: '' }],
  // https://github.com/aws/model-hosting-container-standards (commit d77870c) for the rest
  statefulSessions: [true, { SAGEMAKER_ENABLE_STATEFUL_SESSIONS: 'true' }],
  processAutoRecovery: [false, { PROCESS_AUTO_RECOVERY: 'false' }],
  processMaxStartRetries: [0, { PROCESS_MAX_START_RETRIES: '0' }],
};

test.each(Object.entries(CASES))('%s becomes its variable', (option, [value, variables]: any) => {
  expect(environmentWith({ [option]: value })).toEqual(variables);
});

test.each<[Partial<VllmServerOptions>, { [variable: string]: string }]>([
  [{ prefixCaching: true }, { SM_VLLM_ENABLE_PREFIX_CACHING: '' }],
  [{ chunkedPrefill: false }, { SM_VLLM_NO_ENABLE_CHUNKED_PREFILL: '' }],
  [{ trustRemoteCode: false }, {}],
  [{ toolCallParser: 'hermes', autoToolChoice: false }, { SM_VLLM_TOOL_CALL_PARSER: 'hermes' }],
  [{ lora: {} }, { SM_VLLM_ENABLE_LORA: '', VLLM_ALLOW_RUNTIME_LORA_UPDATING: 'true' }],
  [{ statefulSessions: true, sessionsExpiration: Duration.minutes(5) }, { SAGEMAKER_ENABLE_STATEFUL_SESSIONS: 'true', SAGEMAKER_SESSIONS_EXPIRATION: '300' }],
  [{ additionalArguments: { 'enforce-eager': 'true' } }, { SM_VLLM_ENFORCE_EAGER: '' }],
  [{ additionalArguments: { '--swap-space': '8', 'max_log_len': '100' } }, { SM_VLLM_SWAP_SPACE: '8', SM_VLLM_MAX_LOG_LEN: '100' }],
  [{ additionalArguments: { 'async-scheduling': 'false' } }, { SM_VLLM_NO_ASYNC_SCHEDULING: '' }],
  [{ additionalArguments: { 'max-model-len': '16k' } }, { SM_VLLM_MAX_MODEL_LEN: '16k' }],
  [{ environment: { VLLM_LOGGING_LEVEL: 'DEBUG' } }, { VLLM_LOGGING_LEVEL: 'DEBUG' }],
])('%j becomes %j', (options, variables) => {
  expect(environmentWith(options)).toEqual(variables);
});

test.each([['0.23.0', 'false'], ['0.23', 'false'], ['0.24.0', undefined], ['0.30.0', undefined]])(
  'with JSON and version %s, PROCESS_AUTO_RECOVERY is %s, because the supervisor of older images removes quotation marks', (version, recovery) => {
    expect(environmentWith({ version, multimodalLimits: { image: 1 } }).PROCESS_AUTO_RECOVERY).toBe(recovery);
    expect(environmentWith({ version })).toEqual({});
    expect(environmentWith({ version, multimodalLimits: { image: 1 }, processAutoRecovery: true }).PROCESS_AUTO_RECOVERY).toBe('true');
  });

test('a variable of the user replaces a default', () => {
  const stack = testStack();
  llama(stack, ModelServer.vllm({ weights: HUB, environment: { HF_HOME: '/opt/cache' } }));

  expect(environmentOf(stack).HF_HOME).toBe('/opt/cache');
});

test.each([['instances', undefined], ['components', '0']] as const)('an image of the user on %s has HF_ENABLE_LMCACHE %s', (kind, value) => {
  const stack = testStack();
  const image = ContainerImage.fromFramework(Framework.HUGGINGFACE_VLLM);
  llama(stack, ModelServer.vllm({ weights: HUB, image }), { capacity: Capacity[kind](InstanceType.G6E_12XLARGE) });

  expect(environmentOf(stack).HF_ENABLE_LMCACHE).toBe(value);
});

describe('vLLM is refused', () => {
  test.each<[string, Partial<VllmServerOptions>, string]>([
    ['with automatic calls of tools but no parser', { autoToolChoice: true }, "server.autoToolChoice requires toolCallParser; set it, such as to 'hermes'"],
    ['with the time of sessions that are off', { sessionsExpiration: Duration.minutes(5) },
      'server.sessionsExpiration requires statefulSessions; set it to true, or omit sessionsExpiration'],
    ['with a rank between those that exist', { lora: { maxLoraRank: 24 } }, 'server.lora.maxLoraRank must be one of 1, 8, 16, 32, 64, 128, 256, 320, 512, got 24'],
    ['with less adapters in memory than on the GPU', { lora: { maxLoras: 4, maxCpuLoras: 2 } }, 'server.lora.maxCpuLoras must be at least maxLoras (4), got 2'],
    ['with the rank of adapters, but not the switch', { additionalArguments: { 'max-lora-rank': '64' } },
      "server.additionalArguments['max-lora-rank']: use server.lora, which enables the feature too"],
    ['with the rank of adapters as a variable', { environment: { SM_VLLM_MAX_LORA_RANK: '64' } },
      "server.environment['SM_VLLM_MAX_LORA_RANK']: use server.lora, which enables the feature too"],
    ['with another model', { additionalArguments: { model: 'org/other' } }, "server.additionalArguments['model']: use server.weights"],
    ['with the model of other servers', { environment: { HF_MODEL_ID: 'org/other' } },
      "server.environment['HF_MODEL_ID']: use server.weights, which sets SM_VLLM_MODEL, the variable that vLLM prefers"],
    ['with an argument that an option sets', { maxModelLength: 8192, additionalArguments: { 'max-model-len': '16k' } },
      "server.additionalArguments['max-model-len'] sets SM_VLLM_MAX_MODEL_LEN, which server.maxModelLength also sets; omit one of them"],
    ['with the other form of a switch', { prefixCaching: false, additionalArguments: { 'enable-prefix-caching': 'true' } },
      "server.additionalArguments['enable-prefix-caching'] sets SM_VLLM_NO_ENABLE_PREFIX_CACHING, which server.prefixCaching also sets; omit one of them"],
    ['with a variable that an argument sets', { additionalArguments: { 'enforce-eager': 'true' }, environment: { SM_VLLM_ENFORCE_EAGER: '' } },
      "server.environment['SM_VLLM_ENFORCE_EAGER'] is also set by server.additionalArguments; omit one of them"],
    ['with tensor parallelism as an argument', { additionalArguments: { 'tensor-parallel-size': '2' } },
      "server.additionalArguments['tensor-parallel-size']: use server.tensorParallelSize"],
    ['with a name that is none', { additionalArguments: { enforceEager: 'true' } },
      "server.additionalArguments must have the names of arguments, such as 'enforce-eager', got 'enforceEager'; for other variables, use environment"],
    ['with more GPUs than there are', { tensorParallelSize: 8 },
      'server.tensorParallelSize must be at most the number of GPUs of ml.g6e.12xlarge (4), got 8; reduce it, or choose another instance type'],
    ['with more GPUs than there are in total', { tensorParallelSize: 2, pipelineParallelSize: 2, dataParallelSize: 2 },
      'server.tensorParallelSize × server.pipelineParallelSize × server.dataParallelSize must be at most the number of GPUs of ml.g6e.12xlarge (4), got 8; '
      + 'reduce one of them, or choose another instance type'],
    ['with replicas for which there are no GPUs', { dataParallelSize: 8 },
      'server.dataParallelSize must be at most the number of GPUs of ml.g6e.12xlarge (4), got 8; reduce it, or choose another instance type'],
    ['with JSON that is too long', { speculativeConfig: { model: 'm'.repeat(1100) } },
      'server.speculativeConfig must have at most 1024 bytes, got 1112; put it into a file beside the weights if the server can read one'],
    ['with a memory of 0', { gpuMemoryUtilization: 0 }, 'server.gpuMemoryUtilization must be above 0, got 0'],
    ['with more than all memory', { gpuMemoryUtilization: 1.1 }, 'server.gpuMemoryUtilization must be at most 1, got 1.1'],
    ['with a part of a token', { maxModelLength: 0.5 }, 'server.maxModelLength must be an integer, got 0.5'],
    ['with an image and a version', { image: ContainerImage.fromFramework(Framework.VLLM), version: '0.30.0' },
      'server.image and server.version cannot be combined; omit one of them'],
  ])('%s', (_case, options, message) => {
    expect(problemWith(options)).toBe(message);
  });

  test('on a CPU, unless the image is the one of the user', () => {
    expect(problemWith({}, InstanceType.M7I_LARGE))
      .toBe('the image of vLLM requires GPUs, which ml.m7i.large does not have; choose another instance type, such as ml.g6e.xlarge, or set server.image');
    const stack = testStack();
    const server = ModelServer.vllm({ weights: HUB, image: ContainerImage.fromDlc('vllm', '0.30.0-cpu') });
    llama(stack, server, { capacity: Capacity.components(InstanceType.M7I_LARGE) });
    expect(environmentOf(stack).SM_VLLM_TENSOR_PARALLEL_SIZE).toBeUndefined();
    expect(propertiesOf(stack, 'AWS::SageMaker::InferenceComponent').Specification.ComputeResourceRequirements).toEqual({ MinMemoryRequiredInMb: 6144 });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('only once without a GPU', () => {
    const capacity = Capacity.components(InstanceType.G6E_12XLARGE, { compute: { accelerators: 0, minMemory: Size.gibibytes(8) } });
    expect(messageOf(() => llama(testStack(), ModelServer.vllm({ weights: HUB, tensorParallelSize: 2 }), { capacity })))
      .toBe('Test/Llama: compute.accelerators must be at least 1, got 0');
  });

  test('not with parallelism on a CPU, where vLLM divides a model over the NUMA nodes', () => {
    const stack = testStack();
    const server = ModelServer.vllm({ weights: HUB, image: ContainerImage.fromDlc('vllm', '0.30.0-cpu'), tensorParallelSize: 2 });
    llama(stack, server, { capacity: Capacity.components(InstanceType.M7I_LARGE) });
    expect(environmentOf(stack).SM_VLLM_TENSOR_PARALLEL_SIZE).toBe('2');
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each([InstanceType.INF2_XLARGE, InstanceType.TRN1_32XLARGE])('on %s, for which other images have other variables', (instanceType) => {
    expect(problemWith({}, instanceType)).toBe(`the image of vLLM requires GPUs, which ${instanceType} does not have; choose another instance type, such as `
      + 'ml.g6e.xlarge, or use ModelEndpoint with an image for AWS Neuron, which reads other variables');
  });

  test('with a version that is not in the catalog', () => {
    expect(problemWith({ version: '0.1' })).toMatch(/framework 'vllm' has no version '0.1' in the catalog; the nearest are 0.26.0/);
  });
});

test.each([
  ['SM_VLLM_ENABLE_PREFIX_CACHING', 'false', "Test/Llama: variable 'SM_VLLM_ENABLE_PREFIX_CACHING' of vLLM has the value 'false', with which newer images ignore the variable; "
    + 'use an option or additionalArguments instead [ack: cdk-sagemaker-hosting:modelServerVariable]'],
  ['VLLM_USE_V1', 'false', undefined],
  ['SM_VLLM_SWAP_SPACE', '0', undefined],
])('the variable %s with %s is warned of: %s', (name, value, warning) => {
  const stack = testStack();
  llama(stack, ModelServer.vllm({ weights: HUB, environment: { [name]: value } }));

  expect(warningsOf(stack)).toEqual(warning ? [warning] : []);
});
