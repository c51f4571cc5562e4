import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, InstanceType, type EndpointConfigAttributes } from '../../src';
import { aConfig } from '../helpers/given';
import { must } from '../helpers/must';
import { like, messageOf } from '../helpers/problems';
import { otherWarningsOf, propertiesOf, resourcesOf, testStack } from '../helpers/stack';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs';
const UNLISTED = like('Test/Endpoint: ... imported endpoint configuration ... findInstanceProductionVariant ...');

type Known = Omit<EndpointConfigAttributes, 'endpointConfigArn'>;

function endpointOf(known: Known, stack: Stack = testStack()): Endpoint {
  const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'Theirs', { endpointConfigArn: ARN, ...known });
  return new Endpoint(stack, 'Endpoint', { endpointConfig });
}

const onInstances = (...names: string[]): Known => ({ instanceProductionVariants: names.map((variantName) => ({ variantName })) });

describe('an imported configuration', () => {
  test('has name, ARN and environment of the ARN', () => {
    const config = EndpointConfig.fromEndpointConfigAttributes(testStack(), 'Theirs', { endpointConfigArn: ARN.replace('us-east-1', 'eu-west-1') });
    expect(config.endpointConfigName).toBe('theirs');
    expect(config.endpointConfigArn).toBe('arn:aws:sagemaker:eu-west-1:123456789012:endpoint-config/theirs');
    expect(config.env).toEqual({ account: '123456789012', region: 'eu-west-1' });
  });

  test('is used by an endpoint', () => {
    const endpoint = endpointOf(onInstances('main'));
    expect(propertiesOf(endpoint, 'AWS::SageMaker::Endpoint').EndpointConfigName).toBe('theirs');
    expect(resourcesOf(endpoint, 'AWS::SageMaker::EndpointConfig')).toEqual({});
  });

  test('fails with the ARN of something else', () => {
    expect(messageOf(() => EndpointConfig.fromEndpointConfigAttributes(testStack(), 'Theirs', { endpointConfigArn: 'theirs' }))).toBe(
      `Test: endpointConfigArn ${must.beArnOf('endpoint-config', 'theirs')}`);
  });

  test('may have an ARN that is a token', () => {
    const stack = testStack();
    const endpointConfigArn = new CfnParameter(stack, 'Arn').valueAsString;
    const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'Theirs', { endpointConfigArn, ...onInstances('main') });
    expect(new Endpoint(stack, 'Endpoint', { endpointConfig }).instanceProductionVariants).toHaveLength(1);
  });
});

describe('known variants on instances', () => {
  test('are listed in order', () => {
    const endpoint = endpointOf(onInstances('b', 'a'));
    expect(endpoint.instanceProductionVariants.map((variant) => variant.variantName)).toEqual(['b', 'a']);
    expect(endpoint.serverlessProductionVariant).toBeUndefined();
  });

  test('are found by their names, as the same object each time', () => {
    const endpoint = endpointOf(onInstances('main'));
    expect(endpoint.findInstanceProductionVariant('main').variantName).toBe('main');
    expect(endpoint.findInstanceProductionVariant('main')).toBe(endpoint.instanceProductionVariants[0]);
  });

  test('fails to find another one, and lists those there are', () => {
    const endpoint = endpointOf(onInstances('main', 'other'));
    expect(messageOf(() => endpoint.findInstanceProductionVariant('Main'))).toEqual(like("Test/Endpoint: ... instance ... 'Main'; ... 'main', 'other'"));
    expect(messageOf(() => endpoint.findServerlessProductionVariant('main')))
      .toEqual(like("Test/Endpoint: ... serverless ... 'main'; ..."));
  });

  test('may be none', () => {
    expect(endpointOf({ instanceProductionVariants: [] }).instanceProductionVariants).toEqual([]);
  });

  test('are found by a name that is a token', () => {
    const stack = testStack();
    const name = new CfnParameter(stack, 'Variant').valueAsString;
    expect(stack.resolve(endpointOf(onInstances(name), stack).findInstanceProductionVariant(name).variantName)).toEqual({ Ref: 'Variant' });
  });

  test('are of one import, not of another by the same ARN', () => {
    const stack = testStack();
    endpointOf(onInstances('main'), stack);
    const endpointConfig = EndpointConfig.fromEndpointConfigArn(stack, 'Again', ARN);
    expect(new Endpoint(stack, 'Other', { endpointConfig }).findInstanceProductionVariant('any').variantName).toBe('any');
  });
});

describe('the instances of a known variant', () => {
  const scaled = (initialInstanceCount: number | undefined, maxCapacity: number, minCapacity?: number) => {
    const endpoint = endpointOf({ instanceProductionVariants: [{ variantName: 'main', initialInstanceCount }] });
    endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity, minCapacity });
    return propertiesOf(endpoint, TARGET);
  };

  test.each([
    [3, 5, undefined, 3],
    [3, 2, undefined, 2],
    [3, 5, 1, 1],
    [undefined, 5, undefined, 1],
  ])('start as %p, and scale up to %p and down to %p: %p', (initial, max, min, expected) => {
    expect(scaled(initial, max, min)).toMatchObject({ MinCapacity: expected, MaxCapacity: max });
  });

  test('have a lower limit of 1, where they start as a token', () => {
    expect(scaled(Lazy.number({ produce: () => 4 }), 9).MinCapacity).toBe(1);
  });

  test('fails to scale on burstable ones', () => {
    const variant = endpointOf({ instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.T2_MEDIUM }] }).findInstanceProductionVariant('main');
    expect(messageOf(() => variant.autoScaleInstanceCount({ maxCapacity: 2 })))
      .toEqual(like("Test/Endpoint: ... 'main' ... autoscaled ... burstable ... got ml.t2.medium; ... instanceType, ... ml.m5.large"));
  });

  test.each([[InstanceType.M5_LARGE], [undefined], [InstanceType.of(Lazy.string({ produce: () => 'ml.t2.medium' }))]])('scale on %s', (instanceType) => {
    const endpoint = endpointOf({ instanceProductionVariants: [{ variantName: 'main', instanceType }] });
    endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 });
    expect(propertiesOf(endpoint, TARGET).ResourceId).toEqual({ 'Fn::Join': ['', ['endpoint/', { 'Fn::GetAtt': [expect.any(String), 'EndpointName'] }, '/variant/main']] });
  });
});

describe('a known serverless variant', () => {
  const LESS = { variantName: 'less', maxConcurrency: 10 };

  test('is there, is found, and is the same object each time', () => {
    const endpoint = endpointOf({ serverlessProductionVariant: LESS });
    expect(endpoint.serverlessProductionVariant!.variantName).toBe('less');
    expect(endpoint.findServerlessProductionVariant('less')).toBe(endpoint.serverlessProductionVariant);
    expect(endpoint.instanceProductionVariants).toEqual([]);
  });

  test('fails to be found by another name', () => {
    expect(messageOf(() => endpointOf({ serverlessProductionVariant: LESS }).findServerlessProductionVariant('more')))
      .toEqual(like("Test/Endpoint: ... serverless ... 'more'; ... 'less'"));
  });

  test('scales without a warning where something is provisioned, and within the maximum', () => {
    const endpoint = endpointOf({ serverlessProductionVariant: { ...LESS, provisionedConcurrency: 2 } });
    endpoint.serverlessProductionVariant!.autoScaleProvisionedConcurrency({ minCapacity: 1, maxCapacity: 10 });
    expect(propertiesOf(endpoint, TARGET)).toMatchObject({ MinCapacity: 1, MaxCapacity: 10 });
    expect(otherWarningsOf(endpoint, 'scalingWithoutPolicy')).toEqual([]);
  });

  test('is warned of where nothing is provisioned', () => {
    const endpoint = endpointOf({ serverlessProductionVariant: LESS });
    endpoint.serverlessProductionVariant!.autoScaleProvisionedConcurrency({ maxCapacity: 10 });
    expect(otherWarningsOf(endpoint, 'scalingWithoutPolicy')).toEqual([like("Test/Endpoint: ... 'less' ... provisionedConcurrency [ack: cdk-sagemaker-hosting:noProvisionedConcurrency]")]);
  });

  test('is warned of where it may scale beyond its maximum', () => {
    const endpoint = endpointOf({ serverlessProductionVariant: { ...LESS, provisionedConcurrency: 2 } });
    endpoint.serverlessProductionVariant!.autoScaleProvisionedConcurrency({ maxCapacity: 11 });
    expect(otherWarningsOf(endpoint, 'scalingWithoutPolicy')).toEqual([like("Test/Endpoint: ... 'less' ... 11, ... maxConcurrency ... 10; ... maxCapacity ... maxConcurrency [ack: cdk-sagemaker-hosting:provisionedConcurrencyAboveMaximum]")]);
  });

  test('is not compared with a maximum that is a token', () => {
    const maxConcurrency = Lazy.number({ produce: () => 1 });
    const endpoint = endpointOf({ serverlessProductionVariant: { ...LESS, maxConcurrency, provisionedConcurrency: 1 } });
    endpoint.serverlessProductionVariant!.autoScaleProvisionedConcurrency({ maxCapacity: 11 });
    expect(otherWarningsOf(endpoint, 'scalingWithoutPolicy')).toEqual([]);
  });
});

describe('variants that are not known', () => {
  test('fail to be listed, both kinds', () => {
    const endpoint = endpointOf({});
    expect(messageOf(() => endpoint.instanceProductionVariants)).toEqual(UNLISTED);
    expect(messageOf(() => endpoint.serverlessProductionVariant)).toEqual(UNLISTED);
  });

  test('have any name', () => {
    const endpoint = endpointOf({});
    expect(endpoint.findInstanceProductionVariant('any').variantName).toBe('any');
    expect(endpoint.findServerlessProductionVariant('any').variantName).toBe('any');
  });
});

test('the serverless variant of a configuration on instances is undefined', () => {
  const stack = testStack();
  expect(new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) }).serverlessProductionVariant).toBeUndefined();
});

describe('the attributes of variants', () => {
  test('fails where it can not be true', () => {
    expect(messageOf(() => endpointOf({
      instanceProductionVariants: [{ variantName: 'a b', initialInstanceCount: 0 }],
      serverlessProductionVariant: { variantName: '-', maxConcurrency: 201, provisionedConcurrency: 0 },
    }))).toBe('Test: 6 problems:\n'
      + '  - instanceProductionVariants and serverlessProductionVariant cannot be combined; set one of them\n'
      + `  - instanceProductionVariants[0].variantName ${must.beName('a b')}\n`
      + `  - instanceProductionVariants[0].initialInstanceCount ${must.beAtLeast(1, 0)}\n`
      + `  - serverlessProductionVariant.variantName ${must.beName('-')}\n`
      + `  - serverlessProductionVariant.maxConcurrency ${must.beBetween(1, 200, 201)}\n`
      + `  - serverlessProductionVariant.provisionedConcurrency ${must.beBetween(1, 200, 0)}`);
  });

  test('fails with a name twice', () => {
    expect(messageOf(() => endpointOf({ instanceProductionVariants: [{ variantName: 'a' }, { variantName: 'b' }, { variantName: 'a' }] })))
      .toEqual(like("Test: instanceProductionVariants[2].variantName ... got 'a' again"));
  });

  test.each([1, 200])('may be a concurrency of %d', (concurrency) => {
    const serverlessProductionVariant = { variantName: 'less', maxConcurrency: concurrency, provisionedConcurrency: concurrency };
    expect(endpointOf({ serverlessProductionVariant }).serverlessProductionVariant?.variantName).toBe('less');
  });

  test('may not be known', () => {
    const stack = testStack();
    const instanceProductionVariants = [{
      variantName: new CfnParameter(stack, 'Variant').valueAsString,
      initialInstanceCount: new CfnParameter(stack, 'Count', { type: 'Number' }).valueAsNumber,
    }];
    expect(endpointOf({ instanceProductionVariants }, stack).instanceProductionVariants).toHaveLength(1);
  });
});
