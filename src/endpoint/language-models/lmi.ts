import type { Duration } from 'aws-cdk-lib';
import type { LanguageModelServerOptions, LoraOptions } from './model-server-options';
import { asText } from './server-arguments';
import { hubDefaults, isHubModel, weightVariables, type OptionsOf, type ServerDefinition } from './server-definition';
import { startupTimeout } from './server-needs';
import { count, fraction, group, json, seconds, seed, text, textFlag } from './server-option';
import { adapters, loraOptions, loraRules, toolChoiceCheck, withToolChoice } from './vllm';
import { Framework } from '../../dlc/framework.generated';
import { MAX_INTEGER } from '../../private/checks';

/**
 * The options of the Large Model Inference (LMI) container, which runs vLLM in DJL Serving. `serving.properties` beside the weights has precedence over
 * them.
 *
 * @see https://docs.djl.ai/master/docs/serving/serving/docs/lmi/index.html
 *
 * @example
 * const weights = sm.ModelWeights.huggingFace('org/llama-8b-instruct', { revision: '0e9e39f' });
 * const server = sm.ModelServer.lmi({ weights, maxModelLength: 8192, lora: { maxLoras: 4, maxLoraRank: 16 } });
 */
export interface LmiServerOptions extends LanguageModelServerOptions {
  /**
   * Set to false to require that a request names the tool to call. Throws if it is true without `toolCallParser`.
   *
   * @default - true with `toolCallParser`, otherwise false
   */
  readonly autoToolChoice?: boolean;

  /**
   * The configuration of speculative decoding, such as `{ method: 'ngram', num_speculative_tokens: 4 }`. It is rendered as JSON: at most 1024 bytes.
   *
   * @default - tokens are decoded one by one
   */
  readonly speculativeConfig?: { [name: string]: any };

  /**
   * The configuration of structured outputs, such as `{ backend: 'xgrammar' }`. It is rendered as JSON: at most 1024 bytes.
   *
   * @default - chosen by the server
   */
  readonly structuredOutputsConfig?: { [name: string]: any };

  /**
   * The options of adapters. An empty object enables adapters with the defaults. Adapters can be added and removed while the server runs.
   *
   * @default - the server has no adapters
   */
  readonly lora?: LoraOptions;

  /**
   * The time after which an unused session ends: whole seconds, at least 1.
   *
   * @default Duration.minutes(20)
   */
  readonly sessionsExpiration?: Duration;

  /**
   * The time within which the server loads the model: whole seconds, at least 1.
   *
   * @default - the startup timeout that follows from `weightsSize`; the default of the image would be 20 minutes
   */
  readonly modelLoadingTimeout?: Duration;

  /**
   * Set to true to end the container when the model fails to load.
   *
   * @default false
   */
  readonly failFast?: boolean;

  /**
   * The number of requests that wait for the model: an integer, at least 1. Further requests are rejected.
   *
   * @default 1000
   */
  readonly jobQueueSize?: number;
}

/**
 * The variables of LMI, as of version 27. `OPTION_X` is an option of the model, and `SERVING_X` one of the server. A switch is the text `true` or `false`;
 * an empty value is ignored.
 *
 * @see https://docs.djl.ai/master/docs/serving/serving/docs/lmi/user_guides/vllm_user_guide.html
 * @see https://github.com/deepjavalibrary/djl-serving (commit d21927c)
 */
const OPTIONS: OptionsOf<LmiServerOptions> = {
  tensorParallelSize: count('TENSOR_PARALLEL_DEGREE'),
  maxModelLength: count('OPTION_MAX_MODEL_LEN'),
  maxSequences: count('OPTION_MAX_ROLLING_BATCH_SIZE'),
  maxBatchedTokens: count('OPTION_MAX_ROLLING_BATCH_PREFILL_TOKENS'),
  gpuMemoryUtilization: fraction('OPTION_GPU_MEMORY_UTILIZATION'),
  dtype: text('OPTION_DTYPE'),
  quantization: text('OPTION_QUANTIZE'),
  kvCacheDtype: text('OPTION_KV_CACHE_DTYPE'),
  prefixCaching: textFlag('OPTION_ENABLE_PREFIX_CACHING'),
  chunkedPrefill: textFlag('OPTION_ENABLE_CHUNKED_PREFILL'),
  speculativeConfig: json('OPTION_SPECULATIVE_CONFIG'),
  autoToolChoice: textFlag('OPTION_ENABLE_AUTO_TOOL_CHOICE'),
  toolCallParser: text('OPTION_TOOL_CALL_PARSER'),
  reasoningParser: text('OPTION_REASONING_PARSER'),
  chatTemplate: text('OPTION_CHAT_TEMPLATE'),
  servedModelName: text('OPTION_SERVED_MODEL_NAME'),
  seed: seed('OPTION_SEED'),
  lora: group({ OPTION_ENABLE_LORA: 'true' }, loraOptions('OPTION_'), loraRules),
  multimodalLimits: json('OPTION_LIMIT_MM_PER_PROMPT'),
  structuredOutputsConfig: json('OPTION_STRUCTURED_OUTPUTS_CONFIG'),
  trustRemoteCode: textFlag('HF_MODEL_TRUST_REMOTE_CODE'),
  sessionsExpiration: seconds('OPTION_SESSIONS_EXPIRATION', 1, MAX_INTEGER),
  modelLoadingTimeout: seconds('OPTION_MODEL_LOADING_TIMEOUT', 1, MAX_INTEGER),
  failFast: textFlag('SERVING_FAIL_FAST'),
  jobQueueSize: count('SERVING_JOB_QUEUE_SIZE'),
};

/** The variables that are valid, but whose effect is another one than intended. */
const DOUBTS: readonly { readonly variable: string; readonly value?: string; readonly problem: string }[] = [
  {
    variable: 'OPTION_ENABLE_STATEFUL_SESSIONS',
    value: 'false',
    problem: "has the value 'false', with which requests to the asynchronous mode of LMI, its default, have failed; omit it",
  },
  { variable: 'HUGGING_FACE_HUB_TOKEN', problem: 'is not read by parts of LMI; use the token of ModelWeights.huggingFace' },
];

const WEIGHTS = 'use server.weights; LMI loads the model of this variable beside the one of the weights, and fails with two models';
const TENSOR_PARALLEL = 'use server.tensorParallelSize';

export const LMI: ServerDefinition = {
  title: 'LMI',
  framework: () => Framework.DJL_LMI,
  requiresGpu: true,
  fillsInstance: true,
  options: OPTIONS,
  syntax: asText('OPTION_'),
  refused: {
    HF_MODEL_ID: WEIGHTS,
    OPTION_MODEL_ID: WEIGHTS,
    HF_REVISION: 'use the revision of ModelWeights.huggingFace',
    OPTION_REVISION: 'use the revision of ModelWeights.huggingFace',
    OPTION_TRUST_REMOTE_CODE: 'use server.trustRemoteCode',
    TENSOR_PARALLEL_DEGREE: TENSOR_PARALLEL,
    OPTION_TENSOR_PARALLEL_DEGREE: TENSOR_PARALLEL,
    SM_NUM_GPUS: TENSOR_PARALLEL,
    // Their names collide with those that LMI passes to vLLM, so that it does not start.
    OPTION_TENSOR_PARALLEL_SIZE: `${TENSOR_PARALLEL}; LMI does not start with this variable`,
    OPTION_MAX_NUM_SEQS: 'use server.maxSequences; LMI does not start with this variable',
    OPTION_PIPELINE_PARALLEL_SIZE: 'LMI does not start with this variable; omit it, or use ModelServer.vllm',
    OPTION_PIPELINE_PARALLEL_DEGREE: 'LMI does not start with several pipeline stages; omit it, or use ModelServer.vllm',
    HF_MODEL_QUANTIZE: 'use server.quantization',
  },
  accepted: { OPTION_PIPELINE_PARALLEL_DEGREE: '1' },
  // vllm_rb_properties.py of djl-serving accepts the names of vLLM for these options, too.
  aliases: { OPTION_QUANTIZATION: 'quantization', OPTION_MAX_NUM_BATCHED_TOKENS: 'maxBatchedTokens' },
  features: [adapters('OPTION_')],
  complete: withToolChoice,
  rules: (options: LmiServerOptions) => [toolChoiceCheck(options)],
  // Artifacts are found without a variable.
  weights: (weights) => weightVariables(weights, 'HF_MODEL_ID', 'HF_REVISION'),
  defaults: (options: LmiServerOptions) => {
    const { STANDARD_AUTO_INSTALL_REQ, ...rest } = hubDefaults(options, isHubModel(options.speculativeConfig?.model));
    return { ...rest, OPTION_MODEL_LOADING_TIMEOUT: `${startupTimeout(options.weightsSize).toSeconds()}` };
  },
  doubt: (variable, value) => DOUBTS.find((doubt) => doubt.variable === variable && (doubt.value ?? value) === value)?.problem,
};
