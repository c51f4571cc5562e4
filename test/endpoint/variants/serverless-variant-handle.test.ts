import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, ScalableProvisionedConcurrency, type IEndpoint } from '../../../src';
import { aModel } from '../../helpers/given';
import { must } from '../../helpers/must';
import { like, messageOf } from '../../helpers/problems';
import { otherWarningsOf, propertiesOf, resourcesOf, testStack, warningsOf } from '../../helpers/stack';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';

function endpointWith(stack: Stack, provisionedConcurrency?: number, maxConcurrency = 20): Endpoint {
  const endpointConfig = new EndpointConfig(stack, 'Config', {
    serverlessProductionVariant: { model: aModel(stack), variantName: 'less', maxConcurrency, memorySizeInMB: 2048, provisionedConcurrency },
  });
  return new Endpoint(stack, 'Endpoint', { endpointConfig });
}

test('the target is the provisioned concurrency of the variant', () => {
  const stack = testStack();
  const endpoint = endpointWith(stack, 2);
  const concurrency = endpoint.findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ minCapacity: 2, maxCapacity: 10 });
  expect(concurrency).toBeInstanceOf(ScalableProvisionedConcurrency);
  expect(concurrency.node.path).toBe('Test/Endpoint/ProvisionedConcurrency');
  expect(propertiesOf(stack, TARGET)).toEqual({
    MaxCapacity: 10,
    MinCapacity: 2,
    ResourceId: { 'Fn::Join': ['', ['endpoint/', stack.resolve(endpoint.endpointName), '/variant/less']] },
    RoleARN: {
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/'
        + 'AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint',
      ]],
    },
    ScalableDimension: 'sagemaker:variant:DesiredProvisionedConcurrency',
    ServiceNamespace: 'sagemaker',
  });
  expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([]);
});

test('a variant that has none provisioned is warned of, because there is nothing to scale', () => {
  const stack = testStack();
  endpointWith(stack).findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ maxCapacity: 10 });
  expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([
    "Test/Endpoint: variant 'less' has no provisioned concurrency to scale; set provisionedConcurrency "
    + '[ack: cdk-sagemaker-hosting:noProvisionedConcurrency]',
  ]);
});

test('a provisioned concurrency that is a token is not warned of', () => {
  const stack = testStack();
  endpointWith(stack, Lazy.number({ produce: () => 2 })).findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ maxCapacity: 10 });
  expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([]);
});

test('fails when it is called a second time', () => {
  const endpoint = endpointWith(testStack(), 2);
  endpoint.findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ maxCapacity: 10 });
  expect(messageOf(() => endpoint.findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ maxCapacity: 10 }))).toBe(
    "Test/Endpoint: the provisioned concurrency of variant 'less' is already autoscaled; "
    + 'add scaling policies to the object that autoScaleProvisionedConcurrency returned');
});

test.each([
  [3, 2, 'minCapacity ... maxCapacity (2), got 3'],
  [-1, 2, `minCapacity ${must.beAtLeast(0, -1)}`],
  [1, 2.5, `maxCapacity ${must.beWhole(2.5)}`],
  [1, 0, `maxCapacity ${must.beAtLeast(1, 0)}`, 'minCapacity ... maxCapacity (0), got 1'],
  [1, undefined, 'maxCapacity is required; specify an integer, at least 1'],
])('fails with min %p and max %p', (minCapacity, maxCapacity, ...problems) => {
  const variant = endpointWith(testStack(), 2).findServerlessProductionVariant('less');
  const problem = problems.length === 1 ? problems[0] : [`${problems.length} problems:`, ...problems].join('\n  - ');
  expect(messageOf(() => variant.autoScaleProvisionedConcurrency({ minCapacity, maxCapacity: maxCapacity! })))
    .toEqual(like(`Test/Endpoint: ${problem}`));
});

test('limits that are tokens pass through unbroken', () => {
  const stack = testStack();
  const token = (value: number) => Lazy.number({ produce: () => value });
  endpointWith(stack, 2).findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ minCapacity: token(3), maxCapacity: token(4) });
  expect(propertiesOf(stack, TARGET)).toMatchObject({ MinCapacity: 3, MaxCapacity: 4 });
});

describe('limits that can be, but should not', () => {
  const zero = "Test/Endpoint: the provisioned concurrency of variant 'less' can scale in to 0, but AWS requires at least 1; set minCapacity to 1 or "
    + 'more [ack: cdk-sagemaker-hosting:provisionedConcurrencyZero]';
  const above = (maxCapacity: number) => `Test/Endpoint: the provisioned concurrency of variant 'less' can scale out to ${maxCapacity}, more than `
    + 'the maxConcurrency of 20; lower maxCapacity or raise maxConcurrency [ack: cdk-sagemaker-hosting:provisionedConcurrencyAboveMaximum]';

  function warningsWith(
    minCapacity: number | undefined, maxCapacity: number, stack = testStack(), endpoint: IEndpoint = endpointWith(stack, 2),
  ): string[] {
    endpoint.findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ minCapacity, maxCapacity })
      .scaleOnUtilization('Use', { targetUtilizationPercent: 70 });
    return warningsOf(stack);
  }

  test('a minimum of 0 is rendered, with a warning', () => {
    const stack = testStack();
    expect(warningsWith(0, 2, stack)).toEqual([zero]);
    expect(propertiesOf(stack, TARGET).MinCapacity).toBe(0);
  });

  test('a minimum of 0 is warned of on an imported endpoint too', () => {
    const stack = testStack();
    expect(warningsWith(0, 2, stack, Endpoint.fromEndpointName(stack, 'Endpoint', 'theirs'))).toEqual([zero]);
  });

  test.each([['1', 1], ['the default', undefined], ['a token', Lazy.number({ produce: () => 0 })]])('a minimum of %s is not warned of', (_, minCapacity) => {
    expect(warningsWith(minCapacity, 2)).toEqual([]);
  });

  test('a maximum above maxConcurrency is rendered, with a warning', () => {
    const stack = testStack();
    expect(warningsWith(1, 21, stack)).toEqual([above(21)]);
    expect(propertiesOf(stack, TARGET).MaxCapacity).toBe(21);
  });

  test.each([['maxConcurrency', 20], ['a token', Lazy.number({ produce: () => 21 })]])('a maximum of %s is not warned of', (_, maxCapacity) => {
    expect(warningsWith(1, maxCapacity)).toEqual([]);
  });

  test('a maximum is not compared with a maxConcurrency that is a token', () => {
    const stack = testStack();
    const endpoint = endpointWith(stack, 2, Lazy.number({ produce: () => 20 }));
    expect(warningsWith(1, 21, stack, endpoint)).toEqual([]);
  });

  test('a maximum is not compared with the maxConcurrency of an imported endpoint', () => {
    const stack = testStack();
    expect(warningsWith(1, 21, stack, Endpoint.fromEndpointName(stack, 'Endpoint', 'theirs'))).toEqual([]);
  });

  test('are warned of one by one', () => {
    const stack = testStack();
    expect(warningsWith(0, 21, stack, endpointWith(stack))).toEqual([
      like("Test/Endpoint: ... 'less' ... provisionedConcurrency [ack: cdk-sagemaker-hosting:noProvisionedConcurrency]"),
      zero,
      above(21),
    ]);
  });

  test('are not warned of when the call is refused', () => {
    const stack = testStack();
    messageOf(() => warningsWith(0, -1, stack));
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('variants that are not known', () => {
  test('two of one imported endpoint have a target each, and share the role', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointName(stack, 'Theirs', 'theirs');
    const ids = ['one', 'two'].map((name) => endpoint.findServerlessProductionVariant(name).autoScaleProvisionedConcurrency({ maxCapacity: 2 }).node.id);
    expect(ids).toEqual(['ProvisionedConcurrency', 'ProvisionedConcurrencytwo']);
    const targets = Object.values(resourcesOf(stack, TARGET)).map((target) => target.Properties);
    expect(targets.map((target) => target.ResourceId)).toEqual(['endpoint/theirs/variant/one', 'endpoint/theirs/variant/two']);
    expect(targets[0].RoleARN).toEqual(targets[1].RoleARN);
  });

  test('two of one imported endpoint, whose names are tokens, have a target each', () => {
    const stack = testStack();
    const names = ['One', 'Two'].map((id) => new CfnParameter(stack, id).valueAsString);
    const endpoint = Endpoint.fromEndpointName(stack, 'Theirs', 'theirs');
    names.forEach((name) => endpoint.findServerlessProductionVariant(name).autoScaleProvisionedConcurrency({ maxCapacity: 2 }));
    expect(Object.values(resourcesOf(stack, TARGET)).map((target) => target.Properties.ResourceId)).toEqual(
      ['One', 'Two'].map((id) => ({ 'Fn::Join': ['', ['endpoint/theirs/variant/', { Ref: id }]] })));
  });

  test('fails for a variant of an imported endpoint when it is called twice', () => {
    const variant = Endpoint.fromEndpointName(testStack(), 'Theirs', 'theirs').findServerlessProductionVariant('one');
    variant.autoScaleProvisionedConcurrency({ maxCapacity: 2 });
    expect(messageOf(() => variant.autoScaleProvisionedConcurrency({ maxCapacity: 2 }))).toEqual(
      like("Test/Theirs: ... 'one' ... autoscaled; ... autoScaleProvisionedConcurrency ..."));
  });

  test('one name may be that of an instance and of a serverless variant of an imported endpoint', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointName(stack, 'Theirs', 'theirs');
    endpoint.findInstanceProductionVariant('any').autoScaleInstanceCount({ maxCapacity: 2 });
    endpoint.findServerlessProductionVariant('any').autoScaleProvisionedConcurrency({ maxCapacity: 2 });
    expect(Object.values(resourcesOf(stack, TARGET)).map((target) => target.Properties.ScalableDimension))
      .toEqual(['sagemaker:variant:DesiredInstanceCount', 'sagemaker:variant:DesiredProvisionedConcurrency']);
  });

  test('of an imported endpoint are scaled by name, without a warning', () => {
    const stack = testStack();
    Endpoint.fromEndpointName(stack, 'Theirs', 'theirs').findServerlessProductionVariant('any').autoScaleProvisionedConcurrency({ maxCapacity: 2 });
    expect(propertiesOf(stack, TARGET).ResourceId).toBe('endpoint/theirs/variant/any');
    expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([]);
  });

  test('of an imported configuration are scaled by name', () => {
    const stack = testStack();
    const endpointConfig = EndpointConfig.fromEndpointConfigName(stack, 'Theirs', 'theirs');
    new Endpoint(stack, 'Endpoint', { endpointConfig }).findServerlessProductionVariant('any').autoScaleProvisionedConcurrency({ maxCapacity: 2 });
    expect(Object.values(resourcesOf(stack, TARGET))).toHaveLength(1);
  });
});
