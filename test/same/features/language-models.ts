import { CfnOutput, Duration, SecretValue, Size, Stack, type CfnResource } from 'aws-cdk-lib';
import { aBucket, anImage, aRole } from './given';
import {
  Capacity, InstanceType, JumpStartModel, LanguageModelEndpoint, ModelData, ModelServer, ModelWeights, RoutingStrategy,
  type HuggingFaceWeightsOptions, type LanguageModelEndpointProps, type LanguageModelServerOptions, type ModelServerOptions,
} from '../../../src';

const weights = ModelWeights.huggingFace('org/llama-8b-instruct', hub());

function hub(): HuggingFaceWeightsOptions {
  return { revision: '0e9e39f', token: SecretValue.secretsManager('hub') };
}

/** Each server with each of its options, and what is warned of, by the id of its warning. */
export function languageModels(stack: Stack): void {
  const inS3 = ModelWeights.fromModelData(ModelData.fromBucketPrefix(aBucket(stack), 'llama/'));
  const ofAll: ModelServerOptions = {
    weights, weightsSize: Size.gibibytes(16), dtype: 'bfloat16', additionalArguments: { 'log-level': 'info' }, environment: { LEVEL: 'info' },
  };
  const generative: LanguageModelServerOptions = {
    ...ofAll,
    tensorParallelSize: 2,
    maxModelLength: 8192,
    maxSequences: 128,
    maxBatchedTokens: 4096,
    gpuMemoryUtilization: 0.85,
    quantization: 'fp8',
    kvCacheDtype: 'fp8',
    prefixCaching: false,
    chunkedPrefill: true,
    toolCallParser: 'hermes',
    reasoningParser: 'deepseek_r1',
    chatTemplate: '/opt/ml/model/chat.jinja',
    servedModelName: 'llama',
    seed: 7,
    multimodalLimits: { image: 2 },
    trustRemoteCode: true,
  };
  const speculativeConfig = { method: 'ngram', num_speculative_tokens: 4 };
  const structuredOutputsConfig = { backend: 'xgrammar' };
  const servers: { [id: string]: ModelServer } = {
    Vllm: ModelServer.vllm({
      ...generative,
      version: '0.30.0',
      pipelineParallelSize: 1,
      dataParallelSize: 2,
      autoToolChoice: false,
      speculativeConfig,
      structuredOutputsConfig,
      lora: { maxLoras: 4, maxLoraRank: 64, maxCpuLoras: 8 },
      statefulSessions: true,
      sessionsExpiration: Duration.minutes(5),
      processAutoRecovery: false,
      processMaxStartRetries: 1,
    }),
    VllmOfOwnImage: ModelServer.vllm({ weights: inS3, image: anImage(stack) }),
    Sglang: ModelServer.sglang({
      ...generative,
      pipelineParallelSize: 2,
      dataParallelSize: 2,
      dataParallelAttention: true,
      speculative: { algorithm: 'EAGLE3', draftModelPath: 'org/draft', numSteps: 3, eagleTopk: 4, numDraftTokens: 8 },
      lora: { loraPath: 'legal=/opt/ml/model/legal', maxLorasPerBatch: 4, maxLoraRank: 64, targetModules: 'all' },
      grammarBackend: 'xgrammar',
      metrics: true,
    }),
    SglangInS3: ModelServer.sglang({ weights: inS3 }),
    Lmi: ModelServer.lmi({
      ...generative,
      autoToolChoice: true,
      speculativeConfig,
      structuredOutputsConfig,
      lora: { maxLoras: 4 },
      sessionsExpiration: Duration.minutes(5),
      modelLoadingTimeout: Duration.minutes(50),
      failFast: true,
      jobQueueSize: 100,
    }),
    LmiInS3: ModelServer.lmi({ weights: inS3 }),
    modelServerVariable: ModelServer.vllm({ weights, environment: { SM_VLLM_ENFORCE_EAGER: 'false', OPTION_MAX_MODEL_LEN: '8192' } }),
    remoteCodeWithoutRevision: ModelServer.vllm({ weights: ModelWeights.huggingFace('org/llama-8b-instruct'), trustRemoteCode: true }),
    unusedGpus: ModelServer.vllm({ weights, tensorParallelSize: 1 }),
    weightsExceedGpuMemory: ModelServer.vllm({ weights, weightsSize: Size.gibibytes(250) }),
  };
  for (const [id, server] of Object.entries(servers)) {
    endpoint(stack, id, { server });
  }
  endpoint(stack, 'JumpStart', {
    server: ModelServer.jumpStart(JumpStartModel.of('huggingface-llm-amazon-falconlite', { version: '2.1.0' }), {
      weightsSize: Size.gibibytes(24), environment: { LEVEL: 'info' },
    }),
    capacity: Capacity.instances(InstanceType.G5_12XLARGE),
  });
  endpoint(stack, 'unknownGpuCount', { server: ModelServer.vllm({ weights }), capacity: Capacity.instances(InstanceType.of('ml.g9.96xlarge')) });
  endpoint(stack, 'prefixRoutingWithoutCache', {
    server: ModelServer.vllm({ weights, prefixCaching: false }),
    capacity: Capacity.instances(InstanceType.G6E_12XLARGE, {
      initialInstanceCount: 2, routingStrategy: RoutingStrategy.prefixAware({ prefixLength: 2048, concurrencyThreshold: 16 }),
    }),
  });
  endpoint(stack, 'Tei', {
    server: ModelServer.tei({
      ...ofAll, maxBatchTokens: 32768, maxClientBatchSize: 64, payloadLimit: Size.mebibytes(4), pooling: 'mean', autoTruncate: false,
    }),
    capacity: Capacity.instances(InstanceType.M7I_LARGE),
  });
  const copies = endpoint(stack, 'Copies', {
    server: ModelServer.vllm({ weights, lora: {} }),
    capacity: Capacity.components(InstanceType.G6E_12XLARGE, { minCapacity: 0, maxCapacity: 4, targetConcurrentRequests: 8 }),
    variantName: 'main',
  });
  copies.addAdapter('Medical', { artifact: ModelData.fromBucket(aBucket(stack), 'medical.tar.gz') });
  copies.component!.addAdapter('Legal', { artifact: ModelData.fromBucket(aBucket(stack), 'legal.tar.gz') });
  const scaled = endpoint(stack, 'Scaled', {
    server: ModelServer.vllm({ weights }), capacity: Capacity.instances(InstanceType.G6E_12XLARGE, { maxCapacity: 2, maxRequestsPerSecond: 4 }),
  });
  scaled.addLogGroup();
  scaled.addAutoRollbackAlarms(...scaled.addRecommendedAlarms().critical);
  scaled.grantInvoke(aRole(stack, 'Client', 'lambda.amazonaws.com'));
  new CfnOutput(stack, 'References', { value: [scaled.endpointArn, scaled.endpointName, scaled.endpointRef.endpointArn].join() });
  const parts = [copies.scalableCopyCount, scaled.scalableInstanceCount, scaled.scalableProvisionedConcurrency, scaled.model, scaled.endpointConfig];
  new CfnOutput(stack, 'Parts', { value: parts.map((part) => (part?.node.defaultChild as CfnResource | undefined)?.cfnResourceType ?? 'none').join() });
}

function endpoint(stack: Stack, id: string, props: Omit<LanguageModelEndpointProps, 'capacity'> & Partial<LanguageModelEndpointProps>): LanguageModelEndpoint {
  return new LanguageModelEndpoint(stack, id, { capacity: Capacity.instances(InstanceType.G6E_12XLARGE), ...props });
}
