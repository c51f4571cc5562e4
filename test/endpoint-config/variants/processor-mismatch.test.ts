import { Processor } from '../../../src';
import { processorMismatch } from '../../../src/endpoint-config/variants/image-compatibility';

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
    .toBe(`an image of its model is made for ${misplaced}, but it has ${processor}; choose an image and instances that fit`);
});

test.each<[Processor, Processor[]]>([[GPU, [CPU]], [GPU, [CPU, CPU]], [NEURON, [CPU]]])('%s is left unused by images for %p', (processor, images) => {
  expect(processorMismatch('it', processor, images))
    .toBe(`it has ${processor}, which no image of its model uses, all being made for cpu; choose an image and instances that fit`);
});
