import { App, CfnParameter, Duration, Lazy } from 'aws-cdk-lib';
import { EndpointConfig, InstanceType, Model, type InstanceProductionVariantProps } from '../../src';
import { aConfig, aModel } from '../helpers/given';
import { must } from '../helpers/must';
import { like, messageOf, problemsAtSynth } from '../helpers/problems';
import { propertiesOf, testStack, warningsOf } from '../helpers/stack';

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
      .toEqual(like('Test/Config: ... 10 production ... got 11'));
  });
});

describe('variant names', () => {
  test('fails with the same name twice', () => {
    const stack = testStack();
    const config = aConfig(stack);
    expect(messageOf(() => config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'main' })))
      .toBe("Test/Config: variant 'main': variantName must differ from those of the other variants, got 'main' again");
  });

  test('fails with the same name twice in the props', () => {
    const stack = testStack();
    const model = aModel(stack);
    expect(messageOf(() => new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: ['main', 'other', 'main'].map((variantName) => ({ model, variantName })),
    }))).toBe("Test/Config: variant 'main': variantName must differ from those of the other variants, got 'main' again");
  });

  test('the same token twice is not compared', () => {
    const stack = testStack();
    const model = aModel(stack);
    const variantName = new CfnParameter(stack, 'Variant').valueAsString;
    const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName }, { model, variantName }] });
    expect(config.instanceProductionVariants).toHaveLength(2);
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

  test('may be in another stack of the same account and region', () => {
    const app = new App();
    const model = aModel(testStack({ app, id: 'There' }));
    const stack = testStack({ app });
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ ...instance, model }] });
    app.synth();
    expect(propertiesOf(stack, TYPE).ProductionVariants[0].ModelName).toEqual({ 'Fn::ImportValue': expect.stringMatching(/^There:.*ModelName/) });
  });

  test('may be imported by an ARN of the same account and region', () => {
    const stack = testStack();
    const model = Model.fromModelArn(stack, 'Theirs', 'arn:aws:sagemaker:us-east-1:123456789012:model/theirs');
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ ...instance, model }] });
    expect(propertiesOf(stack, TYPE).ProductionVariants[0].ModelName).toBe('theirs');
  });

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
      .toBe(`Test/Config: variant 'main': the model ${must.beInSame('account', '123456789012', '210987654321')}`);
  });

  test('fails in another region, also for a serverless variant', () => {
    const stack = testStack();
    const model = Model.fromModelArn(stack, 'Theirs', 'arn:aws:sagemaker:eu-west-1:123456789012:model/theirs');
    const message = `Test/Config: variant 'main': the model ${must.beInSame('region', 'us-east-1', 'eu-west-1')}`;
    const config = new EndpointConfig(stack, 'Config');
    expect(messageOf(() => config.addInstanceProductionVariant({ ...instance, model }))).toBe(message);
    expect(messageOf(() => config.addServerlessProductionVariant({ ...instance, model, maxConcurrency: 1, memorySizeInMB: 1024 }))).toBe(message);
  });

  test('fails in a stack of another account and region, which the message lists both', () => {
    const app = new App();
    const model = aModel(testStack({ app, id: 'There', env: { account: '210987654321', region: 'eu-west-1' } }), 'Model', { modelName: 'there' });
    expect(messageOf(() => new EndpointConfig(testStack({ app }), 'Config').addInstanceProductionVariant({ ...instance, model })))
      .toBe('Test/Config: 2 problems:\n'
        + `  - variant 'main': the model ${must.beInSame('account', '123456789012', '210987654321')}\n`
        + `  - variant 'main': the model ${must.beInSame('region', 'us-east-1', 'eu-west-1')}`);
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
  const warning = like('Test/Config: ... [ack: cdk-sagemaker-hosting:allWeightsZero]');

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
  }))).toEqual(like('Test/Config: 3 problems:\n'
    + "  - variant 'main': variantName ... again\n"
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
      + "  - variant 'one': variantName ... again\n"
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
      instanceProductionVariants: [...variants(model, 10), { model, variantName: 'one-more', initialInstanceCount: 0 }],
    }))).toEqual(like('Test/Config: 2 problems:\n'
      + '  - ... 10 production ... got 11\n'
      + `  - variant 'one-more': initialInstanceCount ${must.beAtLeast(1, 0)}`));
  });

  test('of an instance variant that is added to 10', () => {
    const stack = testStack();
    const model = aModel(stack);
    const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: variants(model, 10) });
    expect(messageOf(() => config.addInstanceProductionVariant({ model, variantName: 'v3', initialInstanceCount: 0 }))).toEqual(like('Test/Config: 3 problems:\n'
      + '  - ... 10 production ... got 11\n'
      + "  - variant 'v3': variantName ... again\n"
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
        + "  - ... 1 serverless ... got 'a_b' ... 'less'\n"
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

function variants(model: Model, count: number): InstanceProductionVariantProps[] {
  return Array.from({ length: count }, (_, index) => ({ model, variantName: `v${index}` }));
}
