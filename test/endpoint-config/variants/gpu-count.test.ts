import { Lazy } from 'aws-cdk-lib';
import { warned, warning } from './given';
import { InstanceType, type InstanceProductionVariantProps } from '../../../src';
import { aModel } from '../../helpers/given';
import { testStack } from '../../helpers/stack';
import { UserImage } from '../../model/given';

const { G5_XLARGE, G5_12XLARGE, INF2_48XLARGE, M5_LARGE } = InstanceType;

function warningsWith(environment: { [name: string]: string }, props: Partial<InstanceProductionVariantProps>): string[] {
  const stack = testStack();
  return warned({ model: aModel(stack, 'Model', { containers: [{ image: new UserImage() }, { image: new UserImage(), environment }] }), ...props }, stack);
}

const tooMany = (count: number, names: string, type: string, gpus: number) => warning('moreGpusThanInstance',
  `variant 'main': the environment of its model asks for ${count} GPUs with ${names}, but ${type} has ${gpus}; choose an instanceType with more GPUs, or reduce `
  + names.replace(' and ', ' or '));

test.each([
  'SM_NUM_GPUS', 'OPTION_TENSOR_PARALLEL_DEGREE', 'TENSOR_PARALLEL_DEGREE', 'SM_VLLM_TENSOR_PARALLEL_SIZE', 'SM_SGLANG_TENSOR_PARALLEL_SIZE', 'SM_SGLANG_TP_SIZE',
])('%s above the GPUs of the instances is warned of', (name) => {
  expect(warningsWith({ [name]: '5' }, { instanceType: G5_12XLARGE })).toEqual([tooMany(5, name, 'ml.g5.12xlarge', 4)]);
  expect(warningsWith({ [name]: '4' }, { instanceType: G5_12XLARGE })).toEqual([]);
});

test('tensor and pipeline parallelism multiply', () => {
  const environment = { SM_VLLM_TENSOR_PARALLEL_SIZE: '4', SM_VLLM_PIPELINE_PARALLEL_SIZE: '2' };
  expect(warningsWith(environment, { instanceType: G5_12XLARGE }))
    .toEqual([tooMany(8, 'SM_VLLM_TENSOR_PARALLEL_SIZE and SM_VLLM_PIPELINE_PARALLEL_SIZE', 'ml.g5.12xlarge', 4)]);
  expect(warningsWith({ ...environment, SM_VLLM_TENSOR_PARALLEL_SIZE: '2' }, { instanceType: G5_12XLARGE })).toEqual([]);
});

test('one of several pools is warned of', () => {
  const instancePools = [{ instanceType: G5_12XLARGE, priority: 1 }, { instanceType: G5_XLARGE, priority: 2 }];
  expect(warningsWith({ SM_NUM_GPUS: '4' }, { instancePools })).toEqual([tooMany(4, 'SM_NUM_GPUS', 'ml.g5.xlarge', 1)]);
});

describe('NeuronCores', () => {
  const tooManyCores = (count: number, name: string, type: string, cores: number) => warning('moreNeuronCoresThanInstance',
    `variant 'main': the environment of its model asks for ${count} NeuronCores with ${name}, but ${type} has ${cores}; choose an instanceType with more NeuronCores, or reduce ${name}`);

  test.each(['OPTION_TENSOR_PARALLEL_DEGREE', 'TENSOR_PARALLEL_DEGREE', 'SM_ON_TENSOR_PARALLEL_SIZE', 'HF_NUM_CORES'])('%s above those of the instances is warned of', (name) => {
    expect(warningsWith({ [name]: '32' }, { instanceType: INF2_48XLARGE })).toEqual([tooManyCores(32, name, 'ml.inf2.48xlarge', 24)]);
    expect(warningsWith({ [name]: '24' }, { instanceType: INF2_48XLARGE })).toEqual([]);
  });

  test.each([
    ['ml.inf1.xlarge', 4], ['ml.inf1.2xlarge', 4], ['ml.inf1.6xlarge', 16], ['ml.inf1.24xlarge', 64], ['ml.inf2.xlarge', 2], ['ml.inf2.8xlarge', 2], ['ml.inf2.24xlarge', 12],
    ['ml.trn1.2xlarge', 2], ['ml.trn1.32xlarge', 32], ['ml.trn1n.32xlarge', 32], ['ml.trn2.48xlarge', 128],
  ])('%s has %p', (type, cores) => {
    const ask = (count: number) => warningsWith({ HF_NUM_CORES: `${count}` }, { instanceType: InstanceType.of(type) });
    expect(ask(cores + 1)).toEqual([tooManyCores(cores + 1, 'HF_NUM_CORES', type, cores)]);
    expect(ask(cores)).toEqual([]);
  });

  test('the variables of GPUs are not compared with them, and neither are those of NeuronCores with GPUs', () => {
    expect(warningsWith({ SM_NUM_GPUS: '8' }, { instanceType: INF2_48XLARGE })).toEqual([]);
    expect(warningsWith({ HF_NUM_CORES: '8' }, { instanceType: G5_XLARGE })).toEqual([]);
  });
});

test.each<[{ [name: string]: string }, InstanceType]>([
  [{ OPTION_TENSOR_PARALLEL_DEGREE: 'max' }, G5_XLARGE],
  [{ SM_NUM_GPUS: '' }, G5_XLARGE],
  [{ OTHER: '8' }, G5_XLARGE],
  [{ SM_NUM_GPUS: Lazy.string({ produce: () => '8' }) }, G5_XLARGE],
  [{ SM_VLLM_TENSOR_PARALLEL_SIZE: '2', SM_VLLM_PIPELINE_PARALLEL_SIZE: Lazy.string({ produce: () => '8' }) }, G5_XLARGE],
  // Counts the cores of AWS Neuron there.
  [{ OPTION_TENSOR_PARALLEL_DEGREE: '24' }, INF2_48XLARGE],
  [{ SM_NUM_GPUS: '1' }, M5_LARGE],
  [{ SM_NUM_GPUS: '8' }, InstanceType.of(Lazy.string({ produce: () => 'ml.g5.xlarge' }))],
])('%p on %s is not', (environment, instanceType) => {
  expect(warningsWith(environment, { instanceType })).toEqual([]);
});
