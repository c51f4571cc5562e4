import { CfnParameter, Lazy, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, InstanceType, ScalableInstanceCount, VariantPropertyRetention } from '../../../src';
import { aConfig, aModel } from '../../helpers/given';
import { like, messageOf } from '../../helpers/problems';
import { otherWarningsOf, propertiesOf, resourcesOf, testStack, warningsOf } from '../../helpers/stack';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';

function endpointOn(stack: Stack, ...instanceTypes: (InstanceType | undefined)[]): Endpoint {
  const model = aModel(stack);
  const endpointConfig = new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: instanceTypes.map((instanceType, index) => ({ model, variantName: `v${index}`, instanceType })),
  });
  return new Endpoint(stack, 'Endpoint', { endpointConfig, variantPropertyRetention: VariantPropertyRetention.all() });
}

test('the target is the instance count of the variant', () => {
  const stack = testStack();
  const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack), variantPropertyRetention: VariantPropertyRetention.all() });
  const count = endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
  expect(count).toBeInstanceOf(ScalableInstanceCount);
  const target = propertiesOf(stack, TARGET);
  expect(target.ResourceId).toEqual({ 'Fn::Join': ['', ['endpoint/', stack.resolve(endpoint.endpointName), '/variant/main']] });
  expect(target).toMatchObject({
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    ServiceNamespace: 'sagemaker',
    MinCapacity: 1,
    MaxCapacity: 3,
  });
  expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([]);
});

describe('the default of the lower limit', () => {
  function scaledFrom(stack: Stack, initialInstanceCount: number | undefined, maxCapacity: number): any {
    const endpointConfig = new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ model: aModel(stack), variantName: 'main', initialInstanceCount }],
    });
    new Endpoint(stack, 'Endpoint', { endpointConfig }).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity });
    return propertiesOf(stack, TARGET);
  }

  test.each([
    [undefined, 1, 1],
    [undefined, 3, 1],
    [2, 3, 2],
    [3, 3, 3],
    [4, 3, 3],
  ])('is the initial count %p, but at most the upper limit %p', (initialInstanceCount, maxCapacity, minCapacity) => {
    expect(scaledFrom(testStack(), initialInstanceCount, maxCapacity)).toMatchObject({ MinCapacity: minCapacity, MaxCapacity: maxCapacity });
  });

  test('is 1 if the initial count is a token, which might be above the upper limit', () => {
    const stack = testStack();
    const initialInstanceCount = new CfnParameter(stack, 'Initial', { type: 'Number' }).valueAsNumber;
    expect(scaledFrom(stack, initialInstanceCount, 3)).toMatchObject({ MinCapacity: 1, MaxCapacity: 3 });
  });

  test('is 1 if the upper limit is a token, which might be below the initial count', () => {
    const stack = testStack();
    const maxCapacity = new CfnParameter(stack, 'Max', { type: 'Number' }).valueAsNumber;
    expect(scaledFrom(stack, 2, maxCapacity)).toMatchObject({ MinCapacity: 1, MaxCapacity: { Ref: 'Max' } });
  });
});

test('two variants of one endpoint have a target and rules each', () => {
  const stack = testStack();
  const endpoint = endpointOn(stack, InstanceType.M5_LARGE, InstanceType.C5_LARGE);
  endpoint.instanceProductionVariants.forEach((variant, index) => {
    variant.autoScaleInstanceCount({ maxCapacity: 2 + index }).scaleOnInvocations('Requests', { maxRequestsPerSecond: 10 });
  });
  const targets = Object.values(resourcesOf(stack, TARGET)).map((target) => target.Properties);
  expect(targets.map((target) => target.ResourceId['Fn::Join'][1][2])).toEqual(['/variant/v0', '/variant/v1']);
  expect(targets.map((target) => target.MaxCapacity)).toEqual([2, 3]);
  expect(Object.values(resourcesOf(stack, POLICY)).map((policy) => policy.Properties.ScalingTargetId))
    .toEqual(Object.keys(resourcesOf(stack, TARGET)).map((id) => ({ Ref: id })));
});

test('a minimum of 0 of an asynchronous endpoint is fine', () => {
  const stack = testStack();
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket');
  const endpointConfig = new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{ model: aModel(stack), variantName: 'v0', instanceType: InstanceType.M5_LARGE }],
    asyncInference: { output: { bucket }, input: { bucket } },
  });
  new Endpoint(stack, 'Endpoint', { endpointConfig, variantPropertyRetention: VariantPropertyRetention.all() })
    .findInstanceProductionVariant('v0').autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 2 })
    .scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 });
  expect(propertiesOf(stack, TARGET).MinCapacity).toBe(0);
  expect(warningsOf(stack)).toEqual([]);
});

test('burstable instances among the pools of a variant fail, because they are not autoscaled', () => {
  const stack = testStack();
  const instancePools = [{ instanceType: InstanceType.M5_LARGE, priority: 1 }, { instanceType: InstanceType.T2_LARGE, priority: 2 }];
  const endpointConfig = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model: aModel(stack), variantName: 'v0', instancePools }] });
  const variant = new Endpoint(stack, 'Endpoint', { endpointConfig }).findInstanceProductionVariant('v0');
  expect(messageOf(() => variant.autoScaleInstanceCount({ maxCapacity: 2 })))
    .toBe("Test/Endpoint: variant 'v0' cannot be autoscaled on burstable instances, got ml.t2.large; choose another instanceType, such as ml.m5.large");
});

test('fails with a minimum of 0, because only asynchronous endpoints keep their requests', () => {
  const variant = endpointOn(testStack(), InstanceType.M5_LARGE).findInstanceProductionVariant('v0');
  expect(messageOf(() => variant.autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 2 }))).toEqual(
    like("Test/Endpoint: minCapacity of variant 'v0' must be ... got 0; ... asynchronous ..."));
});

test('a minimum of 0 of an imported endpoint is rendered, with a warning, because it can be asynchronous', () => {
  const stack = testStack();
  Endpoint.fromEndpointName(stack, 'Theirs', 'theirs').findInstanceProductionVariant('v0').autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 2 })
    .scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 });
  expect(propertiesOf(stack, TARGET).MinCapacity).toBe(0);
  expect(warningsOf(stack)).toEqual([
    "Test/Theirs: variant 'v0' can scale in to 0 instances, but only asynchronous endpoints queue requests while there are no instances; "
    + 'set minCapacity to at least 1 unless the endpoint is asynchronous [ack: cdk-sagemaker-hosting:scaleToZero]',
  ]);
});

test.each([['1', 1], ['a token', Lazy.number({ produce: () => 0 })], ['the default', undefined]])('a minimum of %s is not warned of', (_, minCapacity) => {
  const stack = testStack();
  endpointOn(stack, InstanceType.M5_LARGE).findInstanceProductionVariant('v0').autoScaleInstanceCount({ minCapacity, maxCapacity: 2 });
  expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([]);
});

describe('a second call', () => {
  const message = "the instance count of variant 'v0' is already autoscaled; add scaling policies to the object that autoScaleInstanceCount returned";

  test('fails', () => {
    const endpoint = endpointOn(testStack(), InstanceType.M5_LARGE);
    endpoint.findInstanceProductionVariant('v0').autoScaleInstanceCount({ maxCapacity: 2 });
    expect(messageOf(() => endpoint.findInstanceProductionVariant('v0').autoScaleInstanceCount({ maxCapacity: 3 })))
      .toBe(`Test/Endpoint: ${message}`);
    expect(messageOf(() => endpoint.instanceProductionVariants[0].autoScaleInstanceCount({ maxCapacity: 3 })))
      .toBe(`Test/Endpoint: ${message}`);
  });

  test('is fine after one that was refused', () => {
    const stack = testStack();
    const variant = endpointOn(stack, InstanceType.M5_LARGE).findInstanceProductionVariant('v0');
    messageOf(() => variant.autoScaleInstanceCount({ maxCapacity: 0 }));
    variant.autoScaleInstanceCount({ maxCapacity: 2 });
    expect(Object.values(resourcesOf(stack, TARGET))).toHaveLength(1);
  });

  test('is fine for another endpoint of the same configuration', () => {
    const stack = testStack();
    const endpointConfig = aConfig(stack);
    ['One', 'Two'].forEach((id) => new Endpoint(stack, id, { endpointConfig })
      .findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 }));
    expect(Object.values(resourcesOf(stack, TARGET))).toHaveLength(2);
  });
});

describe('burstable instances', () => {
  test.each([InstanceType.T2_MEDIUM, InstanceType.T2_2XLARGE, InstanceType.of('ml.t3.medium')])('fails on %s', (instanceType) => {
    const variant = endpointOn(testStack(), instanceType).findInstanceProductionVariant('v0');
    expect(messageOf(() => variant.autoScaleInstanceCount({ maxCapacity: 2 }))).toEqual(
      like(`Test/Endpoint: ... 'v0' ... autoscaled ... burstable ... got ${instanceType}; ... instanceType, ... ml.m5.large`));
  });

  test('fails with all problems in one message', () => {
    const variant = endpointOn(testStack(), InstanceType.T2_LARGE).findInstanceProductionVariant('v0');
    expect(messageOf(() => variant.autoScaleInstanceCount({ minCapacity: 3, maxCapacity: 2 }))).toEqual(like('Test/Endpoint: 2 problems:\n'
      + "  - ... 'v0' ... autoscaled ... burstable ... got ml.t2.large; ... instanceType, ... ml.m5.large\n"
      + '  - minCapacity ... maxCapacity (2), got 3'));
  });

  test.each([InstanceType.M5_LARGE, InstanceType.of('ml.trn1.2xlarge'), InstanceType.of('ml.t')])('%s is none', (instanceType) => {
    const stack = testStack();
    endpointOn(stack, instanceType).findInstanceProductionVariant('v0').autoScaleInstanceCount({ maxCapacity: 2 });
    expect(propertiesOf(stack, TARGET).MaxCapacity).toBe(2);
  });

  test('a type that is a token is not looked at', () => {
    const stack = testStack();
    const types = [new CfnParameter(stack, 'Type').valueAsString, Lazy.string({ produce: () => 'ml.t2.medium' })];
    const endpoint = endpointOn(stack, ...types.map((type) => InstanceType.of(type)));
    endpoint.instanceProductionVariants.forEach((variant) => variant.autoScaleInstanceCount({ maxCapacity: 2 }));
    expect(Object.values(resourcesOf(stack, TARGET))).toHaveLength(2);
  });
});

describe('variants that are not known', () => {
  test('of an imported endpoint are scaled by name', () => {
    const stack = testStack();
    Endpoint.fromEndpointName(stack, 'Theirs', 'theirs').findInstanceProductionVariant('any').autoScaleInstanceCount({ maxCapacity: 2 });
    expect(propertiesOf(stack, TARGET)).toMatchObject({ ResourceId: 'endpoint/theirs/variant/any', MinCapacity: 1, MaxCapacity: 2 });
  });

  test('fails for an imported endpoint when it is called twice', () => {
    const endpoint = Endpoint.fromEndpointName(testStack(), 'Theirs', 'theirs');
    endpoint.findInstanceProductionVariant('any').autoScaleInstanceCount({ maxCapacity: 2 });
    expect(messageOf(() => endpoint.findInstanceProductionVariant('any').autoScaleInstanceCount({ maxCapacity: 2 })))
      .toEqual(like("Test/Theirs: ... 'any' ... autoscaled; ... autoScaleInstanceCount ..."));
  });

  test('of an imported configuration are scaled by name', () => {
    const stack = testStack();
    const endpointConfig = EndpointConfig.fromEndpointConfigName(stack, 'Theirs', 'theirs');
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig });
    endpoint.findInstanceProductionVariant('any').autoScaleInstanceCount({ maxCapacity: 2 });
    expect(propertiesOf(stack, TARGET).ResourceId)
      .toEqual({ 'Fn::Join': ['', ['endpoint/', stack.resolve(endpoint.endpointName), '/variant/any']] });
  });
});
