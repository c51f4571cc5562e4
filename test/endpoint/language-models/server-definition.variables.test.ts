import { HUB, llama } from './given';
import { ModelServer } from '../../../src';
import { LMI } from '../../../src/endpoint/language-models/lmi';
import type { ServerDefinition } from '../../../src/endpoint/language-models/server-definition';
import { SGLANG } from '../../../src/endpoint/language-models/sglang';
import { TEI } from '../../../src/endpoint/language-models/tei';
import { VLLM } from '../../../src/endpoint/language-models/vllm';
import { messageOf } from '../../helpers/problems';
import { testStack, warningsOf } from '../../helpers/stack';

/** A server, and what the message says of each variable that it does not read or that an option sets. */
interface Case {
  readonly definition: ServerDefinition;
  readonly create: (environment: { [name: string]: string }) => ModelServer;
  readonly refused: { readonly [variable: string]: string };
}

const TENSOR = 'use server.tensorParallelSize';
const REVISION = 'use the revision of ModelWeights.huggingFace';
const SECOND_MODEL = 'use server.weights; LMI loads the model of this variable beside the one of the weights, and fails with two models';

const CASES: readonly Case[] = [
  {
    definition: VLLM,
    create: (environment) => ModelServer.vllm({ weights: HUB, environment }),
    refused: {
      SM_VLLM_MODEL: 'use server.weights',
      SM_VLLM_REVISION: REVISION,
      HF_MODEL_ID: 'use server.weights, which sets SM_VLLM_MODEL, the variable that vLLM prefers',
      SM_VLLM_TENSOR_PARALLEL_SIZE: TENSOR,
      SM_VLLM_PIPELINE_PARALLEL_SIZE: 'use server.pipelineParallelSize',
      SM_VLLM_DATA_PARALLEL_SIZE: 'use server.dataParallelSize',
    },
  },
  {
    definition: SGLANG,
    create: (environment) => ModelServer.sglang({ weights: HUB, environment }),
    refused: {
      SM_SGLANG_MODEL: 'use server.weights; SGLang overrides this variable with the path of the artifacts',
      SM_SGLANG_MODEL_PATH: 'use server.weights',
      SM_SGLANG_REVISION: REVISION,
      HF_MODEL_ID: 'use server.weights; SGLang does not read this variable',
      SM_SGLANG_TENSOR_PARALLEL_SIZE: TENSOR,
      SM_SGLANG_TP_SIZE: TENSOR,
      SM_SGLANG_PIPELINE_PARALLEL_SIZE: 'use server.pipelineParallelSize',
      SM_SGLANG_PP_SIZE: 'use server.pipelineParallelSize',
      SM_SGLANG_DATA_PARALLEL_SIZE: 'use server.dataParallelSize',
      SM_SGLANG_DP_SIZE: 'use server.dataParallelSize',
      SM_SGLANG_ENABLE_DP_ATTENTION: 'use server.dataParallelAttention',
    },
  },
  {
    definition: LMI,
    create: (environment) => ModelServer.lmi({ weights: HUB, environment }),
    refused: {
      HF_MODEL_ID: SECOND_MODEL,
      OPTION_MODEL_ID: SECOND_MODEL,
      HF_REVISION: REVISION,
      OPTION_REVISION: REVISION,
      OPTION_TRUST_REMOTE_CODE: 'use server.trustRemoteCode',
      TENSOR_PARALLEL_DEGREE: TENSOR,
      OPTION_TENSOR_PARALLEL_DEGREE: TENSOR,
      SM_NUM_GPUS: TENSOR,
      OPTION_TENSOR_PARALLEL_SIZE: `${TENSOR}; LMI does not start with this variable`,
      OPTION_MAX_NUM_SEQS: 'use server.maxSequences; LMI does not start with this variable',
      OPTION_PIPELINE_PARALLEL_SIZE: 'LMI does not start with this variable; omit it, or use ModelServer.vllm',
      OPTION_PIPELINE_PARALLEL_DEGREE: 'LMI does not start with several pipeline stages; omit it, or use ModelServer.vllm',
      HF_MODEL_QUANTIZE: 'use server.quantization',
    },
  },
  {
    definition: TEI,
    create: (environment) => ModelServer.tei({ weights: HUB, environment }),
    refused: {
      HF_MODEL_ID: 'use server.weights',
      MODEL_ID: 'use server.weights',
      HF_MODEL_REVISION: REVISION,
      REVISION,
      HUGGING_FACE_HUB_TOKEN: 'use the token of ModelWeights.huggingFace; TEI does not read this variable',
    },
  },
];

const ROWS = CASES.flatMap(({ definition: { title }, create, refused }) =>
  Object.entries(refused).map(([name, remedy]) => ({ title, create, name, remedy })));

test.each(ROWS)('$title refuses $name: $remedy', ({ create, name, remedy }) => {
  expect(messageOf(() => llama(testStack(), create({ [name]: 'x' })))).toBe(`Test/Llama: server.environment['${name}']: ${remedy}`);
});

test.each(CASES)('the table has each variable that $definition.title refuses', ({ definition, refused }) => {
  expect(Object.keys(refused).sort()).toEqual(Object.keys(definition.refused).sort());
});

/** Variables of features that need an option; the second column is the option. */
test.each<[string, (environment: { [name: string]: string }) => ModelServer, string, string, string]>([
  ['vLLM', CASES[0].create, 'SM_VLLM_LORA_MODULES', 'lora', '{}'],
  ['SGLang', CASES[1].create, 'SM_SGLANG_LORA_EVICTION_POLICY', 'lora', '{}'],
  ['SGLang', CASES[1].create, 'SM_SGLANG_SPECULATIVE_ACCEPT_THRESHOLD_ACC', 'speculative', "{ algorithm: 'EAGLE' }"],
  ['LMI', CASES[2].create, 'OPTION_FULLY_SHARDED_LORAS', 'lora', '{}'],
])('%s refuses %3$s without its option', (_server, create, name, option, example) => {
  expect(messageOf(() => llama(testStack(), create({ [name]: 'x' }))))
    .toBe(`Test/Llama: server.environment['${name}'] requires server.${option}, which enables the feature; set it, such as to ${example}`);
});

test.each<[string, (environment: { [name: string]: string }) => ModelServer, string, string, string | undefined]>([
  ['vLLM', CASES[0].create, 'VLLM_LORA_RESOLVER_CACHE_DIR', '/tmp', undefined],
  ['SGLang', CASES[1].create, 'MY_SM_SGLANG_SPECULATIVE_MODE', '1', undefined],
  ['LMI', CASES[2].create, 'OPTION_ENABLE_STATEFUL_SESSIONS', 'true', undefined],
  ['LMI', CASES[2].create, 'HUGGING_FACE_HUB_TOKEN', '{{resolve:secretsmanager:hub}}', 'is not read by parts of LMI; use the token of ModelWeights.huggingFace'],
])('%s: what is said of %3$s with %4$s', (title, create, name, value, problem) => {
  const stack = testStack();
  llama(stack, create({ [name]: value }));
  expect(warningsOf(stack).filter((text) => text.includes('modelServerVariable')))
    .toEqual(problem === undefined ? [] : [`Test/Llama: variable '${name}' of ${title} ${problem} [ack: cdk-sagemaker-hosting:modelServerVariable]`]);
});
