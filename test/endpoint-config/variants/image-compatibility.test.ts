import { Lazy } from 'aws-cdk-lib';
import { warned, warning } from './given';
import { InstanceType, Processor } from '../../../src';
import { processorMismatch } from '../../../src/endpoint-config/variants/image-compatibility';
import { aModel } from '../../helpers/given';
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
