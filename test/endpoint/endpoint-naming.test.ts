import { App, CfnOutput, CfnParameter, NestedStack, PhysicalName, Stack, Stage, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Endpoint, InvocationHttpResponseCode, type EndpointProps } from '../../src';
import { ENV, propertiesOf, resourcesOf, testStack } from '../helpers/stack';
import { ALARM, TYPE, alarmOf, anEndpoint, otherAlarm, theirAlarm } from './deployment/given';

const main = (endpoint: Endpoint) => endpoint.findInstanceProductionVariant('main');
const nameIn = (stack: Stack) => propertiesOf(stack, TYPE).EndpointName;

/** What the alarms of a stack call the endpoint that they watch. */
function watched(stack: Stack): unknown[] {
  const inMetrics = ({ Dimensions = [], Metrics = [] }: any): any[] =>
    [...Dimensions, ...Metrics.flatMap(({ MetricStat }: any) => MetricStat?.Metric.Dimensions ?? [])];
  return Object.values(resourcesOf(stack, ALARM))
    .flatMap((alarm) => inMetrics(alarm.Properties))
    .filter((dimension) => dimension.Name === 'EndpointName')
    .map((dimension) => dimension.Value);
}

type Alarms = (endpoint: Endpoint, stack: Stack) => cloudwatch.IAlarm[];

const errors = (endpoint: Endpoint) => main(endpoint).metricInvocationResponseCode(InvocationHttpResponseCode.INVOCATION_5XX_ERRORS);

const ALARMS: [string, Alarms][] = [
  ['of a metric of a variant', (endpoint, stack) => [main(endpoint).metricInvocations().createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 })]],
  ['of a metric of the endpoint', (endpoint, stack) => [alarmOf(stack, endpoint.metricApproximateBacklogSize())]],
  ['of any metric', (endpoint, stack) => [alarmOf(stack, endpoint.metric('Shop', 'Sold'))]],
  ['of a metric of an inference component', (endpoint, stack) => [alarmOf(stack, endpoint.metric('AWS/SageMaker', 'Invocations', {
    dimensionsMap: { InferenceComponentName: 'component' },
  }))]],
  ['that are recommended', (endpoint) => endpoint.addRecommendedAlarms().critical],
  ['that are recommended, though not critical', (endpoint) => endpoint.addRecommendedAlarms().all],
  ['of a math expression', (endpoint, stack) => [alarmOf(stack, new cloudwatch.MathExpression({
    expression: 'errors / requests', usingMetrics: { errors: errors(endpoint), requests: main(endpoint).metricInvocations() },
  }))]],
  ['of alarms', (endpoint, stack) => [new cloudwatch.CompositeAlarm(stack, 'All', {
    alarmRule: cloudwatch.AlarmRule.allOf(...[errors(endpoint), main(endpoint).metricModelLatency()]
      .map((metric, index) => cloudwatch.AlarmRule.fromAlarm(alarmOf(stack, metric, `Alarm${index}`), cloudwatch.AlarmState.ALARM))),
  })]],
];

const NAMES: [string, (stack: Stack) => string | undefined, unknown][] = [
  ['without a name', () => undefined, 'Test-Endpoint-0FBD4E12'],
  ['with a name for when it is needed', () => PhysicalName.GENERATE_IF_NEEDED, 'Test-Endpoint-0FBD4E12'],
  ['with a fixed name', () => 'Fixed', 'Fixed'],
  ['with a name that is a token', (stack) => new CfnParameter(stack, 'Name').valueAsString, { Ref: 'Name' }],
];

describe.each(NAMES)('an endpoint %s', (_what, nameOf, name) => {
  const named = (stack: Stack, props: Partial<EndpointProps> = {}) => anEndpoint(stack, { endpointName: nameOf(stack), ...props });

  test.each(ALARMS)('and alarms %s that roll it back have one name for it, and wait for nothing but each other', (_alarms, alarms) => {
    const stack = testStack();
    const endpoint = named(stack);
    endpoint.addAutoRollbackAlarms(...alarms(endpoint, stack));
    (stack.node.root as App).synth();
    expect(nameIn(stack)).toEqual(name);
    expect(watched(stack).length).toBeGreaterThan(0);
    expect(new Set(watched(stack).map((value) => JSON.stringify(value)))).toEqual(new Set([JSON.stringify(name)]));
    Object.values(resourcesOf(stack, ALARM)).forEach((alarm) => expect(alarm).not.toHaveProperty('DependsOn'));
  });

  test('and alarms in the properties', () => {
    const stack = testStack();
    const theirs = Endpoint.fromEndpointName(stack, 'Theirs', 'Fixed');
    named(stack, { autoRollbackAlarms: [alarmOf(stack, theirs.metric('Shop', 'Sold'))] });
    (stack.node.root as App).synth();
    expect(nameIn(stack)).toEqual(name);
    expect(watched(stack)).toEqual(['Fixed']);
  });

  test('and an alarm on another metric, because references of alarms are not examined', () => {
    const stack = testStack();
    const endpoint = named(stack, { autoRollbackAlarms: [otherAlarm(stack)] });
    alarmOf(stack, main(endpoint).metricInvocations());
    expect([nameIn(stack), ...watched(stack)]).toEqual([name, name]);
  });

  test('and an alarm in a nested stack', () => {
    const stack = testStack();
    const nested = new NestedStack(stack, 'Nested');
    const endpoint = named(stack);
    endpoint.addAutoRollbackAlarms(alarmOf(nested, main(endpoint).metricInvocations()));
    (stack.node.root as App).synth();
    expect(nameIn(stack)).toEqual(name);
    expect(watched(nested)).toEqual([typeof name === 'string' ? name : { Ref: expect.stringMatching(/^referencetoTestName.*Ref$/) }]);
  });
});

describe.each(NAMES.filter(([, , name]) => typeof name === 'string'))('an endpoint %s', (_what, nameOf, name) => {
  test('and an alarm in another stack, which is deployed first', () => {
    const app = new App();
    const [stack, there] = [testStack({ app }), testStack({ app, id: 'There' })];
    const endpoint = anEndpoint(stack, { endpointName: nameOf(stack) });
    endpoint.addAutoRollbackAlarms(alarmOf(there, main(endpoint).metricInvocations()));
    app.synth();
    expect([nameIn(stack), ...watched(there)]).toEqual([name, name]);
    expect(stack.dependencies).toEqual([there]);
    expect(there.dependencies).toEqual([]);
  });

  test('in a nested stack, and an alarm around it', () => {
    const stack = testStack();
    const nested = new NestedStack(stack, 'Nested');
    const endpoint = anEndpoint(nested, { endpointName: nameOf(nested) });
    endpoint.addAutoRollbackAlarms(alarmOf(stack, main(endpoint).metricInvocations()));
    (stack.node.root as App).synth();
    expect(watched(stack)).toEqual([name === 'Fixed' ? 'Fixed' : 'Test-Nested-Endpoint-8DA0900B']);
    expect([nameIn(nested)]).toEqual(watched(stack));
  });
});

test.each(NAMES)('an endpoint %s and a log group of its own have one name for it too', (_what, nameOf, name) => {
  const stack = testStack();
  const endpoint = anEndpoint(stack, { endpointName: nameOf(stack) });
  alarmOf(stack, main(endpoint).metricInvocations());
  endpoint.addLogGroup();
  expect([nameIn(stack), ...watched(stack)]).toEqual([name, name]);
  expect(propertiesOf(stack, 'AWS::Logs::LogGroup').LogGroupName)
    .toEqual(typeof name === 'string' ? `/aws/sagemaker/Endpoints/${name}` : { 'Fn::Join': ['', ['/aws/sagemaker/Endpoints/', name]] });
});

describe('an endpoint that does not require a literal name', () => {
  const attribute = { 'Fn::GetAtt': ['Endpoint8024A810', 'EndpointName'] };

  test.each<[string, (stack: Stack) => Partial<EndpointProps>]>([
    ['has no alarms', () => ({})],
    ['has imported alarms', (stack) => ({ autoRollbackAlarms: [theirAlarm(stack)] })],
    ['may have a name', () => ({ endpointName: PhysicalName.GENERATE_IF_NEEDED })],
  ])('and %s leaves its name to CloudFormation, and alarms refer to it', (_what, props) => {
    const stack = testStack();
    const endpoint = anEndpoint(stack, props(stack));
    alarmOf(stack, main(endpoint).metricInvocations());
    expect(propertiesOf(stack, TYPE)).not.toHaveProperty('EndpointName');
    expect(watched(stack)).toEqual([attribute]);
  });

  test('is referred to by alarms even if its name is fixed', () => {
    const stack = testStack();
    alarmOf(stack, main(anEndpoint(stack, { endpointName: 'fixed' })).metricInvocations());
    expect(nameIn(stack)).toBe('fixed');
    expect(watched(stack)).toEqual([attribute]);
  });

  test('has the same logical IDs as one that requires a literal name', () => {
    const stack = testStack();
    anEndpoint(stack).addAutoRollbackAlarms(otherAlarm(stack));
    expect(Object.keys(resourcesOf(stack, TYPE))).toEqual(['Endpoint8024A810']);
  });
});

describe('the name that is made', () => {
  const made = (scope: Stack, id = 'Endpoint') => {
    anEndpoint(scope, { autoRollbackAlarms: [otherAlarm(scope, `${id}Alarm`)] }, id);
    return () => Object.values(Template.fromStack(scope).findResources(TYPE)).map((resource) => resource.Properties.EndpointName);
  };
  const RULE = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

  test('is another one for each endpoint of a stack', () => {
    const stack = testStack();
    made(stack, 'One');
    expect(made(stack, 'Two')()).toEqual(['Test-One-F687DD59', 'Test-Two-9E6DF678']);
  });

  test.each([
    ['a long id', 'Endpoint'.repeat(20)],
    ['an id with what is not allowed in names', 'a_b.c-'],
    ['an id in another script', 'конечная точка'],
  ])('is one that SageMaker takes, for %s', (_what, id) => {
    const [name] = made(testStack(), id)();
    expect(name).toMatch(RULE);
  });

  test('has 63 characters at most in a nested stack too', () => {
    const stack = new Stack(new App(), 'S'.repeat(100), { env: ENV });
    const [name] = made(new NestedStack(stack, 'N'.repeat(100)), 'E'.repeat(100))();
    expect(name).toMatch(RULE);
    expect(name.length).toBeGreaterThan(60);
  });

  test('is another one wherever nested stacks and endpoints have the same ids', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map((id) => testStack({ app, id }));
    const inStage = new Stack(new Stage(app, 'Prod', { env: ENV }), 'One');
    const nested = (scope: Stack, id = 'Nested') => new NestedStack(scope, id);
    const names = [
      one, nested(one), nested(one, 'Other'), nested(nested(one, 'Outer1')), nested(nested(one, 'Outer2')), two, nested(two), inStage, nested(inStage),
    ].map((stack) => made(stack)).flatMap((name) => name());
    expect(names).toHaveLength(9);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(9);
  });

  test('begins with the name of the stack, so that each of two stacks may have the construct', () => {
    const stack = new Stack(new App(), 'Test', { env: ENV, stackName: 'shop-prod' });
    expect(made(stack)()).toEqual([expect.stringMatching(/^shopprod-Endpoint-[0-9A-F]{8}$/)]);
  });
});

describe('a token that is resolved early', () => {
  test('has the name at that time, and the template has the final name', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    const metric = main(endpoint).metricInvocations();
    const alarm = alarmOf(stack, metric);
    const { EndpointName } = stack.resolve(metric.dimensions);
    expect(EndpointName).toEqual({ 'Fn::GetAtt': ['Endpoint8024A810', 'EndpointName'] });
    endpoint.addAutoRollbackAlarms(alarm);
    expect([nameIn(stack), ...watched(stack)]).toEqual(Array(2).fill('Test-Endpoint-0FBD4E12'));
  });

  test('does not decide, where another region refers to the endpoint and the CDK makes the name', () => {
    const app = new App();
    const stack = testStack({ app });
    const endpoint = anEndpoint(stack, { endpointName: PhysicalName.GENERATE_IF_NEEDED });
    endpoint.addAutoRollbackAlarms(alarmOf(stack, main(endpoint).metricInvocations()));
    const far = testStack({ app, id: 'Far', env: { account: ENV.account, region: 'eu-west-1' } });
    new CfnOutput(far, 'Name', { value: endpoint.endpointName });
    app.synth();
    const { Value: name } = Template.fromStack(far).findOutputs('Name').Name;
    expect(name).toMatch(/^testtestendpoint[0-9a-f]+$/);
    expect([nameIn(stack), ...watched(stack)]).toEqual([name, name]);
  });

  test('fails in another region without a name, as for each resource of the CDK', () => {
    const app = new App();
    const endpoint = anEndpoint(testStack({ app }));
    const far = testStack({ app, id: 'Far', env: { account: ENV.account, region: 'eu-west-1' } });
    new CfnOutput(far, 'Name', { value: endpoint.endpointName });
    expect(() => app.synth()).toThrow("Cannot use resource 'Test/Endpoint' in a cross-environment fashion");
  });
});
