import { CfnParameter, Duration, aws_applicationautoscaling as appscaling, type Stack } from 'aws-cdk-lib';
import { Endpoint, type ScalableCopyCount, type ScalableInstanceCount } from '../../../src';
import { messageOf, problemsAtSynth } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../../helpers/stack';
import { onInstances, queued } from '../kinds';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const ALARM = 'AWS::CloudWatch::Alarm';
const NIGHT = appscaling.Schedule.cron({ hour: '20', minute: '0' });
const idleTime = Duration.minutes(30);

function instancesFrom(stack: Stack, minCapacity: number | undefined): ScalableInstanceCount {
  return queued(stack).findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity, maxCapacity: 4 });
}

function copiesFrom(stack: Stack, minCapacity: number | undefined): ScalableCopyCount {
  return Endpoint.fromEndpointName(stack, 'Chat', 'chat').inferenceComponent('llama').autoScaleCopyCount({ minCapacity, maxCapacity: 4 });
}

/** A metric of the sum, as an alarm has it. */
function addend(id: string, name: string, stat: string, dimension: object): object {
  return { Id: id, MetricStat: { Metric: { Dimensions: [dimension], MetricName: name, Namespace: 'AWS/SageMaker' }, Period: 60, Stat: stat }, ReturnData: false };
}

/** An alarm of 30 minutes without requests. */
function alarmOf(stack: Stack, description: string, expression: string, metrics: object[]): object {
  return {
    AlarmActions: [{ Ref: Object.keys(resourcesOf(stack, POLICY))[0] }],
    AlarmDescription: description,
    ComparisonOperator: 'LessThanOrEqualToThreshold',
    DatapointsToAlarm: 30,
    EvaluationPeriods: 30,
    Metrics: [{ Expression: expression, Id: 'expr_1', Label: 'Requests', ReturnData: true }, ...metrics],
    Threshold: 0,
    TreatMissingData: 'breaching',
  };
}

const TO_ZERO = {
  AdjustmentType: 'ExactCapacity',
  MetricAggregationType: 'Maximum',
  StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: 0 }, { MetricIntervalLowerBound: 0, ScalingAdjustment: 0 }],
};

describe('scaling in when idle', () => {
  test('sets the instance count to 0 when nothing is queued or processed', () => {
    const stack = testStack();
    instancesFrom(stack, 0).scaleInWhenIdle('Idle', { idleTime });
    expect(propertiesOf(stack, POLICY)).toEqual({
      PolicyName: expect.any(String),
      PolicyType: 'StepScaling',
      ScalingTargetId: { Ref: Object.keys(resourcesOf(stack, TARGET))[0] },
      StepScalingPolicyConfiguration: TO_ZERO,
    });
    const dimension = { Name: 'EndpointName', Value: { 'Fn::GetAtt': ['Endpoint8024A810', 'EndpointName'] } };
    expect(propertiesOf(stack, ALARM)).toEqual(alarmOf(stack, "No requests are in the backlog, so variant 'main' needs no instances.",
      'FILL(backlog, 0) + FILL(waiting, 0)', [
        addend('backlog', 'ApproximateBacklogSize', 'Maximum', dimension),
        addend('waiting', 'HasBacklogWithoutCapacity', 'Average', dimension),
      ]));
  });

  test('sets the copy count to 0 when there are no requests, including those that fail for lack of a copy', () => {
    const stack = testStack();
    copiesFrom(stack, 0).scaleInWhenIdle('Idle', { idleTime });
    expect(propertiesOf(stack, POLICY).StepScalingPolicyConfiguration).toEqual(TO_ZERO);
    const dimension = { Name: 'InferenceComponentName', Value: 'llama' };
    expect(propertiesOf(stack, ALARM)).toEqual(alarmOf(stack, "There are no requests, so inference component 'llama' needs no copies.",
      'FILL(invocations, 0) + FILL(concurrent, 0) + FILL(failures, 0)', [
        addend('invocations', 'Invocations', 'Sum', dimension),
        addend('concurrent', 'ConcurrentRequestsPerCopy', 'Maximum', dimension),
        addend('failures', 'NoCapacityInvocationFailures', 'Sum', dimension),
      ]));
  });

  test('is no way from zero', () => {
    const stack = testStack();
    instancesFrom(stack, 0).scaleInWhenIdle('Idle', { idleTime });
    copiesFrom(stack, 0).scaleInWhenIdle('Idle', { idleTime });
    expect(warningsOf(stack).map((warning) => warning.split(':').at(-1))).toEqual(['noWayFromZero]', 'noCopyFromZero]']);
  });

  test('goes with policies that scale out, in any order, and with itself', () => {
    const stack = testStack();
    const instances = instancesFrom(stack, 0);
    instances.scaleInWhenIdle('Idle', { idleTime });
    instances.scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 });
    instances.scaleInWhenIdle('LongIdle', { idleTime: Duration.hours(3) });
    const copies = copiesFrom(stack, 0);
    copies.scaleOnInvocations('Load', { maxRequestsPerSecond: 2 });
    copies.scaleInWhenIdle('Idle', { idleTime });
    expect(Object.keys(resourcesOf(stack, POLICY))).toHaveLength(7);
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each([5, 1440])('takes %p minutes', (minutes) => {
    const stack = testStack();
    instancesFrom(stack, 0).scaleInWhenIdle('Idle', { idleTime: Duration.minutes(minutes) });
    expect(propertiesOf(stack, ALARM)).toMatchObject({ EvaluationPeriods: minutes, DatapointsToAlarm: minutes });
  });

  test('takes a token', () => {
    const stack = testStack();
    const minutes = new CfnParameter(stack, 'Minutes', { type: 'Number' }).valueAsNumber;
    instancesFrom(stack, 0).scaleInWhenIdle('Idle', { idleTime: Duration.minutes(minutes) });
    expect(propertiesOf(stack, ALARM)).toMatchObject({ EvaluationPeriods: { Ref: 'Minutes' }, DatapointsToAlarm: { Ref: 'Minutes' } });
  });

  const scalables: [string, (stack: Stack) => ScalableInstanceCount | ScalableCopyCount][] = [
    ['Test/Endpoint/InstanceCount', (stack) => instancesFrom(stack, 0)],
    ['Test/Chat/CopyCount', (stack) => copiesFrom(stack, 0)],
  ];

  test.each(scalables)('of %s fails without a time, and out of range', (path, scalable) => {
    const problemOf = (time: Duration | undefined) => messageOf(() => scalable(testStack()).scaleInWhenIdle('Idle', { idleTime: time! }));
    const range = (minutes: number) => `${path}: idleTime must be an integer number of minutes between 5 and 1440, got ${minutes} minutes`;
    expect(problemOf(undefined)).toBe(`${path}: idleTime is required; specify a duration, such as 30 minutes`);
    expect(problemOf(Duration.minutes(4))).toBe(range(4));
    expect(problemOf(Duration.minutes(1441))).toBe(range(1441));
    expect(problemOf(Duration.seconds(390))).toBe(range(6.5));
  });
});

describe('scaling in to zero', () => {
  const problem = (id: string, method: string) =>
    `scaleInWhenIdle '${id}' scales in to 0, but no minCapacity is 0; set minCapacity of ${method} or of a schedule to 0`;

  test.each([1, undefined])('fails where the minimum is %p', (minCapacity) => {
    const instances = instancesFrom(testStack(), minCapacity);
    instances.scaleInWhenIdle('Idle', { idleTime });
    expect(problemsAtSynth(instances)).toEqual([problem('Idle', 'autoScaleInstanceCount')]);
  });

  test('fails where the copies have a minimum', () => {
    const copies = copiesFrom(testStack(), 1);
    copies.scaleInWhenIdle('Quiet', { idleTime });
    expect(problemsAtSynth(copies)).toEqual([problem('Quiet', 'autoScaleCopyCount')]);
  });

  test('is fine where a schedule or a token allows it', () => {
    const stack = testStack();
    const copies = copiesFrom(stack, 1);
    copies.scaleInWhenIdle('Idle', { idleTime });
    copies.scaleOnSchedule('Night', { schedule: NIGHT, minCapacity: 0 });
    instancesFrom(stack, new CfnParameter(stack, 'Min', { type: 'Number' }).valueAsNumber).scaleInWhenIdle('Idle', { idleTime });
    expect(Object.keys(resourcesOf(stack, POLICY))).toHaveLength(2);
  });

  test('fails for instances without a queue, at once', () => {
    const message = "Test/Endpoint/InstanceCount: scaleInWhenIdle of variant 'main' requires an asynchronous endpoint, because the instances of others have no "
      + 'backlog; set asyncInference of the endpoint configuration, or scale the copies of inference components in (autoScaleCopyCount)';
    const kinds = [onInstances(testStack()), onInstances(testStack(), [{ model: undefined }])];
    expect(kinds.map((endpoint) => messageOf(() => endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 })
      .scaleInWhenIdle('Idle', { idleTime })))).toEqual([message, message]);
  });

  test('is allowed for an endpoint of which it is unknown', () => {
    const stack = testStack();
    Endpoint.fromEndpointName(stack, 'Theirs', 'theirs').findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 2 })
      .scaleInWhenIdle('Idle', { idleTime });
    expect(propertiesOf(stack, ALARM).Metrics[1].MetricStat.Metric.Dimensions).toEqual([{ Name: 'EndpointName', Value: 'theirs' }]);
  });
});
