import { CfnParameter, Duration, aws_applicationautoscaling as appscaling, type Stack } from 'aws-cdk-lib';
import { Endpoint, type ScalableInstanceCount } from '../../../src';
import { like, messageOf } from '../../helpers/problems';
import { otherWarningsOf, propertiesOf, resourcesOf, testStack, warningsOf } from '../../helpers/stack';
import { imported, onInstances, queued } from '../kinds';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const ALARM = 'AWS::CloudWatch::Alarm';
const NAME = { 'Fn::GetAtt': ['Endpoint8024A810', 'EndpointName'] };
const NIGHT = appscaling.Schedule.cron({ hour: '20', minute: '0' });
const NO_WAY = 'Test/Endpoint/InstanceCount: the instance count can scale in to 0, and no policy scales it out again; use scaleOnBacklog, or scaleOnMetric '
  + 'with HasBacklogWithoutCapacity [ack: cdk-sagemaker-hosting:noWayFromZero]';

function queuedFrom(stack: Stack, minCapacity: number | undefined): ScalableInstanceCount {
  return queued(stack).findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity, maxCapacity: 4 });
}

/** The policies by their types. */
function policiesOf(stack: Stack, type: string): [string, any][] {
  return Object.entries(resourcesOf(stack, POLICY)).filter(([, { Properties }]) => Properties.PolicyType === type);
}

describe('scaling to and from zero, of an asynchronous endpoint', () => {
  test('is a target for the backlog, and a step that an alarm takes', () => {
    const stack = testStack();
    queuedFrom(stack, 0).scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5, scaleInCooldown: Duration.minutes(5) });
    const ScalingTargetId = { Ref: Object.keys(resourcesOf(stack, TARGET))[0] };
    expect(propertiesOf(stack, TARGET)).toMatchObject({ MinCapacity: 0, MaxCapacity: 4 });

    expect(policiesOf(stack, 'TargetTrackingScaling').map(([, { Properties }]) => Properties)).toEqual([{
      PolicyName: expect.any(String),
      PolicyType: 'TargetTrackingScaling',
      ScalingTargetId,
      TargetTrackingScalingPolicyConfiguration: {
        CustomizedMetricSpecification: {
          Dimensions: [{ Name: 'EndpointName', Value: NAME }],
          MetricName: 'ApproximateBacklogSizePerInstance',
          Namespace: 'AWS/SageMaker',
          Statistic: 'Average',
        },
        ScaleInCooldown: 300,
        TargetValue: 5,
      },
    }]);

    const [[stepId, step], ...others] = policiesOf(stack, 'StepScaling');
    expect(others).toEqual([]);
    expect(step.Properties).toEqual({
      PolicyName: expect.any(String),
      PolicyType: 'StepScaling',
      ScalingTargetId,
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ChangeInCapacity',
        Cooldown: 300,
        MetricAggregationType: 'Average',
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
      },
    });

    expect(propertiesOf(stack, ALARM)).toEqual({
      AlarmActions: [{ Ref: stepId }],
      AlarmDescription: "Requests are waiting, and variant 'main' has no instances.",
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      DatapointsToAlarm: 2,
      Dimensions: [{ Name: 'EndpointName', Value: NAME }],
      EvaluationPeriods: 2,
      MetricName: 'HasBacklogWithoutCapacity',
      Namespace: 'AWS/SageMaker',
      Period: 60,
      Statistic: 'Average',
      Threshold: 1,
      TreatMissingData: 'missing',
    });
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each([1, 2, undefined])('has no step with a minimum of %p', (minCapacity) => {
    const stack = testStack();
    queuedFrom(stack, minCapacity).scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 });
    expect(policiesOf(stack, 'TargetTrackingScaling')).toHaveLength(1);
    expect(policiesOf(stack, 'StepScaling')).toEqual([]);
    expect(resourcesOf(stack, ALARM)).toEqual({});
  });

  test('has a step with a minimum that is a token, which may be 0', () => {
    const stack = testStack();
    queuedFrom(stack, new CfnParameter(stack, 'Min', { type: 'Number' }).valueAsNumber).scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 });
    expect(propertiesOf(stack, TARGET).MinCapacity).toEqual({ Ref: 'Min' });
    expect(propertiesOf(stack, ALARM).AlarmActions).toEqual([{ Ref: policiesOf(stack, 'StepScaling')[0][0] }]);
  });

  const steps: [string, number, (count: ScalableInstanceCount) => void][] = [
    ['a schedule to 0 afterwards', 1, (count) => {
      count.scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 });
      count.scaleOnSchedule('Night', { schedule: NIGHT, minCapacity: 0 });
    }],
    ['a schedule to 0 beforehand', 1, (count) => {
      count.scaleOnSchedule('Night', { schedule: NIGHT, minCapacity: 0 });
      count.scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 });
    }],
    ['several ways to 0', 0, (count) => {
      count.scaleOnSchedule('Night', { schedule: NIGHT, minCapacity: 0 });
      count.scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 });
      count.scaleOnSchedule('Weekend', { schedule: NIGHT, minCapacity: 0 });
    }],
  ];

  test.each(steps)('has one step with %s', (_, minCapacity, scale) => {
    const stack = testStack();
    scale(queuedFrom(stack, minCapacity));
    expect(propertiesOf(stack, ALARM).AlarmActions).toEqual([{ Ref: policiesOf(stack, 'StepScaling')[0][0] }]);
    expect(policiesOf(stack, 'StepScaling')).toHaveLength(1);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('has no step with a schedule to 1 or more', () => {
    const stack = testStack();
    const count = queuedFrom(stack, 2);
    count.scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 });
    count.scaleOnSchedule('Night', { schedule: NIGHT, minCapacity: 1 });
    count.scaleOnSchedule('Day', { schedule: NIGHT, maxCapacity: 9 });
    expect(policiesOf(stack, 'StepScaling')).toEqual([]);
  });

  test('has a step beside other rules', () => {
    const stack = testStack();
    const count = queuedFrom(stack, 0);
    count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
    count.scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 });
    expect(policiesOf(stack, 'TargetTrackingScaling')).toHaveLength(2);
    expect(policiesOf(stack, 'StepScaling')).toHaveLength(1);
  });

  test('is that of an endpoint that is defined elsewhere, by its name', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointName(stack, 'Theirs', 'theirs');
    endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 1 })
      .scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 });
    expect(propertiesOf(stack, ALARM)).toMatchObject({ Dimensions: [{ Name: 'EndpointName', Value: 'theirs' }], MetricName: 'HasBacklogWithoutCapacity' });
  });

  test('of two endpoints in one stack is separate', () => {
    const stack = testStack();
    ['one', 'two'].forEach((name) => Endpoint.fromEndpointName(stack, name, name).findInstanceProductionVariant('main')
      .autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 1 }).scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 }));
    expect(Object.values(resourcesOf(stack, ALARM)).map(({ Properties }) => Properties.Dimensions[0].Value)).toEqual(['one', 'two']);
    expect(Object.values(resourcesOf(stack, ALARM)).map(({ Properties }) => Properties.AlarmActions))
      .toEqual(policiesOf(stack, 'StepScaling').map(([Ref]) => [{ Ref }]));
  });
});

describe('a way to zero, and none from there', () => {
  const rules: [string, (count: ScalableInstanceCount) => void][] = [
    ['without any rule', () => {}],
    ['by target tracking alone', (count) => count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 })],
    ['by schedules alone', (count) => count.scaleOnSchedule('Day', { schedule: NIGHT, minCapacity: 1 })],
  ];

  test.each(rules)('is warned of %s', (_, scale) => {
    const stack = testStack();
    scale(queuedFrom(stack, 0));
    expect(warningsOf(stack)).toEqual([NO_WAY]);
  });

  test('is warned of with a schedule that goes there', () => {
    const stack = testStack();
    queuedFrom(stack, 1).scaleOnSchedule('Night', { schedule: NIGHT, minCapacity: 0 });
    expect(warningsOf(stack)).toEqual([NO_WAY]);
  });

  test.each([['1', () => 1], ['a token', (stack: Stack) => new CfnParameter(stack, 'Min', { type: 'Number' }).valueAsNumber]])(
    'is not warned of with a minimum of %s', (_, minCapacity) => {
      const stack = testStack();
      queuedFrom(stack, minCapacity(stack));
      expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([]);
    });

  test('is not warned of with steps of your own', () => {
    const stack = testStack();
    const endpoint = queued(stack);
    endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 4 }).scaleOnMetric('WakeUp', {
      metric: endpoint.metricHasBacklogWithoutCapacity(),
      scalingSteps: [{ lower: 1, change: 1 }, { lower: 2, change: 1 }],
    });
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('a minimum of 0', () => {
  test('fails where a model has to answer at once', () => {
    const variant = onInstances(testStack()).findInstanceProductionVariant('main');
    expect(messageOf(() => variant.autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 2 }))).toEqual(
      like("Test/Endpoint: minCapacity of variant 'main' must be ... got 0; ... asynchronous ..."));
  });

  test.each([[undefined, 1], [true, 0]])('is warned of for an imported endpoint unless it is known to be asynchronous (%p)', (asynchronous, warnings) => {
    const stack = testStack();
    imported(stack, [{ variantName: 'main' }], undefined, asynchronous).findInstanceProductionVariant('main')
      .autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 1 }).scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 });
    expect(warningsOf(stack).filter((text) => text.endsWith('[ack: cdk-sagemaker-hosting:scaleToZero]'))).toHaveLength(warnings);
  });
});
