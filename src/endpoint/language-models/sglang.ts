import type { LanguageModelServerOptions } from './model-server-options';
import { presentOrNot } from './server-arguments';
import { hubDefaults, isHubModel, MODEL_PATH, weightVariables, type OptionsOf, type ServerDefinition } from './server-definition';
import { count, flag, fraction, group, json, seed, text } from './server-option';
import { adapters, ignoredFalse } from './vllm';
import { Framework } from '../../dlc/framework.generated';
import { isUnknown, required, type Check } from '../../private/checks';

/**
 * The options of speculative decoding with SGLang.
 *
 * @see https://docs.sglang.io/advanced_features/speculative_decoding.html
 */
export interface SglangSpeculativeOptions {
  /**
   * The algorithm, such as `EAGLE`, `EAGLE3`, `NEXTN` or `NGRAM`.
   */
  readonly algorithm: string;

  /**
   * The draft model: its ID on the Hugging Face Hub, or a path in the container.
   *
   * @default - the model has its own draft, or the algorithm requires none
   */
  readonly draftModelPath?: string;

  /**
   * The number of steps of the draft model: an integer, at least 1.
   *
   * @default - chosen by the server
   */
  readonly numSteps?: number;

  /**
   * The number of alternatives in each step: an integer, at least 1.
   *
   * @default - chosen by the server
   */
  readonly eagleTopk?: number;

  /**
   * The number of tokens to verify at the same time: an integer, at least 1.
   *
   * @default - chosen by the server
   */
  readonly numDraftTokens?: number;
}

/**
 * The options of low-rank adapters (LoRA) with SGLang. SGLang has no route by which `addAdapter` of an inference component adds adapters.
 *
 * @see https://docs.sglang.io/advanced_features/lora.html
 */
export interface SglangLoraOptions {
  /**
   * The adapter to load when the server starts, as `name=path`, or its ID on the Hugging Face Hub.
   *
   * @default - adapters are loaded by requests to the server
   */
  readonly loraPath?: string;

  /**
   * The number of adapters in one batch: an integer, at least 1.
   *
   * @default 8
   */
  readonly maxLorasPerBatch?: number;

  /**
   * The highest rank of the adapters: an integer, at least 1.
   *
   * @default - the rank of `loraPath`
   */
  readonly maxLoraRank?: number;

  /**
   * The modules that adapters apply to, such as `all`.
   *
   * @default - the modules of `loraPath`
   */
  readonly targetModules?: string;
}

/**
 * The options of SGLang.
 *
 * @see https://docs.sglang.io/advanced_features/server_arguments.html
 *
 * @example
 * const weights = sm.ModelWeights.huggingFace('org/llama-8b-instruct', { revision: '0e9e39f' });
 * const server = sm.ModelServer.sglang({
 *   weights,
 *   lora: { maxLorasPerBatch: 4, maxLoraRank: 16, targetModules: 'all' },
 *   speculative: { algorithm: 'EAGLE3', draftModelPath: 'org/llama-8b-eagle3', numSteps: 3, eagleTopk: 1, numDraftTokens: 4 },
 * });
 */
export interface SglangServerOptions extends LanguageModelServerOptions {
  /**
   * The number of groups of GPUs that the layers of the model are distributed over: an integer, at least 1. Throws if a copy of the model has fewer GPUs
   * than this number times the other sizes.
   *
   * @default 1
   */
  readonly pipelineParallelSize?: number;

  /**
   * The number of replicas of the model in one container: an integer, at least 1. Each has its own GPUs, unless `dataParallelAttention` is true. Throws
   * if a copy of the model has fewer GPUs than this number times the other sizes.
   *
   * @default 1
   */
  readonly dataParallelSize?: number;

  /**
   * Set to true to replicate only the attention of the model, on the GPUs of `tensorParallelSize`. Throws unless `dataParallelSize` divides it.
   *
   * @default false
   * @see https://docs.sglang.io/docs/advanced_features/dp_dpa_smg_guide.md
   */
  readonly dataParallelAttention?: boolean;

  /**
   * The options of speculative decoding.
   *
   * @default - tokens are decoded one by one
   */
  readonly speculative?: SglangSpeculativeOptions;

  /**
   * The options of adapters. An empty object enables adapters with the defaults.
   *
   * @default - the server has no adapters
   */
  readonly lora?: SglangLoraOptions;

  /**
   * The library for structured outputs, such as `xgrammar` or `outlines`.
   *
   * @default - chosen by the server
   * @see https://docs.sglang.io/advanced_features/structured_outputs.html
   */
  readonly grammarBackend?: string;

  /**
   * Set to true to publish metrics at `/metrics`.
   *
   * @default false
   * @see https://docs.sglang.io/references/production_metrics.html
   */
  readonly metrics?: boolean;
}

/**
 * The variables of SGLang 0.5.20 in the images of AWS, which pass `SM_SGLANG_X` to the server as `--x`. An empty value is a bare argument in all
 * generations of the images, while `true` is text in older ones. Switches have no negated form.
 *
 * @see https://docs.sglang.io/advanced_features/server_arguments.html
 * @see https://github.com/aws/deep-learning-containers/tree/master/scripts/docker/sglang (commit e0ecede)
 */
const OPTIONS: OptionsOf<SglangServerOptions> = {
  tensorParallelSize: count('SM_SGLANG_TENSOR_PARALLEL_SIZE'),
  pipelineParallelSize: count('SM_SGLANG_PIPELINE_PARALLEL_SIZE'),
  dataParallelSize: count('SM_SGLANG_DATA_PARALLEL_SIZE'),
  dataParallelAttention: flag({ SM_SGLANG_ENABLE_DP_ATTENTION: '' }),
  maxModelLength: count('SM_SGLANG_CONTEXT_LENGTH'),
  maxSequences: count('SM_SGLANG_MAX_RUNNING_REQUESTS'),
  maxBatchedTokens: count('SM_SGLANG_MAX_PREFILL_TOKENS'),
  gpuMemoryUtilization: fraction('SM_SGLANG_MEM_FRACTION_STATIC'),
  dtype: text('SM_SGLANG_DTYPE'),
  quantization: text('SM_SGLANG_QUANTIZATION'),
  kvCacheDtype: text('SM_SGLANG_KV_CACHE_DTYPE'),
  prefixCaching: flag(undefined, { SM_SGLANG_DISABLE_RADIX_CACHE: '' }),
  chunkedPrefill: flag(undefined, { SM_SGLANG_CHUNKED_PREFILL_SIZE: '-1' }),
  speculative: group({}, {
    algorithm: text('SM_SGLANG_SPECULATIVE_ALGORITHM'),
    draftModelPath: text('SM_SGLANG_SPECULATIVE_DRAFT_MODEL_PATH'),
    numSteps: count('SM_SGLANG_SPECULATIVE_NUM_STEPS'),
    eagleTopk: count('SM_SGLANG_SPECULATIVE_EAGLE_TOPK'),
    numDraftTokens: count('SM_SGLANG_SPECULATIVE_NUM_DRAFT_TOKENS'),
  }, (name, { algorithm }: SglangSpeculativeOptions) => [required(`${name}.algorithm`, algorithm, "specify it as text, such as 'EAGLE'")]),
  toolCallParser: text('SM_SGLANG_TOOL_CALL_PARSER'),
  reasoningParser: text('SM_SGLANG_REASONING_PARSER'),
  chatTemplate: text('SM_SGLANG_CHAT_TEMPLATE'),
  servedModelName: text('SM_SGLANG_SERVED_MODEL_NAME'),
  seed: seed('SM_SGLANG_RANDOM_SEED'),
  lora: group({ SM_SGLANG_ENABLE_LORA: '' }, {
    loraPath: text('SM_SGLANG_LORA_PATHS'),
    maxLorasPerBatch: count('SM_SGLANG_MAX_LORAS_PER_BATCH'),
    maxLoraRank: count('SM_SGLANG_MAX_LORA_RANK'),
    targetModules: text('SM_SGLANG_LORA_TARGET_MODULES'),
  }),
  multimodalLimits: json('SM_SGLANG_LIMIT_MM_DATA_PER_REQUEST'),
  grammarBackend: text('SM_SGLANG_GRAMMAR_BACKEND'),
  trustRemoteCode: flag({ SM_SGLANG_TRUST_REMOTE_CODE: '' }),
  metrics: flag({ SM_SGLANG_ENABLE_METRICS: '' }),
};

export const SGLANG: ServerDefinition = {
  title: 'SGLang',
  framework: () => Framework.SGLANG,
  requiresGpu: true,
  options: OPTIONS,
  syntax: presentOrNot('SM_SGLANG_'),
  refused: {
    SM_SGLANG_MODEL: 'use server.weights; SGLang overrides this variable with the path of the artifacts',
    SM_SGLANG_MODEL_PATH: 'use server.weights',
    SM_SGLANG_REVISION: 'use the revision of ModelWeights.huggingFace',
    HF_MODEL_ID: 'use server.weights; SGLang does not read this variable',
    SM_SGLANG_TENSOR_PARALLEL_SIZE: 'use server.tensorParallelSize',
    SM_SGLANG_TP_SIZE: 'use server.tensorParallelSize',
    SM_SGLANG_PIPELINE_PARALLEL_SIZE: 'use server.pipelineParallelSize',
    SM_SGLANG_PP_SIZE: 'use server.pipelineParallelSize',
    SM_SGLANG_DATA_PARALLEL_SIZE: 'use server.dataParallelSize',
    SM_SGLANG_DP_SIZE: 'use server.dataParallelSize',
    SM_SGLANG_ENABLE_DP_ATTENTION: 'use server.dataParallelAttention',
  },
  features: [
    adapters('SM_SGLANG_'),
    { variables: /^SM_SGLANG_SPECULATIVE_/, option: 'speculative', example: "{ algorithm: 'EAGLE' }" },
  ],
  parallelism: ({ dataParallelAttention, ...options }: SglangServerOptions) => (
    dataParallelAttention ? { ...options, dataParallelSize: undefined } : options
  ),
  rules: (options: SglangServerOptions) => [dataParallelAttentionCheck(options)],
  weights: (weights) => weightVariables(weights, 'SM_SGLANG_MODEL_PATH', 'SM_SGLANG_REVISION', MODEL_PATH),
  defaults: (options: SglangServerOptions) => hubDefaults(
    options, isHubModel(options.speculative?.draftModelPath) || isHubModel(pathOfAdapter(options.lora?.loraPath)),
  ),
  doubt: (variable, value) => ignoredFalse('SM_SGLANG_', variable, value),
};

/** Returns the path of an adapter, which can follow its name. */
function pathOfAdapter(adapter: unknown): unknown {
  return typeof adapter === 'string' ? adapter.replace(/[^=]*=/, '') : adapter;
}

function dataParallelAttentionCheck({ dataParallelAttention, dataParallelSize: data, tensorParallelSize: tensor }: SglangServerOptions): Check {
  if (dataParallelAttention !== true || isUnknown(data) || isUnknown(tensor)) {
    return undefined;
  }
  return tensor! % data! === 0 ? undefined : `server.dataParallelSize must divide tensorParallelSize (${tensor}) with dataParallelAttention, got ${data}`;
}
