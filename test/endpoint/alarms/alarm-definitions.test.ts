import { Duration, type Stack } from 'aws-cdk-lib';
import { InstanceType, RecommendedAlarm, type EndpointAlarmsOptions, type IEndpoint } from '../../../src';
import { resourcesOf, testStack } from '../../helpers/stack';
import { onInstances, queued, serverless } from '../kinds';

/** The properties of an alarm, but for what it is about and its text. */
function alarmOf(id: string, endpoint: (stack: Stack) => IEndpoint, options?: EndpointAlarmsOptions): any {
  const stack = testStack();
  endpoint(stack).addRecommendedAlarms(options);
  const [, { Properties }] = Object.entries(resourcesOf(stack, 'AWS::CloudWatch::Alarm')).find(([logicalId]) => logicalId.startsWith(`EndpointRecommendedAlarms${id}`))!;
  const { Dimensions, AlarmDescription, ...rest } = Properties;
  return { ...rest, dimensions: Dimensions.map(({ Name }: { Name: string }) => Name) };
}

const main = (stack: Stack) => onInstances(stack);
const gpu = (stack: Stack) => onInstances(stack, [{ instanceType: InstanceType.G5_12XLARGE }]);
const components = (stack: Stack) => onInstances(stack, [{ model: undefined, instanceType: InstanceType.G5_12XLARGE }]);
const less = (stack: Stack) => serverless(stack, 2);
const async = (stack: Stack) => queued(stack);

const OF_VARIANT = ['EndpointName', 'VariantName'];
const ABOVE = { ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching', dimensions: OF_VARIANT };
const RATE = { ...ABOVE, Namespace: 'AWS/SageMaker', Statistic: 'Average', Period: 60, EvaluationPeriods: 5, DatapointsToAlarm: 3 };
const LASTING = { ...ABOVE, Namespace: '/aws/sagemaker/Endpoints', Statistic: 'Average', Period: 300, EvaluationPeriods: 3, DatapointsToAlarm: 3 };
const LATENCY = {
  ...ABOVE, Namespace: 'AWS/SageMaker', MetricName: 'ModelLatency', Period: 60, EvaluationPeriods: 5, DatapointsToAlarm: 3,
};

test.each<[string, (stack: Stack) => IEndpoint, object]>([
  ['mainServerErrorRate', main, { ...RATE, MetricName: 'Invocation5XXErrors', Threshold: 0.05 }],
  ['mainClientErrorRate', main, { ...RATE, MetricName: 'Invocation4XXErrors', Threshold: 0.25 }],
  ['mainModelLatency', main, { ...LATENCY, ExtendedStatistic: 'p99', Threshold: 30_000_000 }],
  ['mainCpuUtilization', main, { ...LASTING, MetricName: 'CPUUtilization', Threshold: 180 }],
  ['mainCpuUtilization', gpu, { ...LASTING, MetricName: 'CPUUtilization', Threshold: 4320 }],
  ['mainCpuUtilization', components, { ...LASTING, MetricName: 'CPUUtilizationNormalized', Threshold: 90 }],
  ['mainMemoryUtilization', main, { ...LASTING, MetricName: 'MemoryUtilization', Threshold: 90 }],
  ['mainDiskUtilization', main, { ...LASTING, MetricName: 'DiskUtilization', Threshold: 75 }],
  ['mainGpuUtilization', gpu, { ...LASTING, MetricName: 'GPUUtilization', Threshold: 380 }],
  ['mainGpuUtilization', components, { ...LASTING, MetricName: 'GPUUtilizationNormalized', Threshold: 95 }],
  ['lessServerErrorRate', less, { ...RATE, MetricName: 'Invocation5XXErrors', Threshold: 0.05 }],
  ['lessConcurrencyUtilization', less, { ...LASTING, Namespace: 'AWS/SageMaker', MetricName: 'ServerlessConcurrentExecutionsUtilization', Threshold: 0.9 }],
  ['lessProvisionedConcurrencyUtilization', less, {
    ...LASTING, Namespace: 'AWS/SageMaker', MetricName: 'ServerlessProvisionedConcurrencyUtilization', Threshold: 0.9,
  }],
  ['lessMemoryUtilization', less, { ...LASTING, MetricName: 'MemoryUtilization', Threshold: 90 }],
  ['mainInvocationFailures', async, {
    ...ABOVE,
    Namespace: 'AWS/SageMaker',
    MetricName: 'InvocationFailures',
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    DatapointsToAlarm: 1,
    Threshold: 10,
  }],
  ['BacklogAge', async, {
    ...ABOVE,
    Namespace: 'AWS/SageMaker',
    MetricName: 'ApproximateAgeOfOldestRequest',
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 3,
    Threshold: 1800,
    dimensions: ['EndpointName'],
  }],
  ['NoCapacity', async, {
    ...ABOVE,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Namespace: 'AWS/SageMaker',
    MetricName: 'HasBacklogWithoutCapacity',
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 15,
    DatapointsToAlarm: 15,
    Threshold: 1,
    dimensions: ['EndpointName'],
  }],
])('%s goes off by default', (id, endpoint, properties) => {
  expect(alarmOf(id, endpoint)).toEqual(properties);
});

test('an asynchronous endpoint has a latency alarm only with a maxModelLatency', () => {
  expect(queued(testStack()).addRecommendedAlarms().all.map(({ node }) => node.id)).not.toContain('mainModelLatency');
  expect(alarmOf('mainModelLatency', async, { maxModelLatency: Duration.minutes(10) })).toEqual({ ...LATENCY, ExtendedStatistic: 'p99', Threshold: 600_000_000 });
});

describe('the alarm on an idle endpoint', () => {
  const IDLE = {
    ...ABOVE,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
    Namespace: 'AWS/SageMaker',
    MetricName: 'Invocations',
    Statistic: 'Sum',
    Period: 3600,
    Threshold: 1,
  };
  const idsOf = (endpoint: (stack: Stack) => IEndpoint, idleDuration?: Duration) =>
    endpoint(testStack()).addRecommendedAlarms({ idleDuration }).all.map(({ node }) => node.id).filter((id) => id.endsWith('Idle'));

  test.each<[string, (stack: Stack) => IEndpoint, Duration, number]>([
    ['mainIdle', main, Duration.hours(1), 1],
    ['mainIdle', main, Duration.hours(12), 12],
    ['mainIdle', main, Duration.days(7), 168],
    ['lessIdle', less, Duration.minutes(120), 2],
  ])('%s goes off without requests, and without data', (id, endpoint, idleDuration, hours) => {
    expect(alarmOf(id, endpoint, { idleDuration })).toEqual({ ...IDLE, EvaluationPeriods: hours, DatapointsToAlarm: hours });
  });

  test('is added for each variant, and only if asked for', () => {
    const two = (stack: Stack) => onInstances(stack, [{}, {}]);
    expect(idsOf(two, Duration.hours(12))).toEqual(['mainIdle', 'v1Idle']);
    expect(idsOf(two)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => IEndpoint]>([
    ['an asynchronous endpoint', async], ['inference components', components], ['serverless without provisioned concurrency', (stack) => serverless(stack)],
  ])('is not added for %s', (_what, endpoint) => {
    expect(idsOf(endpoint, Duration.hours(12))).toEqual([]);
  });

  test('is added for the variant with a model beside one that hosts components', () => {
    expect(idsOf((stack) => onInstances(stack, [{}, { model: undefined, instanceType: InstanceType.G5_12XLARGE }]), Duration.hours(12))).toEqual(['mainIdle']);
  });

  test('is not critical, can be found and excluded', () => {
    const endpoint = onInstances(testStack());
    const alarms = endpoint.addRecommendedAlarms({ idleDuration: Duration.hours(12) });
    expect(alarms.critical).not.toContain(alarms.find(RecommendedAlarm.IDLE));
    expect(idsOf((stack) => onInstances(stack), Duration.hours(12))).toHaveLength(1);
    expect(endpoint.addRecommendedAlarms({ idleDuration: Duration.hours(12), exclude: [RecommendedAlarm.IDLE] }).all.map(({ node }) => node.id)).not.toContain('mainIdle');
  });

  test('says what to do', () => {
    const stack = testStack();
    onInstances(stack).addRecommendedAlarms({ idleDuration: Duration.days(1) });
    expect(Object.values(resourcesOf(stack, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmDescription))
      .toContain("Variant 'main' has received no requests for 1 day. Delete the endpoint if it is no longer used.");
  });
});
