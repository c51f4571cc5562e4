import { CfnParameter, Duration, aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, type Stack } from 'aws-cdk-lib';
import type { CustomMetricScalingProps, ScalableCopyCount, ScalableInstanceCount, ScalableProvisionedConcurrency } from '../../../src';
import { must } from '../../helpers/must';
import { like, messageOf } from '../../helpers/problems';
import { otherWarningsOf, propertiesOf, resourcesOf, testStack, warningsOf } from '../../helpers/stack';
import { onInstances, queued, serverless } from '../kinds';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const ALARM = 'AWS::CloudWatch::Alarm';

type Scalable = ScalableInstanceCount | ScalableCopyCount | ScalableProvisionedConcurrency;

function instanceCount(stack: Stack): ScalableInstanceCount {
  return onInstances(stack).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
}

function copyCount(stack: Stack): ScalableCopyCount {
  return onInstances(stack, [{ model: undefined }]).inferenceComponent('part').autoScaleCopyCount({ maxCapacity: 3 });
}

function concurrency(stack: Stack): ScalableProvisionedConcurrency {
  return serverless(stack, 1).findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ maxCapacity: 3 });
}

const SCALABLES: [string, (stack: Stack) => Scalable][] = [['instances', instanceCount], ['copies', copyCount], ['provisioned concurrency', concurrency]];

const MORNING = appscaling.Schedule.cron({ hour: '8', minute: '0' });
const EVENING = appscaling.Schedule.cron({ hour: '20', minute: '0' });
const busy = new cloudwatch.Metric({ namespace: 'Mine', metricName: 'Busy', dimensionsMap: { Of: 'me' }, statistic: 'Maximum', period: Duration.minutes(1) });

describe.each(SCALABLES)('a number of %s', (_, scalable) => {
  test('gives access to its L1 construct, such as to keep a logical ID', () => {
    const stack = testStack();
    const { node } = scalable(stack);
    expect(node.defaultChild).toBeInstanceOf(appscaling.CfnScalableTarget);
    (node.defaultChild as appscaling.CfnScalableTarget).overrideLogicalId('Kept');
    expect(Object.keys(resourcesOf(stack, TARGET))).toEqual(['Kept']);
  });

  test('has its policies below its target, under their own IDs', () => {
    const stack = testStack();
    const scaled = scalable(stack);
    scaled.scaleToTrackCustomMetric('Busy', { metric: busy, targetValue: 1 });
    const policy = scaled.node.findChild('Target').node.findChild('Busy').node.defaultChild as appscaling.CfnScalingPolicy;
    policy.overrideLogicalId('Kept');
    expect(Object.keys(resourcesOf(stack, POLICY))).toEqual(['Kept']);
  });

  test('follows schedules', () => {
    const stack = testStack();
    const scaled = scalable(stack);
    scaled.scaleOnSchedule('Open', { schedule: MORNING, minCapacity: 2, maxCapacity: 2 });
    scaled.scaleOnSchedule('Close', { schedule: EVENING, maxCapacity: 1 });
    expect(propertiesOf(stack, TARGET).ScheduledActions).toEqual([
      { ScheduledActionName: 'Open', Schedule: 'cron(0 8 * * ? *)', ScalableTargetAction: { MinCapacity: 2, MaxCapacity: 2 } },
      { ScheduledActionName: 'Close', Schedule: 'cron(0 20 * * ? *)', ScalableTargetAction: { MaxCapacity: 1 } },
    ]);
    expect(resourcesOf(stack, POLICY)).toEqual({});
  });

  test('follows schedules whose limits are tokens', () => {
    const stack = testStack();
    const [minCapacity, maxCapacity] = ['Min', 'Max'].map((id) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber);
    scalable(stack).scaleOnSchedule('Open', { schedule: MORNING, minCapacity, maxCapacity });
    expect(propertiesOf(stack, TARGET).ScheduledActions[0].ScalableTargetAction).toEqual({ MinCapacity: { Ref: 'Min' }, MaxCapacity: { Ref: 'Max' } });
  });

  test.each([
    [3, 2, 'minCapacity ... maxCapacity (2), got 3'],
    [-1, undefined, `minCapacity ${must.beAtLeast(0, -1)}`],
    [1.5, undefined, `minCapacity ${must.beWhole(1.5)}`],
    [undefined, -1, `maxCapacity ${must.beAtLeast(0, -1)}`],
    [undefined, 2.5, `maxCapacity ${must.beWhole(2.5)}`],
    [undefined, undefined, 'minCapacity or maxCapacity is required; specify at least one of them'],
  ])('fails with a schedule of min %p and max %p', (minCapacity, maxCapacity, problem) => {
    const scaled = scalable(testStack());
    expect(messageOf(() => scaled.scaleOnSchedule('Open', { schedule: MORNING, minCapacity, maxCapacity }))).toEqual(like(`${scaled.node.path}: ${problem}`));
  });

  test('goes by steps of a metric', () => {
    const stack = testStack();
    scalable(stack).scaleOnMetric('Busy', {
      metric: busy,
      scalingSteps: [{ upper: 1, change: -1 }, { lower: 10, change: 1 }, { lower: 20, change: 2 }],
      adjustmentType: appscaling.AdjustmentType.CHANGE_IN_CAPACITY,
      cooldown: Duration.minutes(3),
      evaluationPeriods: 2,
    });
    const target = { Ref: Object.keys(resourcesOf(stack, TARGET))[0] };
    const configurations = Object.values(resourcesOf(stack, POLICY)).map(({ Properties }) => {
      expect(Properties).toMatchObject({ PolicyType: 'StepScaling', ScalingTargetId: target });
      return Properties.StepScalingPolicyConfiguration;
    });
    const common = { AdjustmentType: 'ChangeInCapacity', Cooldown: 180, MetricAggregationType: 'Maximum' };
    expect(configurations).toEqual([
      { ...common, StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: -1 }] },
      {
        ...common,
        StepAdjustments: [
          { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 1 },
          { MetricIntervalLowerBound: 10, ScalingAdjustment: 2 },
        ],
      },
    ]);
    expect(Object.values(resourcesOf(stack, ALARM)).map(({ Properties: { MetricName, Threshold, EvaluationPeriods, AlarmActions } }) =>
      ({ MetricName, Threshold, EvaluationPeriods, AlarmActions }))).toEqual(Object.keys(resourcesOf(stack, POLICY)).map((Ref, index) =>
      ({ MetricName: 'Busy', Threshold: [1, 10][index], EvaluationPeriods: 2, AlarmActions: [{ Ref }] })));
  });

  test('tracks a metric of choice', () => {
    const stack = testStack();
    const scaled = scalable(stack);
    scaled.scaleToTrackCustomMetric('Busy', {
      metric: busy,
      targetValue: 12.5,
      policyName: 'mine',
      disableScaleIn: true,
      scaleInCooldown: Duration.minutes(10),
      scaleOutCooldown: Duration.seconds(30),
    });
    expect(propertiesOf(stack, POLICY)).toEqual({
      PolicyName: 'mine',
      PolicyType: 'TargetTrackingScaling',
      ScalingTargetId: { Ref: Object.keys(resourcesOf(stack, TARGET))[0] },
      TargetTrackingScalingPolicyConfiguration: {
        CustomizedMetricSpecification: { Dimensions: [{ Name: 'Of', Value: 'me' }], MetricName: 'Busy', Namespace: 'Mine', Statistic: 'Maximum' },
        DisableScaleIn: true,
        ScaleInCooldown: 600,
        ScaleOutCooldown: 30,
        TargetValue: 12.5,
      },
    });
  });

  test('tracks several metrics of choice', () => {
    const stack = testStack();
    const scaled = scalable(stack);
    scaled.scaleToTrackCustomMetric('Busy', { metric: busy, targetValue: 1 });
    scaled.scaleToTrackCustomMetric('Full', { metric: busy.with({ statistic: 'Average' }), targetValue: 0 });
    const policies = Object.values(resourcesOf(stack, POLICY)).map(({ Properties }) => Properties.TargetTrackingScalingPolicyConfiguration);
    expect(policies.map(({ TargetValue }) => TargetValue)).toEqual([1, 0]);
  });

  test('tracks a metric of choice near a token', () => {
    const stack = testStack();
    const targetValue = new CfnParameter(stack, 'Aim', { type: 'Number' }).valueAsNumber;
    scalable(stack).scaleToTrackCustomMetric('Busy', { metric: busy, targetValue });
    expect(propertiesOf(stack, POLICY).TargetTrackingScalingPolicyConfiguration.TargetValue).toEqual({ Ref: 'Aim' });
  });

  const search: cloudwatch.IMetric = { toMetricConfig: () => ({ renderingProperties: {} }) };
  const half = (m: cloudwatch.IMetric) => new cloudwatch.MathExpression({ expression: 'm / 2', usingMetrics: { m } });

  test.each<[string, Partial<CustomMetricScalingProps>, string]>([
    ['a search expression', { metric: search, targetValue: 1 },
      'metric must be a metric or a math expression, got another expression, such as a search, which target tracking does not support'],
    ['a search within a math expression', { metric: half(new cloudwatch.MathExpression({ expression: "SUM(SEARCH('Busy', 'Sum'))" })), targetValue: 1 },
      'metric must not contain SEARCH, with which CloudWatch refuses alarms; name the metrics, or use a Metrics Insights query (SELECT)'],
    ['no metric', { targetValue: 1 }, 'metric is required; specify a metric that decreases when capacity increases'],
    ['no target', { metric: busy }, 'targetValue is required; specify a number'],
    ['a target that is no number', { metric: busy, targetValue: NaN }, `targetValue ${must.beNumber(NaN)}`],
    ['an infinite target', { metric: busy, targetValue: Infinity }, `targetValue ${must.beNumber(Infinity)}`],
  ])('fails to track %s', (__, props, problem) => {
    const scaled = scalable(testStack());
    expect(messageOf(() => scaled.scaleToTrackCustomMetric('Busy', props as CustomMetricScalingProps))).toBe(`${scaled.node.path}: ${problem}`);
  });

  const rendered = (stack: Stack) => propertiesOf(stack, POLICY).TargetTrackingScalingPolicyConfiguration;
  const query = (id: string, stat: string, returnData: boolean) => ({
    Id: id,
    MetricStat: { Metric: { Dimensions: [{ Name: 'Of', Value: 'me' }], MetricName: 'Busy', Namespace: 'Mine' }, Stat: stat },
    ReturnData: returnData,
  });

  test.each(['Average', 'Minimum', 'Maximum', 'SampleCount', 'Sum'])('tracks the statistic %s of a single metric', (statistic) => {
    const stack = testStack();
    scalable(stack).scaleToTrackCustomMetric('Busy', { metric: busy.with({ statistic }), targetValue: 7 });
    expect(propertiesOf(stack, POLICY).TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification)
      .toEqual({ Dimensions: [{ Name: 'Of', Value: 'me' }], MetricName: 'Busy', Namespace: 'Mine', Statistic: statistic });
  });

  test.each(['p99', 'tm90', 'p0.5'])('tracks the statistic %s', (statistic) => {
    const stack = testStack();
    const scaled = scalable(stack);
    scaled.scaleToTrackCustomMetric('Busy', {
      metric: busy.with({ statistic }), targetValue: 7, policyName: 'mine', disableScaleIn: true, scaleInCooldown: Duration.minutes(10), scaleOutCooldown: Duration.seconds(30),
    });
    expect(propertiesOf(stack, POLICY)).toEqual({
      PolicyName: 'mine',
      PolicyType: 'TargetTrackingScaling',
      ScalingTargetId: { Ref: Object.keys(resourcesOf(stack, TARGET))[0] },
      TargetTrackingScalingPolicyConfiguration: {
        CustomizedMetricSpecification: { Metrics: [query('result', statistic, true)] },
        DisableScaleIn: true,
        ScaleInCooldown: 600,
        ScaleOutCooldown: 30,
        TargetValue: 7,
      },
    });
  });

  test('tracks a math expression of metrics and expressions, each once', () => {
    const stack = testStack();
    const most = busy.with({ statistic: 'p99', unit: cloudwatch.Unit.COUNT });
    const metric = new cloudwatch.MathExpression({
      expression: 'result + h + m', usingMetrics: { result: most, h: half(busy), m: busy },
    });
    scalable(stack).scaleToTrackCustomMetric('Busy', { metric, targetValue: 1 });
    const ofMost = query('result', 'p99', false);
    expect(rendered(stack).CustomizedMetricSpecification).toEqual({
      Metrics: [
        { Id: 'result_', Expression: 'result + h + m', ReturnData: true },
        { ...ofMost, MetricStat: { ...ofMost.MetricStat, Unit: 'Count' } },
        { Id: 'h', Expression: 'm / 2', ReturnData: false },
        query('m', 'Maximum', false),
      ],
    });
  });

  test('tracks two math expressions, and goes by steps of one', () => {
    const stack = testStack();
    const scaled = scalable(stack);
    scaled.scaleToTrackCustomMetric('Half', { metric: half(busy), targetValue: 1 });
    scaled.scaleToTrackCustomMetric('Quarter', { metric: new cloudwatch.MathExpression({ expression: 'm / 4', usingMetrics: { m: busy } }), targetValue: 2 });
    scaled.scaleOnMetric('Steps', { metric: half(busy), scalingSteps: [{ upper: 1, change: -1 }, { lower: 10, change: 1 }] });
    const tracking = Object.values(resourcesOf(stack, POLICY)).flatMap(({ Properties }) => Properties.TargetTrackingScalingPolicyConfiguration ?? []);
    expect(tracking.map(({ CustomizedMetricSpecification: { Metrics }, TargetValue }) => [Metrics[0].Expression, TargetValue])).toEqual([['m / 2', 1], ['m / 4', 2]]);
    const alarms = Object.values(resourcesOf(stack, ALARM));
    expect(alarms.map(({ Properties: { Metrics, Threshold } }) => [Metrics[0].Expression, Threshold])).toEqual([['m / 2', 1], ['m / 2', 10]]);
  });

  test('may go without any rule', () => {
    const stack = testStack();
    scalable(stack);
    expect(resourcesOf(stack, POLICY)).toEqual({});
    expect(otherWarningsOf(stack, 'scalingWithoutComponent', 'scalingWithoutPolicy')).toEqual([]);
  });
});

describe('a schedule without an instance', () => {
  const needed = (name: string) => like(`Test/Endpoint/InstanceCount: ${name} of variant 'main' must be ... got 0; ... asynchronous ...`);

  test.each([
    [{ minCapacity: 0 }, needed('minCapacity')],
    [{ maxCapacity: 0 }, needed('maxCapacity')],
  ])('fails with %p where a model has to answer at once', (limits, problem) => {
    expect(messageOf(() => instanceCount(testStack()).scaleOnSchedule('Night', { schedule: EVENING, ...limits }))).toEqual(problem);
  });

  test('is fine for an asynchronous endpoint', () => {
    const stack = testStack();
    const count = queued(stack).findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 3 });
    count.scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 });
    count.scaleOnSchedule('Night', { schedule: EVENING, minCapacity: 0, maxCapacity: 0 });
    expect(propertiesOf(stack, TARGET).ScheduledActions[0].ScalableTargetAction).toEqual({ MinCapacity: 0, MaxCapacity: 0 });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is fine as a token', () => {
    const stack = testStack();
    const minCapacity = new CfnParameter(stack, 'Min', { type: 'Number' }).valueAsNumber;
    instanceCount(stack).scaleOnSchedule('Night', { schedule: EVENING, minCapacity });
    expect(propertiesOf(stack, TARGET).ScheduledActions[0].ScalableTargetAction).toEqual({ MinCapacity: { Ref: 'Min' } });
  });
});
