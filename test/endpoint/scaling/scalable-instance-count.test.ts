import { CfnParameter, Duration, Fn, aws_applicationautoscaling as appscaling, aws_iam as iam, type Stack } from 'aws-cdk-lib';
import { Endpoint, InstanceType, ScalableInstanceCount } from '../../../src';
import { must } from '../../helpers/must';
import { like, messageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../../helpers/stack';
import { LIKE_POOLS, onInstances, queued, UNLIKE_POOLS } from '../kinds';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const NAME = { 'Fn::GetAtt': ['Endpoint8024A810', 'EndpointName'] };
const MINE = { policyName: 'mine', disableScaleIn: true, scaleInCooldown: Duration.minutes(10), scaleOutCooldown: Duration.seconds(30) };
const RENDERED = { DisableScaleIn: true, ScaleInCooldown: 600, ScaleOutCooldown: 30 };

function instanceCount(stack = testStack(), instanceType = InstanceType.M5_LARGE): ScalableInstanceCount {
  return onInstances(stack, [{ instanceType }]).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
}

function queuedCount(stack = testStack()): ScalableInstanceCount {
  return queued(stack).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
}

/** What a rule makes of the policy. */
function trackedBy(rule: (count: ScalableInstanceCount) => void, instanceType?: InstanceType): any {
  const stack = testStack();
  rule(instanceCount(stack, instanceType));
  const policy = propertiesOf(stack, POLICY);
  expect(policy.PolicyType).toBe('TargetTrackingScaling');
  expect(policy.ScalingTargetId).toEqual({ Ref: Object.keys(resourcesOf(stack, TARGET))[0] });
  return policy.TargetTrackingScalingPolicyConfiguration;
}

function metricOfVariant(MetricName: string): any {
  const Dimensions = [{ Name: 'EndpointName', Value: NAME }, { Name: 'VariantName', Value: 'main' }];
  return { Dimensions, MetricName, Namespace: '/aws/sagemaker/Endpoints', Statistic: 'Average' };
}

function numberOf(stack: Stack): number {
  return new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
}

describe('scaleOnInvocations', () => {
  test('aims at half of what one instance can take', () => {
    expect(trackedBy((count) => count.scaleOnInvocations('LimitRPS', { maxRequestsPerSecond: 30 }))).toEqual({
      PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
      TargetValue: 900,
    });
  });

  test('passes on the factor, the cooldowns and the name', () => {
    const stack = testStack();
    instanceCount(stack).scaleOnInvocations('LimitRPS', { maxRequestsPerSecond: 20, safetyFactor: 0.8, ...MINE });
    expect(propertiesOf(stack, POLICY)).toMatchObject({ PolicyName: 'mine', TargetTrackingScalingPolicyConfiguration: { ...RENDERED, TargetValue: 960 } });
  });

  test('fails with a value out of range, at the scaled count', () => {
    expect(messageOf(() => instanceCount().scaleOnInvocations('LimitRPS', { maxRequestsPerSecond: 30, safetyFactor: 1.5 })))
      .toBe(`Test/Endpoint/InstanceCount: safetyFactor ${must.beAtMost(1, 1.5)}`);
  });

  test('may be called again when the first call was refused', () => {
    const stack = testStack();
    const count = instanceCount(stack);
    messageOf(() => count.scaleOnInvocations('Load', { maxRequestsPerSecond: 0 }));
    count.scaleOnInvocations('Load', { maxRequestsPerSecond: 30 });
    expect(Object.keys(resourcesOf(stack, POLICY))).toHaveLength(1);
  });
});

describe('scaleOnConcurrentRequests', () => {
  test('aims at the given number, by a metric of high resolution', () => {
    expect(trackedBy((count) => count.scaleOnConcurrentRequests('Busy', { targetConcurrentRequests: 0.5, ...MINE }))).toEqual({
      ...RENDERED,
      PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantConcurrentRequestsPerModelHighResolution' },
      TargetValue: 0.5,
    });
  });

  test('takes a token', () => {
    const stack = testStack();
    instanceCount(stack).scaleOnConcurrentRequests('Busy', { targetConcurrentRequests: numberOf(stack) });
    expect(propertiesOf(stack, POLICY).TargetTrackingScalingPolicyConfiguration.TargetValue).toEqual({ Ref: 'Number' });
  });

  test.each([
    [0, `targetConcurrentRequests ${must.beAbove(0, 0)}`],
    [NaN, `targetConcurrentRequests ${must.beNumber(NaN)}`],
    [undefined, 'targetConcurrentRequests is required; specify a number above 0'],
  ])('fails with a target of %p', (target, problem) => {
    expect(messageOf(() => instanceCount().scaleOnConcurrentRequests('Busy', { targetConcurrentRequests: target! }))).toBe(`Test/Endpoint/InstanceCount: ${problem}`);
  });
});

describe('the processors', () => {
  const { M5_LARGE, G5_XLARGE, G5_12XLARGE, INF2_XLARGE, P4D_24XLARGE } = InstanceType;

  test.each([[M5_LARGE, 70, 140], [M5_LARGE, 100, 200], [G5_12XLARGE, 50, 2400], [INF2_XLARGE, 0.5, 2]])(
    'of %s are aimed at by 100 percent for each vCPU: %p percent are %p', (instanceType, targetUtilizationPercent, target) => {
      expect(trackedBy((count) => count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent, ...MINE }), instanceType))
        .toEqual({ ...RENDERED, CustomizedMetricSpecification: metricOfVariant('CPUUtilization'), TargetValue: target });
    });

  test.each([[G5_XLARGE, 70, 70], [G5_12XLARGE, 70, 280], [P4D_24XLARGE, 100, 800]])(
    'of a GPU kind of %s are aimed at by 100 percent for each GPU: %p percent are %p', (instanceType, targetUtilizationPercent, target) => {
      expect(trackedBy((count) => count.scaleOnGpuUtilization('Gpu', { targetUtilizationPercent, ...MINE }), instanceType))
        .toEqual({ ...RENDERED, CustomizedMetricSpecification: metricOfVariant('GPUUtilization'), TargetValue: target });
      expect(trackedBy((count) => count.scaleOnGpuMemoryUtilization('Gpu', { targetUtilizationPercent, ...MINE }), instanceType))
        .toEqual({ ...RENDERED, CustomizedMetricSpecification: metricOfVariant('GPUMemoryUtilization'), TargetValue: target });
    });

  test('that are specified override those of the type', () => {
    expect(trackedBy((count) => count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50, vcpus: 1 })).TargetValue).toBe(50);
    expect(trackedBy((count) => count.scaleOnGpuUtilization('Gpu', { targetUtilizationPercent: 50, gpus: 3 })).TargetValue).toBe(150);
    expect(trackedBy((count) => count.scaleOnGpuMemoryUtilization('Gpu', { targetUtilizationPercent: 50, gpus: 2 })).TargetValue).toBe(100);
  });

  const UNTOLD = 'because the number is not known for the instance type; set';

  test.each([['unknown', () => 'ml.zz9.large'], ['a token', (stack: Stack) => new CfnParameter(stack, 'Type').valueAsString]])(
    'fails on a type that is %s, unless they are told', (_, typeIn) => {
      const stack = testStack();
      const count = instanceCount(stack, InstanceType.of(typeIn(stack)));
      const targetUtilizationPercent = 50;
      expect(messageOf(() => count.scaleOnCpuUtilization('A', { targetUtilizationPercent })))
        .toBe(`Test/Endpoint/InstanceCount: vcpus is required, ${UNTOLD} vcpus`);
      expect(messageOf(() => count.scaleOnGpuUtilization('B', { targetUtilizationPercent })))
        .toBe(`Test/Endpoint/InstanceCount: gpus is required, ${UNTOLD} gpus`);
      count.scaleOnCpuUtilization('C', { targetUtilizationPercent, vcpus: 8 });
      count.scaleOnGpuMemoryUtilization('D', { targetUtilizationPercent, gpus: 2 });
      expect(Object.values(resourcesOf(count, POLICY)).map(({ Properties }) => Properties.TargetTrackingScalingPolicyConfiguration.TargetValue))
        .toEqual([400, 100]);
    });

  test('fails by the GPUs of a type without any', () => {
    expect(messageOf(() => instanceCount().scaleOnGpuMemoryUtilization('Gpu', { targetUtilizationPercent: 50 })))
      .toBe(`Test/Endpoint/InstanceCount: gpus is required, ${UNTOLD} gpus`);
  });

  test('fails for pools whose types differ in the number, unless it is specified', () => {
    const count = onInstances(testStack(), [{ instancePools: UNLIKE_POOLS }]).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
    expect(messageOf(() => count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 })))
      .toBe(`Test/Endpoint/InstanceCount: vcpus is required, ${UNTOLD} vcpus`);
    count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50, vcpus: 2 });
    expect(propertiesOf(count, POLICY).TargetTrackingScalingPolicyConfiguration.TargetValue).toBe(100);
  });

  test('of pools with the same number each are known', () => {
    const count = onInstances(testStack(), [{ instancePools: LIKE_POOLS }]).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
    count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 });
    count.scaleOnGpuUtilization('Gpu', { targetUtilizationPercent: 50 });
    expect(Object.values(resourcesOf(count, POLICY)).map(({ Properties }) => Properties.TargetTrackingScalingPolicyConfiguration.TargetValue))
      .toEqual([200, 50]);
  });

  test.each([
    [{ targetUtilizationPercent: 0 }, `targetUtilizationPercent ${must.beAbove(0, 0)}`],
    [{ targetUtilizationPercent: 100.1 }, `targetUtilizationPercent ${must.beAtMost(100, 100.1)}`],
    [{ targetUtilizationPercent: 50, vcpus: 0 }, `vcpus ${must.beAtLeast(1, 0)}`],
    [{ targetUtilizationPercent: 50, vcpus: 1.5 }, `vcpus ${must.beWhole(1.5)}`],
    [{ targetUtilizationPercent: 50, vcpus: NaN }, `vcpus ${must.beWhole(NaN)}`],
    [
      { targetUtilizationPercent: numberOf(testStack()) },
      `targetUtilizationPercent ${must.beKnown()}`,
    ],
    [
      { targetUtilizationPercent: 50, vcpus: numberOf(testStack()) },
      `vcpus ${must.beKnown()}`,
    ],
  ])('fails with %p', (props, problem) => {
    expect(messageOf(() => instanceCount().scaleOnCpuUtilization('Cpu', props))).toBe(`Test/Endpoint/InstanceCount: ${problem}`);
  });
});

test.each(['scaleOnGpuUtilization', 'scaleOnGpuMemoryUtilization'] as const)('%s fails with half a GPU', (method) => {
  expect(messageOf(() => instanceCount()[method]('Gpu', { targetUtilizationPercent: 50, gpus: 0.5 })))
    .toBe(`Test/Endpoint/InstanceCount: gpus ${must.beWhole(0.5)}`);
});

describe('scaleOnMemoryUtilization', () => {
  test.each([1, 70, 100])('aims at %p percent', (targetUtilizationPercent) => {
    expect(trackedBy((count) => count.scaleOnMemoryUtilization('Memory', { targetUtilizationPercent, ...MINE })))
      .toEqual({ ...RENDERED, CustomizedMetricSpecification: metricOfVariant('MemoryUtilization'), TargetValue: targetUtilizationPercent });
  });

  test('takes a token', () => {
    const stack = testStack();
    instanceCount(stack).scaleOnMemoryUtilization('Memory', { targetUtilizationPercent: numberOf(stack) });
    expect(propertiesOf(stack, POLICY).TargetTrackingScalingPolicyConfiguration.TargetValue).toEqual({ Ref: 'Number' });
  });

  test.each([
    [0, `targetUtilizationPercent ${must.beAbove(0, 0)}`],
    [101, `targetUtilizationPercent ${must.beAtMost(100, 101)}`],
    [undefined, 'targetUtilizationPercent is required; specify a percentage, such as 70'],
  ])('fails with %p percent', (percent, problem) => {
    expect(messageOf(() => instanceCount().scaleOnMemoryUtilization('Memory', { targetUtilizationPercent: percent! })))
      .toBe(`Test/Endpoint/InstanceCount: ${problem}`);
  });
});

test('a target below 1 percent is taken with a warning, because it may be meant as a share', () => {
  const stack = testStack();
  const count = instanceCount(stack);
  count.scaleOnMemoryUtilization('Memory', { targetUtilizationPercent: 0.7 });
  count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 0.5 });
  expect(warningsOf(stack)).toEqual(['70', '50'].map((percent) => 'Test/Endpoint/InstanceCount: targetUtilizationPercent is '
    + `0.${percent[0]} percent; use ${percent} if you meant a fraction [ack: cdk-sagemaker-hosting:utilizationBelow1Percent]`));
});

test('a target of 1 percent is taken as it is', () => {
  const stack = testStack();
  const count = instanceCount(stack);
  count.scaleOnMemoryUtilization('Memory', { targetUtilizationPercent: 1 });
  count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 1 });
  expect(warningsOf(stack)).toEqual([]);
});

describe('scaleOnBacklog', () => {
  test('aims at the backlog of the endpoint', () => {
    const stack = testStack();
    queuedCount(stack).scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5, ...MINE });
    expect(propertiesOf(stack, POLICY).TargetTrackingScalingPolicyConfiguration).toEqual({
      ...RENDERED,
      CustomizedMetricSpecification: {
        Dimensions: [{ Name: 'EndpointName', Value: NAME }],
        MetricName: 'ApproximateBacklogSizePerInstance',
        Namespace: 'AWS/SageMaker',
        Statistic: 'Average',
      },
      TargetValue: 5,
    });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('takes a token', () => {
    const stack = testStack();
    queuedCount(stack).scaleOnBacklog('Backlog', { targetBacklogPerInstance: numberOf(stack) });
    expect(propertiesOf(stack, POLICY).TargetTrackingScalingPolicyConfiguration.TargetValue).toEqual({ Ref: 'Number' });
  });

  test('is warned of where there is no queue', () => {
    const stack = testStack();
    instanceCount(stack).scaleOnBacklog('Backlog', { targetBacklogPerInstance: 0.1 });
    expect(warningsOf(stack)).toEqual(["Test/Endpoint/InstanceCount: variant 'main' scales on the backlog of its endpoint, which is not asynchronous and therefore "
      + 'has no backlog; use scaleOnInvocations, or set asyncInference of the endpoint configuration [ack: cdk-sagemaker-hosting:backlogWithoutQueue]']);
  });

  test.each([
    [0, `targetBacklogPerInstance ${must.beAbove(0, 0)}`],
    [-1, `targetBacklogPerInstance ${must.beAbove(0, -1)}`],
    [undefined, 'targetBacklogPerInstance is required; specify a number above 0'],
  ])('fails with a target of %p', (targetBacklogPerInstance, problem) => {
    expect(messageOf(() => queuedCount().scaleOnBacklog('Backlog', { targetBacklogPerInstance: targetBacklogPerInstance! })))
      .toBe(`Test/Endpoint/InstanceCount: ${problem}`);
  });
});

describe('what an asynchronous endpoint does not publish', () => {
  const hint = (method: string) => `Test/Endpoint/InstanceCount: ${method} has no effect on variant 'main', because an asynchronous endpoint does not `
    + 'publish its metric; use scaleOnBacklog [ack: cdk-sagemaker-hosting:invocationsOfQueue]';

  test('is warned of, each by its name', () => {
    const stack = testStack();
    const count = queuedCount(stack);
    count.scaleOnInvocations('A', { maxRequestsPerSecond: 5 });
    count.scaleOnConcurrentRequests('B', { targetConcurrentRequests: 5 });
    expect(warningsOf(stack)).toEqual([hint('scaleOnInvocations'), hint('scaleOnConcurrentRequests')]);
  });

  test('adds no warning if the kind of endpoint is not known', () => {
    const stack = testStack();
    const count = Endpoint.fromEndpointName(stack, 'Theirs', 'theirs').findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
    count.scaleOnInvocations('A', { maxRequestsPerSecond: 5 });
    count.scaleOnBacklog('B', { targetBacklogPerInstance: 5 });
    expect(warningsOf(stack)).toEqual([]);
  });
});

test.each([
  ['scaleOnInvocations', (count: ScalableInstanceCount, id: string) => count.scaleOnInvocations(id, { maxRequestsPerSecond: 30 })],
  ['scaleOnConcurrentRequests', (count: ScalableInstanceCount, id: string) => count.scaleOnConcurrentRequests(id, { targetConcurrentRequests: 3 })],
  ['scaleOnBacklog', (count: ScalableInstanceCount, id: string) => count.scaleOnBacklog(id, { targetBacklogPerInstance: 3 })],
])('fails when %s is called again: there can be one target only', (method, scale) => {
  const stack = testStack();
  const count = queuedCount(stack);
  scale(count, 'One');
  expect(messageOf(() => scale(count, 'Two')))
    .toEqual(like(`Test/Endpoint/InstanceCount: ${method} ... before, ...`));
  expect(Object.keys(resourcesOf(stack, POLICY))).toHaveLength(1);
});

test('several rules are of one target', () => {
  const stack = testStack();
  const count = instanceCount(stack);
  count.scaleOnInvocations('A', { maxRequestsPerSecond: 30 });
  count.scaleOnConcurrentRequests('B', { targetConcurrentRequests: 3 });
  count.scaleOnCpuUtilization('C', { targetUtilizationPercent: 70 });
  count.scaleOnMemoryUtilization('D', { targetUtilizationPercent: 70 });
  const policies = Object.values(resourcesOf(stack, POLICY)).map(({ Properties }) => Properties);
  expect(policies).toHaveLength(4);
  expect(new Set(policies.map(({ ScalingTargetId }) => JSON.stringify(ScalingTargetId))).size).toBe(1);
  expect(new Set(policies.map(({ PolicyName }) => PolicyName)).size).toBe(4);
});

describe('made directly, for an endpoint this library knows nothing of', () => {
  function direct(stack: Stack, resourceId: string, minCapacity = 2): ScalableInstanceCount {
    return new ScalableInstanceCount(stack, 'Count', {
      serviceNamespace: appscaling.ServiceNamespace.SAGEMAKER,
      dimension: 'sagemaker:variant:DesiredInstanceCount',
      resourceId,
      role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/scaling'),
      minCapacity,
      maxCapacity: 5,
    });
  }

  test('it has the properties that were specified', () => {
    const stack = testStack();
    direct(stack, 'endpoint/theirs/variant/main').scaleOnInvocations('Requests', { maxRequestsPerSecond: 1 });
    expect(propertiesOf(stack, TARGET)).toEqual({
      MaxCapacity: 5,
      MinCapacity: 2,
      ResourceId: 'endpoint/theirs/variant/main',
      RoleARN: 'arn:aws:iam::123456789012:role/scaling',
      ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      ServiceNamespace: 'sagemaker',
    });
    expect(propertiesOf(stack, POLICY).TargetTrackingScalingPolicyConfiguration.TargetValue).toBe(30);
  });

  const ID = { Ref: 'Id' };
  const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': ['/', ID] }] });

  test.each([
    ['a literal', () => 'endpoint/theirs/variant/main', 'theirs', 'main'],
    ['a token', (stack: Stack) => new CfnParameter(stack, 'Id').valueAsString, part(1), part(3)],
  ])('the names for metrics are those in the id, which is %s', (_, resourceId, endpointName, variantName) => {
    const stack = testStack();
    const count = direct(stack, resourceId(stack), 0);
    count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50, vcpus: 2 });
    count.scaleOnBacklog('Backlog', { targetBacklogPerInstance: 1 });
    const dimensionsOf = (name: string) => Object.values(resourcesOf(stack, POLICY))
      .map(({ Properties }) => Properties.TargetTrackingScalingPolicyConfiguration?.CustomizedMetricSpecification)
      .find((metric) => metric?.MetricName === name).Dimensions;
    expect(dimensionsOf('CPUUtilization')).toEqual([{ Name: 'EndpointName', Value: endpointName }, { Name: 'VariantName', Value: variantName }]);
    expect(dimensionsOf('ApproximateBacklogSizePerInstance')).toEqual([{ Name: 'EndpointName', Value: endpointName }]);
    expect(propertiesOf(stack, 'AWS::CloudWatch::Alarm').Dimensions).toEqual([{ Name: 'EndpointName', Value: endpointName }]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('the names for metrics may be tokens within the id', () => {
    const stack = testStack();
    direct(stack, Fn.join('', ['endpoint/', new CfnParameter(stack, 'Theirs').valueAsString, '/variant/main']))
      .scaleOnMemoryUtilization('Memory', { targetUtilizationPercent: 50 });
    const of = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': ['/', { 'Fn::Join': ['', ['endpoint/', { Ref: 'Theirs' }, '/variant/main']] }] }] });
    expect(propertiesOf(stack, POLICY).TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification.Dimensions)
      .toEqual([{ Name: 'EndpointName', Value: of(1) }, { Name: 'VariantName', Value: of(3) }]);
  });

  test('fails if the number of vCPUs is not specified', () => {
    expect(messageOf(() => direct(testStack(), 'endpoint/theirs/variant/main').scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 })))
      .toBe('Test/Count: vcpus is required, because the number is not known for the instance type; set vcpus');
  });
});

test.each([
  'scaleOnInvocations', 'scaleOnConcurrentRequests', 'scaleOnCpuUtilization', 'scaleOnGpuUtilization', 'scaleOnGpuMemoryUtilization', 'scaleOnMemoryUtilization', 'scaleOnBacklog',
  'scaleInWhenIdle', 'scaleOnSchedule', 'scaleOnMetric', 'scaleToTrackCustomMetric',
] as const)('%s without properties, or with one of another kind, is refused with a message', (method) => {
  const count = method === 'scaleOnBacklog' || method === 'scaleInWhenIdle' ? queuedCount() : instanceCount();
  const scale = count[method].bind(count) as (id: string, props: unknown) => void;
  expect(messageOf(() => scale('P', undefined))).toMatch(/^Test\/Endpoint\/InstanceCount: .* required; /s);
  expect(messageOf(() => scale('P', 'fast'))).toMatch(/^Test\/Endpoint\/InstanceCount: props must be an object, got 'fast'; enclose its properties in braces$/);
});
