import { CfnParameter, Lazy } from 'aws-cdk-lib';
import { variantsOf } from './given';
import { EndpointConfig } from '../../../src';
import { aConfig, aModel } from '../../helpers/given';
import { like, messageOf, problemsAtSynth } from '../../helpers/problems';
import { propertiesOf, testStack } from '../../helpers/stack';

const TYPE = 'AWS::SageMaker::EndpointConfig';

describe('the number of variants', () => {
  test('may be 10', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: variantsOf(aModel(stack), 10) });
    expect(propertiesOf(stack, TYPE).ProductionVariants).toHaveLength(10);
  });

  test('fails as 11 in the props', () => {
    const stack = testStack();
    expect(messageOf(() => new EndpointConfig(stack, 'Config', { instanceProductionVariants: variantsOf(aModel(stack), 11) })))
      .toBe('Test/Config: an endpoint configuration must have at most 10 production variants, got 11');
  });

  test('fails as 11 when one is added', () => {
    const stack = testStack();
    const model = aModel(stack);
    const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: variantsOf(model, 10) });
    expect(messageOf(() => config.addInstanceProductionVariant({ model, variantName: 'one-more' })))
      .toEqual(like('Test/Config: ... 10 production ... got 11'));
  });
});

describe('variant names', () => {
  test('fails with the same name twice', () => {
    const stack = testStack();
    const config = aConfig(stack);
    expect(messageOf(() => config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'main' })))
      .toEqual(like("Test/Config: variant 'main': variantName ... got 'main' again"));
  });

  test('fails with the same name twice in the props', () => {
    const stack = testStack();
    const model = aModel(stack);
    expect(messageOf(() => new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: ['main', 'other', 'main'].map((variantName) => ({ model, variantName })),
    }))).toEqual(like("Test/Config: variant 'main': variantName ... got 'main' again"));
  });

  test('the same token twice is the same name', () => {
    const stack = testStack();
    const model = aModel(stack);
    const variantName = new CfnParameter(stack, 'Variant').valueAsString;
    expect(() => new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName }, { model, variantName }] }))
      .toThrow('variantName must be unique among the variants');
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
      instanceProductionVariants: variantsOf(model, 1), serverlessProductionVariant: { model, ...serverless },
    }))).toBe('Test/Config: instanceProductionVariants and serverlessProductionVariant cannot be combined; set one of them');
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
      .toBe("Test/Config: serverless variant 'less' cannot be combined with instance variants; use one kind of variant");
  });

  test('fails when an instance variant is added to a serverless one', () => {
    const stack = testStack();
    const model = aModel(stack);
    const config = new EndpointConfig(stack, 'Config', { serverlessProductionVariant: { model, ...serverless } });
    expect(messageOf(() => config.addInstanceProductionVariant({ model, variantName: 'main' })))
      .toBe("Test/Config: instance variant 'main' cannot be combined with serverless variant 'less'; remove one of them");
  });

  test('fails with a second serverless variant', () => {
    const stack = testStack();
    const model = aModel(stack);
    const config = new EndpointConfig(stack, 'Config', { serverlessProductionVariant: { model, ...serverless } });
    expect(messageOf(() => config.addServerlessProductionVariant({ model, ...serverless, variantName: 'other' })))
      .toBe("Test/Config: an endpoint configuration must have at most 1 serverless variant, got 'less' and 'other'; remove one of them");
  });
});
