import { CfnParameter, aws_iam as iam, type Stack, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { COMPONENT, aComponent, anArchive, hosting, running } from './given';
import { InferenceComponent, InferenceComponentAdapter, RecommendedAlarm, type Endpoint, type EndpointAlarms } from '../../../src';
import { problemsAtSynth } from '../../helpers/problems';
import { resourcesOf, statementsOf, testStack, warningsOf } from '../../helpers/stack';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const ONE = { exclude: Object.values(RecommendedAlarm).filter((alarm) => alarm !== RecommendedAlarm.NO_CAPACITY) };

/** The IDs of the alarms on requests without capacity, of which each base component has one. */
function idsOf({ all }: EndpointAlarms): string[] {
  return all.map(({ node }) => node.id);
}

/** The names that the alarms watch. */
function watchedBy(stack: Stack, { all }: EndpointAlarms): string[] {
  return all.map(({ node }) => stack.resolve((node.defaultChild as cloudwatch.CfnAlarm).dimensions)[0].value);
}

function dashboardOf(stack: Stack, endpoint: Endpoint): string {
  endpoint.addDashboard();
  return JSON.stringify(resourcesOf(stack, 'AWS::CloudWatch::Dashboard'));
}

function times(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe('components whose paths or names are alike', () => {
  test('below the endpoint and beside it each have their alarms', () => {
    const stack = testStack({ id: 'S' });
    const endpoint = hosting(stack);
    new InferenceComponent(stack, 'X', { endpoint, specification: running(stack) });
    new InferenceComponent(new Construct(endpoint, 'S'), 'X', { endpoint, specification: running(stack) });
    const alarms = endpoint.addRecommendedAlarms(ONE);
    expect(idsOf(alarms)).toEqual(['S--X.NoCapacity', 'S--X.NoCapacity2']);
    expect(new Set(watchedBy(stack, alarms)).size).toBe(2);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('one with an ID, and one that is looked up by the same name, each have their alarms', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    const alarms = endpoint.addRecommendedAlarms(ONE);
    endpoint.addInferenceComponent('llama', { specification: running(stack) });
    endpoint.inferenceComponent('llama');
    expect(idsOf(alarms)).toEqual(['llama.NoCapacity', 'llama.NoCapacity2']);
    expect(watchedBy(stack, alarms)).toEqual([expect.stringMatching(/^test-endpoint-llama-/), 'llama']);
  });

  test('whose names are tokens each have their alarms, also beside one with the ID component', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    endpoint.addInferenceComponent('component', { specification: running(stack) });
    ['A', 'B'].forEach((id) => endpoint.inferenceComponent(new CfnParameter(stack, id).valueAsString));
    const alarms = endpoint.addRecommendedAlarms(ONE);
    expect(watchedBy(stack, alarms)).toEqual([expect.stringMatching(/^test-endpoint-component-/), { Ref: 'A' }, { Ref: 'B' }]);
  });

  test('as adapters each scale their base component out from zero', () => {
    const stack = testStack({ id: 'S' });
    const base = aComponent(stack, {}, hosting(stack, { managedInstanceScaling: { minInstanceCount: 0, maxInstanceCount: 2 } }));
    base.autoScaleCopyCount({ minCapacity: 0, maxCapacity: 2 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
    new InferenceComponentAdapter(stack, 'X', { baseInferenceComponent: base, artifact: anArchive(stack) });
    new InferenceComponentAdapter(new Construct(stack.node.findChild('Endpoint'), 'S'), 'X', { baseInferenceComponent: base, artifact: anArchive(stack) });
    const names = Object.values(resourcesOf(stack, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.Dimensions[0].Value);
    expect(new Set(names).size).toBe(3);
  });
});

describe('another object of a component that the app defines', () => {
  const OBJECTS: [string, (stack: Stack, endpoint: Endpoint, own: InferenceComponent) => unknown][] = [
    ['imported by its name', (stack, _endpoint, own) => InferenceComponent.fromInferenceComponentName(stack, 'Same', own.inferenceComponentName)],
    ['imported with its endpoint', (stack, endpoint, own) => (
      InferenceComponent.fromInferenceComponentAttributes(stack, 'Same', { inferenceComponentName: own.inferenceComponentName, endpoint })
    )],
    ['looked up', (_stack, endpoint, own) => endpoint.inferenceComponent(own.inferenceComponentName)],
  ];

  test.each(OBJECTS)('%s does not take its place', (_what, make) => {
    const stack = testStack();
    const endpoint = hosting(stack);
    const early = endpoint.addRecommendedAlarms(ONE);
    const own = aComponent(stack, {}, endpoint);
    endpoint.grantInvoke(new iam.Role(stack, 'Client', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
    make(stack, endpoint, own);
    const late = endpoint.addRecommendedAlarms(ONE);
    own.autoScaleCopyCount({ minCapacity: 0, maxCapacity: 2 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
    own.addAdapter('Legal', { artifact: anArchive(stack) });

    expect([early, late].map(idsOf)).toEqual([['Llama.NoCapacity'], ['Llama.NoCapacity']]);
    expect(times(dashboardOf(stack, endpoint), 'Copies of Llama')).toBe(1);
    const { Resource: resources } = statementsOf(stack).find(({ Action }) => Action === 'sagemaker:InvokeEndpoint');
    expect(resources.map((each: unknown) => JSON.stringify(each))).toEqual([
      expect.stringContaining('"Ref":"Endpoint'), expect.stringMatching(/test-endpoint-llama(-\w{8}){2}"/), expect.stringMatching(/test-endpoint-llama-legal(-\w{8}){2}"/),
    ]);
    // The own one alone is known to share its instances with no other.
    expect(warningsOf(stack)).toEqual([expect.stringContaining('zeroCopiesOnRunningInstances')]);
  });

  test('that is imported with its endpoint shares the scaling', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    const own = aComponent(stack, {}, endpoint);
    const same = InferenceComponent.fromInferenceComponentAttributes(stack, 'Same', { inferenceComponentName: own.inferenceComponentName, endpoint });
    own.autoScaleCopyCount({ minCapacity: 2, maxCapacity: 4 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
    expect(() => same.autoScaleCopyCount({ maxCapacity: 2 })).toThrow('is already autoscaled');
    expect(Object.keys(resourcesOf(stack, TARGET))).toHaveLength(1);
  });

  test('that is looked up before leaves its place and its alarms', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    const early = endpoint.addRecommendedAlarms(ONE);
    endpoint.inferenceComponent('llama');
    const own = aComponent(stack, { inferenceComponentName: 'llama' }, endpoint);
    expect(idsOf(early)).toEqual(['llama.NoCapacity']);
    expect(early.findOfInferenceComponent(RecommendedAlarm.NO_CAPACITY, own).node.id).toBe('llama.NoCapacity');
    expect(idsOf(endpoint.addRecommendedAlarms(ONE))).toEqual(['Llama.NoCapacity']);
  });

  test('does not hide one with the name of another', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    aComponent(stack, { inferenceComponentName: 'llama' }, endpoint);
    InferenceComponent.fromInferenceComponentAttributes(stack, 'Other', { inferenceComponentName: 'mistral', endpoint });
    expect(idsOf(endpoint.addRecommendedAlarms(ONE))).toEqual(['Llama.NoCapacity', 'Test--Other.NoCapacity']);
  });
});

describe('a component that is removed from the construct tree', () => {
  test('is in no alarm, dashboard and grant that is added afterwards', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    aComponent(stack, {}, endpoint);
    endpoint.addInferenceComponent('Mistral', { specification: running(stack) });
    endpoint.node.tryRemoveChild('Llama');
    endpoint.grantInvoke(new iam.Role(stack, 'Client', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
    expect(idsOf(endpoint.addRecommendedAlarms(ONE))).toEqual(['Mistral.NoCapacity']);
    expect(dashboardOf(stack, endpoint)).not.toContain('Llama');
    expect(JSON.stringify(statementsOf(stack))).not.toContain('test-endpoint-llama');
    expect(stack.resolve(endpoint.openAiBaseUrl)).toMatchObject({ 'Fn::Join': ['', expect.arrayContaining([expect.stringContaining('/inference-components/test-endpoint-mistral')])] });
  });

  test('is not shown in a dashboard that was added before', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    aComponent(stack, {}, endpoint);
    endpoint.addDashboard();
    endpoint.node.tryRemoveChild('Llama');
    expect(JSON.stringify(resourcesOf(stack, 'AWS::CloudWatch::Dashboard'))).not.toContain('Llama');
  });

  test('leaves its name to another, which it does not scale', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    const removed = aComponent(stack, { inferenceComponentName: 'llama' }, endpoint);
    removed.autoScaleCopyCount({ maxCapacity: 2 });
    endpoint.node.tryRemoveChild('Llama');
    const own = aComponent(stack, { inferenceComponentName: 'llama' }, endpoint);
    own.autoScaleCopyCount({ maxCapacity: 3 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
    expect(problemsAtSynth(own)).toEqual([]);
    expect(Object.values(resourcesOf(stack, TARGET)).map(({ Properties }) => Properties.MaxCapacity)).toEqual([3]);
    expect(Object.keys(resourcesOf(stack, COMPONENT))).toHaveLength(1);
  });

  test('is not a reason to expect a grant on a component', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    aComponent(stack, {}, endpoint);
    endpoint.node.tryRemoveChild('Llama');
    endpoint.grantInvoke(new iam.Role(stack, 'Client', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
    expect(warningsOf(stack)).toEqual([expect.stringContaining('grantInvokeWithoutComponent')]);
  });
});
