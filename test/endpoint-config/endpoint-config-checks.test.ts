import { App, CfnParameter, Lazy } from 'aws-cdk-lib';
import { EndpointConfig, InstanceType, Model, type InstanceProductionVariantProps } from '../../src';
import { aConfig, aModel } from '../helpers/given';
import { messageOf, problemsAtSynth } from '../helpers/problems';
import { propertiesOf, testStack, warningsOf } from '../helpers/stack';

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

describe('the number of variants', () => {
  test('may be 10', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: variants(aModel(stack), 10) });
    expect(propertiesOf(stack, TYPE).ProductionVariants).toHaveLength(10);
  });

  test('fails as 11 in the props', () => {
    const stack = testStack();
    expect(messageOf(() => new EndpointConfig(stack, 'Config', { instanceProductionVariants: variants(aModel(stack), 11) })))
      .toBe('Test/Config: an endpoint configuration must have at most 10 production variants, got 11');
  });

  test('fails as 11 when one is added', () => {
    const stack = testStack();
    const model = aModel(stack);
    const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: variants(model, 10) });
    expect(messageOf(() => config.addInstanceProductionVariant({ model, variantName: 'one-more' })))
      .toBe('Test/Config: an endpoint configuration must have at most 10 production variants, got 11');
  });
});

describe('variant names', () => {
  test('fails with the same name twice', () => {
    const stack = testStack();
    const config = aConfig(stack);
    expect(messageOf(() => config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'main' })))
      .toBe("Test/Config: variantName must differ from those of the other variants, got 'main' again");
  });

  test('tokens are not compared, and names differ by case', () => {
    const stack = testStack();
    const model = aModel(stack);
    const token = new CfnParameter(stack, 'Variant').valueAsString;
    const other = Lazy.string({ produce: () => 'other' });
    new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [token, other, 'main', 'MAIN'].map((variantName) => ({ model, variantName })),
    });
    expect(propertiesOf(stack, TYPE).ProductionVariants.map((variant: any) => variant.VariantName))
      .toEqual([{ Ref: 'Variant' }, 'other', 'main', 'MAIN']);
  });
});

describe('both kinds of variants', () => {
  const serverless = { variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024 };

  test('fails in the props', () => {
    const stack = testStack();
    const model = aModel(stack);
    expect(messageOf(() => new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: variants(model, 1), serverlessProductionVariant: { model, ...serverless },
    }))).toBe("Test/Config: instanceProductionVariants and serverlessProductionVariant can't be combined; set one of them");
  });

  test('an empty list of instance variants is no second kind', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [], serverlessProductionVariant: { model: aModel(stack), ...serverless },
    });
    expect(problemsAtSynth(config)).toEqual([]);
  });

  test('fails when a serverless variant is added to instance variants', () => {
    const stack = testStack();
    const config = aConfig(stack);
    expect(messageOf(() => config.addServerlessProductionVariant({ model: aModel(stack), ...serverless })))
      .toBe("Test/Config: serverless variant 'less' can't be added next to instance variants; use one kind only");
  });

  test('fails when an instance variant is added to a serverless one', () => {
    const stack = testStack();
    const model = aModel(stack);
    const config = new EndpointConfig(stack, 'Config', { serverlessProductionVariant: { model, ...serverless } });
    expect(messageOf(() => config.addInstanceProductionVariant({ model, variantName: 'main' })))
      .toBe("Test/Config: instance variant 'main' can't be added next to serverless variant 'less'; use one kind only");
  });

  test('fails with a second serverless variant', () => {
    const stack = testStack();
    const model = aModel(stack);
    const config = new EndpointConfig(stack, 'Config', { serverlessProductionVariant: { model, ...serverless } });
    expect(messageOf(() => config.addServerlessProductionVariant({ model, ...serverless, variantName: 'other' })))
      .toBe("Test/Config: only 1 serverless variant is possible, got 'other' beside 'less'");
  });
});

describe('the model of a variant', () => {
  const instance = { variantName: 'main' };

  test('may be an imported one', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config');
    config.addInstanceProductionVariant({ ...instance, model: Model.fromModelName(stack, 'Theirs', 'theirs') });
    expect(propertiesOf(stack, TYPE).ProductionVariants[0].ModelName).toBe('theirs');
  });

  test('fails in another account', () => {
    const stack = testStack();
    const model = Model.fromModelArn(stack, 'Theirs', 'arn:aws:sagemaker:us-east-1:210987654321:model/theirs');
    expect(messageOf(() => new EndpointConfig(stack, 'Config').addInstanceProductionVariant({ ...instance, model })))
      .toBe('Test/Config: the model must be in the same account, got a model in account 210987654321 for account 123456789012');
  });

  test('fails in another region, also for a serverless variant', () => {
    const stack = testStack();
    const model = Model.fromModelArn(stack, 'Theirs', 'arn:aws:sagemaker:eu-west-1:123456789012:model/theirs');
    const message = 'Test/Config: the model must be in the same region, got a model in region eu-west-1 for region us-east-1';
    const config = new EndpointConfig(stack, 'Config');
    expect(messageOf(() => config.addInstanceProductionVariant({ ...instance, model }))).toBe(message);
    expect(messageOf(() => config.addServerlessProductionVariant({ ...instance, model, maxConcurrency: 1, memorySizeInMB: 1024 }))).toBe(message);
  });

  test('fails in a stack of another account and region, which the message lists both', () => {
    const app = new App();
    const model = aModel(testStack({ app, id: 'There', env: { account: '210987654321', region: 'eu-west-1' } }), 'Model', { modelName: 'there' });
    expect(messageOf(() => new EndpointConfig(testStack({ app }), 'Config').addInstanceProductionVariant({ ...instance, model })))
      .toBe('Test/Config: 2 problems:\n'
        + '  - the model must be in the same account, got a model in account 210987654321 for account 123456789012\n'
        + '  - the model must be in the same region, got a model in region eu-west-1 for region us-east-1');
  });

  test('may be in an environment that is a token', () => {
    const stack = testStack({ env: undefined });
    const config = new EndpointConfig(stack, 'Config');
    const model = Model.fromModelArn(stack, 'Theirs', 'arn:aws:sagemaker:eu-west-1:210987654321:model/theirs');
    config.addInstanceProductionVariant({ ...instance, model });
    expect(propertiesOf(stack, TYPE).ProductionVariants[0].ModelName).toBe('theirs');
  });
});

describe('weights', () => {
  const warning = 'Test/Config: each variant has initialVariantWeight 0, so only requests that name a variant are served; '
    + 'give one a weight above 0 [ack: cdk-sagemaker-hosting:allWeightsZero]';

  test.each([
    { weights: [0], warnings: [warning] },
    { weights: [0, 0], warnings: [warning] },
    { weights: [0, 1], warnings: [] },
    { weights: [0, undefined], warnings: [] },
    { weights: [0, Lazy.number({ produce: () => 0 })], warnings: [] },
  ])('$weights are warned of if all are 0', ({ weights, warnings }) => {
    const stack = testStack();
    const model = aModel(stack);
    new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: weights.map((initialVariantWeight, index) => ({ model, variantName: `v${index}`, initialVariantWeight })),
    });
    expect(warningsOf(stack)).toEqual(warnings);
  });

  test('a serverless variant of weight 0 is warned of', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', {
      serverlessProductionVariant: { model: aModel(stack), variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024, initialVariantWeight: 0 },
    });
    expect(warningsOf(stack)).toEqual([warning]);
  });
});

test('fails with all problems of a variant in one message', () => {
  const stack = testStack();
  const config = aConfig(stack);
  expect(messageOf(() => config.addInstanceProductionVariant({
    model: aModel(stack), variantName: 'main', initialInstanceCount: 0, initialVariantWeight: -1, instanceType: InstanceType.M5_LARGE,
  }))).toBe('Test/Config: 3 problems:\n'
    + "  - variantName must differ from those of the other variants, got 'main' again\n"
    + '  - initialInstanceCount must be at least 1, got 0\n'
    + '  - initialVariantWeight must be at least 0, got -1');
});

test('a refused variant leaves the configuration as it was', () => {
  const stack = testStack();
  const config = aConfig(stack);
  messageOf(() => config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'other', initialInstanceCount: 0 }));
  expect(config.instanceProductionVariants.map((variant) => variant.variantName)).toEqual(['main']);
});

function variants(model: Model, count: number): InstanceProductionVariantProps[] {
  return Array.from({ length: count }, (_, index) => ({ model, variantName: `v${index}` }));
}
