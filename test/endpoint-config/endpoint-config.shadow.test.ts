import { Lazy, type Stack } from 'aws-cdk-lib';
import { CONFIG, hosting, hostingComponents, warning } from './variants/given';
import {
  ContainerMode, EndpointConfig, InstanceType, Model, ModelData, type EndpointConfigProps, type InstanceProductionVariantProps, type ModelProps,
} from '../../src';
import { aModel, anImage } from '../helpers/given';
import { must } from '../helpers/must';
import { like, messageOf, problemsAtSynth } from '../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../helpers/stack';
import { UserImage } from '../model/given';
import { aBucket } from '../registry/given';


function shadow(stack: Stack, props: Partial<InstanceProductionVariantProps> = {}): InstanceProductionVariantProps {
  const model = 'model' in props ? props.model : aModel(stack, 'ShadowModel');
  return { variantName: 'shadow', ...props, model };
}

/** A shadow test of two plain variants, unless they say otherwise. */
function shadowTest(
  stack: Stack,
  props: Partial<InstanceProductionVariantProps> = {},
  main: Partial<InstanceProductionVariantProps> = {},
  config: Partial<EndpointConfigProps> = {},
): EndpointConfig {
  return hosting(main, stack, { shadowProductionVariants: [shadow(stack, props)], ...config });
}

function warningsWith(props: Partial<InstanceProductionVariantProps>, main: Partial<InstanceProductionVariantProps> = {}): string[] {
  const stack = testStack();
  shadowTest(stack, props, main);
  return warningsOf(stack);
}

describe('a shadow variant', () => {
  test('is rendered like a production variant, in a list of its own', () => {
    const stack = testStack();
    shadowTest(stack, { initialInstanceCount: 2, initialVariantWeight: 0.5, instanceType: InstanceType.C5_LARGE });
    const properties = propertiesOf(stack, CONFIG);
    const model = Object.keys(resourcesOf(stack, 'AWS::SageMaker::Model')).find((id) => id.startsWith('ShadowModel'));
    expect(properties.ShadowProductionVariants).toEqual([{
      InitialInstanceCount: 2,
      InitialVariantWeight: 0.5,
      InstanceType: 'ml.c5.large',
      ModelName: { 'Fn::GetAtt': [model, 'ModelName'] },
      VariantName: 'shadow',
    }]);
    expect(properties.ProductionVariants.map((variant: any) => variant.VariantName)).toEqual(['main']);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('that is added later is the same', () => {
    const [given, added] = [testStack(), testStack()];
    shadowTest(given);
    hosting({}, added).addShadowProductionVariant(shadow(added));
    expect(propertiesOf(added, CONFIG)).toEqual(propertiesOf(given, CONFIG));
  });

  test.each([[undefined], [[]]])('is not there with %p', (shadowProductionVariants) => {
    const stack = testStack();
    const config = hosting({}, stack, { shadowProductionVariants });
    expect(propertiesOf(stack, CONFIG)).not.toHaveProperty('ShadowProductionVariants');
    expect(config.shadowProductionVariants).toEqual([]);
  });

  test('is described with its defaults filled in', () => {
    const config = shadowTest(testStack(), { variantName: 'copy' });
    expect(config.shadowProductionVariants).toEqual([
      expect.objectContaining({ variantName: 'copy', initialInstanceCount: 1, initialVariantWeight: 1, instanceType: InstanceType.T2_MEDIUM }),
    ]);
    expect(config.instanceProductionVariants.map((variant) => variant.variantName)).toEqual(['main']);
  });

  test('is no production variant that could be found', () => {
    expect(messageOf(() => shadowTest(testStack()).findInstanceProductionVariant('shadow')))
      .toEqual(like("Test/Config: ... instance ... 'shadow'; ... 'main'"));
  });
});

describe('the number of shadow variants', () => {
  const two = 'Test/Config: an endpoint configuration must have at most 1 shadow variant, got 2';

  test('fails as 2', () => {
    const stack = testStack();
    expect(messageOf(() => hosting({}, stack, {
      shadowProductionVariants: [shadow(stack), { model: aModel(stack, 'Other'), variantName: 'other' }],
    }))).toBe(two);
  });

  test('fails as 2 when one is added, and stays 1', () => {
    const stack = testStack();
    const config = shadowTest(stack);
    expect(messageOf(() => config.addShadowProductionVariant({ model: aModel(stack, 'Other'), variantName: 'other' }))).toBe(two);
    expect(config.shadowProductionVariants).toHaveLength(1);
  });
});

describe('what a shadow variant may be', () => {
  test('is checked as a production variant is', () => {
    const stack = testStack();
    const invalid = { variantName: 'a_b', initialInstanceCount: 0, initialVariantWeight: -1 };
    const message = 'Test/Config: 3 problems:\n'
      + `  - variant 'a_b': variantName ${must.beName('a_b')}\n`
      + `  - variant 'a_b': initialVariantWeight ${must.beAtLeast(0, -1)}\n`
      + `  - variant 'a_b': initialInstanceCount ${must.beAtLeast(1, 0)}`;
    const config = hosting({}, stack);
    expect(messageOf(() => config.addShadowProductionVariant(shadow(stack, invalid)))).toBe(message);
    expect(messageOf(() => shadowTest(testStack(), invalid))).toBe(message);
  });

  test('fails with a model of another account', () => {
    const stack = testStack();
    const model = Model.fromModelArn(stack, 'Theirs', 'arn:aws:sagemaker:us-east-1:210987654321:model/theirs');
    expect(messageOf(() => shadowTest(stack, { model })))
      .toBe(`Test/Config: variant 'shadow': the model ${must.beInSame('account', '123456789012', '210987654321')}`);
  });
});

describe('the name of a shadow variant', () => {
  const same = [warning('shadowOfSameName', "shadow variant 'main' has the same name as a production variant; choose another name")];

  test('is warned of when it is that of a production variant', () => {
    expect(warningsWith({ variantName: 'main' })).toEqual(same);
  });

  test('is warned of when the production variant comes later', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', { shadowProductionVariants: [shadow(stack, { variantName: 'main' })] });
    config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'main' });
    expect(warningsOf(stack)).toEqual(same);
  });

  test('may differ by case', () => {
    expect(warningsWith({ variantName: 'Main' })).toEqual([]);
  });

  test('is not compared as a token', () => {
    const variantName = Lazy.string({ produce: () => 'main' });
    expect(warningsWith({ variantName }, { variantName })).toEqual([]);
  });
});

describe('a shadow test', () => {
  const noProduction = 'an endpoint configuration must have at least 1 production variant, got 0; set instanceProductionVariants or serverlessProductionVariant';

  test('takes 1 production variant', () => {
    expect(problemsAtSynth(shadowTest(testStack()))).toEqual([]);
  });

  test('fails without a production variant', () => {
    const stack = testStack();
    expect(problemsAtSynth(new EndpointConfig(stack, 'Config', { shadowProductionVariants: [shadow(stack)] }))).toEqual([noProduction]);
  });

  test('fails with 2 production variants, also when the second comes later', () => {
    const stack = testStack();
    const config = shadowTest(stack);
    config.addInstanceProductionVariant({ model: aModel(stack, 'Second'), variantName: 'second' });
    expect(problemsAtSynth(config)).toEqual(['a shadow variant requires exactly 1 production variant, got 2; remove the others']);
  });

  test('fails with a serverless variant', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', {
      serverlessProductionVariant: { model: aModel(stack), variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024 },
    });
    config.addShadowProductionVariant(shadow(stack));
    expect(problemsAtSynth(config)).toEqual(['a shadow variant cannot be combined with a serverless variant; use an instance variant']);
  });

  test('fails with asynchronous inference', () => {
    const stack = testStack();
    const config = shadowTest(stack, {}, {}, { asyncInference: { output: { bucket: aBucket(stack) } } });
    expect(problemsAtSynth(config)).toEqual([like('... shadow ... asyncInference; ...')]);
  });

  test('fails on Inf1, on either side', () => {
    const instanceType = InstanceType.INF1_XLARGE;
    const refused = (variant: string) => [`variant '${variant}' cannot be part of a shadow test, because SageMaker does not support shadow tests on ml.inf1.xlarge; `
      + 'choose another instanceType'];
    expect(problemsAtSynth(shadowTest(testStack(), { instanceType }))).toEqual(refused('shadow'));
    expect(problemsAtSynth(shadowTest(testStack(), {}, { instanceType }))).toEqual(refused('main'));
  });

  test('may have a model that is imported, of which nothing is known', () => {
    const stack = testStack();
    expect(problemsAtSynth(shadowTest(stack, { model: Model.fromModelName(stack, 'Theirs', 'theirs') }))).toEqual([]);
  });

  describe.each<[string, (stack: Stack) => Partial<ModelProps>]>([
    ['2 containers', (stack) => ({ containers: [{ image: anImage(stack) }, { image: anImage(stack) }] })],
    ['a multi-model container', (stack) => ({
      containers: [{ image: new UserImage(), mode: ContainerMode.multiModel(), modelData: ModelData.fromBucketPrefix(aBucket(stack), 'models/') }],
    })],
  ])('with %s', (what, props) => {
    const problem = (variant: string, path: string) =>
      `variant '${variant}' cannot be part of a shadow test, because its model '${path}' has ${what}; use another model`;

    test('fails where it is the model of the shadow', () => {
      const stack = testStack();
      expect(problemsAtSynth(shadowTest(stack, { model: aModel(stack, 'Special', props(stack)) }))).toEqual([problem('shadow', 'Test/Special')]);
    });

    test('fails where it is the model of the production variant', () => {
      const stack = testStack();
      expect(problemsAtSynth(shadowTest(stack, {}, { model: aModel(stack, 'Special', props(stack)) }))).toEqual([problem('main', 'Test/Special')]);
    });

    test('is possible without a shadow', () => {
      const stack = testStack();
      expect(problemsAtSynth(hosting({ model: aModel(stack, 'Special', props(stack)) }, stack))).toEqual([]);
    });
  });
});

describe('a shadow test is not documented', () => {
  const withoutModel = warning('shadowWithoutModel', 'AWS does not document shadow tests with variants that have no model; set a model for each variant');

  test('is a shadow without a model', () => {
    expect(warningsWith({ model: undefined })).toEqual([withoutModel]);
  });

  test('is a production variant without a model', () => {
    expect(warningsWith({}, { model: undefined })).toEqual([withoutModel]);
  });

  test.each([InstanceType.INF2_XLARGE, InstanceType.of(Lazy.string({ produce: () => 'ml.inf1.xlarge' }))])('is not %s', (instanceType) => {
    expect(warningsWith({ instanceType })).toEqual([]);
  });

  test('is not said of a configuration without a shadow', () => {
    const [inf1, components] = [testStack(), testStack()];
    hosting({ instanceType: InstanceType.INF1_XLARGE }, inf1);
    hostingComponents({}, components);
    expect([inf1, components].flatMap(warningsOf)).toEqual([]);
  });
});

test('the weight of a shadow does not make up for that of the production variant', () => {
  expect(warningsWith({ initialVariantWeight: 1 }, { initialVariantWeight: 0 })).toEqual([
    like(warning('allWeightsZero', '... initialVariantWeight 0, ... weight ... 0')),
  ]);
});
