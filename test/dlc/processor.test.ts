import { Lazy } from 'aws-cdk-lib';
import { InstanceType, Processor } from '../../src';
import { processorOf } from '../../src/dlc/processor';

const { CPU, GPU, NEURON, GRAVITON } = Processor;

test.each([
  ['ml.t2.medium', CPU], ['ml.m5.large', CPU], ['ml.m5d.large', CPU], ['ml.c6i.large', CPU], ['ml.r5.large', CPU], ['ml.m6i.large', CPU],
  ['ml.c7g.large', GRAVITON], ['ml.m6g.large', GRAVITON], ['ml.c6gn.large', GRAVITON], ['ml.r6gd.large', GRAVITON],
  ['ml.g4dn.xlarge', GPU], ['ml.g5.xlarge', GPU], ['ml.g6e.xlarge', GPU], ['ml.p3.2xlarge', GPU], ['ml.p4d.24xlarge', GPU], ['ml.p5.48xlarge', GPU],
  ['ml.inf1.xlarge', NEURON], ['ml.inf2.xlarge', NEURON], ['ml.trn1.2xlarge', NEURON],
])('%s has %s', (type, processor) => {
  expect(processorOf(InstanceType.of(type))).toBe(processor);
});

test.each(['ml.dl1.24xlarge', 'ml.z99.large', 'ml.m5', 'ml.'])('%s is not known', (type) => {
  expect(processorOf(InstanceType.of(type))).toBeUndefined();
});

test('a size that is not known changes nothing', () => {
  expect(processorOf(InstanceType.of('ml.g5.999xlarge'))).toBe(GPU);
});

test('a token is not known', () => {
  expect(processorOf(InstanceType.of(Lazy.string({ produce: () => 'ml.g5.xlarge' })))).toBeUndefined();
});
