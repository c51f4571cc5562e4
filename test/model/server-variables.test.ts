import { Size, type Stack } from 'aws-cdk-lib';
import {
  Capacity, ContainerImage, Endpoint, EndpointConfig, Framework, InferenceComponentSpecification, InstanceType, JumpStartModel, LanguageModelEndpoint,
  Model, ModelServer, ModelWeights,
} from '../../src';
import { serverIn } from '../../src/model/server-variables';
import { testStack, warningsOf } from '../helpers/stack';

/** An image of each server, and an image of another one. */
const IMAGES = {
  vLLM: ContainerImage.fromFramework(Framework.VLLM),
  SGLang: ContainerImage.fromFramework(Framework.SGLANG),
  LMI: ContainerImage.fromFramework(Framework.LMI),
  TEI: ContainerImage.fromFramework(Framework.TEI),
  TGI: ContainerImage.fromUri('763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-tgi-inference:2.7.0-tgi3.3.6-gpu-py311-cu124-ubuntu22.04'),
  other: ContainerImage.fromUri('123456789012.dkr.ecr.us-east-1.amazonaws.com/my-vllm-server:1'),
} as const;

const modelIn = (stack: Stack, image: ContainerImage, variable: string) => new Model(stack, 'Model', { containers: [{ image, environment: { [variable]: '1' } }] });

/** The warnings of a model whose environment has a variable. */
function warningsWith(server: keyof typeof IMAGES, variable: string): string[] {
  const stack = testStack();
  modelIn(stack, IMAGES[server], variable);
  return warningsOf(stack).filter((each) => each.includes('modelServerVariable'));
}

const warningOf = (problem: string, where = 'Test/Model: containers[0].environment') => `${where} has ${problem} [ack: cdk-sagemaker-hosting:modelServerVariable]`;

test.each<[string | undefined, ...string[]]>([
  ['vLLM', 'vllm'], ['vLLM', 'aws/vllm'], ['vLLM', 'huggingface-vllm', 'vllm'], ['SGLang', 'sglang'], ['SGLang', 'aws/sglang'], ['SGLang', 'huggingface-sglang'],
  ['LMI', 'djl-inference'], ['LMI', 'aws/djl-inference'], ['TEI', 'tei'], ['TEI', 'tei-cpu'], ['TEI', 'aws/tei'], ['TGI', 'tgi-inference'],
  ['TGI', 'aws/tgi-inference'], ['TGI', 'huggingface-pytorch-tgi-inference'],
  [undefined], [undefined, 'myvllm'], [undefined, 'vllm2'], [undefined, 'mysglang'], [undefined, 'sglang2'], [undefined, 'my-djl-inference'],
  [undefined, 'djl-inference2'], [undefined, 'my-tei'], [undefined, 'tei-gpu'], [undefined, 'mytgi-inference'], [undefined, 'tgi-inference2'], [undefined, 'vllm', 'mine'],
])('%s is the server of %j, %j', (server, ...repositories) => {
  expect(serverIn(repositories)).toBe(server);
});

test.each([
  ['vLLM', 'OPTION_MAX_MODEL_LEN', 'LMI'],
  ['vLLM', 'TENSOR_PARALLEL_DEGREE', 'LMI'],
  ['vLLM', 'SM_SGLANG_CONTEXT_LENGTH', 'SGLang'],
  ['vLLM', 'SM_NUM_GPUS', 'TGI'],
  ['SGLang', 'SM_VLLM_MAX_MODEL_LEN', 'vLLM'],
  ['SGLang', 'MAX_TOTAL_TOKENS', 'TGI'],
  ['LMI', 'SM_VLLM_MAX_MODEL_LEN', 'vLLM'],
  ['LMI', 'SM_ON_BATCH_SIZE', 'Optimum Neuron'],
  ['TEI', 'SERVING_FAIL_FAST', 'LMI'],
  ['TEI', 'MAX_INPUT_LENGTH', 'TGI'],
  ['TGI', 'OPTION_ENABLE_LORA', 'LMI'],
] as const)('with %s, %s is warned of, which is one of %s', (server, variable, reader) => {
  expect(warningsWith(server, variable))
    .toEqual([warningOf(`'${variable}', a variable of ${reader}, which ${server} does not read; use the variables that ${server} documents, or the options of ModelServer`)]);
});

test.each(['HF_API_TOKEN', 'HF_API_KEY', 'HUGGINGFACE_TOKEN', 'HUGGINGFACEHUB_API_TOKEN'])('the token %s of other tools is warned of', (variable) => {
  expect(warningsWith('vLLM', variable)).toEqual([warningOf(`'${variable}', which vLLM does not read; the variable of a token of the Hugging Face Hub is HF_TOKEN`)]);
});

test.each(['vLLM', 'SGLang', 'LMI', 'TEI', 'TGI'] as const)('a token that %s does not read is warned of', (server) => {
  expect(warningsWith(server, 'HF_API_TOKEN'))
    .toEqual([warningOf(`'HF_API_TOKEN', which ${server} does not read; the variable of a token of the Hugging Face Hub is HF_TOKEN`)]);
});

test.each([
  ['vLLM', 'SM_VLLM_SWAP_SPACE'], ['vLLM', 'VLLM_USE_V1'], ['vLLM', 'MAX_JOBS'], ['SGLang', 'SM_SGLANG_SCHEDULE_CONSERVATIVENESS'], ['SGLang', 'SGLANG_LOG_LEVEL'],
  ['LMI', 'OPTION_SWAP_SPACE'], ['LMI', 'SM_NUM_GPUS'], ['LMI', 'VLLM_USE_V1'], ['TEI', 'MAX_CONCURRENT_REQUESTS'], ['TEI', 'OPTIONS'], ['TGI', 'MAX_INPUT_TOKENS'],
  ['TGI', 'HF_TOKEN'], ['vLLM', 'MY_SM_ON_PATH'], ['vLLM', 'MY_TENSOR_PARALLEL_DEGREE'], ['vLLM', 'TENSOR_PARALLEL_DEGREES'], ['vLLM', 'MY_SM_NUM_GPUS'],
  ['vLLM', 'SM_NUM_GPUS_USED'], ['vLLM', 'MY_MAX_INPUT_LENGTH'], ['vLLM', 'MAX_INPUT_LENGTHS'], ['vLLM', 'MY_OPTION_X'], ['SGLang', 'MY_SM_VLLM_X'], ['vLLM', 'MY_SM_SGLANG_X'], ['other', 'OPTION_MAX_MODEL_LEN'], ['other', 'HF_API_TOKEN'],
] as const)('with %s, %s is not warned of', (server, variable) => {
  expect(warningsWith(server, variable)).toEqual([]);
});

test('the container of an inference component is warned of, too', () => {
  const stack = testStack();
  const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'gpu', instanceType: InstanceType.G6E_XLARGE }] });
  new Endpoint(stack, 'Endpoint', { endpointConfig: config }).addInferenceComponent('Llama', {
    variantName: 'gpu',
    specification: InferenceComponentSpecification.fromImage(IMAGES.vLLM, {
      environment: { OPTION_MAX_MODEL_LEN: '4096' }, compute: { minMemory: Size.gibibytes(8), accelerators: 1 },
    }),
  });

  expect(warningsOf(stack).filter((each) => each.includes('modelServerVariable'))).toEqual([warningOf("'OPTION_MAX_MODEL_LEN', a variable of LMI, which vLLM does not read; "
    + 'use the variables that vLLM documents, or the options of ModelServer', 'Test/Endpoint/Llama: specification.environment')]);
});

test('the environment of a model server is warned of once', () => {
  const stack = testStack();
  new LanguageModelEndpoint(stack, 'Llama', {
    server: ModelServer.vllm({ weights: ModelWeights.huggingFace('org/llama'), environment: { OPTION_MAX_MODEL_LEN: '4096' } }),
    capacity: Capacity.instances(InstanceType.G6E_XLARGE),
  });

  expect(warningsOf(stack)).toEqual([warningOf("'OPTION_MAX_MODEL_LEN', a variable of LMI, which vLLM does not read; use the variables that vLLM documents, or the options of "
    + 'ModelServer', 'Test/Llama/Model: the environment of server')]);
});

test('the variables that JumpStart sets are not warned of, but those of the user', () => {
  // JumpStart runs it with TGI, with variables of LMI.
  const qwen = JumpStartModel.of('huggingface-llm-qwen2-5-14b-instruct');
  const stack = testStack();
  const { environment } = qwen.container();
  new Model(stack, 'Model', { containers: [qwen.container({ environment: { SM_VLLM_SEED: '7' } })] });

  expect(Object.keys(environment!).filter((each) => each.startsWith('OPTION_'))).not.toEqual([]);
  expect(warningsOf(stack)).toEqual([warningOf("'SM_VLLM_SEED', a variable of vLLM, which TGI does not read; use the variables that TGI documents, or the options of ModelServer")]);
});
