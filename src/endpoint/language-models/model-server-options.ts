import type { Size } from 'aws-cdk-lib';
import type { ModelWeights } from './model-weights';
import type { ContainerImage } from '../../model/container-image';

/**
 * The options of a model server.
 *
 * @example
 * declare const image: sm.ContainerImage;
 *
 * const weights = sm.ModelWeights.huggingFace('org/llama-8b-instruct', { revision: '0e9e39f' });
 * const server = sm.ModelServer.vllm({ weights, image, dtype: 'bfloat16', environment: { HF_HUB_ENABLE_HF_TRANSFER: '1' } });
 */
export interface ModelServerOptions {
  /**
   * The weights to serve.
   */
  readonly weights: ModelWeights;

  /**
   * The size of the weights. The startup timeout, the download timeout, the volume of instances without a local disk, and the memory of a copy are
   * derived from it, unless the capacity specifies them. A warning is added if it exceeds the memory of the GPUs that hold the weights. Throws unless it is
   * above 0, and known at synthesis.
   *
   * @default - timeouts of 30 minutes, the default volume of SageMaker, and 8 GiB of memory for a copy, but at most 75 % of the memory of its instance
   */
  readonly weightsSize?: Size;

  /**
   * The version of the server's image in the catalog of this library. Throws if the catalog does not contain it, or if `image` is also set.
   *
   * @default - the newest version in the catalog; an upgrade of this library can change it
   * @see https://aws.github.io/deep-learning-containers/reference/available_images/
   */
  readonly version?: string;

  /**
   * The image of the server, such as one that is newer than this library. It must read the same environment variables. The machine image and the
   * processor of the instances are not checked against it.
   *
   * @default - the image of AWS with `version`
   */
  readonly image?: ContainerImage;

  /**
   * The data type of the weights and activations, such as `bfloat16`.
   *
   * @default - chosen by the server for the model
   */
  readonly dtype?: string;

  /**
   * The arguments of the server without an option here, as the server documents them, such as `{ 'enforce-eager': 'true' }`. A switch has the value
   * `true` or `false`. Names and values have at most 1024 characters. Throws if an argument is one that an option sets, that the server ignores, or that
   * belongs to a feature whose option is omitted, such as `lora`.
   *
   * @default - no further arguments
   */
  readonly additionalArguments?: { [name: string]: string };

  /**
   * Further environment variables, such as `VLLM_LOGGING_LEVEL`. They replace the defaults of this library, such as `HF_HOME`. Throws if a variable is
   * one that an option sets, or that the server ignores. A warning is added for secrets: use the value of a `SecretValue`.
   *
   * @default - no further variables
   */
  readonly environment?: { [name: string]: string };
}

/**
 * The options that the servers of generative language models have in common.
 *
 * @example
 * const weights = sm.ModelWeights.huggingFace('org/llama-8b-instruct', { revision: '0e9e39f' });
 * const server = sm.ModelServer.sglang({ weights, maxModelLength: 8192, gpuMemoryUtilization: 0.9, tensorParallelSize: 1 });
 */
export interface LanguageModelServerOptions extends ModelServerOptions {
  /**
   * The number of GPUs that each layer of the model is split over: an integer, at least 1. Throws if a copy of the model has fewer GPUs.
   *
   * @default - all GPUs of the instance, or those that the copy reserves, divided by the other sizes
   */
  readonly tensorParallelSize?: number;

  /**
   * The length of the context, in tokens of the prompt and the response: an integer, at least 1. A smaller one requires less GPU memory.
   *
   * @default - the length that the model is configured for
   */
  readonly maxModelLength?: number;

  /**
   * The number of sequences to process at the same time: an integer, at least 1.
   *
   * @default - chosen by the server
   */
  readonly maxSequences?: number;

  /**
   * The number of tokens to process in one step: an integer, at least 1.
   *
   * @default - chosen by the server
   */
  readonly maxBatchedTokens?: number;

  /**
   * The part of the GPU memory that the server uses: above 0, at most 1.
   *
   * @default - chosen by the server
   */
  readonly gpuMemoryUtilization?: number;

  /**
   * The method by which the weights are quantized, such as `awq` or `fp8`.
   *
   * @default - the method that the model is configured for
   */
  readonly quantization?: string;

  /**
   * The data type of the key-value cache, such as `fp8`.
   *
   * @default - the data type of the model
   */
  readonly kvCacheDtype?: string;

  /**
   * Set to false to process the beginnings of prompts again that earlier requests had in common. `RoutingStrategy.prefixAware` of the capacity has a
   * benefit only with the cache.
   *
   * @default true
   */
  readonly prefixCaching?: boolean;

  /**
   * Set to false to process each prompt in one step, without splitting it.
   *
   * @default - chosen by the server
   */
  readonly chunkedPrefill?: boolean;

  /**
   * The parser of tool calls, by the family of the model, such as `hermes` or `llama3_json` of vLLM, and `llama3` or `qwen25` of SGLang.
   *
   * @default - the server does not support tool calls
   */
  readonly toolCallParser?: string;

  /**
   * The parser that separates the reasoning from the response, by the family of the model, such as `deepseek_r1`.
   *
   * @default - the reasoning is part of the response
   */
  readonly reasoningParser?: string;

  /**
   * The chat template: the path of a file in the container, such as `/opt/ml/model/template.jinja`, or the template itself with at most 1024 bytes.
   *
   * @default - the template of the model
   */
  readonly chatTemplate?: string;

  /**
   * The name of the model in requests and responses.
   *
   * @default - the ID of the model, or its path `/opt/ml/model`; `lmi` with LMI
   */
  readonly servedModelName?: string;

  /**
   * The seed of random numbers: an integer.
   *
   * @default - chosen by the server
   */
  readonly seed?: number;

  /**
   * The number of inputs of each kind that a request can have, such as `{ image: 2, video: 0 }`.
   *
   * @default - chosen by the server
   */
  readonly multimodalLimits?: { [modality: string]: number };

  /**
   * Set to true to run code that the weights contain. A warning is added for weights of the Hugging Face Hub without a revision, because their code can
   * change at any time.
   *
   * @default false
   */
  readonly trustRemoteCode?: boolean;
}

/**
 * The options of low-rank adapters (LoRA), which `addAdapter` of an inference component adds.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-adapt.html
 */
export interface LoraOptions {
  /**
   * The number of adapters in GPU memory at the same time: an integer, at least 1.
   *
   * @default - 1 with vLLM, 4 with LMI
   */
  readonly maxLoras?: number;

  /**
   * The highest rank of the adapters: 1, 8, 16, 32, 64, 128, 256, 320 or 512.
   *
   * @default 16
   */
  readonly maxLoraRank?: number;

  /**
   * The number of adapters in the memory of the instance at the same time: an integer, at least `maxLoras`.
   *
   * @default - `maxLoras`
   */
  readonly maxCpuLoras?: number;
}
