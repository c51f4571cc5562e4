import { Lazy, aws_s3 as s3 } from 'aws-cdk-lib';
import { environmentOf, HUB, inS3, llama, MODEL_ID, TOKEN } from './given';
import { Capacity, InstanceType, ModelData, ModelServer, ModelWeights, type SglangServerOptions } from '../../../src';
import { messageOf } from '../../helpers/problems';
import { testStack, warningsOf } from '../../helpers/stack';

/** The environment with options, without what each environment has. */
function environmentWith(options: Partial<SglangServerOptions>): { [name: string]: any } {
  const stack = testStack();
  llama(stack, ModelServer.sglang({ weights: HUB, ...options }));
  const { SM_SGLANG_MODEL_PATH, SM_SGLANG_TENSOR_PARALLEL_SIZE, HF_HOME, ...rest } = environmentOf(stack);
  return 'tensorParallelSize' in options ? { SM_SGLANG_TENSOR_PARALLEL_SIZE, ...rest } : rest;
}

const problemWith = (options: any) => messageOf(() => llama(testStack(), ModelServer.sglang({ weights: HUB, ...options }))).replace(/^Test\/Llama: /, '');

test('the weights of the hub, all GPUs and the newest image are the default', () => {
  const stack = testStack();
  llama(stack, ModelServer.sglang({ weights: ModelWeights.huggingFace(MODEL_ID, { revision: '0e9e39f', token: TOKEN }) }));

  expect(environmentOf(stack)).toEqual({
    SM_SGLANG_MODEL_PATH: MODEL_ID,
    SM_SGLANG_REVISION: '0e9e39f',
    SM_SGLANG_TENSOR_PARALLEL_SIZE: '4',
    HF_TOKEN: '{{resolve:secretsmanager:hub:SecretString:token::}}',
    HF_HOME: '/tmp',
  });
  expect(warningsOf(stack)).toEqual([]);
});

test('with weights in Amazon S3, nothing is downloaded from elsewhere, unless the draft model is', () => {
  const [stack, drafting] = [testStack(), testStack()];
  llama(stack, ModelServer.sglang({ weights: inS3(stack) }));
  llama(drafting, ModelServer.sglang({ weights: inS3(drafting), speculative: { algorithm: 'EAGLE', draftModelPath: 'org/draft' } }));

  expect(environmentOf(stack)).toEqual({
    SM_SGLANG_MODEL_PATH: '/opt/ml/model', SM_SGLANG_TENSOR_PARALLEL_SIZE: '4', HF_HOME: '/tmp', HF_HUB_OFFLINE: '1', STANDARD_AUTO_INSTALL_REQ: 'false',
  });
  expect(environmentOf(drafting).HF_HUB_OFFLINE).toBeUndefined();
});

test.each([
  ['SM_SGLANG_DISABLE_RADIX_CACHE', 'false', "Test/Llama: variable 'SM_SGLANG_DISABLE_RADIX_CACHE' of SGLang has the value 'false', with which newer images ignore "
    + 'the variable; use an option or additionalArguments instead [ack: cdk-sagemaker-hosting:modelServerVariable]'],
  ['SM_SGLANG_DISABLE_RADIX_CACHE', 'true', undefined],
  ['SGLANG_DISABLE_TUNING', 'false', undefined],
])('the variable %s with %s is warned of: %s', (name, value, warning) => {
  const stack = testStack();
  llama(stack, ModelServer.sglang({ weights: HUB, environment: { [name]: value } }));

  expect(warningsOf(stack)).toEqual(warning ? [warning] : []);
});

/** Each option, with its source: https://docs.sglang.io/advanced_features/server_arguments.html (0.5.20). */
const CASES: { readonly [option in keyof Required<SglangServerOptions>]?: [SglangServerOptions[option], { [variable: string]: string }] } = {
  tensorParallelSize: [2, { SM_SGLANG_TENSOR_PARALLEL_SIZE: '2' }],
  pipelineParallelSize: [2, { SM_SGLANG_PIPELINE_PARALLEL_SIZE: '2' }],
  dataParallelSize: [2, { SM_SGLANG_DATA_PARALLEL_SIZE: '2' }],
  dataParallelAttention: [true, { SM_SGLANG_ENABLE_DP_ATTENTION: '' }],
  maxModelLength: [8192, { SM_SGLANG_CONTEXT_LENGTH: '8192' }],
  maxSequences: [128, { SM_SGLANG_MAX_RUNNING_REQUESTS: '128' }],
  maxBatchedTokens: [4096, { SM_SGLANG_MAX_PREFILL_TOKENS: '4096' }],
  gpuMemoryUtilization: [0.85, { SM_SGLANG_MEM_FRACTION_STATIC: '0.85' }],
  dtype: ['bfloat16', { SM_SGLANG_DTYPE: 'bfloat16' }],
  quantization: ['fp8', { SM_SGLANG_QUANTIZATION: 'fp8' }],
  kvCacheDtype: ['fp8_e5m2', { SM_SGLANG_KV_CACHE_DTYPE: 'fp8_e5m2' }],
  prefixCaching: [false, { SM_SGLANG_DISABLE_RADIX_CACHE: '' }],
  chunkedPrefill: [false, { SM_SGLANG_CHUNKED_PREFILL_SIZE: '-1' }],
  speculative: [{ algorithm: 'EAGLE3', draftModelPath: 'org/draft', numSteps: 3, eagleTopk: 4, numDraftTokens: 8 }, {
    SM_SGLANG_SPECULATIVE_ALGORITHM: 'EAGLE3',
    SM_SGLANG_SPECULATIVE_DRAFT_MODEL_PATH: 'org/draft',
    SM_SGLANG_SPECULATIVE_NUM_STEPS: '3',
    SM_SGLANG_SPECULATIVE_EAGLE_TOPK: '4',
    SM_SGLANG_SPECULATIVE_NUM_DRAFT_TOKENS: '8',
  }],
  toolCallParser: ['qwen25', { SM_SGLANG_TOOL_CALL_PARSER: 'qwen25' }],
  reasoningParser: ['qwen3', { SM_SGLANG_REASONING_PARSER: 'qwen3' }],
  chatTemplate: ['/opt/ml/model/chat.jinja', { SM_SGLANG_CHAT_TEMPLATE: '/opt/ml/model/chat.jinja' }],
  servedModelName: ['llama', { SM_SGLANG_SERVED_MODEL_NAME: 'llama' }],
  seed: [7, { SM_SGLANG_RANDOM_SEED: '7' }],
  lora: [{ loraPath: 'legal=/opt/ml/model/legal', maxLorasPerBatch: 4, maxLoraRank: 24, targetModules: 'all' }, {
    SM_SGLANG_ENABLE_LORA: '',
    SM_SGLANG_LORA_PATHS: 'legal=/opt/ml/model/legal',
    SM_SGLANG_MAX_LORAS_PER_BATCH: '4',
    SM_SGLANG_MAX_LORA_RANK: '24',
    SM_SGLANG_LORA_TARGET_MODULES: 'all',
  }],
  multimodalLimits: [{ image: 2 }, { SM_SGLANG_LIMIT_MM_DATA_PER_REQUEST: '{"image":2}' }],
  grammarBackend: ['xgrammar', { SM_SGLANG_GRAMMAR_BACKEND: 'xgrammar' }],
  trustRemoteCode: [true, { SM_SGLANG_TRUST_REMOTE_CODE: '' }],
  metrics: [true, { SM_SGLANG_ENABLE_METRICS: '' }],
};

test.each(Object.entries(CASES))('%s becomes its variable', (option, [value, variables]: any) => {
  expect(environmentWith({ [option]: value })).toEqual(variables);
});

test.each<[Partial<SglangServerOptions>, { [variable: string]: string }]>([
  [{ prefixCaching: true, chunkedPrefill: true, metrics: false, trustRemoteCode: false }, {}],
  [{ lora: {} }, { SM_SGLANG_ENABLE_LORA: '' }],
  [{ additionalArguments: { 'enable-torch-compile': 'true', 'disable-cuda-graph': 'false', '--watchdog-timeout': '600' } },
    { SM_SGLANG_ENABLE_TORCH_COMPILE: '', SM_SGLANG_WATCHDOG_TIMEOUT: '600' }],
])('%j becomes %j', (options, variables) => {
  expect(environmentWith(options)).toEqual(variables);
});

test('replicas have GPUs of their own, unless only the attention is replicated', () => {
  expect(environmentWith({ dataParallelSize: 2, tensorParallelSize: 4, dataParallelAttention: true })).toEqual({
    SM_SGLANG_TENSOR_PARALLEL_SIZE: '4', SM_SGLANG_DATA_PARALLEL_SIZE: '2', SM_SGLANG_ENABLE_DP_ATTENTION: '',
  });
  expect(problemWith({ dataParallelSize: 2, tensorParallelSize: 4 })).toBe('server.tensorParallelSize × server.dataParallelSize must be at most the number of GPUs of '
    + 'ml.g6e.12xlarge (4), got 8; reduce one of them, or choose another instance type');
});

test.each<[string, any, string]>([
  ['replicas of the attention that do not divide its GPUs', { dataParallelSize: 3, tensorParallelSize: 4, dataParallelAttention: true },
    'server.dataParallelSize must divide tensorParallelSize (4) with dataParallelAttention, got 3'],
  ['speculation without an algorithm', { speculative: { numSteps: 3 } }, "server.speculative.algorithm is required; specify it as text, such as 'EAGLE'"],
  ['a variable that is overridden', { environment: { SM_SGLANG_MODEL: 'org/other' } },
    "server.environment['SM_SGLANG_MODEL']: use server.weights; SGLang overrides this variable with the path of the artifacts"],
  ['an argument that is overridden', { additionalArguments: { model: 'org/other' } },
    "server.additionalArguments['model']: use server.weights; SGLang overrides this variable with the path of the artifacts"],
  ['a variable that is not read', { environment: { HF_MODEL_ID: 'org/other' } },
    "server.environment['HF_MODEL_ID']: use server.weights; SGLang does not read this variable"],
  ['the short name of tensor parallelism', { additionalArguments: { 'tp-size': '2' } }, "server.additionalArguments['tp-size']: use server.tensorParallelSize"],
  ['adapters without their switch', { additionalArguments: { 'lora-paths': 'a=b' } },
    "server.additionalArguments['lora-paths']: use server.lora, which enables the feature too"],
])('%s is refused', (_case, options, message) => {
  expect(problemWith(options)).toBe(message);
});

test('a CPU is refused', () => {
  expect(messageOf(() => llama(testStack(), ModelServer.sglang({ weights: HUB }), { capacity: Capacity.instances(InstanceType.M7I_LARGE) })))
    .toBe('Test/Llama: the image of SGLang requires GPUs, which ml.m7i.large does not have; choose another instance type, such as ml.g6e.xlarge, or set server.image');
});

test('no options are an error with a way out', () => {
  expect(messageOf(() => llama(testStack(), ModelServer.sglang(undefined as any))))
    .toBe('Test/Llama: server.weights is required; use ModelWeights.huggingFace or ModelWeights.fromModelData');
});

test('adapters by requests of SageMaker are warned of, because the server has no route for them', () => {
  const stack = testStack();
  const { component } = llama(stack, ModelServer.sglang({ weights: HUB, lora: {} }), { capacity: Capacity.components(InstanceType.G6E_12XLARGE) });
  component!.addAdapter('Legal', { artifact: ModelData.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'), 'legal.tar.gz') });

  expect(warningsOf(stack)).toEqual(["Test/Llama/Component/Legal: requests to the adapter fail, because the SGLang container of base component 'Test/Llama/Component' has "
    + 'no route to load adapters while it runs; use a container of vLLM or LMI [ack: cdk-sagemaker-hosting:adaptersNotEnabled]']);
});

test('the path of adapters may be a token of any kind', () => {
  const stack = testStack();
  llama(stack, ModelServer.sglang({ weights: HUB, lora: { loraPath: Lazy.any({ produce: () => 'legal=/opt/ml/model/legal' }) as any } }));

  expect(environmentOf(stack)).toMatchObject({ SM_SGLANG_LORA_PATHS: 'legal=/opt/ml/model/legal' });
});
