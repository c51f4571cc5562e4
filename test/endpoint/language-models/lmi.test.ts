import { Duration, Size, aws_s3 as s3 } from 'aws-cdk-lib';
import { environmentOf, HUB, inS3, llama, MODEL_ID, TOKEN } from './given';
import { Capacity, InstanceType, ModelData, ModelServer, ModelWeights, type LmiServerOptions } from '../../../src';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../../helpers/stack';

/** The environment with options, without what each environment has. */
function environmentWith(options: Partial<LmiServerOptions>): { [name: string]: any } {
  const stack = testStack();
  llama(stack, ModelServer.lmi({ weights: HUB, ...options }));
  const { HF_MODEL_ID, TENSOR_PARALLEL_DEGREE, HF_HOME, OPTION_MODEL_LOADING_TIMEOUT, ...rest } = environmentOf(stack);
  return {
    ...'tensorParallelSize' in options ? { TENSOR_PARALLEL_DEGREE } : {}, ...'modelLoadingTimeout' in options ? { OPTION_MODEL_LOADING_TIMEOUT } : {}, ...rest,
  };
}

const problemWith = (options: any) => messageOf(() => llama(testStack(), ModelServer.lmi({ weights: HUB, ...options }))).replace(/^Test\/Llama: /, '');

test('the weights of the hub, all GPUs and the newest image are the default', () => {
  const stack = testStack();
  llama(stack, ModelServer.lmi({ weights: ModelWeights.huggingFace(MODEL_ID, { revision: '0e9e39f', token: TOKEN }) }));

  expect(environmentOf(stack)).toEqual({
    HF_MODEL_ID: MODEL_ID,
    HF_REVISION: '0e9e39f',
    HF_TOKEN: '{{resolve:secretsmanager:hub:SecretString:token::}}',
    HF_HOME: '/tmp',
    TENSOR_PARALLEL_DEGREE: '4',
    OPTION_MODEL_LOADING_TIMEOUT: '1800',
  });
  expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ProductionVariants[0].InferenceAmiVersion).toBe('al2023-ami-sagemaker-inference-gpu-4-1');
  expect(warningsOf(stack)).toEqual([]);
});

test('weights in Amazon S3 have no variable, because LMI would load 2 models', () => {
  const stack = testStack();
  llama(stack, ModelServer.lmi({ weights: inS3(stack), weightsSize: Size.gibibytes(30) }));

  expect(environmentOf(stack)).toEqual({ HF_HOME: '/tmp', HF_HUB_OFFLINE: '1', TENSOR_PARALLEL_DEGREE: '4', OPTION_MODEL_LOADING_TIMEOUT: '2400' });
});

/** Each option, with its source: https://docs.djl.ai/master/docs/serving/serving/docs/lmi (djl-serving d21927c). */
const CASES: { readonly [option in keyof Required<LmiServerOptions>]?: [LmiServerOptions[option], { [variable: string]: string }] } = {
  tensorParallelSize: [1, { TENSOR_PARALLEL_DEGREE: '1' }],
  maxModelLength: [8192, { OPTION_MAX_MODEL_LEN: '8192' }],
  maxSequences: [128, { OPTION_MAX_ROLLING_BATCH_SIZE: '128' }],
  maxBatchedTokens: [4096, { OPTION_MAX_ROLLING_BATCH_PREFILL_TOKENS: '4096' }],
  gpuMemoryUtilization: [0.85, { OPTION_GPU_MEMORY_UTILIZATION: '0.85' }],
  dtype: ['bf16', { OPTION_DTYPE: 'bf16' }],
  quantization: ['awq', { OPTION_QUANTIZE: 'awq' }],
  kvCacheDtype: ['fp8', { OPTION_KV_CACHE_DTYPE: 'fp8' }],
  prefixCaching: [false, { OPTION_ENABLE_PREFIX_CACHING: 'false' }],
  chunkedPrefill: [true, { OPTION_ENABLE_CHUNKED_PREFILL: 'true' }],
  speculativeConfig: [{ method: 'ngram' }, { OPTION_SPECULATIVE_CONFIG: '{"method":"ngram"}' }],
  toolCallParser: ['hermes', { OPTION_ENABLE_AUTO_TOOL_CHOICE: 'true', OPTION_TOOL_CALL_PARSER: 'hermes' }],
  reasoningParser: ['deepseek_r1', { OPTION_REASONING_PARSER: 'deepseek_r1' }],
  chatTemplate: ['/opt/ml/model/chat.jinja', { OPTION_CHAT_TEMPLATE: '/opt/ml/model/chat.jinja' }],
  servedModelName: ['llama', { OPTION_SERVED_MODEL_NAME: 'llama' }],
  seed: [7, { OPTION_SEED: '7' }],
  lora: [{ maxLoras: 4, maxLoraRank: 64, maxCpuLoras: 8 },
    { OPTION_ENABLE_LORA: 'true', OPTION_MAX_LORAS: '4', OPTION_MAX_LORA_RANK: '64', OPTION_MAX_CPU_LORAS: '8' }],
  multimodalLimits: [{ image: 2 }, { OPTION_LIMIT_MM_PER_PROMPT: '{"image":2}' }],
  structuredOutputsConfig: [{ backend: 'xgrammar' }, { OPTION_STRUCTURED_OUTPUTS_CONFIG: '{"backend":"xgrammar"}' }],
  trustRemoteCode: [true, { HF_MODEL_TRUST_REMOTE_CODE: 'true' }],
  sessionsExpiration: [Duration.minutes(5), { OPTION_SESSIONS_EXPIRATION: '300' }],
  modelLoadingTimeout: [Duration.minutes(50), { OPTION_MODEL_LOADING_TIMEOUT: '3000' }],
  failFast: [true, { SERVING_FAIL_FAST: 'true' }],
  jobQueueSize: [100, { SERVING_JOB_QUEUE_SIZE: '100' }],
};

test.each(Object.entries(CASES))('%s becomes its variable', (option, [value, variables]: any) => {
  expect(environmentWith({ [option]: value })).toEqual(variables);
});

test.each<[Partial<LmiServerOptions>, { [variable: string]: string }]>([
  [{ autoToolChoice: false, toolCallParser: 'hermes' }, { OPTION_ENABLE_AUTO_TOOL_CHOICE: 'false', OPTION_TOOL_CALL_PARSER: 'hermes' }],
  [{ additionalArguments: { 'enforce-eager': 'true', 'rolling_batch': 'vllm' } }, { OPTION_ENFORCE_EAGER: 'true', OPTION_ROLLING_BATCH: 'vllm' }],
  [{ additionalArguments: { 'async-mode': 'false' } }, { OPTION_ASYNC_MODE: 'false' }],
  [{ environment: { SERVING_MAX_WORKERS: '1' } }, { SERVING_MAX_WORKERS: '1' }],
  [{ additionalArguments: { 'pipeline-parallel-degree': '1', 'quantization': 'awq' } }, { OPTION_PIPELINE_PARALLEL_DEGREE: '1', OPTION_QUANTIZATION: 'awq' }],
  [{ lora: {}, additionalArguments: { 'fully-sharded-loras': 'true' } }, { OPTION_ENABLE_LORA: 'true', OPTION_FULLY_SHARDED_LORAS: 'true' }],
])('%j becomes %j', (options, variables) => {
  expect(environmentWith(options)).toEqual(variables);
});

test.each<[string, any, string]>([
  ['a variable with which LMI does not start', { additionalArguments: { 'max-num-seqs': '64' } },
    "server.additionalArguments['max-num-seqs']: use server.maxSequences; LMI does not start with this variable"],
  ['another one', { environment: { OPTION_TENSOR_PARALLEL_SIZE: '4' } },
    "server.environment['OPTION_TENSOR_PARALLEL_SIZE']: use server.tensorParallelSize; LMI does not start with this variable"],
  ['several pipeline stages', { additionalArguments: { 'pipeline-parallel-degree': '2' } },
    "server.additionalArguments['pipeline-parallel-degree']: LMI does not start with several pipeline stages; omit it, or use ModelServer.vllm"],
  ['a second model', { environment: { HF_MODEL_ID: 'org/other' } },
    "server.environment['HF_MODEL_ID']: use server.weights; LMI loads the model of this variable beside the one of the weights, and fails with two models"],
  ['one pipeline stage, by the name of vLLM', { additionalArguments: { 'pipeline-parallel-size': '1' } },
    "server.additionalArguments['pipeline-parallel-size']: LMI does not start with this variable; omit it, or use ModelServer.vllm"],
  ['a quantization by two names', { quantization: 'awq', additionalArguments: { quantization: 'awq' } },
    "server.additionalArguments['quantization'] is another name of server.quantization; omit one of them"],
  ['a number of tokens by two names', { maxBatchedTokens: 4096, environment: { OPTION_MAX_NUM_BATCHED_TOKENS: '4096' } },
    "server.environment['OPTION_MAX_NUM_BATCHED_TOKENS'] is another name of server.maxBatchedTokens; omit one of them"],
  ['adapters without their switch, by an argument without an option', { additionalArguments: { 'fully-sharded-loras': 'true' } },
    "server.additionalArguments['fully-sharded-loras'] requires server.lora, which enables the feature; set it, such as to {}"],
  ['an empty value', { additionalArguments: { 'enforce-eager': '' } },
    "server.additionalArguments['enforce-eager'] must not be empty, because the server ignores it; use 'true' for a switch"],
  ['a degree above the number of GPUs', { tensorParallelSize: 8 },
    'server.tensorParallelSize must be at most the number of GPUs of ml.g6e.12xlarge (4), got 8; reduce it, or choose another instance type'],
  ['automatic calls of tools without a parser', { autoToolChoice: true }, "server.autoToolChoice requires toolCallParser; set it, such as to 'hermes'"],
  ['adapters without their switch', { additionalArguments: { 'max-loras': '4' } },
    "server.additionalArguments['max-loras']: use server.lora, which enables the feature too"],
  ['a timeout of nothing', { modelLoadingTimeout: Duration.seconds(0) },
    'server.modelLoadingTimeout must be an integer number of seconds between 1 and 2147483647, got 0 seconds'],
  ['a session of nothing', { sessionsExpiration: Duration.seconds(0) },
    'server.sessionsExpiration must be an integer number of seconds between 1 and 2147483647, got 0 seconds'],
  ['a session that is too long', { sessionsExpiration: Duration.seconds(2147483648) },
    'server.sessionsExpiration must be an integer number of seconds between 1 and 2147483647, got 2147483648 seconds'],
  ['a queue of nothing', { jobQueueSize: 0 }, 'server.jobQueueSize must be at least 1, got 0'],
])('%s is refused', (_case, options, message) => {
  expect(problemWith(options)).toBe(message);
});

test.each<[Partial<LmiServerOptions>, { [variable: string]: string }]>([
  [{ sessionsExpiration: Duration.seconds(1) }, { OPTION_SESSIONS_EXPIRATION: '1' }],
  [{ sessionsExpiration: Duration.seconds(2147483647) }, { OPTION_SESSIONS_EXPIRATION: '2147483647' }],
  [{ modelLoadingTimeout: Duration.seconds(1) }, { OPTION_MODEL_LOADING_TIMEOUT: '1' }],
  [{ jobQueueSize: 1 }, { SERVING_JOB_QUEUE_SIZE: '1' }],
])('%j is a limit', (options, variables) => {
  expect(environmentWith(options)).toEqual(variables);
});

test('a part of the GPUs is not warned of, because LMI then runs several copies', () => {
  const stack = testStack();
  llama(stack, ModelServer.lmi({ weights: HUB, tensorParallelSize: 1 }));

  expect(warningsOf(stack)).toEqual([]);
});

test('an unknown number of GPUs is not warned of, because LMI uses all', () => {
  const stack = testStack();
  llama(stack, ModelServer.lmi({ weights: HUB }), { capacity: Capacity.instances(InstanceType.of('ml.g9.96xlarge')) });

  expect(warningsOf(stack).filter((warning) => /unknownGpuCount/.test(warning))).toEqual([]);
  expect(environmentOf(stack).TENSOR_PARALLEL_DEGREE).toBeUndefined();
});

test.each([['false', 1], ['true', 0]])('OPTION_ENABLE_STATEFUL_SESSIONS=%s has %i warnings', (value, count) => {
  const stack = testStack();
  llama(stack, ModelServer.lmi({ weights: HUB, additionalArguments: { 'enable-stateful-sessions': value } }));

  expect(warningsOf(stack)).toEqual(count === 0 ? [] : ["Test/Llama: variable 'OPTION_ENABLE_STATEFUL_SESSIONS' of LMI has the value 'false', with which requests to the "
    + 'asynchronous mode of LMI, its default, have failed; omit it [ack: cdk-sagemaker-hosting:modelServerVariable]']);
});

test('a token of the hub by its older name is warned of, because only parts of LMI read it', () => {
  const stack = testStack();
  llama(stack, ModelServer.lmi({ weights: HUB, environment: { HUGGING_FACE_HUB_TOKEN: TOKEN.unsafeUnwrap() } }));

  expect(warningsOf(stack)).toEqual(["Test/Llama: variable 'HUGGING_FACE_HUB_TOKEN' of LMI is not read by parts of LMI; use the token of ModelWeights.huggingFace "
    + '[ack: cdk-sagemaker-hosting:modelServerVariable]']);
});

test('copies can have adapters', () => {
  const stack = testStack();
  const { component } = llama(stack, ModelServer.lmi({ weights: HUB, lora: {} }), { capacity: Capacity.components(InstanceType.G6E_12XLARGE) });
  component!.addAdapter('Legal', { artifact: ModelData.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'), 'legal.tar.gz') });

  expect(environmentOf(stack).OPTION_ENABLE_LORA).toBe('true');
  expect(Object.values(resourcesOf(stack, 'AWS::SageMaker::InferenceComponent'))).toHaveLength(2);
});
