import type { Stack } from 'aws-cdk-lib';
import { ContainerImage, ContainerMode, EndpointConfig, Framework, InferenceExecutionMode, InstanceType, Model, ModelData, type ModelProps } from '../../src';
import { testStack, warningsOf } from '../helpers/stack';

const DLC = '763104351884.dkr.ecr.us-east-1.amazonaws.com';
const TENSORFLOW = (processor: string) => ContainerImage.fromDlc('tensorflow-inference', `2.19.0-${processor}-py312-ubuntu22.04-sagemaker`);
const MULTI_MODEL = { mode: ContainerMode.multiModel(), modelData: ModelData.fromS3Uri('s3://models/many/') };
const OTHER = { image: ContainerImage.fromUri('123456789012.dkr.ecr.us-east-1.amazonaws.com/serving:1.0') };

const IMAGES = {
  'vLLM': ContainerImage.fromFramework(Framework.VLLM),
  'SGLang': ContainerImage.fromDlc('sglang', '0.5.9-gpu-py312-cu129-ubuntu24.04-sagemaker'),
  'TEI': ContainerImage.fromUri(`${DLC.replace('763104351884', '683313688378')}/tei:2.0.1-tei1.9.3-gpu-py310-cu129-ubuntu24.04`),
  'TGI': ContainerImage.fromDlc('huggingface-pytorch-tgi-inference', '2.7.0-tgi3.3.6-gpu-py311-cu124-ubuntu22.04'),
  'TensorFlow on GPUs': TENSORFLOW('gpu'),
} as const;

function warned(props: ModelProps, stack: Stack = testStack()): string[] {
  new Model(stack, 'Model', props);
  return warningsOf(stack).filter((each) => each.includes('imageLabel'));
}

const warning = (what: string, title: string, label: string, remedy: string) => `Test/Model: containers[0] ${what}, but the AWS image for ${title} does not have the label `
  + `com.amazonaws.sagemaker.capabilities.${label}, which SageMaker requires; ${remedy} [ack: cdk-sagemaker-hosting:imageLabel]`;

test.each(Object.entries(IMAGES))('a multi-model container with the AWS image for %s is warned of', (title, image) => {
  expect(warned({ containers: [{ image, ...MULTI_MODEL }] })).toEqual([warning('is a multi-model container', title, 'multi-models',
    'omit mode and host one model, or use an image that loads several models, such as Framework.TRITON')]);
});

test.each(['vLLM', 'SGLang', 'TEI'] as const)('the AWS image for %s in one of several containers is warned of', (title) => {
  const expected = [warning('is one of several containers', title, 'accept-bind-to-port', 'host it as the only container of a model')];
  const containers = [{ image: IMAGES[title], containerHostname: 'one' }, { ...OTHER, containerHostname: 'two' }];
  expect(warned({ containers })).toEqual(expected);
  expect(warned({ containers, inferenceExecutionMode: InferenceExecutionMode.DIRECT })).toEqual(expected);
});

test('an image of a framework is known when the instances are', () => {
  const onInstances = (instanceType: InstanceType) => {
    const stack = testStack();
    const model = new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromFramework(Framework.TENSORFLOW, '2.19'), ...MULTI_MODEL }] });
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', model, instanceType }] });
    return warningsOf(stack).filter((each) => each.includes('imageLabel'));
  };
  expect(onInstances(InstanceType.G5_XLARGE)).toHaveLength(1);
  expect(onInstances(InstanceType.M5_LARGE)).toEqual([]);
});

test.each<[string, ModelProps]>([
  ['a container with one model', { containers: [{ image: IMAGES.vLLM }] }],
  ['the image of TensorFlow for CPUs', { containers: [{ image: TENSORFLOW('cpu'), ...MULTI_MODEL }] }],
  ['an image with a similar name', { containers: [{ image: ContainerImage.fromDlc('tensorflow-inference-eia', '1.14-gpu-py36-ubuntu22.04'), ...MULTI_MODEL }] }],
  ['the image of Triton', { containers: [{ image: ContainerImage.fromDlc('sagemaker-tritonserver', '25.04-py3'), ...MULTI_MODEL }] }],
  ['an image of the user', { containers: [{ image: ContainerImage.fromUri('123456789012.dkr.ecr.us-east-1.amazonaws.com/vllm:1'), ...MULTI_MODEL }] }],
  ['the image of TGI in one of several containers', { containers: [{ image: IMAGES.TGI }, OTHER] }],
])('%s is not warned of', (_what, props) => {
  expect(warned(props)).toEqual([]);
});
