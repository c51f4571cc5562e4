import type { Construct } from 'constructs';
import { repositoriesOf, type BoundImage } from './bound-image';
import { warn } from '../private/warnings';

/** The model servers whose images AWS publishes, and the names of the repositories. */
const SERVERS: readonly { readonly title: string; readonly repository: RegExp }[] = [
  { title: 'vLLM', repository: /(^|[/-])vllm$/ },
  { title: 'SGLang', repository: /(^|[/-])sglang$/ },
  { title: 'LMI', repository: /(^|\/)djl-inference$/ },
  { title: 'TEI', repository: /(^|\/)tei(-cpu)?$/ },
  { title: 'TGI', repository: /(^|[/-])tgi-inference$/ },
];

/** Returns the title of the model server whose AWS images are in all of some repositories; undefined if it is another, or not known. */
export function serverIn(repositories: readonly string[]): string | undefined {
  return SERVERS.find(({ repository }) => repositories.length > 0 && repositories.every((each) => repository.test(each)))?.title;
}

/** Variables that only some servers read, by the names of these servers. */
const READ_BY: readonly { readonly variables: RegExp; readonly titles: readonly string[] }[] = [
  { variables: /^SM_VLLM_/, titles: ['vLLM'] },
  { variables: /^SM_SGLANG_/, titles: ['SGLang'] },
  { variables: /^SM_ON_/, titles: ['Optimum Neuron'] },
  { variables: /^(OPTION|SERVING)_|^TENSOR_PARALLEL_DEGREE$/, titles: ['LMI'] },
  { variables: /^(SM_NUM_GPUS|HF_MODEL_QUANTIZE|HF_MODEL_TRUST_REMOTE_CODE)$/, titles: ['TGI', 'LMI'] },
  { variables: /^(MAX_INPUT_LENGTH|MAX_INPUT_TOKENS|MAX_TOTAL_TOKENS|MAX_BATCH_PREFILL_TOKENS|MESSAGES_API_ENABLED)$/, titles: ['TGI'] },
];

/**
 * The names of a token that other tools read, such as the Hugging Face Inference Toolkit and LangChain.
 *
 * @see https://github.com/huggingface/text-generation-inference/issues/751
 */
const OTHER_TOKENS: readonly string[] = ['HF_API_TOKEN', 'HF_API_KEY', 'HUGGINGFACE_TOKEN', 'HUGGINGFACEHUB_API_TOKEN'];

/** Returns the title of the model server of an image; undefined for another image. */
export function serverOf(image: BoundImage): string | undefined {
  return serverIn(repositoriesOf(image));
}

/** Warns about variables that the model server of an image ignores, because another server or tool reads them. */
export function warnOfServerVariables(
  user: Construct, place: string, image: BoundImage | undefined, environment: { readonly [name: string]: unknown },
): void {
  const title = image && serverOf(image);
  if (!image || title === undefined) {
    return;
  }
  for (const name of Object.keys(environment).filter((each) => !image._variables?.includes(each))) {
    const problem = problemOf(title, name);
    if (problem) {
      warn(user, 'modelServerVariable', `${place} has '${name}', ${problem}`);
    }
  }
}

function problemOf(title: string, variable: string): string | undefined {
  if (OTHER_TOKENS.includes(variable)) {
    return `which ${title} does not read; the variable of a token of the Hugging Face Hub is HF_TOKEN`;
  }
  const reader = READ_BY.find(({ variables }) => variables.test(variable));
  return reader && !reader.titles.includes(title)
    ? `a variable of ${reader.titles[0]}, which ${title} does not read; use the variables that ${title} documents, or the options of ModelServer`
    : undefined;
}
