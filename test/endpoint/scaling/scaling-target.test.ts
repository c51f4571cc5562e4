import { App, CfnParameter, Lazy, Stack, type Environment } from 'aws-cdk-lib';
import { ENABLE_PARTITION_LITERALS } from 'aws-cdk-lib/cx-api';
import { Endpoint, EndpointConfig, InstanceType } from '../../../src';
import { aConfig, aModel } from '../../helpers/given';
import { must } from '../../helpers/must';
import { like, messageOf } from '../../helpers/problems';
import { otherWarningsOf, propertiesOf, resourcesOf, testStack } from '../../helpers/stack';
import { onInstances } from '../kinds';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const SERVICE_ROLE = 'role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint';

function endpointIn(stack: Stack): Endpoint {
  return new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
}

describe('the role', () => {
  function roleArnIn(env: Environment | undefined, app?: App): unknown {
    const stack = testStack({ app, env });
    endpointIn(stack).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 });
    return propertiesOf(stack, TARGET).RoleARN;
  }

  test('is the service-linked one of the account', () => {
    expect(roleArnIn({ account: '123456789012', region: 'us-east-1' }))
      .toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::123456789012:${SERVICE_ROLE}`]] });
  });

  test('is that of the partition, in China', () => {
    const app = new App({ context: { [ENABLE_PARTITION_LITERALS]: true } });
    expect(roleArnIn({ account: '123456789012', region: 'cn-north-1' }, app)).toBe(`arn:aws-cn:iam::123456789012:${SERVICE_ROLE}`);
  });

  test('is that of whatever account the stack is deployed to', () => {
    expect(roleArnIn(undefined))
      .toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, `:${SERVICE_ROLE}`]] });
  });

  test('is shared by the variants', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointName(stack, 'Theirs', 'theirs');
    ['one', 'two'].forEach((name) => endpoint.findInstanceProductionVariant(name).autoScaleInstanceCount({ maxCapacity: 2 }));
    expect(new Set(Object.values(resourcesOf(stack, TARGET)).map((target) => JSON.stringify(target.Properties.RoleARN))).size).toBe(1);
  });
});

describe('the limits', () => {
  function scaled(minCapacity: number | undefined, maxCapacity: number, stack = testStack()): { MinCapacity: unknown; MaxCapacity: unknown } {
    endpointIn(stack).findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity, maxCapacity });
    const { MinCapacity, MaxCapacity } = propertiesOf(stack, TARGET);
    return { MinCapacity, MaxCapacity };
  }

  test.each([
    [undefined, 1, 1],
    [undefined, 3, 1],
    [1, 1, 1],
    [2, 3, 2],
    [3, 3, 3],
  ])('min %p and max %p are rendered as they were said', (minCapacity, maxCapacity, rendered) => {
    expect(scaled(minCapacity, maxCapacity)).toEqual({ MinCapacity: rendered, MaxCapacity: maxCapacity });
  });

  test('tokens pass through unbroken', () => {
    const stack = testStack();
    const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
    expect(scaled(number('Min'), number('Max'), stack)).toEqual({ MinCapacity: { Ref: 'Min' }, MaxCapacity: { Ref: 'Max' } });
  });

  test('a token is not compared with a number', () => {
    expect(scaled(5, Lazy.number({ produce: () => 4 }))).toEqual({ MinCapacity: 5, MaxCapacity: 4 });
    expect(scaled(Lazy.number({ produce: () => 5 }), 4)).toEqual({ MinCapacity: 5, MaxCapacity: 4 });
  });

  test('tokens out of range are not looked at', () => {
    expect(scaled(Lazy.number({ produce: () => -1 }), Lazy.number({ produce: () => 0 }))).toEqual({ MinCapacity: -1, MaxCapacity: 0 });
  });

  test.each([
    [4, 3, 'minCapacity must be at most maxCapacity (3), got 4'],
    [-1, 3, `minCapacity ${must.beAtLeast(0, -1)}`],
    [undefined, 0, `maxCapacity ${must.beAtLeast(1, 0)}`],
    [1.5, 3, `minCapacity ${must.beWhole(1.5)}`],
    [1, 2.5, `maxCapacity ${must.beWhole(2.5)}`],
    [NaN, 3, `minCapacity ${must.beWhole(NaN)}`],
    [1, NaN, `maxCapacity ${must.beWhole(NaN)}`],
    [1, Infinity, `maxCapacity ${must.beWhole(Infinity)}`],
    [undefined, undefined, 'maxCapacity is required; specify an integer, at least 1'],
    [3, undefined, 'maxCapacity is required; specify an integer, at least 1'],
  ])('fails with min %p and max %p', (minCapacity, maxCapacity, problem) => {
    expect(messageOf(() => scaled(minCapacity, maxCapacity!))).toBe(`Test/Endpoint: ${problem}`);
  });

  test('fails with all problems in one message', () => {
    expect(messageOf(() => scaled(0.5, 0))).toEqual(like('Test/Endpoint: 3 problems:\n'
      + `  - minCapacity ${must.beWhole(0.5)}\n`
      + `  - maxCapacity ${must.beAtLeast(1, 0)}\n`
      + '  - minCapacity ... maxCapacity (0), got 0.5'));
  });

  test.each([1, 5])('the initial count %p may lie outside', (initialInstanceCount) => {
    const stack = testStack();
    const endpointConfig = new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ model: aModel(stack), variantName: 'main', instanceType: InstanceType.M5_LARGE, initialInstanceCount }],
    });
    new Endpoint(stack, 'Endpoint', { endpointConfig }).findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 2, maxCapacity: 4 });
    expect(propertiesOf(stack, TARGET)).toMatchObject({ MinCapacity: 2, MaxCapacity: 4 });
    expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ProductionVariants[0].InitialInstanceCount).toBe(initialInstanceCount);
  });
});

describe('the id', () => {
  test('of the first one is that of the alpha, of others it tells the variant', () => {
    const stack = testStack();
    const config = aConfig(stack);
    config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'also', instanceType: InstanceType.M5_LARGE });
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: config });
    const ids = endpoint.instanceProductionVariants.map((variant) => variant.autoScaleInstanceCount({ maxCapacity: 2 }).node.id);
    expect(ids).toEqual(['InstanceCount', 'InstanceCountalso']);
    expect(Object.values(resourcesOf(stack, TARGET))).toHaveLength(2);
  });

  test('differs for variants whose names are tokens', () => {
    const stack = testStack();
    const names = ['One', 'Two', 'Three'].map((id) => new CfnParameter(stack, id).valueAsString);
    const endpoint = Endpoint.fromEndpointName(stack, 'Theirs', 'theirs');
    names.forEach((name) => endpoint.findInstanceProductionVariant(name).autoScaleInstanceCount({ maxCapacity: 2 }));
    expect(Object.values(resourcesOf(stack, TARGET)).map((target) => target.Properties.ResourceId)).toEqual(
      ['One', 'Two', 'Three'].map((id) => ({ 'Fn::Join': ['', ['endpoint/theirs/variant/', { Ref: id }]] })));
  });
});

describe('the endpoint', () => {
  test('is referred to by its attribute, so that the target waits for it', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack), endpointName: 'ours' });
    endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 });
    const name = { 'Fn::GetAtt': [Object.keys(resourcesOf(stack, 'AWS::SageMaker::Endpoint'))[0], 'EndpointName'] };
    expect(propertiesOf(stack, TARGET).ResourceId).toEqual({ 'Fn::Join': ['', ['endpoint/', name, '/variant/main']] });
  });

  test('may be in any place that is not known', () => {
    const stack = testStack({ env: undefined });
    Endpoint.fromEndpointName(stack, 'Theirs', 'theirs').findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 });
    expect(propertiesOf(stack, TARGET).ResourceId).toBe('endpoint/theirs/variant/main');
  });

  test.each([
    ['eu-west-1:123456789012', `the endpoint ${must.beInSame('region', 'us-east-1', 'eu-west-1')}`],
    ['us-east-1:210987654321', `the endpoint ${must.beInSame('account', '123456789012', '210987654321')}`],
  ])('fails in %s, where the stack is not', (at, problem) => {
    const endpoint = Endpoint.fromEndpointArn(testStack(), 'Theirs', `arn:aws:sagemaker:${at}:endpoint/theirs`);
    expect(messageOf(() => endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 }))).toBe(`Test/Theirs: ${problem}`);
    expect(messageOf(() => endpoint.findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ maxCapacity: 2 })))
      .toBe(`Test/Theirs: ${problem}`);
  });

  test('keeps its targets when another configuration takes the place of the old one', () => {
    const targetsWith = (configId: string, initialInstanceCount: number) => {
      const stack = testStack();
      const endpointConfig = aConfig(stack, configId, {
        instanceProductionVariants: ['main', 'also'].map((variantName) => ({
          model: aModel(stack, `${configId}${variantName}`), variantName, instanceType: InstanceType.M5_LARGE, initialInstanceCount,
        })),
      });
      const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig });
      endpoint.instanceProductionVariants.forEach((variant) => variant.autoScaleInstanceCount({ minCapacity: 1, maxCapacity: 2 })
        .scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 }));
      return [resourcesOf(stack, TARGET), resourcesOf(stack, 'AWS::ApplicationAutoScaling::ScalingPolicy')];
    };
    expect(Object.keys(targetsWith('New', 2)[0])).toHaveLength(2);
    expect(targetsWith('New', 2)).toEqual(targetsWith('Old', 1));
  });
});

describe('a number of instances that SageMaker manages already', () => {
  test('is scaled, with a warning', () => {
    const stack = testStack();
    onInstances(stack, [{ model: undefined, managedInstanceScaling: { minInstanceCount: 1, maxInstanceCount: 3 } }])
      .findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
    expect(propertiesOf(stack, TARGET).MaxCapacity).toBe(3);
    expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual(["Test/Endpoint: the instance count of variant 'main' is scaled by both managedInstanceScaling and autoScaleInstanceCount; "
      + 'omit one of them [ack: cdk-sagemaker-hosting:scaledTwice]']);
  });

  test('is not warned of where one of the two is left out', () => {
    const stack = testStack();
    onInstances(stack, [{ model: undefined }]).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
    expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([]);
  });
});
