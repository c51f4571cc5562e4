import { Duration, type Stack } from 'aws-cdk-lib';
import { InferenceComponentAdapter, type InferenceComponent } from '../../../src';
import { resourcesOf, testStack, warningsOf } from '../../helpers/stack';
import { aComponent, anArchive, hosting } from '../components/given';

const ALARM = 'AWS::CloudWatch::Alarm';

function llama(stack: Stack): InferenceComponent {
  return aComponent(stack, {}, hosting(stack, { managedInstanceScaling: { minInstanceCount: 0, maxInstanceCount: 2 } }));
}

function scale(component: InferenceComponent, minCapacity = 0): void {
  component.autoScaleCopyCount({ minCapacity, maxCapacity: 2 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
}

/** The names that the alarms watch, and what they have in common. */
function alarmsOf(stack: Stack): [string[], any[]] {
  const alarms = Object.values(resourcesOf(stack, ALARM)).map(({ Properties: { Dimensions: [{ Value }], ...rest } }) => ({ Value, rest }));
  return [alarms.map(({ Value }) => Value.replace(/-[0-9a-f]{8}$/, '')), alarms.map(({ rest }) => rest)];
}

test('requests for adapters scale out from zero, too, whenever adapters are added', () => {
  const stack = testStack();
  const base = llama(stack);
  base.addAdapter('Legal', { artifact: anArchive(stack) });
  scale(base);
  base.addAdapter('Medical', { artifact: anArchive(stack) });
  new InferenceComponentAdapter(stack, 'Legal', { baseInferenceComponent: base, artifact: anArchive(stack) });
  const [names, [first, ...others]] = alarmsOf(stack);
  expect(names).toEqual([
    expect.stringMatching(/^test-endpoint-llama-\w+$/), expect.stringMatching(/^test-endpoint-llama-legal-\w+$/),
    expect.stringMatching(/^test-endpoint-llama-medical-\w+$/), expect.stringMatching(/^test-legal-\w+$/),
  ]);
  expect(first).toMatchObject({ MetricName: 'NoCapacityInvocationFailures', Statistic: 'Sum', Period: 60, Threshold: 1, TreatMissingData: 'missing' });
  expect(others).toEqual([first, first, first]);
  expect(Object.keys(resourcesOf(stack, ALARM)).map((id) => id.slice(0, -8))).toEqual([
    'EndpointLlamaCopyCountLoadWakeUpAlarm', 'EndpointLlamaCopyCountLoadWakeUpAlarmOfLlamaLegal', 'EndpointLlamaCopyCountLoadWakeUpAlarmOfLlamaMedical',
    'EndpointLlamaCopyCountLoadWakeUpAlarmOfTestLegal',
  ]);
  expect(warningsOf(stack)).toEqual([]);
});

test('adapters of a component that always has a copy need no alarm', () => {
  const stack = testStack();
  const base = llama(stack);
  scale(base, 1);
  base.addAdapter('Legal', { artifact: anArchive(stack) });
  expect(resourcesOf(stack, ALARM)).toEqual({});
});

describe('copies that scale in when idle', () => {
  const idleTime = Duration.minutes(30);
  const SUM = 'FILL(invocations, 0) + FILL(concurrent, 0) + FILL(failures, 0)';

  function idle(component: InferenceComponent, ...ids: string[]): void {
    const copies = component.autoScaleCopyCount({ minCapacity: 0, maxCapacity: 2 });
    copies.scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
    ids.forEach((id) => copies.scaleInWhenIdle(id, { idleTime }));
  }

  function addAdapters(base: InferenceComponent, ...ids: string[]): void {
    ids.forEach((id) => base.addAdapter(id, { artifact: anArchive(base.stack) }));
  }

  /** The expressions of the alarms on idle time, and the metrics of each by ID: name, statistic, and name of the component. */
  function idleAlarmsOf(stack: Stack): [string, { [id: string]: string }][] {
    return Object.values(resourcesOf(stack, ALARM)).map(({ Properties }) => Properties.Metrics).filter(Boolean).map(([sum, ...metrics]) => [
      sum.Expression,
      Object.fromEntries(metrics.map(({ Id, ReturnData, MetricStat: { Period, Stat, Metric } }: any) => {
        const names = Metric.Dimensions.map(({ Name }: any) => Name);
        expect([ReturnData, Period, Metric.Namespace, names]).toEqual([false, 60, 'AWS/SageMaker', ['InferenceComponentName']]);
        return [Id, `${Metric.MetricName} ${Stat} ${Metric.Dimensions[0].Value.replace(/(-[0-9a-f]{8})+$/, '').replace(/-llama\w+/, '-llama')}`];
      })),
    ]);
  }

  const OF_BASE = {
    invocations: 'Invocations Sum test-endpoint-llama',
    concurrent: 'ConcurrentRequestsPerCopy Maximum test-endpoint-llama',
    failures: 'NoCapacityInvocationFailures Sum test-endpoint-llama',
  };

  test('keep running while adapters receive requests, whenever adapters and policies are added', () => {
    const stack = testStack();
    const base = llama(stack);
    addAdapters(base, 'Legal');
    idle(base, 'Idle', 'LongIdle');
    addAdapters(base, 'Medical');
    const alarm = [`${SUM} + FILL(invocations2, 0) + FILL(failures2, 0) + FILL(invocations3, 0) + FILL(failures3, 0)`, {
      ...OF_BASE,
      invocations2: expect.stringMatching(/^Invocations Sum test-endpoint-llama-legal/),
      failures2: expect.stringMatching(/^NoCapacityInvocationFailures Sum test-endpoint-llama-legal/),
      invocations3: expect.stringMatching(/^Invocations Sum test-endpoint-llama-medical/),
      failures3: expect.stringMatching(/^NoCapacityInvocationFailures Sum test-endpoint-llama-medical/),
    }];
    expect(idleAlarmsOf(stack)).toEqual([alarm, alarm]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('without adapters watch only their own metrics', () => {
    const stack = testStack();
    idle(llama(stack), 'Idle');
    expect(idleAlarmsOf(stack)).toEqual([[SUM, expect.objectContaining(OF_BASE)]]);
  });

  test('watch at most 3 adapters, which are 9 metrics, and warn of others once', () => {
    const stack = testStack();
    const base = llama(stack);
    addAdapters(base, 'A', 'B', 'C', 'D');
    idle(base, 'Idle', 'LongIdle');
    addAdapters(base, 'E');
    expect(idleAlarmsOf(stack).map(([, metrics]) => Object.keys(metrics))).toEqual(Array(2).fill([
      'invocations', 'concurrent', 'failures', 'invocations2', 'failures2', 'invocations3', 'failures3', 'invocations4', 'failures4',
    ]));
    expect(warningsOf(stack)).toEqual(["Test/Endpoint/Llama/CopyCount: the alarm of scaleInWhenIdle watches 3 adapters, and not 'Test/Endpoint/Llama/D' and "
      + "'Test/Endpoint/Llama/E', because an alarm has at most 10 metrics; AWS does not document whether SageMaker counts requests to an adapter for its base component, so "
      + 'the copies may scale in to 0 while only these adapters receive requests; add them to another base component, or omit scaleInWhenIdle or idleTime '
      + '[ack: cdk-sagemaker-hosting:adaptersNotWatched]']);
  });

  test.each([['3 adapters', ['A', 'B', 'C'], ['Idle']], ['4 adapters without an idle policy', ['A', 'B', 'C', 'D'], []]])('of a component with %s have no warning', (_, adapters, policies) => {
    const stack = testStack();
    const base = llama(stack);
    idle(base, ...policies);
    addAdapters(base, ...adapters);
    expect(warningsOf(stack)).toEqual([]);
  });
});
