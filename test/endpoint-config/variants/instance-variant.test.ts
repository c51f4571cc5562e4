import { CfnParameter, Duration, Lazy, type Stack } from 'aws-cdk-lib';
import { AcceleratorType, Endpoint, EndpointConfig, InstanceType, type InstanceProductionVariantProps } from '../../../src';
import { aModel } from '../../helpers/given';
import { must } from '../../helpers/must';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../../helpers/stack';

const TYPE = 'AWS::SageMaker::EndpointConfig';

function configWith(props: Partial<InstanceProductionVariantProps>, stack = testStack()): EndpointConfig {
  return new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{ model: aModel(stack), variantName: 'main', ...props }],
  });
}

function rendered(props: Partial<InstanceProductionVariantProps>, stack = testStack()): any {
  return propertiesOf(configWith(props, stack), TYPE).ProductionVariants[0];
}

function refused(props: Partial<InstanceProductionVariantProps>): string {
  return messageOf(() => configWith(props));
}

describe('rendering', () => {
  test('the defaults', () => {
    const stack = testStack();
    const variant = rendered({}, stack);
    const [model] = Object.keys(resourcesOf(stack, 'AWS::SageMaker::Model'));
    expect(variant).toEqual({
      InitialInstanceCount: 1,
      InitialVariantWeight: 1,
      InstanceType: 'ml.t2.medium',
      ModelName: { 'Fn::GetAtt': [model, 'ModelName'] },
      VariantName: 'main',
    });
  });

  test('all props', () => {
    expect(rendered({
      initialInstanceCount: 3,
      initialVariantWeight: 0.25,
      instanceType: InstanceType.G5_XLARGE,
      variantName: 'other',
      containerStartupHealthCheckTimeout: Duration.minutes(10),
    })).toMatchObject({
      InitialInstanceCount: 3,
      InitialVariantWeight: 0.25,
      InstanceType: 'ml.g5.xlarge',
      VariantName: 'other',
      ContainerStartupHealthCheckTimeoutInSeconds: 600,
    });
  });

  test('tokens pass through unbroken', () => {
    const stack = testStack();
    const text = (id: string) => new CfnParameter(stack, id).valueAsString;
    const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
    expect(rendered({
      initialInstanceCount: number('Count'),
      initialVariantWeight: number('Weight'),
      instanceType: InstanceType.of(text('Type')),
      variantName: text('Variant'),
      containerStartupHealthCheckTimeout: Duration.seconds(number('Timeout')),
    }, stack)).toMatchObject({
      InitialInstanceCount: { Ref: 'Count' },
      InitialVariantWeight: { Ref: 'Weight' },
      InstanceType: { Ref: 'Type' },
      VariantName: { Ref: 'Variant' },
      ContainerStartupHealthCheckTimeoutInSeconds: { Ref: 'Timeout' },
    });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('tokens out of range are not looked at', () => {
    expect(rendered({
      initialInstanceCount: Lazy.number({ produce: () => 0 }),
      initialVariantWeight: Lazy.number({ produce: () => -1 }),
    })).toMatchObject({ InitialInstanceCount: 0, InitialVariantWeight: -1 });
  });
});

describe('description', () => {
  test('has the defaults filled in', () => {
    const stack = testStack();
    const model = aModel(stack, 'Described');
    const { modelName, ...described } = configWith({ model }, stack).findInstanceProductionVariant('main');
    expect(stack.resolve(modelName)).toEqual(stack.resolve(model.modelName));
    expect(described).toEqual({
      acceleratorType: undefined,
      containerStartupHealthCheckTimeout: undefined,
      initialInstanceCount: 1,
      initialVariantWeight: 1,
      instanceType: InstanceType.T2_MEDIUM,
      variantName: 'main',
    });
  });

  test('has what was given', () => {
    const props = {
      initialInstanceCount: 2,
      initialVariantWeight: 0,
      instanceType: InstanceType.M5_LARGE,
      containerStartupHealthCheckTimeout: Duration.minutes(2),
    };
    expect(configWith(props).findInstanceProductionVariant('main')).toMatchObject(props);
  });
});

describe('the default instance type', () => {
  test('is one that can be autoscaled, where the variant is', () => {
    const stack = testStack();
    const config = configWith({}, stack);
    new Endpoint(stack, 'Endpoint', { endpointConfig: config }).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 });
    expect(propertiesOf(stack, TYPE).ProductionVariants[0].InstanceType).toBe('ml.m5.large');
    expect(config.findInstanceProductionVariant('main').instanceType.toString()).toBe('ml.m5.large');
  });

  test('is not changed for the other variants', () => {
    const stack = testStack();
    const config = configWith({}, stack);
    config.addInstanceProductionVariant({ model: aModel(stack, 'Other'), variantName: 'other' });
    new Endpoint(stack, 'Endpoint', { endpointConfig: config }).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 });
    expect(propertiesOf(stack, TYPE).ProductionVariants.map((variant: any) => variant.InstanceType)).toEqual(['ml.m5.large', 'ml.t2.medium']);
  });
});

describe('acceleratorType', () => {
  test('is ignored, with a warning, because Elastic Inference is no longer available', () => {
    const stack = testStack();
    const variant = rendered({ acceleratorType: AcceleratorType.EIA2_MEDIUM }, stack);
    expect(variant).not.toHaveProperty('AcceleratorType');
    expect(warningsOf(stack)).toEqual([
      "Test/Config: acceleratorType ml.eia2.medium of variant 'main' is ignored: Amazon Elastic Inference is no longer available; "
      + 'omit it and choose an instanceType with a GPU or AWS Inferentia [ack: cdk-sagemaker-hosting:elasticInference]',
    ]);
  });

  test('is part of the description', () => {
    expect(configWith({ acceleratorType: AcceleratorType.EIA1_LARGE }).findInstanceProductionVariant('main').acceleratorType)
      .toBe(AcceleratorType.EIA1_LARGE);
  });
});

describe('variantName', () => {
  test.each(['a', 'a-1', 'a'.repeat(63)])('may be %p', (variantName) => {
    expect(rendered({ variantName }).VariantName).toBe(variantName);
  });

  test.each([undefined, null as unknown as undefined])('may be %p where the variant is the only one', (variantName) => {
    expect(rendered({ variantName }).VariantName).toBe('AllTraffic');
    expect(configWith({ variantName }).instanceProductionVariants[0].variantName).toBe('AllTraffic');
    expect(configWith({ variantName }).findInstanceProductionVariant().variantName).toBe('AllTraffic');
    expect(configWith({ variantName }).findInstanceProductionVariant('AllTraffic').variantName).toBe('AllTraffic');
  });

  test.each<[string, string | undefined, string | undefined]>([
    ['the first', undefined, 'two'],
    ['the second', 'one', undefined],
    ['none', undefined, undefined],
    ['the first, whose default is that of the second', undefined, 'AllTraffic'],
  ])('fails where there are two and it is not given: %s', (_what, first, second) => {
    const message = 'variantName can be omitted only if there is 1 production variant, got 2; set variantName of each variant';
    const variants = (stack: Stack) => [first, second].map((variantName) => ({ model: aModel(stack, variantName ?? 'Model' + String(stack.node.children.length)), variantName }));
    const stack = testStack();
    expect(messageOf(() => new EndpointConfig(stack, 'Config', { instanceProductionVariants: variants(stack) }))).toBe(`Test/Config: ${message}`);
    const other = testStack();
    const [one, two] = variants(other);
    const config = new EndpointConfig(other, 'Config', { instanceProductionVariants: [one] });
    expect(messageOf(() => config.addInstanceProductionVariant(two))).toBe(`Test/Config: ${message}`);
  });

  test('is required of a shadow variant, which is never the only one', () => {
    const stack = testStack();
    const shadowProductionVariants = [{ model: aModel(stack, 'Shadow') }];
    expect(messageOf(() => new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model: aModel(stack) }], shadowProductionVariants })))
      .toBe('Test/Config: a variant: variantName is required; specify 1 to 63 letters, digits and hyphens');
  });

  test('of the production variant may be omitted beside a shadow variant', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ model: aModel(stack) }],
      shadowProductionVariants: [{ model: aModel(stack, 'Shadow'), variantName: 'shadow' }],
    });
    const { ProductionVariants: [production], ShadowProductionVariants: [shadow] } = propertiesOf(stack, 'AWS::SageMaker::EndpointConfig');
    expect([production.VariantName, shadow.VariantName]).toEqual(['AllTraffic', 'shadow']);
  });

  test('that is a token is not looked at', () => {
    expect(rendered({ variantName: Lazy.string({ produce: () => 'a_b' }) }).VariantName).toBe('a_b');
  });

  test.each(['', 'a'.repeat(64), '-a', 'a-', 'a_b', 'all traffic'])('fails as %p', (variantName) => {
    expect(refused({ variantName })).toBe(`Test/Config: variant '${variantName}': variantName ${must.beName(variantName)}`);
  });
});

describe('initialInstanceCount', () => {
  test.each([1, 2, 1000])('may be %p', (initialInstanceCount) => {
    expect(rendered({ initialInstanceCount }).InitialInstanceCount).toBe(initialInstanceCount);
  });

  test.each([0, -1])('fails as %p', (initialInstanceCount) => {
    expect(refused({ initialInstanceCount })).toBe(`Test/Config: variant 'main': initialInstanceCount ${must.beAtLeast(1, initialInstanceCount)}`);
  });

  test.each([0.5, 1.5, NaN, Infinity])('fails as %p, which is not an integer', (initialInstanceCount) => {
    expect(refused({ initialInstanceCount })).toBe(`Test/Config: variant 'main': initialInstanceCount ${must.beWhole(initialInstanceCount)}`);
  });
});

describe('initialVariantWeight', () => {
  test.each([0, 0.001, 1, 2.5, 1000, Number.MAX_VALUE])('may be %p', (initialVariantWeight) => {
    expect(rendered({ initialVariantWeight }).InitialVariantWeight).toBe(initialVariantWeight);
  });

  test.each([-0.001, -1])('fails as %p', (initialVariantWeight) => {
    expect(refused({ initialVariantWeight })).toBe(`Test/Config: variant 'main': initialVariantWeight ${must.beAtLeast(0, initialVariantWeight)}`);
  });

  test.each([NaN, Infinity, -Infinity])('fails as %p, which a template can not hold', (initialVariantWeight) => {
    expect(refused({ initialVariantWeight })).toBe(`Test/Config: variant 'main': initialVariantWeight ${must.beNumber(initialVariantWeight)}`);
  });
});

describe('containerStartupHealthCheckTimeout', () => {
  test.each([
    [Duration.seconds(60), 60],
    [Duration.minutes(60), 3600],
    [Duration.millis(61_000), 61],
  ])('may be %s', (containerStartupHealthCheckTimeout, seconds) => {
    expect(rendered({ containerStartupHealthCheckTimeout }).ContainerStartupHealthCheckTimeoutInSeconds).toBe(seconds);
  });

  test.each([
    [Duration.seconds(59), 59],
    [Duration.seconds(3601), 3601],
    [Duration.hours(2), 7200],
    [Duration.seconds(0), 0],
    [Duration.millis(60_500), 60.5],
    [Duration.millis(1), 0.001],
  ])('fails as %s', (containerStartupHealthCheckTimeout, seconds) => {
    expect(refused({ containerStartupHealthCheckTimeout })).toBe(
      `Test/Config: variant 'main': containerStartupHealthCheckTimeout ${must.beSeconds(60, 3600, seconds)}`);
  });

  const token = Lazy.number({ produce: () => 7 });

  test('may be a token in seconds, which is not looked at', () => {
    expect(rendered({ containerStartupHealthCheckTimeout: Duration.seconds(token) }).ContainerStartupHealthCheckTimeoutInSeconds).toBe(7);
  });

  test.each([
    [Duration.millis(token), 'millis'],
    [Duration.minutes(token), 'minutes'],
    [Duration.hours(token), 'hours'],
    [Duration.days(token), 'days'],
  ])('fails as %s, which CloudFormation would have to convert', (containerStartupHealthCheckTimeout, unit) => {
    expect(refused({ containerStartupHealthCheckTimeout })).toBe(
      `Test/Config: variant 'main': containerStartupHealthCheckTimeout ${must.beInUnit('seconds', unit)}`);
  });
});
