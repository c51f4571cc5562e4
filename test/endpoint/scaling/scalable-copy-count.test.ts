import { CfnParameter, Duration, aws_applicationautoscaling as appscaling, aws_iam as iam, type Stack } from 'aws-cdk-lib';
import { Endpoint, ScalableCopyCount } from '../../../src';
import { must } from '../../helpers/must';
import { like, messageOf } from '../../helpers/problems';
import { otherWarningsOf, propertiesOf, resourcesOf, testStack } from '../../helpers/stack';
import { onInstances } from '../kinds';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const ALARM = 'AWS::CloudWatch::Alarm';
const NIGHT = appscaling.Schedule.cron({ hour: '20', minute: '0' });
const MINE = { policyName: 'mine', disableScaleIn: true, scaleInCooldown: Duration.minutes(10), scaleOutCooldown: Duration.seconds(30) };
const RENDERED = { DisableScaleIn: true, ScaleInCooldown: 600, ScaleOutCooldown: 30 };
const NO_COPY = 'Test/Endpoint/CopyCount: the copy count can scale in to 0, and no policy scales it out again; use scaleOnConcurrentRequests or '
  + 'scaleOnInvocations, or scaleOnMetric with NoCapacityInvocationFailures [ack: cdk-sagemaker-hosting:noCopyFromZero]';

function hosts(stack: Stack): Endpoint {
  return onInstances(stack, [{ model: undefined, managedInstanceScaling: { minInstanceCount: 0, maxInstanceCount: 3 } }]);
}

function copyCount(stack: Stack, minCapacity?: number): ScalableCopyCount {
  return hosts(stack).inferenceComponent('part').autoScaleCopyCount({ minCapacity, maxCapacity: 3 });
}

function policiesOf(stack: Stack, type: string): [string, any][] {
  return Object.entries(resourcesOf(stack, POLICY)).filter(([, { Properties }]) => Properties.PolicyType === type);
}

test('the target is the number of copies of the component', () => {
  const stack = testStack();
  expect(copyCount(stack, 1)).toBeInstanceOf(ScalableCopyCount);
  expect(propertiesOf(stack, TARGET)).toEqual({
    MaxCapacity: 3,
    MinCapacity: 1,
    ResourceId: 'inference-component/part',
    RoleARN: {
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/'
        + 'AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint',
      ]],
    },
    ScalableDimension: 'sagemaker:inference-component:DesiredCopyCount',
    ServiceNamespace: 'sagemaker',
  });
  expect(otherWarningsOf(stack, 'scalingWithoutComponent', 'scalingWithoutPolicy')).toEqual([]);
});

test('a name that is a token passes through, so that the target waits for the component', () => {
  const stack = testStack();
  const name = new CfnParameter(stack, 'Part').valueAsString;
  hosts(stack).inferenceComponent(name).autoScaleCopyCount({ maxCapacity: 3 });
  expect(propertiesOf(stack, TARGET).ResourceId).toEqual({ 'Fn::Join': ['', ['inference-component/', { Ref: 'Part' }]] });
});

test('limits that are tokens pass through unbroken', () => {
  const stack = testStack();
  const [minCapacity, maxCapacity] = ['Min', 'Max'].map((id) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber);
  hosts(stack).inferenceComponent('part').autoScaleCopyCount({ minCapacity, maxCapacity });
  expect(propertiesOf(stack, TARGET)).toMatchObject({ MinCapacity: { Ref: 'Min' }, MaxCapacity: { Ref: 'Max' } });
});

test.each([
  [3, 2, 'minCapacity ... maxCapacity (2), got 3'],
  [-1, 2, `minCapacity ${must.beAtLeast(0, -1)}`],
  [0, 0, `maxCapacity ${must.beAtLeast(1, 0)}`],
  [1, undefined, 'maxCapacity is required; specify an integer, at least 1'],
])('fails with min %p and max %p', (minCapacity, maxCapacity, problem) => {
  expect(messageOf(() => hosts(testStack()).inferenceComponent('part').autoScaleCopyCount({ minCapacity, maxCapacity: maxCapacity! })))
    .toEqual(like(`Test/Endpoint: ${problem}`));
});

test('fails when it is autoscaled a second time', () => {
  const endpoint = hosts(testStack());
  endpoint.inferenceComponent('part').autoScaleCopyCount({ maxCapacity: 3 });
  expect(messageOf(() => endpoint.inferenceComponent('part').autoScaleCopyCount({ maxCapacity: 3 })))
    .toBe("Test/Endpoint: the copy count of inference component 'part' is already autoscaled; add scaling policies to the object that autoScaleCopyCount returned");
});

test('fails for an endpoint in another region', () => {
  const endpoint = Endpoint.fromEndpointArn(testStack(), 'Theirs', 'arn:aws:sagemaker:eu-west-1:123456789012:endpoint/theirs');
  expect(messageOf(() => endpoint.inferenceComponent('part').autoScaleCopyCount({ maxCapacity: 3 })))
    .toBe(`Test/Theirs: the endpoint ${must.beInSame('region', 'us-east-1', 'eu-west-1')}`);
});

test('several components of one endpoint have a target each', () => {
  const stack = testStack();
  const endpoint = hosts(stack);
  const tokens = ['A', 'B'].map((id) => new CfnParameter(stack, id).valueAsString);
  const ids = ['one', 'two', ...tokens].map((name) => endpoint.inferenceComponent(name).autoScaleCopyCount({ maxCapacity: 3 }).node.id);
  expect(ids).toEqual(['CopyCount', 'CopyCounttwo', 'CopyCount.2', 'CopyCount.3']);
  expect(Object.values(resourcesOf(stack, TARGET)).map(({ Properties }) => Properties.ResourceId)).toEqual(['inference-component/one', 'inference-component/two',
    ...['A', 'B'].map((Ref) => ({ 'Fn::Join': ['', ['inference-component/', { Ref }]] }))]);
});

describe('rules', () => {
  test('for the requests per copy aim at half of what one copy can take', () => {
    const stack = testStack();
    copyCount(stack).scaleOnInvocations('Requests', { maxRequestsPerSecond: 2, ...MINE });
    expect(propertiesOf(stack, POLICY)).toMatchObject({ PolicyName: 'mine', PolicyType: 'TargetTrackingScaling' });
    expect(propertiesOf(stack, POLICY).TargetTrackingScalingPolicyConfiguration).toEqual({
      ...RENDERED,
      PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerInferenceComponentInvocationsPerCopy' },
      TargetValue: 60,
    });
  });

  test('for concurrent requests aim at the given number, by a metric of high resolution', () => {
    const stack = testStack();
    copyCount(stack).scaleOnConcurrentRequests('Busy', { targetConcurrentRequests: 5, ...MINE });
    expect(propertiesOf(stack, POLICY).TargetTrackingScalingPolicyConfiguration).toEqual({
      ...RENDERED,
      PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution' },
      TargetValue: 5,
    });
  });

  test('may aim at a token', () => {
    const stack = testStack();
    copyCount(stack).scaleOnConcurrentRequests('Busy', { targetConcurrentRequests: new CfnParameter(stack, 'Aim', { type: 'Number' }).valueAsNumber });
    expect(propertiesOf(stack, POLICY).TargetTrackingScalingPolicyConfiguration.TargetValue).toEqual({ Ref: 'Aim' });
  });

  test.each([
    ['scaleOnConcurrentRequests', (count: ScalableCopyCount) => count.scaleOnConcurrentRequests('Busy', { targetConcurrentRequests: 0 }), `targetConcurrentRequests ${must.beAbove(0, 0)}`],
    ['scaleOnInvocations', (count: ScalableCopyCount) => count.scaleOnInvocations('Requests', { maxRequestsPerSecond: 0 }),
      `maxRequestsPerSecond ${must.beAbove(0, 0)}`],
  ])('fails with a target of 0 for %s', (_, scale, problem) => {
    expect(messageOf(() => scale(copyCount(testStack())))).toBe(`Test/Endpoint/CopyCount: ${problem}`);
  });

  test.each([
    ['scaleOnConcurrentRequests', (count: ScalableCopyCount, id: string) => count.scaleOnConcurrentRequests(id, { targetConcurrentRequests: 1 })],
    ['scaleOnInvocations', (count: ScalableCopyCount, id: string) => count.scaleOnInvocations(id, { maxRequestsPerSecond: 1 })],
  ])('fails when %s is called again', (method, scale) => {
    const count = copyCount(testStack());
    scale(count, 'One');
    expect(messageOf(() => scale(count, 'Two')))
      .toEqual(like(`Test/Endpoint/CopyCount: ${method} ... before, ...`));
  });
});

describe('scaling to and from zero', () => {
  test('is a target for the requests, and a step that an alarm takes', () => {
    const stack = testStack();
    copyCount(stack, 0).scaleOnInvocations('Requests', { maxRequestsPerSecond: 2 });
    expect(propertiesOf(stack, TARGET).MinCapacity).toBe(0);
    expect(policiesOf(stack, 'TargetTrackingScaling')).toHaveLength(1);
    const [[stepId, step], ...others] = policiesOf(stack, 'StepScaling');
    expect(others).toEqual([]);
    expect(step.Properties).toEqual({
      PolicyName: expect.any(String),
      PolicyType: 'StepScaling',
      ScalingTargetId: { Ref: Object.keys(resourcesOf(stack, TARGET))[0] },
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ChangeInCapacity',
        Cooldown: 60,
        MetricAggregationType: 'Maximum',
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
      },
    });
    expect(propertiesOf(stack, ALARM)).toEqual({
      AlarmActions: [{ Ref: stepId }],
      AlarmDescription: "Requests fail because inference component 'part' has no copies.",
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      DatapointsToAlarm: 1,
      Dimensions: [{ Name: 'InferenceComponentName', Value: 'part' }],
      EvaluationPeriods: 1,
      MetricName: 'NoCapacityInvocationFailures',
      Namespace: 'AWS/SageMaker',
      Period: 60,
      Statistic: 'Sum',
      Threshold: 1,
      TreatMissingData: 'missing',
    });
    expect(otherWarningsOf(stack, 'scalingWithoutComponent')).toEqual([]);
  });

  test('has one step with several rules', () => {
    const stack = testStack();
    const count = copyCount(stack, 0);
    count.scaleOnConcurrentRequests('Busy', { targetConcurrentRequests: 1 });
    count.scaleOnInvocations('Requests', { maxRequestsPerSecond: 2 });
    count.scaleOnSchedule('Night', { schedule: NIGHT, minCapacity: 0 });
    expect(policiesOf(stack, 'StepScaling')).toHaveLength(1);
    expect(propertiesOf(stack, ALARM).AlarmActions).toEqual([{ Ref: policiesOf(stack, 'StepScaling')[0][0] }]);
  });

  test.each([1, undefined])('has no step with a minimum of %p', (minCapacity) => {
    const stack = testStack();
    copyCount(stack, minCapacity).scaleOnConcurrentRequests('Busy', { targetConcurrentRequests: 1 });
    expect(policiesOf(stack, 'StepScaling')).toEqual([]);
    expect(resourcesOf(stack, ALARM)).toEqual({});
  });

  test('has a step with a minimum that is a token, and with a schedule to 0', () => {
    const [one, two] = ['One', 'Two'].map((id) => testStack({ id }));
    copyCount(one, new CfnParameter(one, 'Min', { type: 'Number' }).valueAsNumber).scaleOnConcurrentRequests('Busy', { targetConcurrentRequests: 1 });
    const count = copyCount(two, 1);
    count.scaleOnConcurrentRequests('Busy', { targetConcurrentRequests: 1 });
    count.scaleOnSchedule('Night', { schedule: NIGHT, minCapacity: 0 });
    expect(policiesOf(one, 'StepScaling')).toHaveLength(1);
    expect(policiesOf(two, 'StepScaling')).toHaveLength(1);
  });

  test.each<[string, (count: ScalableCopyCount) => void]>([
    ['any rule', () => {}],
    ['a rule for requests', (count) => count.scaleOnSchedule('Night', { schedule: NIGHT, minCapacity: 0 })],
  ])('is warned of without %s', (_, scale) => {
    const stack = testStack();
    scale(copyCount(stack, 0));
    expect(otherWarningsOf(stack, 'scalingWithoutComponent')).toEqual([NO_COPY]);
  });

  test('is not warned of with steps of your own', () => {
    const stack = testStack();
    const part = hosts(stack).inferenceComponent('part');
    part.autoScaleCopyCount({ minCapacity: 0, maxCapacity: 2 }).scaleOnMetric('WakeUp', {
      metric: part.metricNoCapacityInvocationFailures(),
      scalingSteps: [{ lower: 1, change: 1 }, { lower: 5, change: 2 }],
    });
    expect(otherWarningsOf(stack, 'scalingWithoutComponent')).toEqual([]);
  });
});

test('made directly, with a role of your own', () => {
  const stack = testStack();
  const count = new ScalableCopyCount(stack, 'Count', {
    inferenceComponent: hosts(stack).inferenceComponent('part'),
    role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/scaling'),
    minCapacity: 0,
    maxCapacity: 5,
  });
  count.scaleOnConcurrentRequests('Busy', { targetConcurrentRequests: 1 });
  expect(propertiesOf(stack, TARGET)).toMatchObject({
    MaxCapacity: 5, MinCapacity: 0, ResourceId: 'inference-component/part', RoleARN: 'arn:aws:iam::123456789012:role/scaling',
  });
  expect(policiesOf(stack, 'StepScaling')).toHaveLength(1);
});

test.each(['scaleOnInvocations', 'scaleOnConcurrentRequests', 'scaleInWhenIdle', 'scaleOnSchedule', 'scaleOnMetric'] as const)(
  '%s with properties of another kind is refused with a message', (method) => {
    const count = copyCount(testStack(), 0);
    const scale = count[method].bind(count) as (id: string, props: unknown) => void;
    expect(messageOf(() => scale('P', 'fast'))).toBe("Test/Endpoint/CopyCount: props must be an object, got 'fast'; enclose its properties in braces");
  });

test('a target with properties of another kind is refused with a message', () => {
  expect(messageOf(() => new ScalableCopyCount(testStack(), 'Count', 'fast' as any))).toBe("Test/Count: props must be an object, got 'fast'; enclose its properties in braces");
});
