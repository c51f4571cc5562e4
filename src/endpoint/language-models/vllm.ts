import type { Duration } from 'aws-cdk-lib';
import type { LanguageModelServerOptions, LoraOptions } from './model-server-options';
import { negatable } from './server-arguments';
import { hubDefaults, isHubModel, MODEL_PATH, weightVariables, type Feature, type OptionsOf, type ServerDefinition } from './server-definition';
import { count, countAmong, flag, fraction, group, json, seconds, seed, text, textFlag, type ServerOption } from './server-option';
import { Framework } from '../../dlc/framework.generated';
import { compareVersions } from '../../dlc/version-order';
import { isUnknown, type Check } from '../../private/checks';

/**
 * The options of vLLM.
 *
 * @see https://docs.vllm.ai/en/stable/cli/serve/
 */
export interface VllmServerOptions extends LanguageModelServerOptions {
  /**
   * The number of groups of GPUs that the layers of the model are distributed over: an integer, at least 1. Throws if a copy of the model has fewer GPUs
   * than this number times the other sizes.
   *
   * @default 1
   */
  readonly pipelineParallelSize?: number;

  /**
   * The number of replicas of the model in one container, each with its own GPUs: an integer, at least 1. Throws if a copy of the model has fewer GPUs
   * than this number times the other sizes.
   *
   * @default 1
   */
  readonly dataParallelSize?: number;

  /**
   * Set to false to require that a request names the tool to call. Throws if it is true without `toolCallParser`.
   *
   * @default - true with `toolCallParser`, otherwise false
   * @see https://docs.vllm.ai/en/stable/features/tool_calling/
   */
  readonly autoToolChoice?: boolean;

  /**
   * The configuration of speculative decoding, such as `{ method: 'ngram', num_speculative_tokens: 4 }`. It is rendered as JSON: at most 1024 bytes.
   *
   * @default - tokens are decoded one by one
   * @see https://docs.vllm.ai/en/stable/features/spec_decode/
   */
  readonly speculativeConfig?: { [name: string]: any };

  /**
   * The configuration of structured outputs, such as `{ backend: 'xgrammar' }`. It is rendered as JSON: at most 1024 bytes.
   *
   * @default - chosen by the server
   * @see https://docs.vllm.ai/en/stable/features/structured_outputs/
   */
  readonly structuredOutputsConfig?: { [name: string]: any };

  /**
   * The options of adapters. An empty object enables adapters with the defaults. Adapters can be added and removed while the server runs.
   *
   * @default - the server has no adapters
   * @see https://docs.vllm.ai/en/stable/features/lora/
   */
  readonly lora?: LoraOptions;

  /**
   * Set to true to keep the state of a session on the instance that processes its requests.
   *
   * @default false
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/stateful-sessions.html
   */
  readonly statefulSessions?: boolean;

  /**
   * The time after which an unused session ends: whole seconds, at least 1. Throws without `statefulSessions`.
   *
   * @default Duration.minutes(20)
   */
  readonly sessionsExpiration?: Duration;

  /**
   * Set to false to end the container when the server fails, instead of starting the server again.
   *
   * @default - true; false for versions below 0.24 with JSON or other values with quotation marks, which the supervisor of these images removes
   */
  readonly processAutoRecovery?: boolean;

  /**
   * The number of times that the server is started again after it fails: an integer, at least 0.
   *
   * @default 3
   */
  readonly processMaxStartRetries?: number;
}

/** The ranks that vLLM supports. */
const LORA_RANKS = [1, 8, 16, 32, 64, 128, 256, 320, 512];

/** The longest time of sessions that is sensible to check: a year. */
const MAX_SESSION_SECONDS = 365 * 24 * 3600;

/** The first version whose images keep the quotation marks of JSON: https://github.com/aws/deep-learning-containers/issues/6464 */
const KEEPS_JSON = '0.24';

/** The beginning of the variables that the images pass to the server. */
const PREFIX = 'SM_VLLM_';

/** The options that are rendered as JSON. */
const JSON_OPTIONS = ['speculativeConfig', 'structuredOutputsConfig', 'multimodalLimits'] as const;

/**
 * The variables of vLLM 0.30 in the images of AWS, which pass `SM_VLLM_X` to the server as `--x`. An empty value is a bare argument in all generations of
 * the images, while `true` is text in older ones. `false` is dropped by newer images, so that only the negated argument turns something off.
 *
 * @see https://docs.vllm.ai/en/v0.30.0/cli/serve/
 * @see https://github.com/aws/deep-learning-containers/tree/master/scripts/docker/vllm (commit e0ecede)
 */
const OPTIONS: OptionsOf<VllmServerOptions> = {
  tensorParallelSize: count('SM_VLLM_TENSOR_PARALLEL_SIZE'),
  pipelineParallelSize: count('SM_VLLM_PIPELINE_PARALLEL_SIZE'),
  dataParallelSize: count('SM_VLLM_DATA_PARALLEL_SIZE'),
  maxModelLength: count('SM_VLLM_MAX_MODEL_LEN'),
  maxSequences: count('SM_VLLM_MAX_NUM_SEQS'),
  maxBatchedTokens: count('SM_VLLM_MAX_NUM_BATCHED_TOKENS'),
  gpuMemoryUtilization: fraction('SM_VLLM_GPU_MEMORY_UTILIZATION'),
  dtype: text('SM_VLLM_DTYPE'),
  quantization: text('SM_VLLM_QUANTIZATION'),
  kvCacheDtype: text('SM_VLLM_KV_CACHE_DTYPE'),
  prefixCaching: flag({ SM_VLLM_ENABLE_PREFIX_CACHING: '' }, { SM_VLLM_NO_ENABLE_PREFIX_CACHING: '' }),
  chunkedPrefill: flag({ SM_VLLM_ENABLE_CHUNKED_PREFILL: '' }, { SM_VLLM_NO_ENABLE_CHUNKED_PREFILL: '' }),
  speculativeConfig: json('SM_VLLM_SPECULATIVE_CONFIG'),
  autoToolChoice: flag({ SM_VLLM_ENABLE_AUTO_TOOL_CHOICE: '' }),
  toolCallParser: text('SM_VLLM_TOOL_CALL_PARSER'),
  reasoningParser: text('SM_VLLM_REASONING_PARSER'),
  chatTemplate: text('SM_VLLM_CHAT_TEMPLATE'),
  servedModelName: text('SM_VLLM_SERVED_MODEL_NAME'),
  seed: seed('SM_VLLM_SEED'),
  // Without the second variable, SageMaker reports an adapter as in service, but requests fail (https://huggingface.co/docs/sagemaker).
  lora: group({ SM_VLLM_ENABLE_LORA: '', VLLM_ALLOW_RUNTIME_LORA_UPDATING: 'true' }, loraOptions('SM_VLLM_'), loraRules),
  multimodalLimits: json('SM_VLLM_LIMIT_MM_PER_PROMPT'),
  structuredOutputsConfig: json('SM_VLLM_STRUCTURED_OUTPUTS_CONFIG'),
  trustRemoteCode: flag({ SM_VLLM_TRUST_REMOTE_CODE: '' }),
  // These variables are read by the model hosting container standards (commit d77870c), not by vLLM.
  statefulSessions: textFlag('SAGEMAKER_ENABLE_STATEFUL_SESSIONS'),
  sessionsExpiration: seconds('SAGEMAKER_SESSIONS_EXPIRATION', 1, MAX_SESSION_SECONDS),
  processAutoRecovery: textFlag('PROCESS_AUTO_RECOVERY'),
  processMaxStartRetries: count('PROCESS_MAX_START_RETRIES', 0),
};

export const VLLM: ServerDefinition = {
  title: 'vLLM',
  framework: () => Framework.VLLM,
  requiresGpu: true,
  options: OPTIONS,
  syntax: negatable(PREFIX),
  refused: {
    SM_VLLM_MODEL: 'use server.weights',
    SM_VLLM_REVISION: 'use the revision of ModelWeights.huggingFace',
    HF_MODEL_ID: 'use server.weights, which sets SM_VLLM_MODEL, the variable that vLLM prefers',
    SM_VLLM_TENSOR_PARALLEL_SIZE: 'use server.tensorParallelSize',
    SM_VLLM_PIPELINE_PARALLEL_SIZE: 'use server.pipelineParallelSize',
    SM_VLLM_DATA_PARALLEL_SIZE: 'use server.dataParallelSize',
  },
  features: [adapters(PREFIX)],
  onNeuron: 'use ModelEndpoint with an image for AWS Neuron, which reads other variables',
  complete: withToolChoice,
  rules: (options: VllmServerOptions) => [
    toolChoiceCheck(options),
    options.sessionsExpiration !== undefined && options.statefulSessions !== true
      ? 'server.sessionsExpiration requires statefulSessions; set it to true, or omit sessionsExpiration'
      : undefined,
  ],
  weights: (weights) => weightVariables(weights, 'SM_VLLM_MODEL', 'SM_VLLM_REVISION', MODEL_PATH),
  defaults: (options: VllmServerOptions, { kind }) => ({
    ...hubDefaults(options, isHubModel(options.speculativeConfig?.model)),
    ...losesQuotes(options) ? { PROCESS_AUTO_RECOVERY: 'false' } : {},
    // The image of Hugging Face would use half of the memory of an instance for a cache in each copy.
    ...options.image && kind === 'components' ? { HF_ENABLE_LMCACHE: '0' } : {},
  }),
  doubt: (variable, value) => ignoredFalse(PREFIX, variable, value),
};

/** Returns the variables of adapters that have no option, such as those of adapters to load when the server starts. */
export function adapters(prefix: string): Feature {
  return { variables: new RegExp(`^${prefix}.*LORA`), option: 'lora', example: '{}' };
}

/** Returns the options of adapters, as vLLM and LMI name them. */
export function loraOptions(prefix: string): { readonly [option in keyof Required<LoraOptions>]: ServerOption } {
  return {
    maxLoras: count(`${prefix}MAX_LORAS`),
    maxLoraRank: countAmong(`${prefix}MAX_LORA_RANK`, LORA_RANKS),
    maxCpuLoras: count(`${prefix}MAX_CPU_LORAS`),
  };
}

/** Checks that the memory of an instance holds the adapters of its GPUs, without which vLLM does not start. */
export function loraRules(name: string, { maxLoras, maxCpuLoras }: LoraOptions): Check[] {
  const known = [maxLoras, maxCpuLoras].every((value) => !isUnknown(value) && typeof value === 'number');
  return [known && maxCpuLoras! < maxLoras! ? `${name}.maxCpuLoras must be at least maxLoras (${maxLoras}), got ${maxCpuLoras}` : undefined];
}

/** Adds the switch of automatic tool choice, which vLLM and LMI require beside the parser. */
export function withToolChoice<T extends Pick<VllmServerOptions, 'autoToolChoice' | 'toolCallParser'>>(options: T): T {
  return { ...options, autoToolChoice: options.autoToolChoice ?? (options.toolCallParser === undefined ? undefined : true) };
}

export function toolChoiceCheck({ autoToolChoice, toolCallParser }: Pick<VllmServerOptions, 'autoToolChoice' | 'toolCallParser'>): Check {
  return autoToolChoice === true && toolCallParser === undefined ? "server.autoToolChoice requires toolCallParser; set it, such as to 'hermes'" : undefined;
}

/** Returns the problem of a switch that the translator of the images drops. */
export function ignoredFalse(prefix: string, variable: string, value: string): string | undefined {
  return variable.startsWith(prefix) && value === 'false'
    ? 'has the value \'false\', with which newer images ignore the variable; use an option or additionalArguments instead'
    : undefined;
}

/** Returns whether the supervisor removes quotation marks of a variable, which are those of JSON in most cases. */
function losesQuotes({ version, ...options }: VllmServerOptions): boolean {
  const { additionalArguments, environment = {}, chatTemplate } = options;
  const ofServer = Object.keys(environment).filter((name) => name.startsWith(PREFIX)).map((name) => environment[name]);
  return !isUnknown(version) && compareVersions(version!, KEEPS_JSON) < 0 && (JSON_OPTIONS.some((option) => options[option] !== undefined)
    || [chatTemplate, ...ofServer, ...Object.values(additionalArguments ?? {})].some((value) => !isUnknown(value) && value!.includes('"')));
}
