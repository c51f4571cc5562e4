import { Aws, CfnCondition, Duration, Fn, Lazy, aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { theirVariant } from './given';
import { ScalableInstanceCount } from '../../../src';
import { like, messageOf, problemsAtSynth } from '../../helpers/problems';
import { propertiesOf, testStack, warningsOf } from '../../helpers/stack';
import { onInstances } from '../kinds';

const schedule = appscaling.Schedule.rate(Duration.days(1));

function scaled(limits: appscaling.EnableScalingProps = { minCapacity: 1, maxCapacity: 5 }): ScalableInstanceCount {
  return onInstances(testStack()).findInstanceProductionVariant('main').autoScaleInstanceCount(limits);
}

describe('a scaling policy', () => {
  const named = (count: ScalableInstanceCount) => {
    count.scaleOnInvocations('Requests', { maxRequestsPerSecond: 10, policyName: 'policy' });
    count.scaleOnMemoryUtilization('Memory', { targetUtilizationPercent: 70, policyName: 'policy' });
    return ['Requests', 'Memory'].map((id) => count.node.findChild('Target').node.findChild(id).node.defaultChild as appscaling.CfnScalingPolicy);
  };

  test('with the name of another one is refused at synthesis, because it would replace that one', () => {
    const count = scaled();
    named(count);

    expect(problemsAtSynth(count)).toEqual([
      "policyName must be unique, got 'policy', which 'Test/Endpoint/InstanceCount/Target/Requests' has too; choose another name, or use one of the two",
    ]);
  });

  test.each<[string, (count: ScalableInstanceCount, policyName: string) => void]>([
    ['scaleOnConcurrentRequests', (count, policyName) => count.scaleOnConcurrentRequests('P', { targetConcurrentRequests: 1, policyName })],
    ['scaleOnCpuUtilization', (count, policyName) => count.scaleOnCpuUtilization('P', { targetUtilizationPercent: 70, policyName })],
    ['scaleOnBacklog', (count, policyName) => count.scaleOnBacklog('P', { targetBacklogPerInstance: 1, policyName })],
    ['scaleToTrackCustomMetric', (count, policyName) => count.scaleToTrackCustomMetric('P', {
      metric: new cloudwatch.Metric({ namespace: 'Mine', metricName: 'Load', statistic: 'p90' }), targetValue: 1, policyName,
    })],
  ])('of %s is compared too', (_method, add) => {
    const problemsWith = (policyName: string) => {
      const count = scaled();
      count.scaleOnMemoryUtilization('Memory', { targetUtilizationPercent: 70, policyName: 'policy' });
      add(count, policyName);
      return problemsAtSynth(count);
    };

    expect(problemsWith('policy')).toEqual([like("policyName must be unique, got 'policy', which 'Test/Endpoint/InstanceCount/Target/Memory' has too; ...")]);
    expect(problemsWith('other')).toEqual([]);
  });

  test('under a condition may have the same name, because conditions can exclude each other', () => {
    const count = scaled();
    const [one, other] = named(count);
    const blue = new CfnCondition(count, 'Blue', { expression: Fn.conditionEquals(Aws.REGION, 'us-east-1') });
    const green = new CfnCondition(count, 'Green', { expression: Fn.conditionNot(blue) });
    [one.cfnOptions.condition, other.cfnOptions.condition] = [blue, green];

    expect(problemsAtSynth(count)).toEqual([]);
  });

  test('of another target may have the same name', () => {
    const endpoint = onInstances(testStack(), [{}, {}]);
    const counts = endpoint.instanceProductionVariants.map((variant) => variant.autoScaleInstanceCount({ maxCapacity: 2 }));
    counts.forEach((count) => count.scaleOnInvocations('Requests', { maxRequestsPerSecond: 10, policyName: 'policy' }));

    expect(counts.flatMap(problemsAtSynth)).toEqual([]);
  });
});

describe('a schedule', () => {
  test('that ends before it starts, with the ID of another one, is refused', () => {
    const count = scaled();
    count.scaleOnSchedule('Day', { schedule, minCapacity: 2 });
    const [startTime, endTime] = [new Date('2026-02-01T00:00:00Z'), new Date('2026-01-01T00:00:00Z')];

    expect(messageOf(() => count.scaleOnSchedule('Day', { schedule, minCapacity: 2, startTime, endTime }))).toBe('Test/Endpoint/InstanceCount: 2 problems:\n'
      + "  - id must be unique among the schedules, got 'Day' again\n"
      + '  - endTime must be after startTime (2026-02-01T00:00:00.000Z), got 2026-01-01T00:00:00.000Z');
    expect(() => count.scaleOnSchedule('Other', { schedule, minCapacity: 2, startTime, endTime: startTime })).toThrow('endTime must be after startTime');
    expect(() => count.scaleOnSchedule('Winter', { schedule, minCapacity: 2, startTime: endTime, endTime: startTime })).not.toThrow();
  });

  const words = (text: string) => `Test/Endpoint/InstanceCount: ${text} [ack: cdk-sagemaker-hosting:scheduleBeyondLimits]`;

  test.each<[string, Omit<appscaling.ScalingSchedule, 'schedule'>[], string[]]>([
    ['a minimum above the maximum', [{ minCapacity: 6 }], ["minCapacity of schedule 'S0' is 6, above the maxCapacity of 5; set maxCapacity of the schedule too"]],
    ['a maximum below the minimum', [{ maxCapacity: 1 }], ["maxCapacity of schedule 'S0' is 1, below the minCapacity of 2; set minCapacity of the schedule too"]],
    ['limits within those of the target', [{ minCapacity: 5 }, { maxCapacity: 2 }], []],
    ['other limits of its own', [{ minCapacity: 6, maxCapacity: 10 }], []],
    ['a minimum above the maximum, which another schedule changes', [{ maxCapacity: 10 }, { minCapacity: 6 }], []],
    ['a token', [{ minCapacity: Lazy.number({ produce: () => 9 }) }], []],
  ])('with %s', (_what, schedules, problems) => {
    const count = scaled({ minCapacity: 2, maxCapacity: 5 });
    count.scaleOnInvocations('Requests', { maxRequestsPerSecond: 10 });
    schedules.forEach((limits, index) => count.scaleOnSchedule(`S${index}`, { schedule, ...limits }));

    expect(warningsOf(count).filter((warning) => warning.includes('scheduleBeyondLimits'))).toEqual(problems.map(words));
  });

  test.each<[number, string[]]>([[1, []], [0, ["maxCapacity of schedule 'Night' is 0, below the minCapacity of 1; set minCapacity of the schedule too"]]])(
    'with the maximum %p, if the target has no minimum', (maxCapacity, problems) => {
      const stack = testStack();
      const count = new ScalableInstanceCount(stack, 'Count', theirVariant(stack, 'DesiredInstanceCount', 'main'));
      count.scaleOnSchedule('Night', { schedule, maxCapacity });

      expect(warningsOf(count).filter((warning) => warning.includes('scheduleBeyondLimits')))
        .toEqual(problems.map((text) => words(text).replace('Endpoint/InstanceCount', 'Count')));
    });
});

describe('an integer of more than 32 bits is refused', () => {
  const most = 2 ** 31 - 1;

  test('as a capacity', () => {
    expect(messageOf(() => scaled({ maxCapacity: most + 1 }))).toBe(`Test/Endpoint: maxCapacity must be at most ${most}, got ${most + 1}`);
    expect(propertiesOf(scaled({ maxCapacity: most }), 'AWS::ApplicationAutoScaling::ScalableTarget').MaxCapacity).toBe(most);
  });

  test.each([['scaleInCooldown', 'ScaleInCooldown'], ['scaleOutCooldown', 'ScaleOutCooldown']])('as %s', (name, rendered) => {
    const add = (seconds: number) => {
      const count = scaled();
      count.scaleOnInvocations('Requests', { maxRequestsPerSecond: 1, [name]: Duration.seconds(seconds) });
      return propertiesOf(count, 'AWS::ApplicationAutoScaling::ScalingPolicy').TargetTrackingScalingPolicyConfiguration;
    };

    expect(() => add(most + 1)).toThrow(`${name} must be an integer number of seconds between 0 and ${most}, got ${most + 1} seconds`);
    expect(add(most)[rendered]).toBe(most);
  });
});
