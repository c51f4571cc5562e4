import { Annotations, Aws, type Stack } from 'aws-cdk-lib';
import { ContainerMode, EndpointConfig, InstanceType, Model, ModelData, type InstanceProductionVariantProps } from '../../../src';
import { aModel, anImage } from '../../helpers/given';
import { testStack, warningsOf } from '../../helpers/stack';

const MODELS = ModelData.fromS3Uri('s3://models/all/');

const multiModel = (stack: Stack) => new Model(stack, 'Models', { containers: [{ image: anImage(stack), mode: ContainerMode.multiModel(), modelData: MODELS }] });

function warned(variant: (stack: Stack) => Partial<InstanceProductionVariantProps>, stack: Stack = testStack()): string[] {
  new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', model: multiModel(stack), ...variant(stack) }] });
  return warningsOf(stack).filter((each) => each.includes('multiModelAccelerator'));
}

const on = (instanceType: string) => () => ({ instanceType: InstanceType.of(instanceType) });
const warning = (instanceType: string) => 'Test/Config: variant \'main\': its model has a multi-model container, which AWS documents for instances with CPUs or GPUs only, but instanceType is '
  + `${instanceType}; choose another instanceType, or host each model as an inference component [ack: cdk-sagemaker-hosting:multiModelAccelerator]`;

test.each(['ml.inf1.xlarge', 'ml.inf2.xlarge', 'ml.trn1.2xlarge', 'ml.trn2.48xlarge'])('a multi-model container on %s is warned of', (instanceType) => {
  expect(warned(on(instanceType))).toEqual([warning(instanceType)]);
});

test.each(['ml.m5.large', 'ml.c7g.large', 'ml.g5.xlarge', 'ml.p5.48xlarge', 'ml.g6e.48xlarge', 'ml.inf9.xlarge'])('one on %s is not', (instanceType) => {
  expect(warned(on(instanceType))).toEqual([]);
});

test('one of several instance pools is warned of', () => {
  const instancePools = ['ml.g5.xlarge', 'ml.inf2.xlarge'].map((type, index) => ({ instanceType: InstanceType.of(type), priority: index + 1 }));
  expect(warned(() => ({ instancePools }))).toEqual([warning('ml.inf2.xlarge')]);
});

test('a type that is a token, another container and an imported model are not warned of, nor is an acknowledged warning', () => {
  expect(warned(on(Aws.STACK_NAME))).toEqual([]);
  expect(warned((stack) => ({ ...on('ml.inf2.xlarge')(), model: aModel(stack) }))).toEqual([]);
  expect(warned((stack) => ({ ...on('ml.inf2.xlarge')(), model: Model.fromModelName(stack, 'Theirs', 'theirs') }))).toEqual([]);
  const stack = testStack();
  Annotations.of(stack).acknowledgeWarning('cdk-sagemaker-hosting:multiModelAccelerator');
  expect(warned(on('ml.inf2.xlarge'), stack)).toEqual([]);
});
