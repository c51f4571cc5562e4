import { Lazy, Stack } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, ScalableProvisionedConcurrency } from '../../src';
import { aModel } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../helpers/stack';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';

function endpointWith(stack: Stack, provisionedConcurrency?: number): Endpoint {
  const endpointConfig = new EndpointConfig(stack, 'Config', {
    serverlessProductionVariant: { model: aModel(stack), variantName: 'less', maxConcurrency: 20, memorySizeInMB: 2048, provisionedConcurrency },
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
  expect(warningsOf(stack)).toEqual([]);
});

test('a variant that has none provisioned is warned of, because there is nothing to scale', () => {
  const stack = testStack();
  endpointWith(stack).findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ maxCapacity: 10 });
  expect(warningsOf(stack)).toEqual([
    "Test/Endpoint: variant 'less' has no provisioned concurrency that could be scaled; set provisionedConcurrency "
    + '[ack: cdk-sagemaker-hosting:noProvisionedConcurrency]',
  ]);
});

test('a provisioned concurrency that is a token is not warned of', () => {
  const stack = testStack();
  endpointWith(stack, Lazy.number({ produce: () => 2 })).findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ maxCapacity: 10 });
  expect(warningsOf(stack)).toEqual([]);
});

test('fails when it is called a second time', () => {
  const endpoint = endpointWith(testStack(), 2);
  endpoint.findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ maxCapacity: 10 });
  expect(messageOf(() => endpoint.findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ maxCapacity: 10 }))).toBe(
    "Test/Endpoint: the provisioned concurrency of variant 'less' is autoscaled already; "
    + 'add rules to what the first autoScaleProvisionedConcurrency returned');
});

test.each([
  [3, 2, 'minCapacity must be at most maxCapacity (2), got 3'],
  [-1, 2, 'minCapacity must be at least 0, got -1'],
  [1, 2.5, 'maxCapacity must be a whole number, got 2.5'],
])('fails with min %p and max %p', (minCapacity, maxCapacity, problem) => {
  const variant = endpointWith(testStack(), 2).findServerlessProductionVariant('less');
  expect(messageOf(() => variant.autoScaleProvisionedConcurrency({ minCapacity, maxCapacity })))
    .toBe(`Test/Endpoint: ${problem}`);
});

test('limits that are tokens pass through unbroken', () => {
  const stack = testStack();
  const token = (value: number) => Lazy.number({ produce: () => value });
  endpointWith(stack, 2).findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ minCapacity: token(3), maxCapacity: token(4) });
  expect(propertiesOf(stack, TARGET)).toMatchObject({ MinCapacity: 3, MaxCapacity: 4 });
});

describe('variants that are not known', () => {
  test('of an imported endpoint are scaled by name, without a warning', () => {
    const stack = testStack();
    Endpoint.fromEndpointName(stack, 'Theirs', 'theirs').findServerlessProductionVariant('any').autoScaleProvisionedConcurrency({ maxCapacity: 2 });
    expect(propertiesOf(stack, TARGET).ResourceId).toBe('endpoint/theirs/variant/any');
    expect(warningsOf(stack)).toEqual([]);
  });

  test('of an imported configuration are scaled by name', () => {
    const stack = testStack();
    const endpointConfig = EndpointConfig.fromEndpointConfigName(stack, 'Theirs', 'theirs');
    new Endpoint(stack, 'Endpoint', { endpointConfig }).findServerlessProductionVariant('any').autoScaleProvisionedConcurrency({ maxCapacity: 2 });
    expect(Object.values(resourcesOf(stack, TARGET))).toHaveLength(1);
  });
});
