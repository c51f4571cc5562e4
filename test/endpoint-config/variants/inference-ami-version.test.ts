import { CfnParameter, Lazy } from 'aws-cdk-lib';
import { rendered, warned, warning } from './given';
import { InferenceAmiVersion, InstanceType, Processor } from '../../../src';
import { testStack, warningsOf } from '../../helpers/stack';

const { GPU, NEURON } = Processor;
const KNOWN: [keyof typeof InferenceAmiVersion, string, Processor][] = [
  ['AL2_GPU_2', 'al2-ami-sagemaker-inference-gpu-2', GPU],
  ['AL2_GPU_2_1', 'al2-ami-sagemaker-inference-gpu-2-1', GPU],
  ['AL2_GPU_3_1', 'al2-ami-sagemaker-inference-gpu-3-1', GPU],
  ['AL2023_GPU_4_1', 'al2023-ami-sagemaker-inference-gpu-4-1', GPU],
  ['AL2_NEURON_2', 'al2-ami-sagemaker-inference-neuron-2', NEURON],
];

test.each(KNOWN)('%s is named %s, and has drivers for %s', (constant, name, processor) => {
  const version = InferenceAmiVersion[constant] as InferenceAmiVersion;
  expect(version.toString()).toBe(name);
  expect(version._processor).toBe(processor);
});

test('there is a constant for each of them', () => {
  expect(Object.keys(InferenceAmiVersion)).toEqual(KNOWN.map(([constant]) => constant));
});

test('without one, SageMaker decides', () => {
  expect(rendered({})).not.toHaveProperty('InferenceAmiVersion');
});

test.each([InferenceAmiVersion.AL2_GPU_2, InferenceAmiVersion.of('al2-ami-sagemaker-inference-gpu-2')])('is rendered as its name', (inferenceAmiVersion) => {
  expect(rendered({ inferenceAmiVersion, instanceType: InstanceType.G5_XLARGE }).InferenceAmiVersion).toBe('al2-ami-sagemaker-inference-gpu-2');
});

test('may be a token, of which nothing is said', () => {
  const stack = testStack();
  const inferenceAmiVersion = InferenceAmiVersion.of(`al2-ami-sagemaker-inference-gpu-${new CfnParameter(stack, 'Version').valueAsString}`);
  expect(rendered({ inferenceAmiVersion, instanceType: InstanceType.M5_LARGE }, stack).InferenceAmiVersion)
    .toEqual({ 'Fn::Join': ['', ['al2-ami-sagemaker-inference-gpu-', { Ref: 'Version' }]] });
  expect(warningsOf(stack)).toEqual([]);
});

test.each<[string, number | undefined]>([
  ['al2023-ami-sagemaker-inference-gpu-4-1', 4], ['al2-ami-sagemaker-inference-gpu-2', 2], ['al2027-ami-sagemaker-inference-gpu-10-1', 10],
  ['al2-ami-sagemaker-inference-gpu', undefined], ['al2-ami-sagemaker-inference-neuron-2', undefined], ['al2-ami-sagemaker-inference-gpu-next', undefined],
])('%s has the generation %p', (name, generation) => {
  expect(InferenceAmiVersion.of(name)._gpuGeneration).toBe(generation);
});

describe('drivers for another processor', () => {
  const other = (version: InferenceAmiVersion, made: Processor, type: string, has: string) => [warning('inferenceAmiOfOtherProcessor',
    `inferenceAmiVersion ${version} of variant 'main' is for ${made}, but ${type} has ${has}; choose another inferenceAmiVersion`)];

  test.each([
    [InferenceAmiVersion.AL2_GPU_2, GPU, InstanceType.M5_LARGE, 'cpu'],
    [InferenceAmiVersion.AL2_GPU_2, GPU, InstanceType.INF2_XLARGE, 'neuron'],
    [InferenceAmiVersion.AL2_NEURON_2, NEURON, InstanceType.G5_XLARGE, 'gpu'],
    [InferenceAmiVersion.AL2_NEURON_2, NEURON, InstanceType.C7G_LARGE, 'graviton'],
  ])('are warned of: %s', (inferenceAmiVersion, made, instanceType, has) => {
    expect(warned({ inferenceAmiVersion, instanceType })).toEqual(other(inferenceAmiVersion, made, instanceType.toString(), has));
  });

  test('are warned of on the default instances', () => {
    expect(warned({ inferenceAmiVersion: InferenceAmiVersion.AL2_GPU_2 })).toEqual(other(InferenceAmiVersion.AL2_GPU_2, GPU, 'ml.t2.medium', 'cpu'));
  });

  test('are warned of in one of several pools', () => {
    const instancePools = [{ instanceType: InstanceType.G5_XLARGE, priority: 1 }, { instanceType: InstanceType.M5_LARGE, priority: 2 }];
    expect(warned({ inferenceAmiVersion: InferenceAmiVersion.AL2_GPU_2, instancePools })).toEqual(other(InferenceAmiVersion.AL2_GPU_2, GPU, 'ml.m5.large', 'cpu'));
  });

  test.each([
    [InferenceAmiVersion.AL2_GPU_2, InstanceType.G5_XLARGE],
    [InferenceAmiVersion.AL2_NEURON_2, InstanceType.INF2_XLARGE],
    [InferenceAmiVersion.of('al2027-ami-sagemaker-inference-quantum-1'), InstanceType.M5_LARGE],
    [InferenceAmiVersion.AL2_GPU_2, InstanceType.of(Lazy.string({ produce: () => 'ml.m5.large' }))],
  ])('are not: %s', (inferenceAmiVersion, instanceType) => {
    expect(warned({ inferenceAmiVersion, instanceType })).toEqual([]);
  });
});
