import { CfnParameter, Lazy, type Stack } from 'aws-cdk-lib';
import {
  Endpoint, EndpointConfig, InferenceExecutionMode, InstanceType, Model, type IModel, type IEndpointInstanceProductionVariant, type InstancePool,
} from '../../../src';
import { aConfig, aModel, anImage } from '../../helpers/given';
import { like, messageOf, problemsAtSynth } from '../../helpers/problems';
import { testStack } from '../../helpers/stack';

/** A model whose containers have host names; `undefined` stands for a container without one. */
function ofContainers(stack: Stack, names: (string | undefined)[], id = 'Model'): Model {
  return new Model(stack, id, { containers: names.map((containerHostname) => ({ image: anImage(stack), containerHostname })) });
}

function variantOf(stack: Stack, model: IModel, instancePools?: InstancePool[]): IEndpointInstanceProductionVariant {
  const endpointConfig = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'main', instancePools }] });
  return new Endpoint(stack, 'Endpoint', { endpointConfig }).findInstanceProductionVariant('main');
}

describe('of a model with host names', () => {
  test('is found by each of them', () => {
    const stack = testStack();
    const variant = variantOf(stack, ofContainers(stack, ['first', 'second']));
    for (const name of ['first', 'second']) {
      const container = variant.findContainer(name);
      expect(container.containerHostname).toBe(name);
      expect(container.metricContainerLatency().dimensions).toMatchObject({ VariantName: 'main', ContainerName: name });
    }
  });

  test('is found when the containers are invoked directly', () => {
    const stack = testStack();
    const containers = ['first', 'second'].map((containerHostname) => ({ image: anImage(stack), containerHostname }));
    const model = new Model(stack, 'Model', { containers, inferenceExecutionMode: InferenceExecutionMode.DIRECT });
    expect(variantOf(stack, model).findContainer('second').containerHostname).toBe('second');
  });

  test.each(['third', 'First', ''])("fails for '%s', at the endpoint, and lists those there are", (name) => {
    const stack = testStack();
    const variant = variantOf(stack, ofContainers(stack, ['first', 'second']));
    expect(messageOf(() => variant.findContainer(name))).toEqual(like(`Test/Endpoint: ... 'main' ... container '${name}'; ... 'first', 'second'`));
  });

  test('fails until the container is added to the model', () => {
    const stack = testStack();
    const model = ofContainers(stack, ['first', 'second']);
    const variant = variantOf(stack, model);
    expect(messageOf(() => variant.findContainer('late'))).toBe("Test/Endpoint: variant 'main' has no container 'late'; the containers are 'first', 'second'");
    model.addContainer({ image: anImage(stack), containerHostname: 'late' });
    expect(variant.findContainer('late').containerHostname).toBe('late');
  });

  test('is found for one variant, and fails for another whose model has others', () => {
    const stack = testStack();
    const endpointConfig = new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [
        { model: ofContainers(stack, ['first', 'second'], 'One'), variantName: 'one' },
        { model: ofContainers(stack, ['third', 'fourth'], 'Two'), variantName: 'two' },
      ],
    });
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig });
    expect(endpoint.findInstanceProductionVariant('one').findContainer('first').containerHostname).toBe('first');
    expect(messageOf(() => endpoint.findInstanceProductionVariant('two').findContainer('first')))
      .toEqual(like("Test/Endpoint: ... 'two' ... container 'first'; ... 'third', 'fourth'"));
  });
});

describe('by a token', () => {
  test('is found, as nothing is known of it', () => {
    const stack = testStack();
    const variant = variantOf(stack, ofContainers(stack, ['first', 'second']));
    const metric = variant.findContainer(new CfnParameter(stack, 'Container').valueAsString).metricInvocations();
    expect(stack.resolve(metric.dimensions).ContainerName).toEqual({ Ref: 'Container' });
  });

  test('any name is found when one of the host names is a token', () => {
    const stack = testStack();
    const variant = variantOf(stack, ofContainers(stack, ['first', Lazy.string({ produce: () => 'second' })]));
    expect(variant.findContainer('second').containerHostname).toBe('second');
    expect(variant.findContainer('any').containerHostname).toBe('any');
  });
});

describe('any name is found', () => {
  test('of a pipeline without host names, which SageMaker makes up', () => {
    const stack = testStack();
    expect(variantOf(stack, ofContainers(stack, [undefined, undefined])).findContainer('container-2').containerHostname).toBe('container-2');
  });

  test('of a model with one container', () => {
    const stack = testStack();
    expect(variantOf(stack, aModel(stack)).findContainer('container-1').containerHostname).toBe('container-1');
  });

  test('of an imported model', () => {
    const stack = testStack();
    expect(variantOf(stack, Model.fromModelName(stack, 'Theirs', 'theirs')).findContainer('any').containerHostname).toBe('any');
  });

  test('of an imported configuration', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: EndpointConfig.fromEndpointConfigName(stack, 'Theirs', 'theirs') });
    expect(endpoint.findInstanceProductionVariant('main').findContainer('any').containerHostname).toBe('any');
  });

  test('of an imported configuration whose variants are described', () => {
    const stack = testStack();
    const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'Theirs', {
      endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs', instanceProductionVariants: [{ variantName: 'main' }],
    });
    const variant = new Endpoint(stack, 'Endpoint', { endpointConfig }).findInstanceProductionVariant('main');
    expect(variant.findContainer('any').containerHostname).toBe('any');
  });

  test('of an imported endpoint', () => {
    const variant = Endpoint.fromEndpointName(testStack(), 'Theirs', 'theirs').findInstanceProductionVariant('main');
    expect(variant.findContainer('any').metricInvocations().dimensions)
      .toEqual({ EndpointName: 'theirs', VariantName: 'main', ContainerName: 'any' });
  });
});

test('fails for an imported endpoint with a configuration of this app, which knows the containers', () => {
  const stack = testStack();
  const endpointConfig = aConfig(stack, 'Config', {
    instanceProductionVariants: [{ model: ofContainers(stack, ['first', 'second']), variantName: 'main' }],
  });
  const endpointArn = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs';
  const variant = Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn, endpointConfig }).findInstanceProductionVariant('main');
  expect(variant.findContainer('second').containerHostname).toBe('second');
  expect(messageOf(() => variant.findContainer('any'))).toEqual(like("Test/Theirs: ... 'main' ... container 'any'; ... 'first', 'second'"));
});

describe('of a variant with pools', () => {
  const poolsOf = (...models: (IModel | undefined)[]): InstancePool[] => {
    const types = [InstanceType.M5_LARGE, InstanceType.C5_LARGE, InstanceType.C5_XLARGE];
    return models.map((model, index) => ({ instanceType: types[index], priority: index + 1, model }));
  };

  test('is found by the host names of each model that is hosted', () => {
    const stack = testStack();
    const own = ofContainers(stack, ['first', 'second'], 'Own');
    const variant = variantOf(stack, own, poolsOf(undefined, ofContainers(stack, ['first', 'third'], 'Other')));
    expect(['first', 'second', 'third'].map((name) => variant.findContainer(name).containerHostname)).toEqual(['first', 'second', 'third']);
    expect(messageOf(() => variant.findContainer('fourth')))
      .toEqual(like("Test/Endpoint: ... 'main' ... container 'fourth'; ... 'first', 'second', 'third'"));
  });

  test('fails by the host name of a model that each pool has replaced', () => {
    const stack = testStack();
    const own = ofContainers(stack, ['first', 'second'], 'Own');
    const variant = variantOf(stack, own, poolsOf(ofContainers(stack, ['third', 'fourth'], 'Other')));
    expect(messageOf(() => variant.findContainer('first'))).toEqual(like("Test/Endpoint: ... 'main' ... container 'first'; ... 'third', 'fourth'"));
  });

  test.each<[string, (stack: Stack) => IModel]>([
    ['is imported', (stack) => Model.fromModelName(stack, 'Theirs', 'theirs')],
    ['has containers without host names', (stack) => ofContainers(stack, [undefined, undefined], 'Unnamed')],
  ])('is found by any name when the model of one of them %s', (_how, model) => {
    const stack = testStack();
    const variant = variantOf(stack, ofContainers(stack, ['first', 'second'], 'Own'), poolsOf(undefined, model(stack)));
    expect(variant.findContainer('any').containerHostname).toBe('any');
  });
});

test('the containers of the tests are legal ones', () => {
  const stack = testStack();
  expect([['first', 'second'], [undefined, undefined]].flatMap((names, index) => problemsAtSynth(ofContainers(stack, names, `Model${index}`)))).toEqual([]);
});
