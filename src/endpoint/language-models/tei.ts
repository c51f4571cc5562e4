import type { Size } from 'aws-cdk-lib';
import type { ModelServerOptions } from './model-server-options';
import { asText } from './server-arguments';
import { MODEL_PATH, weightVariables, type OptionsOf, type ServerDefinition } from './server-definition';
import { processorOfHost, type ServerHost } from './server-host';
import { bytes, count, text, textFlag, type Variables } from './server-option';
import { Framework } from '../../dlc/framework.generated';
import { Processor } from '../../dlc/processor';
import { isTuring } from '../../endpoint-config/variants/flash-attention';

/**
 * The options of Text Embeddings Inference (TEI), which serves models for embeddings, reranking and classification. Its image is the one for the
 * processor of the instances. It uses 1 GPU.
 *
 * @see https://huggingface.co/docs/text-embeddings-inference/cli_arguments
 *
 * @example
 * const weights = sm.ModelWeights.huggingFace('org/embeddings-base', { revision: '1a2b3c4' });
 * const server = sm.ModelServer.tei({ weights, autoTruncate: true, maxClientBatchSize: 64 });
 */
export interface TeiServerOptions extends ModelServerOptions {
  /**
   * The number of tokens to process at the same time: an integer, at least 1.
   *
   * @default 16384
   */
  readonly maxBatchTokens?: number;

  /**
   * The number of inputs that a request can have: an integer, at least 1.
   *
   * @default 32
   */
  readonly maxClientBatchSize?: number;

  /**
   * The size that a request can have. The server rejects larger ones with status 413.
   *
   * @default - 6,000,000 bytes; the default of the server would be 2,000,000 bytes
   */
  readonly payloadLimit?: Size;

  /**
   * The method by which embeddings of tokens become one embedding: `cls`, `mean`, `splade` or `last-token`.
   *
   * @default - the method that the model is configured for
   */
  readonly pooling?: string;

  /**
   * Set to false to reject inputs that are longer than the model supports, instead of truncating them.
   *
   * @default - depends on the version of the server
   */
  readonly autoTruncate?: boolean;
}

/**
 * The variables of TEI 1.9, which have the names of its arguments.
 *
 * @see https://huggingface.co/docs/text-embeddings-inference/cli_arguments
 * @see https://github.com/huggingface/text-embeddings-inference (commit 0d124dc)
 */
const OPTIONS: OptionsOf<TeiServerOptions> = {
  maxBatchTokens: count('MAX_BATCH_TOKENS'),
  maxClientBatchSize: count('MAX_CLIENT_BATCH_SIZE'),
  payloadLimit: bytes('PAYLOAD_LIMIT'),
  pooling: text('POOLING'),
  dtype: text('DTYPE'),
  autoTruncate: textFlag('AUTO_TRUNCATE'),
};

/** The limit of a request: https://github.com/huggingface/text-embeddings-inference/issues/433 */
const PAYLOAD_BYTES = 6_000_000;

/**
 * Returns the variables that hosts require on which the defaults of the images fail.
 *
 * The images for GPUs use flash attention on all GPUs, but on Turing it returns embeddings of nulls, with success:
 * https://github.com/huggingface/text-embeddings-inference/issues/429. TEI 1.6 and 1.7 store downloads where a serverless container cannot write; newer
 * images have this value: https://github.com/huggingface/text-embeddings-inference/issues/609.
 */
function hostDefaults({ weights }: TeiServerOptions, { kind, instanceType }: ServerHost): Variables {
  return {
    ...isTuring(instanceType) ? { USE_FLASH_ATTENTION: 'False' } : {},
    ...kind === 'serverless' && weights._hub ? { HUGGINGFACE_HUB_CACHE: MODEL_PATH } : {},
  };
}

export const TEI: ServerDefinition = {
  title: 'TEI',
  framework: (host) => host.kind === 'serverless' || processorOfHost(host) === Processor.CPU ? Framework.HUGGINGFACE_TEI_CPU : Framework.HUGGINGFACE_TEI,
  requiresGpu: false,
  options: OPTIONS,
  syntax: asText(''),
  refused: {
    HF_MODEL_ID: 'use server.weights',
    MODEL_ID: 'use server.weights',
    HF_MODEL_REVISION: 'use the revision of ModelWeights.huggingFace',
    REVISION: 'use the revision of ModelWeights.huggingFace',
    HUGGING_FACE_HUB_TOKEN: 'use the token of ModelWeights.huggingFace; TEI does not read this variable',
  },
  weights: (weights) => weightVariables(weights, 'HF_MODEL_ID', 'HF_MODEL_REVISION', MODEL_PATH),
  defaults: (options: TeiServerOptions, host) => ({ PAYLOAD_LIMIT: `${PAYLOAD_BYTES}`, ...hostDefaults(options, host) }),
};
