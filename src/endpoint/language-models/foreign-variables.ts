/** Variables that only some servers read, by the names of these servers. */
const READ_BY: readonly { readonly variables: RegExp; readonly title: string; readonly alsoReadBy?: readonly string[] }[] = [
  { variables: /^SM_VLLM_/, title: 'vLLM' },
  { variables: /^SM_SGLANG_/, title: 'SGLang' },
  { variables: /^SM_ON_/, title: 'Optimum Neuron' },
  { variables: /^(OPTION|SERVING)_|^TENSOR_PARALLEL_DEGREE$/, title: 'LMI' },
  { variables: /^(SM_NUM_GPUS|HF_MODEL_QUANTIZE|HF_MODEL_TRUST_REMOTE_CODE)$/, title: 'TGI', alsoReadBy: ['LMI'] },
  { variables: /^(MAX_INPUT_LENGTH|MAX_INPUT_TOKENS|MAX_TOTAL_TOKENS|MAX_BATCH_PREFILL_TOKENS|MESSAGES_API_ENABLED)$/, title: 'TGI' },
];

/**
 * The names of a token that other tools read, such as the Hugging Face Inference Toolkit and LangChain.
 *
 * @see https://github.com/huggingface/text-generation-inference/issues/751
 */
const OTHER_TOKENS: readonly string[] = ['HF_API_TOKEN', 'HF_API_KEY', 'HUGGINGFACE_TOKEN', 'HUGGINGFACEHUB_API_TOKEN'];

/**
 * Returns the problem of a variable that another server reads, but not this one, which therefore ignores it.
 *
 * @param title the name of the server
 */
export function foreignVariable(title: string, variable: string): string | undefined {
  if (OTHER_TOKENS.includes(variable)) {
    return 'is not read by it; use the token of ModelWeights.huggingFace';
  }
  const reader = READ_BY.find(({ variables }) => variables.test(variable));
  return reader && reader.title !== title && !reader.alsoReadBy?.includes(title)
    ? `is one of ${reader.title}, and ${title} does not read it; use an option, additionalArguments, or the variables that ${title} documents`
    : undefined;
}
