import { aws_s3 as s3 } from 'aws-cdk-lib';
import { ContainerMode, EndpointConfig, InstanceType, Model, ModelData } from '../../src';
import { modelsOf } from '../../src/endpoint-config/variants/variant-set';
import { aModel, anImage } from '../helpers/given';
import { like, problemsAtSynth } from '../helpers/problems';
import { testStack } from '../helpers/stack';

test('the models of variants are theirs and those of their pools, each once', () => {
  const stack = testStack();
  const [model, other] = [aModel(stack, 'One'), aModel(stack, 'Two')];
  const instancePools = [model, other, undefined].map((each, index) => ({ instanceType: InstanceType.M5_LARGE, priority: index + 1, model: each }));
  expect(modelsOf([{ props: { variantName: 'main', model, instancePools } }])).toEqual([{ variant: 'main', model }, { variant: 'main', model: other }]);
});

test('nothing is known of imported models, and of variants without one', () => {
  const stack = testStack();
  expect(modelsOf([{ props: { variantName: 'main', model: Model.fromModelName(stack, 'Theirs', 'theirs') } }, { props: { variantName: 'none' } }])).toEqual([]);
});

test('the model of a pool has to fit too', () => {
  const stack = testStack();
  const modelData = ModelData.fromBucketPrefix(s3.Bucket.fromBucketName(stack, 'Bucket', 'artifacts'), 'models/');
  const many = new Model(stack, 'Many', { containers: [{ image: anImage(stack), mode: ContainerMode.multiModel(), modelData }] });
  const config = new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{
      model: aModel(stack), variantName: 'main', instancePools: [{ instanceType: InstanceType.M5_LARGE, priority: 1, model: many }],
    }],
    asyncInference: { output: { bucket: s3.Bucket.fromBucketName(stack, 'Output', 'output') } },
  });
  expect(problemsAtSynth(config)).toEqual([
    like("asyncInference ... 'main', ... 'Test/Many' ... a multi-model container; ..."),
  ]);
});
