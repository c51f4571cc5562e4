import { aws_s3 as s3, CfnParameter, Duration } from 'aws-cdk-lib';
import { variantsOf } from './variants/given';
import { ContainerMode, EndpointConfig, InstanceType, Model, ModelData } from '../../src';
import { aConfig, aModel, anImage } from '../helpers/given';
import { must } from '../helpers/must';
import { like, messageOf, problemsAtSynth } from '../helpers/problems';
import { propertiesOf, testStack } from '../helpers/stack';

const TYPE = 'AWS::SageMaker::EndpointConfig';

describe('endpointConfigName', () => {
  test.each(['a', '7', 'a-b', 'A--b', 'a'.repeat(63)])('may be %p', (endpointConfigName) => {
    const stack = testStack();
    aConfig(stack, 'Config', { endpointConfigName });
    expect(propertiesOf(stack, TYPE).EndpointConfigName).toBe(endpointConfigName);
  });

  test.each(['a'.repeat(64), '-a', 'a-', 'a_b', 'a.b', 'a b', 'ä', 'a\n'])('fails as %p', (endpointConfigName) => {
    expect(messageOf(() => aConfig(testStack(), 'Config', { endpointConfigName })))
      .toBe(`Test/Config: endpointConfigName ${must.beName(endpointConfigName)}`);
  });

  test('fails when it is empty', () => {
    expect(messageOf(() => aConfig(testStack(), 'Config', { endpointConfigName: '' })))
      .toBe(`Test/Config: endpointConfigName ${must.beName('')}`);
  });
});

test('fails with all problems of a variant in one message', () => {
  const stack = testStack();
  const config = aConfig(stack);
  expect(messageOf(() => config.addInstanceProductionVariant({
    model: aModel(stack), variantName: 'main', initialInstanceCount: 0, initialVariantWeight: -1, instanceType: InstanceType.M5_LARGE,
  }))).toEqual(like('Test/Config: 3 problems:\n'
    + "  - variant 'main': variantName ... got 'main' again\n"
    + `  - variant 'main': initialVariantWeight ${must.beAtLeast(0, -1)}\n`
    + `  - variant 'main': initialInstanceCount ${must.beAtLeast(1, 0)}`));
});

describe('all problems are in one message', () => {
  test('of the name, and of each of the instance variants', () => {
    const stack = testStack();
    const model = aModel(stack);
    const theirs = Model.fromModelArn(stack, 'Theirs', 'arn:aws:sagemaker:us-east-1:210987654321:model/theirs');
    expect(messageOf(() => new EndpointConfig(stack, 'Config', {
      endpointConfigName: 'a_b',
      instanceProductionVariants: [
        { model, variantName: 'one', initialInstanceCount: 0, initialVariantWeight: -1 },
        { model, variantName: 'fine' },
        { model: theirs, variantName: 'one', containerStartupHealthCheckTimeout: Duration.seconds(59) },
      ],
    }))).toEqual(like('Test/Config: 6 problems:\n'
      + `  - endpointConfigName ${must.beName('a_b')}\n`
      + `  - variant 'one': initialVariantWeight ${must.beAtLeast(0, -1)}\n`
      + `  - variant 'one': initialInstanceCount ${must.beAtLeast(1, 0)}\n`
      + "  - variant 'one': variantName ... got 'one' again\n"
      + `  - variant 'one': the model ${must.beInSame('account', '123456789012', '210987654321')}\n`
      + `  - variant 'one': containerStartupHealthCheckTimeout ${must.beSeconds(60, 3600, 59)}`));
  });

  test('of both kinds of variants', () => {
    const stack = testStack();
    const model = aModel(stack);
    expect(messageOf(() => new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ model, variantName: 'main', initialInstanceCount: 0 }],
      serverlessProductionVariant: { model, variantName: 'less', maxConcurrency: 0, memorySizeInMB: 1 },
    }))).toEqual(like('Test/Config: 4 problems:\n'
      + '  - instanceProductionVariants ... serverlessProductionVariant ...\n'
      + `  - variant 'main': initialInstanceCount ${must.beAtLeast(1, 0)}\n`
      + `  - variant 'less': maxConcurrency ${must.beBetween(1, 200, 0)}\n`
      + `  - variant 'less': memorySizeInMB ${must.beOneOf([1024, 2048, 3072, 4096, 5120, 6144], 1)}`));
  });

  test('of too many variants, and of each of them', () => {
    const stack = testStack();
    const model = aModel(stack);
    expect(messageOf(() => new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [...variantsOf(model, 10), { model, variantName: 'one-more', initialInstanceCount: 0 }],
    }))).toEqual(like('Test/Config: 2 problems:\n'
      + '  - ... 10 production ... got 11\n'
      + `  - variant 'one-more': initialInstanceCount ${must.beAtLeast(1, 0)}`));
  });

  test('of an instance variant that is added to 10', () => {
    const stack = testStack();
    const model = aModel(stack);
    const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: variantsOf(model, 10) });
    expect(messageOf(() => config.addInstanceProductionVariant({ model, variantName: 'v3', initialInstanceCount: 0 }))).toEqual(like('Test/Config: 3 problems:\n'
      + '  - ... 10 production ... got 11\n'
      + "  - variant 'v3': variantName ... got 'v3' again\n"
      + `  - variant 'v3': initialInstanceCount ${must.beAtLeast(1, 0)}`));
  });

  test('of a serverless variant that is added to another one', () => {
    const stack = testStack();
    const model = aModel(stack);
    const config = new EndpointConfig(stack, 'Config', {
      serverlessProductionVariant: { model, variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024 },
    });
    expect(messageOf(() => config.addServerlessProductionVariant({ model, variantName: 'a_b', maxConcurrency: 201, memorySizeInMB: 1024 })))
      .toEqual(like('Test/Config: 3 problems:\n'
        + "  - ... 1 serverless ... got 'less' and 'a_b'; ...\n"
        + `  - variant 'a_b': variantName ${must.beName('a_b')}\n`
        + `  - variant 'a_b': maxConcurrency ${must.beBetween(1, 200, 201)}`));
  });

  test('of a variant whose name is a token', () => {
    const stack = testStack();
    const variantName = new CfnParameter(stack, 'Variant').valueAsString;
    expect(messageOf(() => new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ model: aModel(stack), variantName, initialInstanceCount: 0 }],
    }))).toBe(`Test/Config: a variant: initialInstanceCount ${must.beAtLeast(1, 0)}`);
  });
});

test('a refused variant leaves the configuration as it was', () => {
  const stack = testStack();
  const config = aConfig(stack);
  messageOf(() => config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'other', initialInstanceCount: 0 }));
  expect(config.instanceProductionVariants.map((variant) => variant.variantName)).toEqual(['main']);
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
