import { CfnParameter, Lazy } from 'aws-cdk-lib';
import { EndpointConfig, Model, type ModelProps, type ServerlessProductionVariantProps } from '../../../src';
import { aModel, anImage, aVpc } from '../../helpers/given';
import { must } from '../../helpers/must';
import { like, messageOf, problemsAtSynth, synthMessageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack } from '../../helpers/stack';

const TYPE = 'AWS::SageMaker::EndpointConfig';

function configWith(props: Partial<ServerlessProductionVariantProps>, stack = testStack()): EndpointConfig {
  return new EndpointConfig(stack, 'Config', {
    serverlessProductionVariant: {
      model: 'model' in props ? props.model! : aModel(stack), variantName: 'less', maxConcurrency: 20, memorySizeInMB: 2048, ...props,
    },
  });
}

function rendered(props: Partial<ServerlessProductionVariantProps>, stack = testStack()): any {
  return propertiesOf(configWith(props, stack), TYPE).ProductionVariants[0];
}

function refused(props: Partial<ServerlessProductionVariantProps>): string {
  return messageOf(() => configWith(props));
}

describe('rendering', () => {
  test('the defaults', () => {
    const stack = testStack();
    const variant = rendered({}, stack);
    const [model] = Object.keys(resourcesOf(stack, 'AWS::SageMaker::Model'));
    expect(variant).toEqual({
      InitialVariantWeight: 1,
      ModelName: { 'Fn::GetAtt': [model, 'ModelName'] },
      ServerlessConfig: { MaxConcurrency: 20, MemorySizeInMB: 2048 },
      VariantName: 'less',
    });
  });

  test('all props', () => {
    expect(rendered({ variantName: 'other', initialVariantWeight: 0.5, maxConcurrency: 200, memorySizeInMB: 6144, provisionedConcurrency: 7 }))
      .toMatchObject({
        InitialVariantWeight: 0.5,
        ServerlessConfig: { MaxConcurrency: 200, MemorySizeInMB: 6144, ProvisionedConcurrency: 7 },
        VariantName: 'other',
      });
  });

  test('tokens pass through unbroken', () => {
    const stack = testStack();
    const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
    expect(rendered({
      variantName: new CfnParameter(stack, 'Variant').valueAsString,
      initialVariantWeight: number('Weight'),
      maxConcurrency: number('Max'),
      memorySizeInMB: number('Memory'),
      provisionedConcurrency: number('Provisioned'),
    }, stack)).toMatchObject({
      InitialVariantWeight: { Ref: 'Weight' },
      ServerlessConfig: { MaxConcurrency: { Ref: 'Max' }, MemorySizeInMB: { Ref: 'Memory' }, ProvisionedConcurrency: { Ref: 'Provisioned' } },
      VariantName: { Ref: 'Variant' },
    });
  });

  test('what is described has the defaults filled in', () => {
    const stack = testStack();
    const model = aModel(stack, 'Described');
    expect(stack.resolve(configWith({ model }, stack).serverlessProductionVariant)).toEqual({
      initialVariantWeight: 1,
      maxConcurrency: 20,
      memorySizeInMB: 2048,
      modelName: stack.resolve(model.modelName),
      variantName: 'less',
    });
  });
});

describe('limits', () => {
  test.each([1, 2, 200])('maxConcurrency may be %p', (maxConcurrency) => {
    expect(rendered({ maxConcurrency }).ServerlessConfig.MaxConcurrency).toBe(maxConcurrency);
  });

  test.each([0, 201, -1])('fails with maxConcurrency %p', (maxConcurrency) => {
    expect(refused({ maxConcurrency })).toBe(`Test/Config: variant 'less': maxConcurrency ${must.beBetween(1, 200, maxConcurrency)}`);
  });

  test.each([1.5, NaN, Infinity])('fails with maxConcurrency %p, which is not an integer', (maxConcurrency) => {
    expect(refused({ maxConcurrency })).toBe(`Test/Config: variant 'less': maxConcurrency ${must.beWhole(maxConcurrency)}`);
  });

  test.each([1024, 2048, 3072, 4096, 5120, 6144])('memorySizeInMB may be %p', (memorySizeInMB) => {
    expect(rendered({ memorySizeInMB }).ServerlessConfig.MemorySizeInMB).toBe(memorySizeInMB);
  });

  test.each([0, 1023, 1025, 2000, 6143, 6145, 7168, NaN])('fails with memorySizeInMB %p', (memorySizeInMB) => {
    expect(refused({ memorySizeInMB }))
      .toBe(`Test/Config: variant 'less': memorySizeInMB ${must.beOneOf([1024, 2048, 3072, 4096, 5120, 6144], memorySizeInMB)}`);
  });

  test.each([1, 200])('provisionedConcurrency may be %p', (provisionedConcurrency) => {
    expect(rendered({ maxConcurrency: 200, provisionedConcurrency }).ServerlessConfig.ProvisionedConcurrency).toBe(provisionedConcurrency);
  });

  test('fails with provisionedConcurrency 0', () => {
    expect(refused({ provisionedConcurrency: 0 })).toBe(`Test/Config: variant 'less': provisionedConcurrency ${must.beBetween(1, 200, 0)}`);
  });

  test('fails with provisionedConcurrency 201, which is too much in two ways', () => {
    expect(refused({ maxConcurrency: 200, provisionedConcurrency: 201 })).toEqual(like('Test/Config: 2 problems:\n'
      + `  - variant 'less': provisionedConcurrency ${must.beBetween(1, 200, 201)}\n`
      + "  - variant 'less': provisionedConcurrency ... maxConcurrency (200), got 201"));
  });

  test('provisionedConcurrency may be equal to maxConcurrency', () => {
    expect(rendered({ maxConcurrency: 5, provisionedConcurrency: 5 }).ServerlessConfig.ProvisionedConcurrency).toBe(5);
  });

  test('fails with provisionedConcurrency above maxConcurrency', () => {
    expect(refused({ maxConcurrency: 5, provisionedConcurrency: 6 }))
      .toBe("Test/Config: variant 'less': provisionedConcurrency must be at most maxConcurrency (5), got 6");
  });

  test('provisionedConcurrency is not compared with a token', () => {
    expect(rendered({ maxConcurrency: Lazy.number({ produce: () => 5 }), provisionedConcurrency: 6 }).ServerlessConfig)
      .toEqual({ MaxConcurrency: 5, MemorySizeInMB: 2048, ProvisionedConcurrency: 6 });
    expect(rendered({ maxConcurrency: 5, provisionedConcurrency: Lazy.number({ produce: () => 6 }) }).ServerlessConfig)
      .toEqual({ MaxConcurrency: 5, MemorySizeInMB: 2048, ProvisionedConcurrency: 6 });
  });

  test('tokens out of range are not looked at', () => {
    const token = (value: number) => Lazy.number({ produce: () => value });
    expect(rendered({ initialVariantWeight: token(-1), maxConcurrency: token(0), memorySizeInMB: token(1), provisionedConcurrency: token(201) }))
      .toMatchObject({ InitialVariantWeight: -1, ServerlessConfig: { MaxConcurrency: 0, MemorySizeInMB: 1, ProvisionedConcurrency: 201 } });
  });

  test.each([1.5, NaN, Infinity])('fails with provisionedConcurrency %p, which is not an integer', (provisionedConcurrency) => {
    expect(refused({ maxConcurrency: Lazy.number({ produce: () => 5 }), provisionedConcurrency }))
      .toBe(`Test/Config: variant 'less': provisionedConcurrency ${must.beWhole(provisionedConcurrency)}`);
  });

  test.each([0, 0.5])('initialVariantWeight may be %p', (initialVariantWeight) => {
    expect(rendered({ initialVariantWeight }).InitialVariantWeight).toBe(initialVariantWeight);
  });

  test('fails with a negative initialVariantWeight', () => {
    expect(refused({ initialVariantWeight: -0.1 })).toBe(`Test/Config: variant 'less': initialVariantWeight ${must.beAtLeast(0, -0.1)}`);
  });

  test.each([NaN, Infinity])('fails with initialVariantWeight %p, which a template can not hold', (initialVariantWeight) => {
    expect(refused({ initialVariantWeight })).toBe(`Test/Config: variant 'less': initialVariantWeight ${must.beNumber(initialVariantWeight)}`);
  });

  test('variantName may be omitted', () => {
    expect(rendered({ variantName: undefined }).VariantName).toBe('AllTraffic');
    expect(configWith({ variantName: undefined }).findServerlessProductionVariant().variantName).toBe('AllTraffic');
  });

  test('an instance variant without a name is refused with the default names of both', () => {
    const stack = testStack();
    const config = configWith({ variantName: undefined }, stack);
    expect(messageOf(() => config.addInstanceProductionVariant({})))
      .toBe("Test/Config: instance variant 'AllTraffic' cannot be combined with serverless variant 'AllTraffic'; remove one of them");
  });

  test('variantName may have 63 characters', () => {
    expect(rendered({ variantName: 'a'.repeat(63) }).VariantName).toBe('a'.repeat(63));
  });

  test('fails with a variantName of 64 characters', () => {
    expect(refused({ variantName: 'a'.repeat(64) })).toBe(`Test/Config: variant '${'a'.repeat(64)}': variantName ${must.beName('a'.repeat(64))}`);
  });

  test('fails without what is required, in a language that does not see to it', () => {
    expect(refused({ maxConcurrency: undefined, memorySizeInMB: undefined })).toBe('Test/Config: 2 problems:\n'
      + "  - variant 'less': maxConcurrency is required; specify an integer from 1 to 200\n"
      + "  - variant 'less': memorySize or memorySizeInMB is required; specify for example Size.gibibytes(2), or one of 1024, 2048, 3072, 4096, 5120, 6144 megabytes");
    expect(refused({ model: undefined })).toBe("Test/Config: variant 'less': model is required; specify a Model");
  });
});

describe('what serverless inference does not offer', () => {
  const cant = (what: string, remedy: string) => `serverless variant 'less' cannot host model 'Test/Model', which has ${what}; ${remedy} or use an instance variant`;
  const vpc = cant('a VPC', 'remove vpc of the model');
  const isolation = cant('network isolation', 'remove networkIsolation of the model');
  const containers = (count: number) => cant(`${count} containers`, 'use 1 container');

  function problemsWith(props: (stack: ReturnType<typeof testStack>) => Partial<ModelProps>): string[] {
    const stack = testStack();
    return problemsAtSynth(configWith({ model: aModel(stack, 'Model', props(stack)) }, stack));
  }

  test('a plain model is fine', () => {
    expect(problemsWith(() => ({}))).toEqual([]);
  });

  test('fails with a model in a VPC', () => {
    expect(problemsWith((stack) => ({ vpc: aVpc(stack) }))).toEqual([vpc]);
  });

  test('fails with an isolated model', () => {
    expect(problemsWith(() => ({ networkIsolation: true }))).toEqual([isolation]);
  });

  test('a model that says it is not isolated is fine', () => {
    expect(problemsWith(() => ({ networkIsolation: false }))).toEqual([]);
  });

  test('fails with an inference pipeline', () => {
    expect(problemsWith((stack) => ({ containers: [{ image: anImage(stack) }, { image: anImage(stack) }] }))).toEqual([containers(2)]);
  });

  test('fails when the second container is added after the configuration is defined', () => {
    const stack = testStack();
    const model = aModel(stack);
    const config = configWith({ model }, stack);
    expect(problemsAtSynth(config)).toEqual([]);
    model.addContainer({ image: anImage(stack) });
    expect(problemsAtSynth(config)).toEqual([containers(2)]);
    expect(synthMessageOf(config)).toBe(`Validation failed with the following errors:\n  [Test/Config] ${containers(2)}`);
  });

  test('fails with all of it at once', () => {
    expect(problemsWith((stack) => ({
      vpc: aVpc(stack), networkIsolation: true, containers: [{ image: anImage(stack) }, { image: anImage(stack) }, { image: anImage(stack) }],
    }))).toEqual([vpc, isolation, containers(3)]);
  });

  test('nothing is said of an imported model', () => {
    const stack = testStack();
    expect(problemsAtSynth(configWith({ model: Model.fromModelName(stack, 'Theirs', 'theirs') }, stack))).toEqual([]);
  });

  test('an instance variant may have all of it', () => {
    const stack = testStack();
    const model = aModel(stack, 'Model', {
      vpc: aVpc(stack), networkIsolation: true, containers: [{ image: anImage(stack) }, { image: anImage(stack) }],
    });
    const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'main' }] });
    expect(problemsAtSynth(config)).toEqual([]);
  });
});
