import { CfnParameter, Duration, Lazy, type Stack, aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { ScalableInstanceCount, StepScalingProps } from '../../../src';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../../helpers/stack';
import { onInstances, queued } from '../kinds';

const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const ALARM = 'AWS::CloudWatch::Alarm';
const { BREACHING, NOT_BREACHING } = cloudwatch.TreatMissingData;
const { EXACT_CAPACITY, PERCENT_CHANGE_IN_CAPACITY } = appscaling.AdjustmentType;
const metric = new cloudwatch.Metric({ namespace: 'Mine', metricName: 'Busy', statistic: 'Minimum' });

function scaledBy(props: StepScalingProps, stack = testStack()): Stack {
  instanceCount(stack).scaleOnMetric('Steps', props);
  return stack;
}

function instanceCount(stack = testStack()): ScalableInstanceCount {
  return onInstances(stack).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
}

/** The policies and alarms, with their logical IDs. */
function scalingOf(stack: Stack): object {
  return [POLICY, ALARM].map((type) => resourcesOf(stack, type));
}

describe('a single step', () => {
  const alarmOptions = { evaluationPeriods: 3, datapointsToAlarm: 2, cooldown: Duration.minutes(2) };

  test.each<[string, StepScalingProps, appscaling.ScalingInterval]>([
    ['out', { metric, scalingSteps: [{ lower: 100, change: 2 }] }, { upper: 100, change: 0 }],
    ['in', { metric, scalingSteps: [{ upper: 10, change: -1 }] }, { lower: 10, change: 0 }],
    ['in at 0', { metric, scalingSteps: [{ upper: 0, change: -1 }], ...alarmOptions }, { lower: 0, change: 0 }],
    ['by percent', {
      metric, scalingSteps: [{ lower: 100, change: 50 }], adjustmentType: PERCENT_CHANGE_IN_CAPACITY, minAdjustmentMagnitude: 2, ...alarmOptions,
    }, { upper: 100, change: 0 }],
    ['by a percentile', { metric: metric.with({ statistic: 'p90' }), scalingSteps: [{ lower: 1, change: 1 }] }, { upper: 1, change: 0 }],
    ['by an expression', {
      metric: new cloudwatch.MathExpression({ expression: 'm / 2', usingMetrics: { m: metric } }), scalingSteps: [{ lower: 1, change: 1 }],
    }, { upper: 1, change: 0 }],
    ['with its own aggregation', {
      metric, scalingSteps: [{ lower: 1, change: 1 }], metricAggregationType: appscaling.MetricAggregationType.MAXIMUM,
    }, { upper: 1, change: 0 }],
  ])('%s is rendered as with a second step without effect, which the CDK requires', (_, props, without) => {
    const one = scaledBy(props);
    expect(Object.keys(resourcesOf(one, POLICY))).toHaveLength(1);
    const two = without.upper === undefined ? [...props.scalingSteps, without] : [without, ...props.scalingSteps];
    expect(scalingOf(one)).toEqual(scalingOf(scaledBy({ ...props, scalingSteps: two })));
    expect(warningsOf(one)).toEqual([]);
  });

  test('sets an exact capacity, for which a second step would have an effect', () => {
    const stack = scaledBy({ metric, scalingSteps: [{ lower: 100, change: 0 }], adjustmentType: EXACT_CAPACITY });
    expect(propertiesOf(stack, POLICY).StepScalingPolicyConfiguration).toEqual({
      AdjustmentType: 'ExactCapacity', MetricAggregationType: 'Minimum', StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 0 }],
    });
    expect(propertiesOf(stack, ALARM)).toEqual({
      AlarmActions: [{ Ref: Object.keys(resourcesOf(stack, POLICY))[0] }],
      AlarmDescription: 'Upper threshold scaling alarm',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
      MetricName: 'Busy',
      Namespace: 'Mine',
      Period: 300,
      Statistic: 'Minimum',
      Threshold: 100,
    });
  });

  test.each(['Average', 'Minimum', 'Maximum'])('aggregates as its metric does: %s', (statistic) => {
    const stack = scaledBy({ metric: metric.with({ statistic }), scalingSteps: [{ lower: 1, change: 1 }] });
    expect(propertiesOf(stack, POLICY).StepScalingPolicyConfiguration.MetricAggregationType).toBe(statistic);
  });

  test('can have tokens', () => {
    const stack = testStack();
    const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
    scaledBy({ metric, scalingSteps: [{ lower: number, change: number }], evaluationPeriods: number, datapointsToAlarm: number }, stack);
    expect(propertiesOf(stack, ALARM)).toMatchObject({ Threshold: { Ref: 'Number' }, EvaluationPeriods: { Ref: 'Number' }, DatapointsToAlarm: { Ref: 'Number' } });
    expect(propertiesOf(stack, POLICY).StepScalingPolicyConfiguration.StepAdjustments[0].ScalingAdjustment).toEqual({ Ref: 'Number' });
  });

  test('can be one of two policies', () => {
    const stack = testStack();
    const count = instanceCount(stack);
    count.scaleOnMetric('Out', { metric, scalingSteps: [{ lower: 100, change: 1 }] });
    count.scaleOnMetric('In', { metric, scalingSteps: [{ upper: 10, change: -1 }] });
    expect(Object.values(resourcesOf(stack, ALARM)).map(({ Properties }) => Properties.Threshold)).toEqual([100, 10]);
  });
});

describe('missing data', () => {
  test.each([
    ['a single step', [{ lower: 100, change: 1 }], 1],
    ['steps to one side', [{ lower: 100, change: 1 }, { lower: 200, change: 2 }], 1],
    ['steps to both sides', [{ upper: 10, change: -1 }, { lower: 100, change: 1 }], 2],
  ])('is treated by the alarms of %s', (_, scalingSteps, alarms) => {
    const treatmentsIn = (stack: Stack) => Object.values(resourcesOf(stack, ALARM)).map(({ Properties }) => Properties.TreatMissingData);
    expect(treatmentsIn(scaledBy({ metric, scalingSteps, treatMissingData: BREACHING }))).toEqual(Array(alarms).fill('breaching'));
    expect(treatmentsIn(scaledBy({ metric, scalingSteps, treatMissingData: NOT_BREACHING }))).toEqual(Array(alarms).fill('notBreaching'));
    expect(treatmentsIn(scaledBy({ metric, scalingSteps }))).toEqual(Array(alarms).fill(undefined));
    expect(treatmentsIn(scaledBy({ metric, scalingSteps, treatMissingData: null as any }))).toEqual(Array(alarms).fill(undefined));
  });
});

describe('steps', () => {
  const scalingSteps = [{ lower: 100, change: 1 }];
  const twoSteps = [{ upper: 10, change: 0 }, { lower: 100, change: 1 }];

  test.each<[string, any, string]>([
    ['no metric', { scalingSteps }, 'metric is required; use cloudwatch.Metric, or a metric of a construct'],
    ['another metric', { metric: 'Busy', scalingSteps }, "metric must be a metric, got 'Busy'; use cloudwatch.Metric, or a metric of a construct"],
    ['no list', { metric }, 'scalingSteps is required; specify at least one step'],
    ['an empty list', { metric, scalingSteps: [] }, 'scalingSteps must have at least 1 entry, got 0; add one'],
    ['another list', { metric, scalingSteps: scalingSteps[0] }, 'scalingSteps must be a list, got an object; enclose it in brackets'],
    ['no step', { metric, scalingSteps: [null] }, 'scalingSteps[0] is required; specify a ScalingInterval'],
    ['no bound', { metric, scalingSteps: [{ change: 1 }] }, 'scalingSteps[0].lower or scalingSteps[0].upper is required; specify one of them'],
    ['two bounds', { metric, scalingSteps: [{ lower: 1, upper: 2, change: 1 }] },
      'scalingSteps[0] must have either lower or upper if it is the only step, got both; omit one of them, or add steps for the values outside of them'],
    ['an endless bound', { metric, scalingSteps: [{ upper: Infinity, change: 1 }] }, 'scalingSteps[0].upper must be a number, got Infinity'],
    ['a lower bound that is no number', { metric, scalingSteps: [{ lower: NaN, change: 1 }] }, 'scalingSteps[0].lower must be a number, got NaN'],
    ['no change', { metric, scalingSteps: [{ lower: 1 }] }, 'scalingSteps[0].change is required; specify an integer'],
    ['half a change', { metric, scalingSteps: [{ lower: 1, change: 0.5 }] }, 'scalingSteps[0].change must be an integer, got 0.5'],
    ['a negative capacity', { metric, scalingSteps: [{ upper: 1, change: -1 }], adjustmentType: EXACT_CAPACITY }, 'scalingSteps[0].change must be at least 0, got -1'],
    ['no periods', { metric, scalingSteps, evaluationPeriods: 0 }, 'evaluationPeriods must be at least 1, got 0'],
    ['no data points', { metric, scalingSteps: twoSteps, evaluationPeriods: 1, datapointsToAlarm: 0 }, 'datapointsToAlarm must be at least 1, got 0'],
    ['data points of unknown periods', { metric, scalingSteps, datapointsToAlarm: 2 }, 'datapointsToAlarm requires evaluationPeriods; set evaluationPeriods'],
    ['more data points than periods', { metric, scalingSteps, evaluationPeriods: 2, datapointsToAlarm: 3 },
      'datapointsToAlarm must be at most evaluationPeriods (2), got 3'],
    ['another treatment', { metric, scalingSteps, treatMissingData: 'zero' }, 'treatMissingData must be one of breaching, notBreaching, ignore, missing, got zero'],
  ])('fail with %s', (_, props, problem) => {
    expect(messageOf(() => scaledBy(props))).toBe(`Test/Endpoint/InstanceCount: ${problem}`);
  });

  test('fail with all problems at once', () => {
    expect(messageOf(() => scaledBy({ metric, scalingSteps: [{ change: 0.5 }], evaluationPeriods: 0 }))).toBe(
      'Test/Endpoint/InstanceCount: 3 problems:\n  - scalingSteps[0].change must be an integer, got 0.5\n'
      + '  - scalingSteps[0].lower or scalingSteps[0].upper is required; specify one of them\n  - evaluationPeriods must be at least 1, got 0');
  });

  test('can have both bounds if there are others', () => {
    const steps = [{ upper: 10, change: -1 }, { lower: 20, upper: 30, change: 1 }, { lower: 30, change: 2 }];
    expect(Object.keys(resourcesOf(scaledBy({ metric, scalingSteps: steps }), ALARM))).toHaveLength(2);
  });
});

describe('a way from zero', () => {
  const warned = (scale: (count: ScalableInstanceCount) => void) => {
    const stack = testStack();
    scale(queued(stack).findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 4 }));
    return warningsOf(stack).filter((warning) => warning.endsWith('[ack: cdk-sagemaker-hosting:noWayFromZero]')).length;
  };

  test.each([
    ['a step out', { metric, scalingSteps: [{ lower: 1, change: 1 }] }, 0],
    ['a step in', { metric, scalingSteps: [{ upper: 1, change: -1 }] }, 1],
    ['several steps in', { metric, scalingSteps: [{ upper: 1, change: -2 }, { upper: 5, change: -1 }] }, 1],
    ['a step to 0', { metric, scalingSteps: [{ upper: 1, change: 0 }], adjustmentType: EXACT_CAPACITY }, 1],
    ['a step to 1', { metric, scalingSteps: [{ lower: 1, change: 1 }], adjustmentType: EXACT_CAPACITY }, 0],
  ])('with %s', (_, props, warnings) => {
    expect(warned((count) => count.scaleOnMetric('Steps', props))).toBe(warnings);
  });

  test('can be a step whose change is a token', () => {
    expect(warned((count) => {
      const change = new CfnParameter(count, 'Change', { type: 'Number' }).valueAsNumber;
      count.scaleOnMetric('Steps', { metric, scalingSteps: [{ lower: 1, change }] });
    })).toBe(0);
  });
});

describe('a search as the metric', () => {
  const by = (expression: string) => () => scaledBy({
    metric: new cloudwatch.MathExpression({ expression }), scalingSteps: [{ lower: 1, change: 1 }],
  });

  test.each(["SUM(SEARCH('Busy', 'Sum'))", "search ('Busy', 'Sum')", "m1 + SEARCH  ('Busy', 'Sum')"])('is refused: %s', (expression) => {
    expect(messageOf(by(expression)))
      .toMatch(/metric must not contain SEARCH, with which CloudWatch refuses alarms; name the metrics, or use a Metrics Insights query \(SELECT\)$/);
  });

  test.each(['SELECT SUM(Busy) FROM Mine', 'SELECT SUM(Search) FROM Mine', 'SELECT SUM(Busy) FROM Research(x)', 'm1 + searches(m2)', Lazy.string({ produce: () => 'SELECT 1' })])('is not what %s is', (expression) => {
    expect(by(expression)).not.toThrow();
  });
});
