import { Lazy, aws_ecr as ecr, type Stack } from 'aws-cdk-lib';
import { warned, warning } from './given';
import { ContainerImage, Framework, InstanceType, Processor } from '../../../src';
import { processorMismatch } from '../../../src/endpoint-config/variants/image-compatibility';
import { aModel, aVpc } from '../../helpers/given';
import { testStack } from '../../helpers/stack';
import { UserImage } from '../../model/given';

const { CPU, GPU, NEURON, GRAVITON } = Processor;

test.each<[Processor, (Processor | undefined)[]]>([
  [CPU, []], [CPU, [CPU]], [CPU, [undefined]], [CPU, [CPU, undefined]],
  [GPU, []], [GPU, [GPU]], [GPU, [undefined]], [GPU, [CPU, GPU]], [GPU, [CPU, undefined]],
  [NEURON, [NEURON]], [NEURON, [NEURON, CPU]],
  [GRAVITON, [GRAVITON]], [GRAVITON, [undefined]],
])('%s runs images for %p', (processor, images) => {
  expect(processorMismatch('it', processor, images)).toBeUndefined();
});

test.each<[Processor, (Processor | undefined)[], Processor]>([
  [CPU, [GPU], GPU], [CPU, [CPU, GPU], GPU], [CPU, [undefined, NEURON], NEURON], [CPU, [GRAVITON], GRAVITON],
  [GRAVITON, [CPU], CPU], [GRAVITON, [GPU], GPU],
  [GPU, [NEURON], NEURON], [GPU, [GPU, GRAVITON], GRAVITON], [NEURON, [GPU], GPU],
])('%s does not run images for %p', (processor, images, misplaced) => {
  expect(processorMismatch('it', processor, images))
    .toBe(`an image of its model is built for ${misplaced}, but it has ${processor}; choose an image and instances that match`);
});

test.each<[Processor, Processor[]]>([[GPU, [CPU]], [GPU, [CPU, CPU]], [NEURON, [CPU]]])('%s is left unused by images for %p', (processor, images) => {
  expect(processorMismatch('it', processor, images))
    .toBe(`it has ${processor}, but all images of its model are built for cpu; choose an image and instances that match`);
});

describe('an image for another processor', () => {
  const image = new UserImage({ imageName: 'image:1', processor: Processor.GPU });
  const mismatch = (variant: string) => [warning('imageProcessor',
    `variant '${variant}': an image of its model is built for gpu, but instanceType ml.m5.large has cpu; choose an image and instances that match`)];

  test('is warned of', () => {
    const stack = testStack();
    expect(warned({ model: aModel(stack, 'Model', { containers: [{ image }] }), instanceType: InstanceType.M5_LARGE }, stack)).toEqual(mismatch('main'));
  });

  test('is warned of for a shadow variant', () => {
    const stack = testStack();
    const shadow = { model: aModel(stack, 'Shadow', { containers: [{ image }] }), variantName: 'shadow', instanceType: InstanceType.M5_LARGE };
    expect(warned({}, stack, { shadowProductionVariants: [shadow] })).toEqual(mismatch('shadow'));
  });

  test.each([InstanceType.G5_XLARGE, InstanceType.of(Lazy.string({ produce: () => 'ml.m5.large' }))])('is not one on %s', (instanceType) => {
    const stack = testStack();
    expect(warned({ model: aModel(stack, 'Model', { containers: [{ image }] }), instanceType }, stack)).toEqual([]);
  });
});

describe('a tag with a version of CUDA', () => {
  const repository = (stack: Stack) => ecr.Repository.fromRepositoryName(stack, 'Repository', 'serving');
  const warnings = (makeImage: (stack: Stack) => ContainerImage, instanceType = InstanceType.M5_LARGE) => {
    const stack = testStack();
    const model = aModel(stack, 'Model', { vpc: aVpc(stack), containers: [{ image: makeImage(stack) }] });
    return warned({ model, instanceType }, stack);
  };
  const ways: [string, (stack: Stack) => ContainerImage][] = [
    ['fromDlc', () => ContainerImage.fromDlc('vllm', '0.30.0-py312-cu130-ubuntu24.04-sagemaker')],
    ['fromDlc without a number', () => ContainerImage.fromDlc('vllm', 'server-sagemaker-cuda-v2.6')],
    ['fromEcrRepository', (stack) => ContainerImage.fromEcrRepository(repository(stack), '1.0-cu130')],
    ['fromEcrRepositoryArn', () => ContainerImage.fromEcrRepositoryArn('arn:aws:ecr:us-east-1:999999999999:repository/serving', 'cu124')],
    ['fromRegistry', () => ContainerImage.fromRegistry('registry.corp.example/model:2_cu92.1')],
    ['an own class', () => new UserImage({ imageName: 'image:1-cu118-a' })],
    ['fromFramework', () => ContainerImage.fromFramework(Framework.DJL_LMI, '0.38.0')],
  ];

  test.each(ways)('needs a GPU, with %s', (_how, makeImage) => {
    expect(warnings(makeImage)).toEqual([warning('imageProcessor',
      "variant 'main': an image of its model is built for gpu, but instanceType ml.m5.large has cpu; choose an image and instances that match")]);
    // Some have CUDA 13, which the default machine image does not support.
    expect(warnings(makeImage, InstanceType.G5_XLARGE).filter((text) => !text.includes('inferenceAmiTooOld'))).toEqual([]);
  });

  test.each<[string, (stack: Stack) => ContainerImage]>([
    ['a word that begins with cu', () => new UserImage({ imageName: 'image:customer-1' })],
    ['a word that ends with it', () => new UserImage({ imageName: 'image:accu130' })],
    ['a number that is too long', () => new UserImage({ imageName: 'image:1-cu1300' })],
    ['the name of a repository', () => new UserImage({ imageName: 'serving-cu130/image-cu130:1' })],
    ['the name of a registry', () => new UserImage({ imageName: 'registry:5000/cu130:1' })],
    ['a digest', () => new UserImage({ imageName: `image-cu130@sha256:${'0'.repeat(64)}` })],
    ['a processor that is given', () => new UserImage({ imageName: 'image:1-cu130', processor: Processor.CPU })],
    ['a tag that is a token', (stack) => ContainerImage.fromEcrRepository(repository(stack), Lazy.string({ produce: () => '1-cu130' }))],
  ])('is not %s', (_what, makeImage) => {
    expect(warnings(makeImage)).toEqual([]);
  });
});
