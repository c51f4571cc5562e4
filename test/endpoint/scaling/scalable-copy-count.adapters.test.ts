import { type Stack } from 'aws-cdk-lib';
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
