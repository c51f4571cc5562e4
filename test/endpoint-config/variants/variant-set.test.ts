import { CfnParameter } from 'aws-cdk-lib';
import { EndpointConfig, InstanceType, Model } from '../../../src';
import { modelsOf } from '../../../src/endpoint-config/variants/variant-set';
import { aConfig, aModel } from '../../helpers/given';
import { like, messageOf } from '../../helpers/problems';
import { testStack } from '../../helpers/stack';

function serverlessConfig(): EndpointConfig {
  const stack = testStack();
  return new EndpointConfig(stack, 'Config', {
    serverlessProductionVariant: { model: aModel(stack), variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024 },
  });
}

test('an instance variant is found by its name, also one that was added later', () => {
  const stack = testStack();
  const config = aConfig(stack);
  config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'late', initialInstanceCount: 3 });
  expect(config.findInstanceProductionVariant('late')).toMatchObject({ variantName: 'late', initialInstanceCount: 3 });
  expect(config.findInstanceProductionVariant('main')).toMatchObject({ variantName: 'main', initialInstanceCount: 1 });
});

test('an instance variant is found by a name that is a token', () => {
  const stack = testStack();
  const variantName = new CfnParameter(stack, 'Variant').valueAsString;
  const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model: aModel(stack), variantName }] });
  expect(config.findInstanceProductionVariant(variantName).variantName).toBe(variantName);
});

test('fails to find an instance variant, and lists those there are', () => {
  const stack = testStack();
  const config = aConfig(stack);
  config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'late' });
  expect(messageOf(() => config.findInstanceProductionVariant('Main')))
    .toBe("Test/Config: no instance variant 'Main'; the instance variants are 'main', 'late'");
});

test('fails to find an instance variant where there is none', () => {
  expect(messageOf(() => new EndpointConfig(testStack(), 'Config').findInstanceProductionVariant('main')))
    .toBe("Test/Config: no instance variant 'main'; the endpoint configuration has no production variant; set instanceProductionVariants or serverlessProductionVariant");
});

test('fails to find the serverless variant among those on instances', () => {
  expect(messageOf(() => serverlessConfig().findInstanceProductionVariant('less')))
    .toEqual(like("Test/Config: ... instance ... 'less'; ..."));
});

test('the serverless variant is found by its name', () => {
  expect(serverlessConfig().findServerlessProductionVariant('less')).toMatchObject({ variantName: 'less', memorySizeInMB: 1024 });
});

test('fails to find a serverless variant of another name', () => {
  expect(messageOf(() => serverlessConfig().findServerlessProductionVariant('more')))
    .toBe("Test/Config: no serverless variant 'more'; the serverless variant is 'less'");
});

test('fails to find a serverless variant where there is none', () => {
  expect(messageOf(() => aConfig(testStack()).findServerlessProductionVariant('main')))
    .toEqual(like("Test/Config: ... serverless ... 'main'; ..."));
});

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
