import * as fc from 'fast-check';
import { compute } from './components';
import { asyncOptions, configOptions, gpuType, instanceOptions, instanceType, scaleInPolicy, type Kind } from './configs';
import { archive, bucket, container, environment, identity, image, location, network } from './models';
import { endpointOptions, operations } from './operations';
import { boolean, either, gibibytes, integer, maybe, mebibytes, memberOf, merged, minutes, object, oneOf, text, type Arbitrary } from './values';
import { call, given, id, make, method, scope, variable, type Step, type Value } from '../app/plan';

const limits = { minCapacity: integer(1, 2), maxCapacity: integer(2, 20) };
const byRequests = fc.oneof({ withCrossShrink: true },
  { weight: 3, arbitrary: object({}) },
  { weight: 2, arbitrary: object({ ...limits, maxRequestsPerSecond: integer(1, 50) }, { targetConcurrentRequests: integer(1, 10) }, 3) },
);

const instances = object({}, { ...instanceOptions, initialInstanceCount: integer(1, 3) }, 10);
const onInstances = (types: Arbitrary): Arbitrary => fc.tuple(types, instances, byRequests)
  .map(([type, options, scaling]) => call('sm.Capacity.instances', type, { ...options, ...scaling }));
const provisioned = object({
  provisionedConcurrency: integer(2, 5), minCapacity: integer(1, 2), maxCapacity: integer(5, 20),
}, { targetUtilizationPercent: integer(10, 90) }, 3);
const serverless: Arbitrary = fc.tuple(object({ memorySize: gibibytes(1, 6), maxConcurrency: integer(20, 200) }), maybe(provisioned, 2))
  .map(([options, scaling]) => call('sm.Capacity.serverless', { ...options, ...scaling as object }));
const asynchronous: Arbitrary = fc.tuple(instanceType, object({ output: location }, {
  ...instanceOptions,
  ...asyncOptions,
  initialInstanceCount: integer(1, 2),
  minCapacity: integer(0, 1),
  maxCapacity: integer(1, 5),
  targetBacklogPerInstance: integer(1, 9),
}, 6)).map(([type, options]) => call('sm.Capacity.asynchronous', type, options));
const copies = object({ compute }, {
  ...instanceOptions, copyCount: integer(1, 2), maxInstanceCount: integer(2, 4), minInstanceCount: integer(0, 2), scaleInPolicy,
}, 6);
const components = (types: Arbitrary): Arbitrary => fc.tuple(types, copies, maybe(object({
  minCapacity: integer(0, 1), maxCapacity: integer(2, 4), targetConcurrentRequests: integer(1, 10),
}, { idleTime: minutes(5, 60), maxRequestsPerSecond: integer(1, 9) }, 3), 2)).map(([type, options, scaling]) => call('sm.Capacity.components', type, { ...options, ...scaling as object }));

const CAPACITIES: { readonly [kind in Kind]?: Arbitrary } = {
  instances: onInstances(instanceType), serverless, async: asynchronous, components: components(instanceType),
};

const others = fc.tuple(object({}, { ...configOptions, ...endpointOptions, variantName: oneOf('main') }, 14), network, identity).map((all) => merged(...all));

const what = fc.oneof({ withCrossShrink: true },
  { weight: 6, arbitrary: object({ container }) }, { weight: 1, arbitrary: object({ model: oneOf(given('model'), given('importedModel')) }) },
  { weight: 1, arbitrary: fc.tuple(image, image).map(([first, second]): { [key: string]: Value } => ({ containers: [{ image: first, containerHostname: 'first' }, { image: second, containerHostname: 'second' }] })) },
);

/** A model on an endpoint, in one call, with what can be done with it. */
export const modelEndpointUnit: fc.Arbitrary<Step[]> = fc.constantFrom<Kind>('instances', 'serverless', 'async', 'components').chain((kind) => fc.tuple(what, CAPACITIES[kind]!, others, operations('components')))
  .map(([model, capacity, options, more]) => [{ as: 'endpoint', do: make('sm.ModelEndpoint', scope('endpoint'), id('ModelEndpoint'), { ...model, capacity, ...options }) }, ...more.filter((step) => !JSON.stringify(step).includes('findInstance'))]);

const weights: Arbitrary = either(
  object({}, { revision: text('0e9e39f'), token: oneOf(call('cdk.SecretValue.secretsManager', 'hub')) }, 2).map((options) => call('sm.ModelWeights.huggingFace', 'org/llama-8b-instruct', options)),
  fc.tuple(bucket, oneOf('llama/')).map(([where, prefix]) => call('sm.ModelWeights.fromModelData', call('sm.ModelData.fromBucketPrefix', where, prefix))),
);
const server = { version: oneOf('0.30.0'), image, weightsSize: gibibytes(8, 40), dtype: oneOf('bfloat16', 'auto'), additionalArguments: oneOf({ 'log-level': 'info' }), environment };
const generative = {
  ...server,
  tensorParallelSize: oneOf(1, 2, 4),
  maxModelLength: integer(1, 8192),
  maxSequences: integer(1, 256),
  maxBatchedTokens: integer(8192, 16_384),
  gpuMemoryUtilization: oneOf(0.5, 0.9),
  quantization: oneOf('fp8', 'awq'),
  kvCacheDtype: oneOf('fp8', 'auto'),
  prefixCaching: boolean,
  chunkedPrefill: boolean,
  toolCallParser: oneOf('hermes'),
  reasoningParser: oneOf('deepseek_r1'),
  chatTemplate: oneOf('/opt/ml/model/chat.jinja'),
  servedModelName: text('llama'),
  seed: integer(0, 9),
  multimodalLimits: oneOf({ image: 2 }),
  trustRemoteCode: boolean,
};
const lora = object({}, { maxLoras: integer(1, 4), maxLoraRank: oneOf(16, 64), maxCpuLoras: integer(4, 8) }, 2);
const structured = { speculativeConfig: oneOf({ method: 'ngram', num_speculative_tokens: 4 }), structuredOutputsConfig: oneOf({ backend: 'xgrammar' }) };
const servers: Arbitrary = either(
  object({ weights }, {
    ...generative,
    ...structured,
    lora,
    pipelineParallelSize: oneOf(1, 2),
    dataParallelSize: oneOf(1, 2),
    autoToolChoice: boolean,
    statefulSessions: boolean,
    sessionsExpiration: minutes(1, 9),
    processAutoRecovery: boolean,
    processMaxStartRetries: integer(0, 3),
  }, 8)
    .map((options) => call('sm.ModelServer.vllm', options)),
  object({ weights }, {
    ...generative,
    version: oneOf('0.5.5'),
    pipelineParallelSize: oneOf(1, 2),
    dataParallelSize: oneOf(1, 2),
    dataParallelAttention: boolean,
    grammarBackend: oneOf('xgrammar'),
    metrics: boolean,
    speculative: object({}, { algorithm: oneOf('EAGLE3'), draftModelPath: oneOf('org/draft'), numSteps: integer(1, 3), eagleTopk: integer(1, 4), numDraftTokens: integer(1, 8) }, 2),
    lora: object({}, { loraPath: oneOf('legal=/opt/ml/model/legal'), maxLorasPerBatch: integer(1, 4), maxLoraRank: oneOf(64), targetModules: oneOf('all') }, 2),
  }, 8).map((options) => call('sm.ModelServer.sglang', options)),
  object({ weights }, { ...generative, ...structured, version: oneOf('0.36.0'), lora, autoToolChoice: boolean, sessionsExpiration: minutes(1, 9), modelLoadingTimeout: minutes(5, 50), failFast: boolean, jobQueueSize: integer(1, 100) }, 8).map((options) => call('sm.ModelServer.lmi', options)),
);
const embeddings: Arbitrary = object({ weights }, { ...server, version: oneOf('2.0.1'), maxBatchTokens: integer(1024, 32_768), maxClientBatchSize: integer(1, 64), payloadLimit: mebibytes(1, 4), pooling: oneOf('mean', 'cls'), autoTruncate: boolean }, 5)
  .map((options) => call('sm.ModelServer.tei', options));
const jumpStart: Arbitrary = object({}, { weightsSize: gibibytes(8, 24), environment }, 2).map((options) => call('sm.ModelServer.jumpStart', call('sm.JumpStartModel.of', 'huggingface-llm-amazon-falconlite', { version: '2.1.0' }), options));

const gpus = either(memberOf('sm.InstanceType', 'G6E_12XLARGE', 'G5_12XLARGE'), gpuType);
const served = fc.oneof({ withCrossShrink: true },
  { weight: 6, arbitrary: fc.tuple(servers, either(onInstances(gpus), components(gpus))) },
  { weight: 2, arbitrary: fc.tuple(embeddings, either(onInstances(memberOf('sm.InstanceType', 'M7I_LARGE', 'M5_LARGE')), onInstances(gpus))) },
  { weight: 1, arbitrary: fc.tuple(jumpStart, onInstances(memberOf('sm.InstanceType', 'G5_12XLARGE'))) },
);

/** A language model, in one call. */
export const languageModelUnit: fc.Arbitrary<Step[]> = fc.tuple(served, others, operations('components'), maybe(archive, 6)).map(([[model, capacity], options, more, artifact]) => [
  { as: 'endpoint', do: make('sm.LanguageModelEndpoint', scope('endpoint'), id('LanguageModel'), { server: model, capacity, ...options }) },
  ...artifact === undefined || !JSON.stringify(capacity).includes('Capacity.components') ? [] : [{ do: method(variable('endpoint'), 'addAdapter', id('Legal'), { artifact }) }],
  ...more.filter((step) => !JSON.stringify(step).includes('findInstance')),
]);
