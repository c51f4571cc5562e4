import { Token } from 'aws-cdk-lib';
import { environmentOf, HUB, inS3, llama } from './given';
import { Capacity, InstanceType, ModelServer } from '../../../src';
import { variableOf } from '../../../src/endpoint/language-models/server-arguments';
import { messageOf } from '../../helpers/problems';
import { testStack, warningsOf } from '../../helpers/stack';

type Arguments = { [name: string]: string };

const SERVERS: { [server: string]: (options: any) => ModelServer } = {
  vLLM: (options) => ModelServer.vllm({ weights: HUB, ...options }),
  SGLang: (options) => ModelServer.sglang({ weights: HUB, ...options }),
  LMI: (options) => ModelServer.lmi({ weights: HUB, ...options }),
  TEI: (options) => ModelServer.tei({ weights: HUB, ...options }),
};

const capacityOf = (server: string) => Capacity.instances(server === 'TEI' ? InstanceType.G6E_XLARGE : InstanceType.G6E_12XLARGE);

const problemWith = (server: string, options: any) => messageOf(
  () => llama(testStack(), SERVERS[server](options), { capacity: capacityOf(server) })).replace(/^Test\/Llama: /, '');

/**
 * Frequent arguments without an option: https://docs.vllm.ai/en/v0.30.0/cli/serve/, https://docs.sglang.io/advanced_features/server_arguments.html
 * (0.5.20), https://docs.djl.ai (djl-serving d21927c), and https://huggingface.co/docs/text-embeddings-inference/cli_arguments (0d124dc).
 */
const ARGUMENTS: { [server: string]: [Arguments, { [variable: string]: string }][] } = {
  vLLM: [
    [{ 'enforce-eager': 'true' }, { SM_VLLM_ENFORCE_EAGER: '' }],
    [{ 'enable-expert-parallel': 'true' }, { SM_VLLM_ENABLE_EXPERT_PARALLEL: '' }],
    [{ 'async-scheduling': 'false' }, { SM_VLLM_NO_ASYNC_SCHEDULING: '' }],
    [{ 'load-format': 'runai_streamer' }, { SM_VLLM_LOAD_FORMAT: 'runai_streamer' }],
    [{ tokenizer: 'org/tokenizer' }, { SM_VLLM_TOKENIZER: 'org/tokenizer' }],
    [{ 'tokenizer-mode': 'mistral' }, { SM_VLLM_TOKENIZER_MODE: 'mistral' }],
    [{ 'config-format': 'mistral' }, { SM_VLLM_CONFIG_FORMAT: 'mistral' }],
    [{ 'block-size': '32' }, { SM_VLLM_BLOCK_SIZE: '32' }],
    [{ 'cpu-offload-gb': '8' }, { SM_VLLM_CPU_OFFLOAD_GB: '8' }],
    [{ 'max-logprobs': '20' }, { SM_VLLM_MAX_LOGPROBS: '20' }],
    [{ 'max-num-partial-prefills': '2' }, { SM_VLLM_MAX_NUM_PARTIAL_PREFILLS: '2' }],
    [{ 'compilation-config': '{"mode":3}' }, { SM_VLLM_COMPILATION_CONFIG: '{"mode":3}' }],
    [{ 'hf-overrides': '{"rope_theta":1000000}' }, { SM_VLLM_HF_OVERRIDES: '{"rope_theta":1000000}' }],
    [{ 'kv-transfer-config': '{"kv_role":"kv_both"}' }, { SM_VLLM_KV_TRANSFER_CONFIG: '{"kv_role":"kv_both"}' }],
    [{ 'override-generation-config': '{"max_new_tokens":512}' }, { SM_VLLM_OVERRIDE_GENERATION_CONFIG: '{"max_new_tokens":512}' }],
    [{ 'generation-config': 'vllm' }, { SM_VLLM_GENERATION_CONFIG: 'vllm' }],
    [{ 'chat-template-content-format': 'openai' }, { SM_VLLM_CHAT_TEMPLATE_CONTENT_FORMAT: 'openai' }],
    [{ runner: 'pooling' }, { SM_VLLM_RUNNER: 'pooling' }],
    [{ 'disable-log-stats': 'true' }, { SM_VLLM_DISABLE_LOG_STATS: '' }],
    [{ 'enable-log-requests': 'true' }, { SM_VLLM_ENABLE_LOG_REQUESTS: '' }],
    [{ 'mm-processor-kwargs': '{"num_crops":4}' }, { SM_VLLM_MM_PROCESSOR_KWARGS: '{"num_crops":4}' }],
  ],
  SGLang: [
    [{ 'attention-backend': 'fa3' }, { SM_SGLANG_ATTENTION_BACKEND: 'fa3' }],
    [{ 'sampling-backend': 'flashinfer' }, { SM_SGLANG_SAMPLING_BACKEND: 'flashinfer' }],
    [{ 'enable-torch-compile': 'true' }, { SM_SGLANG_ENABLE_TORCH_COMPILE: '' }],
    [{ 'disable-cuda-graph': 'true' }, { SM_SGLANG_DISABLE_CUDA_GRAPH: '' }],
    [{ 'cuda-graph-max-bs': '64' }, { SM_SGLANG_CUDA_GRAPH_MAX_BS: '64' }],
    [{ 'disable-overlap-schedule': 'false' }, {}],
    [{ 'schedule-policy': 'lpm' }, { SM_SGLANG_SCHEDULE_POLICY: 'lpm' }],
    [{ 'schedule-conservativeness': '0.8' }, { SM_SGLANG_SCHEDULE_CONSERVATIVENESS: '0.8' }],
    [{ 'max-total-tokens': '65536' }, { SM_SGLANG_MAX_TOTAL_TOKENS: '65536' }],
    [{ 'page-size': '16' }, { SM_SGLANG_PAGE_SIZE: '16' }],
    [{ 'tokenizer-path': 'org/tokenizer' }, { SM_SGLANG_TOKENIZER_PATH: 'org/tokenizer' }],
    [{ 'tokenizer-mode': 'auto' }, { SM_SGLANG_TOKENIZER_MODE: 'auto' }],
    [{ 'load-format': 'safetensors' }, { SM_SGLANG_LOAD_FORMAT: 'safetensors' }],
    [{ 'json-model-override-args': '{"rope_theta":1000000}' }, { SM_SGLANG_JSON_MODEL_OVERRIDE_ARGS: '{"rope_theta":1000000}' }],
    [{ 'is-embedding': 'true' }, { SM_SGLANG_IS_EMBEDDING: '' }],
    [{ 'ep-size': '4' }, { SM_SGLANG_EP_SIZE: '4' }],
    [{ 'enable-mixed-chunk': 'true' }, { SM_SGLANG_ENABLE_MIXED_CHUNK: '' }],
    [{ 'log-level': 'warning' }, { SM_SGLANG_LOG_LEVEL: 'warning' }],
    [{ 'watchdog-timeout': '600' }, { SM_SGLANG_WATCHDOG_TIMEOUT: '600' }],
    [{ 'enable-multimodal': 'true' }, { SM_SGLANG_ENABLE_MULTIMODAL: '' }],
  ],
  LMI: [
    [{ 'rolling-batch': 'disable' }, { OPTION_ROLLING_BATCH: 'disable' }],
    [{ 'async-mode': 'true' }, { OPTION_ASYNC_MODE: 'true' }],
    [{ entrypoint: 'djl_python.lmi_vllm.vllm_async_service' }, { OPTION_ENTRYPOINT: 'djl_python.lmi_vllm.vllm_async_service' }],
    [{ 'enforce-eager': 'true' }, { OPTION_ENFORCE_EAGER: 'true' }],
    [{ 'max-num-batched-tokens': '4096' }, { OPTION_MAX_NUM_BATCHED_TOKENS: '4096' }],
    [{ 'load-format': 'safetensors' }, { OPTION_LOAD_FORMAT: 'safetensors' }],
    [{ 'tokenizer-mode': 'mistral' }, { OPTION_TOKENIZER_MODE: 'mistral' }],
    [{ 'cpu-offload-gb-per-gpu': '4' }, { OPTION_CPU_OFFLOAD_GB_PER_GPU: '4' }],
    [{ 'block-size': '32' }, { OPTION_BLOCK_SIZE: '32' }],
    [{ task: 'text-generation' }, { OPTION_TASK: 'text-generation' }],
    [{ 'output-formatter': 'json' }, { OPTION_OUTPUT_FORMATTER: 'json' }],
    [{ 'hf-overrides': '{"rope_theta":1000000}' }, { OPTION_HF_OVERRIDES: '{"rope_theta":1000000}' }],
    [{ 'generation-config': 'vllm' }, { OPTION_GENERATION_CONFIG: 'vllm' }],
    [{ 'max-logprobs': '20' }, { OPTION_MAX_LOGPROBS: '20' }],
    [{ 'limit-mm-per-prompt': '{"image":2}' }, { OPTION_LIMIT_MM_PER_PROMPT: '{"image":2}' }],
    [{ 'compilation-config': '{"mode":3}' }, { OPTION_COMPILATION_CONFIG: '{"mode":3}' }],
    [{ 'enable-expert-parallel': 'true' }, { OPTION_ENABLE_EXPERT_PARALLEL: 'true' }],
    [{ 'disable-log-stats': 'true' }, { OPTION_DISABLE_LOG_STATS: 'true' }],
    [{ 'pipeline-parallel-degree': '1' }, { OPTION_PIPELINE_PARALLEL_DEGREE: '1' }],
    [{ 'enable-prefix-caching': 'false' }, { OPTION_ENABLE_PREFIX_CACHING: 'false' }],
  ],
  TEI: [
    [{ 'max-concurrent-requests': '256' }, { MAX_CONCURRENT_REQUESTS: '256' }],
    [{ 'max-batch-requests': '64' }, { MAX_BATCH_REQUESTS: '64' }],
    [{ 'tokenization-workers': '4' }, { TOKENIZATION_WORKERS: '4' }],
    [{ 'default-prompt': 'query: ' }, { DEFAULT_PROMPT: 'query: ' }],
    [{ 'default-prompt-name': 'query' }, { DEFAULT_PROMPT_NAME: 'query' }],
    [{ 'served-model-name': 'embeddings' }, { SERVED_MODEL_NAME: 'embeddings' }],
    [{ 'json-output': 'true' }, { JSON_OUTPUT: 'true' }],
    [{ 'cors-allow-origin': '*' }, { CORS_ALLOW_ORIGIN: '*' }],
    [{ 'dense-path': '2_Dense' }, { DENSE_PATH: '2_Dense' }],
    [{ 'disable-spans': 'true' }, { DISABLE_SPANS: 'true' }],
    [{ 'otlp-endpoint': 'http://localhost:4317' }, { OTLP_ENDPOINT: 'http://localhost:4317' }],
    [{ 'otlp-service-name': 'embeddings' }, { OTLP_SERVICE_NAME: 'embeddings' }],
    [{ 'prometheus-port': '9100' }, { PROMETHEUS_PORT: '9100' }],
    [{ 'huggingface-hub-cache': '/tmp/hub' }, { HUGGINGFACE_HUB_CACHE: '/tmp/hub' }],
  ],
};

test.each([
  ['block-size', 'BLOCK_SIZE'], ['--block-size', 'BLOCK_SIZE'], ['block--size', 'BLOCK__SIZE'], ['-b', '_B'], ['BLOCK_SIZE', 'BLOCK_SIZE'], ['a', 'A'],
])('the argument %s has the variable %s', (argument, variable) => {
  expect(variableOf(argument)).toBe(variable);
});

test('an argument whose name only contains that of an option is none', () => {
  expect(problemWith('vLLM', { maxModelLength: 8192, additionalArguments: { 'no-max-model-len': 'true' } })).toContain('server.maxModelLength');
  expect(() => llama(testStack(), SERVERS.vLLM({ maxModelLength: 8192, additionalArguments: { 'max-no-model-len': '1' } }))).not.toThrow();
});

describe('an argument without an option is rendered', () => {
  test.each(Object.entries(ARGUMENTS).flatMap(([server, cases]) => cases.map(([given, variables]) => [server, given, variables] as const)))(
    'by %s: %j', (server, additionalArguments, variables) => {
      const [stack, without] = [testStack(), testStack()];
      llama(stack, SERVERS[server]({ additionalArguments }), { capacity: capacityOf(server) });
      llama(without, SERVERS[server]({}), { capacity: capacityOf(server) });

      expect(environmentOf(stack)).toEqual({ ...environmentOf(without), ...variables });
      expect(warningsOf(stack)).toEqual([]);
    });
});

test('an argument has at most 1024 bytes, as each variable', () => {
  const withOverrides = (value: string) => ({ additionalArguments: { 'hf-overrides': value } });
  expect(() => llama(testStack(), SERVERS.vLLM(withOverrides('é'.repeat(512))))).not.toThrow();
  expect(problemWith('vLLM', withOverrides(`${'é'.repeat(512)}e`))).toBe("server.additionalArguments['hf-overrides'] must have at most 1024 bytes, got 1025; put it into a file beside the weights if the "
    + 'server can read one');
});

describe('an argument of a feature is refused without the option that enables it', () => {
  test.each<[string, Arguments, string]>([
    ['vLLM', { 'lora-modules': 'legal=/opt/ml/model/legal' },
      "server.additionalArguments['lora-modules'] requires server.lora, which enables the feature; set it, such as to {}"],
    ['SGLang', { 'lora-backend': 'triton' },
      "server.additionalArguments['lora-backend'] requires server.lora, which enables the feature; set it, such as to {}"],
    ['SGLang', { 'speculative-attention-mode': 'decode' },
      "server.additionalArguments['speculative-attention-mode'] requires server.speculative, which enables the feature; set it, such as to { algorithm: 'EAGLE' }"],
  ])('by %s: %j', (server, additionalArguments, message) => {
    expect(problemWith(server, { additionalArguments })).toBe(message);
  });

  test('as a variable, too', () => {
    expect(problemWith('vLLM', { environment: { SM_VLLM_LORA_DTYPE: 'bfloat16' } }))
      .toBe("server.environment['SM_VLLM_LORA_DTYPE'] requires server.lora, which enables the feature; set it, such as to {}");
  });

  test.each<[string, any, { [variable: string]: string }]>([
    ['vLLM', { lora: {}, additionalArguments: { 'lora-modules': 'legal=/opt/ml/model/legal' } }, { SM_VLLM_LORA_MODULES: 'legal=/opt/ml/model/legal' }],
    ['SGLang', { lora: {}, additionalArguments: { 'lora-backend': 'triton' } }, { SM_SGLANG_LORA_BACKEND: 'triton' }],
    ['SGLang', { speculative: { algorithm: 'EAGLE' }, additionalArguments: { 'speculative-attention-mode': 'decode' } },
      { SM_SGLANG_SPECULATIVE_ATTENTION_MODE: 'decode' }],
  ])('but rendered with it, by %s: %j', (server, options, variables) => {
    const stack = testStack();
    llama(stack, SERVERS[server](options));

    expect(environmentOf(stack)).toMatchObject(variables);
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('tokens', () => {
  test('are rendered as values of arguments and variables', () => {
    const stack = testStack();
    const value = Token.asString({ Ref: 'Value' });
    llama(stack, SERVERS.vLLM({ additionalArguments: { 'block-size': value }, environment: { LEVEL: value } }));

    expect(environmentOf(stack)).toMatchObject({ SM_VLLM_BLOCK_SIZE: { Ref: 'Value' }, LEVEL: { Ref: 'Value' } });
  });

  test.each<[any, string]>([
    [{ additionalArguments: { [Token.asString({ Ref: 'Name' })]: 'x' } },
      'server.additionalArguments must have names that are known at synthesis, got a token; specify each name as text'],
    [{ additionalArguments: Token.asAny({ Ref: 'All' }) },
      'server.additionalArguments must be an object with names that are known at synthesis, got a token; its values can be tokens'],
    [{ environment: Token.asAny({ Ref: 'All' }) },
      'server.environment must be an object with names that are known at synthesis, got a token; its values can be tokens'],
  ])('are refused as names (%#)', (options, message) => {
    expect(problemWith('vLLM', options)).toBe(message);
  });
});

describe('with weights in Amazon S3, the server may download what an argument names', () => {
  test.each<[string, any, string | undefined]>([
    ['vLLM', { additionalArguments: { tokenizer: 'org/tokenizer' } }, undefined],
    ['vLLM', { additionalArguments: { tokenizer: 'gpt2' } }, undefined],
    ['vLLM', { additionalArguments: { 'load-format': 'a/b' } }, undefined],
    ['vLLM', { additionalArguments: { 'load-format': 'org-1/my.model_2' } }, undefined],
    ['vLLM', { additionalArguments: { 'load-format': 'org/model@main' } }, undefined],
    ['vLLM', { additionalArguments: { 'load-format': 'org/model:main' } }, undefined],
    ['vLLM', { additionalArguments: { 'load-format': 'x,org/model,y' } }, undefined],
    ['vLLM', { additionalArguments: { 'load-format': '-org/model' } }, '1'],
    ['vLLM', { additionalArguments: { 'load-format': 'org/.model' } }, '1'],
    ['vLLM', { additionalArguments: { 'load-format': 'org/model/file' } }, '1'],
    ['vLLM', { additionalArguments: { 'load-format': 'org model/x y' } }, '1'],
    ['vLLM', { additionalArguments: { tokenizer: '/opt/ml/model' } }, '1'],
    ['vLLM', { additionalArguments: { tokenizer: Token.asString({ Ref: 'Tokenizer' }) } }, undefined],
    ['vLLM', { environment: { SM_VLLM_TOKENIZER: 'org/tokenizer' } }, undefined],
    ['vLLM', { lora: {}, additionalArguments: { 'lora-modules': '{"name":"legal","path":"org/legal"}' } }, undefined],
    ['vLLM', { lora: {}, additionalArguments: { 'lora-modules': 'legal=/opt/ml/model/legal' } }, '1'],
    ['vLLM', { environment: { WANDB_API_KEY: Token.asString({ Ref: 'Key' }), OTLP: 'https://otlp.example/v1/traces' } }, '1'],
    ['SGLang', { lora: { loraPath: 'legal=org/legal' } }, undefined],
    ['SGLang', { lora: { loraPath: 'org/legal' } }, undefined],
    ['SGLang', { lora: { loraPath: 'legal=/opt/ml/model/legal' } }, '1'],
    ['LMI', { additionalArguments: { tokenizer: 'org/tokenizer' } }, undefined],
  ])('%s with %j has HF_HUB_OFFLINE %p', (server, options, offline) => {
    const stack = testStack();
    llama(stack, SERVERS[server]({ ...options, weights: inS3(stack) }));

    expect(environmentOf(stack).HF_HUB_OFFLINE).toBe(offline);
  });
});

describe('the supervisor of images below vLLM 0.24 is off with quotation marks', () => {
  test.each<[any, string | undefined]>([
    [{ additionalArguments: { 'compilation-config': '{"mode":3}' } }, 'false'],
    [{ environment: { SM_VLLM_COMPILATION_CONFIG: '{"mode":3}' } }, 'false'],
    [{ chatTemplate: '{{ messages["content"] }}' }, 'false'],
    [{ multimodalLimits: { image: 1 } }, 'false'],
    [{ speculativeConfig: { method: 'ngram' } }, 'false'],
    [{ structuredOutputsConfig: { backend: 'auto' } }, 'false'],
    [{ servedModelName: 'llama' }, undefined],
    [{ additionalArguments: { 'block-size': '32' } }, undefined],
    [{ environment: { SETTINGS: '{"mode":3}' } }, undefined],
    [{ additionalArguments: { 'block-size': Token.asString({ Ref: 'Size' }) } }, undefined],
  ])('of %j', (options, recovery) => {
    const [stack, newer] = [testStack(), testStack()];
    llama(stack, SERVERS.vLLM({ version: '0.23.0', ...options }));
    llama(newer, SERVERS.vLLM({ version: '0.24.0', ...options }));

    expect(environmentOf(stack).PROCESS_AUTO_RECOVERY).toBe(recovery);
    expect(environmentOf(newer).PROCESS_AUTO_RECOVERY).toBeUndefined();
  });
});
