import { Duration, SecretValue, Size } from 'aws-cdk-lib';
import type * as hosting from '../../../src';
import type { Given } from '../given';
import type { L1 } from '../l1';
import { AWS, call, handled, types, warned, type Mistake } from '../mistake';

const { REFUSES, FAILS, REQUESTS_FAIL, IGNORES, HARMS } = AWS;
const ON_G5 = { instanceType: 'ml.g5.12xlarge' };
/** A model of L1 constructs with variables, on 4 GPUs. */
const served = (g: L1, environment: { [name: string]: string }, variant: object = ON_G5) => g.config({ modelName: g.environment({ HF_MODEL_ID: 'org/model-8b', ...environment }).attrModelName, ...variant });
const sglang = (g: Given, options: Partial<hosting.SglangServerOptions>) => g.llm(g.sm.ModelServer.sglang({ weights: g.weights, ...options }));
const lmi = (g: Given, options: Partial<hosting.LmiServerOptions>) => g.llm(g.sm.ModelServer.lmi({ weights: g.weights, ...options }));
const tei = (g: Given, capacity: hosting.Capacity) => g.llm(g.sm.ModelServer.tei({ weights: g.weights }), capacity);
const hub = (g: Given, id: string, options: hosting.HuggingFaceWeightsOptions = {}) =>
  g.vllm({ weights: g.sm.ModelWeights.huggingFace(id, options) });
const on = (g: Given, instanceType: string, options: hosting.InstanceCapacityOptions = {}) =>
  g.sm.Capacity.instances(g.sm.InstanceType.of(instanceType), options);

export const languageModels: readonly Mistake[] = [
  {
    title: 'vLLM on instances without GPUs', rules: ['a server whose image is for GPUs is not serverless'], aws: FAILS, ours: call('the image of vLLM requires GPUs, which ml.m5.xlarge does not have;', (g) => g.vllm({}, on(g, 'ml.m5.xlarge'))), l1: (g) => served(g, {}, {}), right: (g) => g.vllm({}, on(g, 'ml.g5.12xlarge')),
  },
  {
    title: 'serverless vLLM',
    rules: ['a server whose image is for GPUs is not serverless'],
    aws: REFUSES,
    ours: call('vLLM requires GPUs, which a serverless capacity does not have; use', (g) => g.vllm({}, g.sm.Capacity.serverless({ memorySize: Size.gibibytes(4), maxConcurrency: 5 }))),
    l1: (g) => served(g, {}, g.less()),
    right: (g) => tei(g, g.sm.Capacity.serverless({ memorySize: Size.gibibytes(4), maxConcurrency: 5 })),
  },
  {
    title: 'an S3 URI as the ID of a model of the hub',
    rules: ['the ID is one of the Hugging Face Hub'],
    aws: FAILS,
    ours: call('the model ID of server.weights must be an ID of the Hugging Face Hub,', (g) => hub(g, 's3://weights/model/')),
    l1: (g) => served(g, { HF_MODEL_ID: 's3://weights/model/' }),
    right: (g) => g.vllm({ weights: g.sm.ModelWeights.fromModelData(g.models) }),
  },
  {
    title: 'a token of the hub as plain text',
    rules: ['a token is neither plain text nor a secure string'],
    aws: HARMS,
    ours: call('the token of server.weights is plain text, which is visible to all who', (g) => hub(g, 'org/model', { token: SecretValue.unsafePlainText('hf_abcdefghijklmnop') })),
    l1: (g) => served(g, { HF_TOKEN: 'hf_abcdefghijklmnop' }),
    right: (g) => hub(g, 'org/model', { token: SecretValue.secretsManager('hub') }),
  },
  {
    title: 'a token of the hub as a secure string of Systems Manager',
    rules: ['a token is neither plain text nor a secure string'],
    aws: REFUSES,
    ours: call('the token of server.weights must not be a secure string of AWS Systems', (g) => hub(g, 'org/model', { token: SecretValue.ssmSecure('/hub/token') })),
    l1: (g) => served(g, { HF_TOKEN: '{{resolve:ssm-secure:/hub/token}}' }),
  },
  {
    title: 'a tensor parallel size of 8 on 4 GPUs', rules: ['their product is at most the number of GPUs'], aws: FAILS, ours: call('server.tensorParallelSize must be at most the number of GPUs of', (g) => g.vllm({ tensorParallelSize: 8 })), l1: (g) => served(g, { SM_VLLM_TENSOR_PARALLEL_SIZE: '8' }), right: (g) => g.vllm({ tensorParallelSize: 4 }),
  },
  {
    title: 'a server that uses 1 of 4 GPUs, because no size is set', rules: ['all GPUs are used'], aws: HARMS, ours: handled('"SM_VLLM_TENSOR_PARALLEL_SIZE":"4"', (g) => g.vllm()), l1: (g) => served(g, {}),
  },
  {
    title: 'a server on an instance type whose GPUs are unknown', rules: ['the number of GPUs of the instance type is known'], aws: HARMS, ours: warned('unknownGpuCount', (g) => g.vllm({}, on(g, 'ml.g99.12xlarge'))), l1: (g) => served(g, {}, { instanceType: 'ml.g99.12xlarge' }),
  },
  {
    title: 'a server on 2 of 4 GPUs', rules: ['a server on instances uses each GPU'], aws: HARMS, ours: warned('unusedGpus', (g) => g.vllm({ tensorParallelSize: 2 })), l1: (g) => served(g, { SM_VLLM_TENSOR_PARALLEL_SIZE: '2' }),
  },
  {
    title: 'weights that are larger than the memory of the GPUs',
    rules: ['the weights are at most as large as the memory'],
    aws: 'fails: "CUDA out of memory"',
    ours: warned('weightsExceedGpuMemory', (g) => g.vllm({ weightsSize: Size.gibibytes(140) })),
    l1: (g) => served(g, {}),
    right: (g) => g.vllm({ weightsSize: Size.gibibytes(16) }),
  },
  {
    title: 'a copy on AWS Neuron without accelerators',
    rules: ['a copy on instances with AWS Neuron reserves accelerators'],
    aws: FAILS,
    ours: call('compute.accelerators of the capacity is required on ml.inf2.24xlarge,', (g) => g.vllm({ image: g.image }, g.sm.Capacity.components(g.sm.InstanceType.of('ml.inf2.24xlarge'), { compute: { minMemory: Size.gibibytes(4) } }))),
    l1: (g) => g.component({}, {}, { instanceType: 'ml.inf2.24xlarge' }),
  },
  {
    title: 'prefix-aware routing to a server without a cache of prefixes',
    rules: ['a server with prefix-aware routing has a cache'],
    aws: IGNORES,
    ours: warned('prefixRoutingWithoutCache', (g) => g.vllm({ prefixCaching: false }, on(g, 'ml.g5.12xlarge', { initialInstanceCount: 2, routingStrategy: g.sm.RoutingStrategy.prefixAware({ concurrencyThreshold: 5, prefixLength: 1024 }) }))),
    l1: (g) => served(g, {}, { routingConfig: { routingStrategy: 'PREFIX_AWARE' } }),
    right: (g) => g.vllm({ prefixCaching: true }, on(g, 'ml.g5.12xlarge', { initialInstanceCount: 2, routingStrategy: g.sm.RoutingStrategy.prefixAware({ concurrencyThreshold: 5, prefixLength: 1024 }) })),
  },
  {
    title: 'an argument of adapters without the option that enables them', rules: ['arguments of adapters, and of speculative decoding'], aws: FAILS, ours: call("server.additionalArguments['max-loras']: use server.lora, which enables", (g) => g.vllm({ additionalArguments: { 'max-loras': '4' } })), l1: (g) => served(g, { SM_VLLM_MAX_LORAS: '4' }), right: (g) => g.vllm({ lora: { maxLoras: 4, maxCpuLoras: 8 } }),
  },
  {
    title: 'a rank of adapters of 20', rules: ['`maxLoraRank` is 1, 8, 16'], aws: FAILS, ours: call('server.lora.maxLoraRank must be one of 1, 8, 16, 32, 64, 128, 256, 320,', (g) => g.vllm({ lora: { maxLoraRank: 20 } })), l1: (g) => served(g, { SM_VLLM_MAX_LORA_RANK: '20' }), right: (g) => g.vllm({ lora: { maxLoraRank: 32 } }),
  },
  {
    title: 'fewer adapters in memory than on the GPU', rules: ['`maxLoraRank` is 1, 8, 16'], aws: FAILS, ours: call('server.lora.maxCpuLoras must be at least maxLoras (4), got 2', (g) => g.vllm({ lora: { maxLoras: 4, maxCpuLoras: 2 } })), l1: (g) => served(g, { SM_VLLM_MAX_LORAS: '4', SM_VLLM_MAX_CPU_LORAS: '2' }),
  },
  {
    title: 'the switch of adapters in the environment, without the one to add them', rules: ['options of adapters come with their switch'], aws: REQUESTS_FAIL, ours: call("server.environment['SM_VLLM_ENABLE_LORA']: use server.lora, which", (g) => g.vllm({ environment: { SM_VLLM_ENABLE_LORA: 'true' } })), l1: (g) => served(g, { SM_VLLM_ENABLE_LORA: 'true' }), right: (g) => g.vllm({ lora: {} }),
  },
  {
    title: 'automatic calls of tools without a parser', rules: ['automatic calls of tools require `toolCallParser`'], aws: FAILS, ours: call('server.autoToolChoice requires toolCallParser; set it, such as to', (g) => g.vllm({ autoToolChoice: true })), l1: (g) => served(g, { SM_VLLM_ENABLE_AUTO_TOOL_CHOICE: 'true' }), right: (g) => g.vllm({ autoToolChoice: true, toolCallParser: 'hermes' }),
  },
  {
    title: 'the expiration of sessions that are off', rules: ['sessions are on'], aws: IGNORES, ours: call('server.sessionsExpiration requires statefulSessions; set it to true, or', (g) => g.vllm({ sessionsExpiration: Duration.minutes(10) })), l1: (g) => served(g, { SAGEMAKER_SESSIONS_EXPIRATION: '600' }), right: (g) => g.vllm({ statefulSessions: true, sessionsExpiration: Duration.minutes(10) }),
  },
  {
    title: 'a data parallel size that does not divide the tensor parallel size',
    rules: ['`dataParallelSize` divides `tensorParallelSize`'],
    aws: FAILS,
    ours: call('server.dataParallelSize must divide tensorParallelSize (4) with', (g) => sglang(g, { dataParallelAttention: true, dataParallelSize: 3, tensorParallelSize: 4 })),
    l1: (g) => served(g, { SM_SGLANG_DP_SIZE: '3' }),
    right: (g) => sglang(g, { dataParallelAttention: true, dataParallelSize: 2, tensorParallelSize: 4 }),
  },
  {
    title: 'speculative decoding without an algorithm', rules: ['speculative decoding with SGLang has an `algorithm`'], aws: FAILS, ours: call('server.speculative.algorithm is required; specify it as text, such as', (g) => sglang(g, { speculative: { numSteps: 3 } as any })), l1: (g) => served(g, { SM_SGLANG_SPECULATIVE_NUM_STEPS: '3' }),
  },
  {
    title: 'the sessions of LMI disabled, which its asynchronous mode requires', rules: ['sessions of LMI are not disabled'], aws: REQUESTS_FAIL, ours: warned('modelServerVariable', (g) => lmi(g, { environment: { OPTION_ENABLE_STATEFUL_SESSIONS: 'false' } })), l1: (g) => served(g, { OPTION_ENABLE_STATEFUL_SESSIONS: 'false' }), right: (g) => lmi(g, {}),
  },
  {
    title: 'code of the hub without a revision', rules: ['code of the hub has a revision'], aws: HARMS, ours: warned('remoteCodeWithoutRevision', (g) => g.vllm({ trustRemoteCode: true, weights: g.sm.ModelWeights.huggingFace('org/model-8b') })), l1: (g) => served(g, { SM_VLLM_TRUST_REMOTE_CODE: 'true' }), right: (g) => g.vllm({ trustRemoteCode: true }),
  },
  {
    title: 'an image and a version', rules: ['image`, `version` > only one of them is set'], aws: HARMS, ours: call('server.image and server.version cannot be combined; omit one of them', (g) => g.vllm({ image: g.image, version: '0.30.0' })), right: (g) => g.vllm({ version: '0.30.0' }),
  },
  {
    title: 'one option as a property and as a variable', rules: ['no variable is set twice'], aws: HARMS, ours: call("server.environment['SM_VLLM_MAX_MODEL_LEN'] sets SM_VLLM_MAX_MODEL_LEN,", (g) => g.vllm({ maxModelLength: 8192, environment: { SM_VLLM_MAX_MODEL_LEN: '4096' } })), l1: (g) => served(g, { SM_VLLM_MAX_MODEL_LEN: '4096' }), right: (g) => g.vllm({ maxModelLength: 8192 }),
  },
  {
    title: 'a switch with the value `false`', rules: ['no switch has the value `false`'], aws: IGNORES, ours: warned('modelServerVariable', (g) => g.vllm({ environment: { SM_VLLM_ENFORCE_EAGER: 'false' } })), l1: (g) => served(g, { SM_VLLM_ENFORCE_EAGER: 'false' }),
  },
  {
    title: 'an argument of 1,025 bytes', rules: ['a value has at most 1024 bytes'], aws: REFUSES, ours: call("server.additionalArguments['chat-template-content-format'] must have at", (g) => g.vllm({ additionalArguments: { 'chat-template-content-format': 'x'.repeat(1025) } })), l1: (g) => served(g, { SM_VLLM_CHAT_TEMPLATE: 'x'.repeat(1025) }),
  },
  {
    title: 'weights that are stored in a directory that is read-only', rules: ['downloads are stored at `/tmp`'], aws: 'fails: "No space left on device"', ours: handled('"/tmp', (g) => g.vllm()), l1: (g) => served(g, {}),
  },
  {
    title: 'requests of 6 MB that TEI refuses', rules: ['TEI accepts requests of 6,000,000 bytes'], aws: REQUESTS_FAIL, ours: handled('"PAYLOAD_LIMIT":"6000000"', (g) => tei(g, on(g, 'ml.g5.xlarge'))), l1: (g) => served(g, {}),
  },
  {
    title: 'embeddings of nulls on the GPUs of `ml.g4dn` instances', rules: ['TEI returns no embeddings of nulls'], aws: HARMS, ours: handled('"USE_FLASH_ATTENTION":"False"', (g) => tei(g, on(g, 'ml.g4dn.xlarge'))), l1: (g) => served(g, {}, { instanceType: 'ml.g4dn.xlarge' }),
  },
  {
    title: 'LMI that stops waiting before SageMaker does', rules: ['LMI waits for the model as long as SageMaker'], aws: FAILS, ours: handled('"OPTION_MODEL_LOADING_TIMEOUT"', (g) => lmi(g, {})), l1: (g) => served(g, {}),
  },
  {
    title: 'a misspelled option of a server', aws: IGNORES, source: 'https://docs.vllm.ai/en/v0.30.0/cli/serve/', ours: types, l1: (g) => served(g, { SM_VLLM_MAX_MODEL_LENGHT: '8192' }),
  },
];
