import { aws_s3 as s3, CfnParameter, Duration } from 'aws-cdk-lib';
import { variantsOf } from './variants/given';
import { ContainerMode, EndpointConfig, InstanceType, Model, ModelData } from '../../src';
import { aConfig, aModel, anImage } from '../helpers/given';
import { messageOf, problemsAtSynth } from '../helpers/problems';
import { propertiesOf, testStack } from '../helpers/stack';

const TYPE = 'AWS::SageMaker::EndpointConfig';
const NAME_RULE = 'letters, digits and hyphens, with no hyphen at either end (1 to 63 characters)';

describe('endpointConfigName', () => {
  test.each(['a', '7', 'a-b', 'A--b', 'a'.repeat(63)])('may be %p', (endpointConfigName) => {
    const stack = testStack();
    aConfig(stack, 'Config', { endpointConfigName });
    expect(propertiesOf(stack, TYPE).EndpointConfigName).toBe(endpointConfigName);
  });

  test.each(['a'.repeat(64), '-a', 'a-', 'a_b', 'a.b', 'a b', 'ä', 'a\n'])('fails as %p', (endpointConfigName) => {
    expect(messageOf(() => aConfig(testStack(), 'Config', { endpointConfigName })))
      .toBe(`Test/Config: endpointConfigName must be ${NAME_RULE}, got '${endpointConfigName}'`);
  });

  test('fails when it is empty', () => {
    expect(messageOf(() => aConfig(testStack(), 'Config', { endpointConfigName: '' })))
      .toBe(`Test/Config: endpointConfigName must be ${NAME_RULE}, got ''`);
  });
});

test('fails with all problems of a variant in one message', () => {
  const stack = testStack();
  const config = aConfig(stack);
  expect(messageOf(() => config.addInstanceProductionVariant({
    model: aModel(stack), variantName: 'main', initialInstanceCount: 0, initialVariantWeight: -1, instanceType: InstanceType.M5_LARGE,
  }))).toBe('Test/Config: 3 problems:\n'
    + "  - variant 'main': variantName must be unique among the variants, got 'main' again\n"
    + "  - variant 'main': initialVariantWeight must be at least 0, got -1\n"
    + "  - variant 'main': initialInstanceCount must be at least 1, got 0");
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
    }))).toBe('Test/Config: 6 problems:\n'
      + `  - endpointConfigName must be ${NAME_RULE}, got 'a_b'\n`
      + "  - variant 'one': initialVariantWeight must be at least 0, got -1\n"
      + "  - variant 'one': initialInstanceCount must be at least 1, got 0\n"
      + "  - variant 'one': variantName must be unique among the variants, got 'one' again\n"
      + "  - variant 'one': the model must be in the same account (123456789012), got 210987654321\n"
      + "  - variant 'one': containerStartupHealthCheckTimeout must be an integer number of seconds between 60 and 3600, got 59 seconds");
  });

  test('of both kinds of variants', () => {
    const stack = testStack();
    const model = aModel(stack);
    expect(messageOf(() => new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ model, variantName: 'main', initialInstanceCount: 0 }],
      serverlessProductionVariant: { model, variantName: 'less', maxConcurrency: 0, memorySizeInMB: 1 },
    }))).toBe('Test/Config: 4 problems:\n'
      + "  - instanceProductionVariants and serverlessProductionVariant can't be combined; set one of them\n"
      + "  - variant 'main': initialInstanceCount must be at least 1, got 0\n"
      + "  - variant 'less': maxConcurrency must be between 1 and 200, got 0\n"
      + "  - variant 'less': memorySizeInMB must be one of 1024, 2048, 3072, 4096, 5120, 6144, got 1");
  });

  test('of too many variants, and of each of them', () => {
    const stack = testStack();
    const model = aModel(stack);
    expect(messageOf(() => new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [...variantsOf(model, 10), { model, variantName: 'one-more', initialInstanceCount: 0 }],
    }))).toBe('Test/Config: 2 problems:\n'
      + '  - an endpoint configuration must have at most 10 production variants, got 11\n'
      + "  - variant 'one-more': initialInstanceCount must be at least 1, got 0");
  });

  test('of an instance variant that is added to 10', () => {
    const stack = testStack();
    const model = aModel(stack);
    const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: variantsOf(model, 10) });
    expect(messageOf(() => config.addInstanceProductionVariant({ model, variantName: 'v3', initialInstanceCount: 0 }))).toBe('Test/Config: 3 problems:\n'
      + '  - an endpoint configuration must have at most 10 production variants, got 11\n'
      + "  - variant 'v3': variantName must be unique among the variants, got 'v3' again\n"
      + "  - variant 'v3': initialInstanceCount must be at least 1, got 0");
  });

  test('of a serverless variant that is added to another one', () => {
    const stack = testStack();
    const model = aModel(stack);
    const config = new EndpointConfig(stack, 'Config', {
      serverlessProductionVariant: { model, variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024 },
    });
    expect(messageOf(() => config.addServerlessProductionVariant({ model, variantName: 'a_b', maxConcurrency: 201, memorySizeInMB: 1024 })))
      .toBe('Test/Config: 3 problems:\n'
        + "  - only 1 serverless variant is possible, got 'a_b' beside 'less'\n"
        + `  - variant 'a_b': variantName must be ${NAME_RULE}, got 'a_b'\n`
        + "  - variant 'a_b': maxConcurrency must be between 1 and 200, got 201");
  });

  test('of a variant whose name is a token', () => {
    const stack = testStack();
    const variantName = new CfnParameter(stack, 'Variant').valueAsString;
    expect(messageOf(() => new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ model: aModel(stack), variantName, initialInstanceCount: 0 }],
    }))).toBe('Test/Config: a variant: initialInstanceCount must be at least 1, got 0');
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
    "asyncInference can't be combined with variant 'main', whose model 'Test/Many' has a multi-model container; use another model",
  ]);
});
