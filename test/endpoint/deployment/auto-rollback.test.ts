import { App, Duration, NestedStack, Stack, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { TYPE, alarmOf, anEndpoint, ofTheirConfig, otherAlarm, theirAlarm } from './given';
import { CapacitySize, DeploymentStrategy, Endpoint } from '../../../src';
import { must } from '../../helpers/must';
import { like, messageOf, problemsAtSynth, synthMessageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack } from '../../helpers/stack';

const several = (stack: Stack, count: number, prefix = 'alarm') => Array.from({ length: count }, (_, index) => theirAlarm(stack, `${prefix}-${index}`));
const rendered = (stack: Stack) => propertiesOf(stack, TYPE).DeploymentConfig;
const names = (stack: Stack) => rendered(stack).AutoRollbackConfiguration.Alarms.map((alarm: any) => alarm.AlarmName);

describe('rendering', () => {
  test.each<[string, (stack: Stack) => cloudwatch.IAlarm, unknown]>([
    ['an imported alarm', (stack) => theirAlarm(stack), 'theirs'],
    ['an alarm of this app', (stack) => otherAlarm(stack), { Ref: expect.stringMatching(/^Other/) }],
    ['a composite alarm', (stack) => new cloudwatch.CompositeAlarm(stack, 'All', { alarmRule: cloudwatch.AlarmRule.fromAlarm(theirAlarm(stack), cloudwatch.AlarmState.ALARM) }), {
      Ref: expect.stringMatching(/^All/),
    }],
  ])('%s, in the properties', (_what, alarm, AlarmName) => {
    const stack = testStack();
    ofTheirConfig(stack, { autoRollbackAlarms: [alarm(stack)] });
    expect(rendered(stack)).toEqual({ AutoRollbackConfiguration: { Alarms: [{ AlarmName }] } });
  });

  test('alarms that are added, after those in the properties, each once', () => {
    const stack = testStack();
    const [one, two, three] = several(stack, 3);
    const endpoint = ofTheirConfig(stack, { autoRollbackAlarms: [one, one] });
    endpoint.addAutoRollbackAlarms(two, one, two);
    endpoint.addAutoRollbackAlarms(three);
    expect(names(stack)).toEqual(['alarm-0', 'alarm-1', 'alarm-2']);
  });

  test.each([
    ['blue/green', DeploymentStrategy.blueGreen(), 'BlueGreenUpdatePolicy'],
    ['rolling', DeploymentStrategy.rolling({ maximumBatchSize: CapacitySize.percent(5), bakeTime: Duration.minutes(1) }), 'RollingUpdatePolicy'],
  ])('beside a %s policy', (_what, deploymentStrategy, policy) => {
    const stack = testStack();
    ofTheirConfig(stack, { deploymentStrategy, autoRollbackAlarms: [theirAlarm(stack)] });
    expect(Object.keys(rendered(stack)).sort()).toEqual(['AutoRollbackConfiguration', policy]);
  });

  test('nothing without alarms', () => {
    const stack = testStack();
    ofTheirConfig(stack, { autoRollbackAlarms: undefined });
    expect(propertiesOf(stack, TYPE)).toEqual({ EndpointConfigName: 'theirs' });
  });

  test('of two endpoints with the same alarm', () => {
    const stack = testStack();
    const alarm = theirAlarm(stack);
    ['One', 'Two'].forEach((id) => anEndpoint(stack, { autoRollbackAlarms: [alarm] }, id));
    const deployments = Object.values(resourcesOf(stack, TYPE)).map((resource) => resource.Properties.DeploymentConfig);
    expect(deployments).toEqual(Array(2).fill({ AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'theirs' }] } }));
  });

  test('a dashboard shows an alarm once, though it was added twice', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    const alarm = theirAlarm(stack);
    endpoint.addAutoRollbackAlarms(alarm, alarm);
    endpoint.addAutoRollbackAlarms(alarm);
    const shown = endpoint.dashboardWidgets().flat().flatMap((widget) => widget.toJson()).filter(({ type }) => type === 'alarm');
    expect(shown.map(({ properties }) => properties.alarms)).toEqual([[alarm.alarmArn]]);
  });
});

describe('how many', () => {
  test.each([1, 10])('may be %d', (count) => {
    const stack = testStack();
    ofTheirConfig(stack, { autoRollbackAlarms: several(stack, count) });
    expect(names(stack)).toHaveLength(count);
  });

  test('fails with 11 in the properties', () => {
    const stack = testStack();
    expect(messageOf(() => ofTheirConfig(stack, { autoRollbackAlarms: several(stack, 11) })))
      .toBe('Test/Endpoint: an endpoint can have at most 10 rollback alarms, got 11; combine some of them in a CompositeAlarm');
  });

  test('fails with 11 in all, and adds none of them', () => {
    const stack = testStack();
    const endpoint = ofTheirConfig(stack, { autoRollbackAlarms: several(stack, 9) });
    expect(messageOf(() => endpoint.addAutoRollbackAlarms(...several(stack, 2, 'more'))))
      .toEqual(like('Test/Endpoint: ... 10 ... alarms, got 11; ...'));
    expect(names(stack)).toHaveLength(9);
  });

  test('may be 10, of which one is added again', () => {
    const stack = testStack();
    const alarms = several(stack, 10);
    ofTheirConfig(stack, { autoRollbackAlarms: alarms }).addAutoRollbackAlarms(alarms[3]);
    expect(names(stack)).toHaveLength(10);
  });

  test('fails with an empty list', () => {
    expect(messageOf(() => ofTheirConfig(testStack(), { autoRollbackAlarms: [] })))
      .toBe(`Test/Endpoint: autoRollbackAlarms ${must.haveOne()}`);
  });

  test('fails when none is added', () => {
    expect(messageOf(() => ofTheirConfig(testStack()).addAutoRollbackAlarms()))
      .toBe(`Test/Endpoint: alarms ${must.haveOne()}`);
  });
});

describe('where', () => {
  const elsewhere = (region: string, account: string) => {
    const app = new App();
    const alarm = otherAlarm(testStack({ app, id: 'There', env: { account, region } }));
    return { alarm, stack: testStack({ app }) };
  };

  test('fails in another region', () => {
    const { alarm, stack } = elsewhere('eu-west-1', '123456789012');
    expect(messageOf(() => ofTheirConfig(stack, { autoRollbackAlarms: [alarm] })))
      .toBe(`Test/Endpoint: the alarm 'There/Other' ${must.beInSame('region', 'us-east-1', 'eu-west-1')}`);
  });

  test('fails in another account, for one that is added', () => {
    const { alarm, stack } = elsewhere('us-east-1', '210987654321');
    expect(messageOf(() => ofTheirConfig(stack).addAutoRollbackAlarms(alarm)))
      .toBe(`Test/Endpoint: the alarm 'There/Other' ${must.beInSame('account', '123456789012', '210987654321')}`);
  });

  test('may be another stack of the same environment', () => {
    const { alarm, stack } = elsewhere('us-east-1', '123456789012');
    ofTheirConfig(stack, { autoRollbackAlarms: [alarm] });
    expect(names(stack)).toEqual([{ 'Fn::ImportValue': expect.stringMatching(/^There:ExportsOutputRefOther/) }]);
  });

  test('may be an environment that is a token', () => {
    const app = new App();
    const alarm = otherAlarm(testStack({ app, id: 'There', env: undefined }));
    const stack = testStack({ app, env: undefined });
    ofTheirConfig(stack, { autoRollbackAlarms: [alarm] });
    expect(names(stack)).toHaveLength(1);
  });
});

describe('an alarm that names the endpoint by its attribute', () => {
  const circular = (alarm: string) => `the alarm '${alarm}' cannot both roll back the endpoint and refer to its name attribute, because each would have to be created `
    + 'before the other; create it from a metric that the endpoint returns, such as endpoint.metric(namespace, metricName), and omit endpointName from the '
    + 'name and the description of the alarm';
  const own = (endpoint: Endpoint, metricName = 'Sold') =>
    new cloudwatch.Metric({ namespace: 'Shop', metricName, dimensionsMap: { EndpointName: endpoint.endpointName } });
  const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Sold' });
  const either = (...alarms: cloudwatch.IAlarm[]) =>
    cloudwatch.AlarmRule.anyOf(...alarms.map((alarm) => cloudwatch.AlarmRule.fromAlarm(alarm, cloudwatch.AlarmState.ALARM)));

  test.each<[string, (stack: Stack, endpoint: Endpoint) => cloudwatch.IAlarm]>([
    ['in a dimension', (stack, endpoint) => alarmOf(stack, own(endpoint))],
    ['by its ARN', (stack, endpoint) => alarmOf(stack, metric.with({ dimensionsMap: { Arn: endpoint.endpointArn } }))],
    ['in a math expression', (stack, endpoint) => alarmOf(stack, new cloudwatch.MathExpression({
      expression: 'a / b', usingMetrics: { a: own(endpoint), b: metric },
    }))],
    ['in its name', (stack, endpoint) => alarmOf(stack, metric, 'Alarm', { alarmName: `${endpoint.endpointName}-sold` })],
    ['in its description', (stack, endpoint) => alarmOf(stack, metric, 'Alarm', { alarmDescription: `Of ${endpoint.endpointName}.` })],
    ['by an alarm that it combines', (stack, endpoint) => new cloudwatch.CompositeAlarm(stack, 'Alarm', {
      alarmRule: either(otherAlarm(stack), alarmOf(stack, own(endpoint), 'Inner')),
    })],
    ['by an alarm of those that it combines', (stack, endpoint) => new cloudwatch.CompositeAlarm(stack, 'Alarm', {
      alarmRule: either(new cloudwatch.CompositeAlarm(stack, 'Middle', { alarmRule: either(alarmOf(stack, own(endpoint), 'Inner')) })),
    })],
    ['by an alarm that suppresses its actions', (stack, endpoint) => new cloudwatch.CompositeAlarm(stack, 'Alarm', {
      alarmRule: either(theirAlarm(stack)), actionsSuppressor: alarmOf(stack, own(endpoint), 'Inner'),
    })],
  ])('fails at synth: %s', (_how, alarm) => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    endpoint.addAutoRollbackAlarms(alarm(stack, endpoint));
    expect(synthMessageOf(endpoint)).toBe(`Validation failed with the following errors:\n  [Test/Endpoint] ${circular('Test/Alarm')}`);
  });

  test('fails at synth with a fixed name too, and for each alarm', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack, { endpointName: 'fixed' });
    endpoint.addAutoRollbackAlarms(alarmOf(stack, own(endpoint), 'One'), otherAlarm(stack), alarmOf(stack, own(endpoint), 'Two'));
    expect(problemsAtSynth(endpoint)).toEqual([circular('Test/One'), circular('Test/Two')]);
  });

  test.each<[string, (stack: Stack, endpoint: Endpoint) => cloudwatch.IAlarm]>([
    ['another endpoint', (stack) => alarmOf(stack, own(anEndpoint(stack, {}, 'Another')))],
    ['the endpoint by the name that was given', (stack) => alarmOf(stack, metric.with({ dimensionsMap: { EndpointName: 'fixed' } }))],
    ['the endpoint in a metric that the endpoint returns', (stack, endpoint) => alarmOf(stack, endpoint.metric('Shop', 'Sold'))],
    ['nothing, and belongs to somebody else', (stack) => theirAlarm(stack)],
    ['nothing, like those that it combines', (stack) => new cloudwatch.CompositeAlarm(stack, 'Alarm', { alarmRule: either(otherAlarm(stack), theirAlarm(stack)) })],
  ])('is no other than one that names %s', (_what, alarm) => {
    const stack = testStack();
    const endpoint = anEndpoint(stack, { endpointName: 'fixed' });
    endpoint.addAutoRollbackAlarms(alarm(stack, endpoint));
    expect(problemsAtSynth(endpoint)).toEqual([]);
  });

  test('may watch the endpoint where it does not roll it back', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    alarmOf(stack, own(endpoint));
    endpoint.addAutoRollbackAlarms(otherAlarm(stack));
    expect(problemsAtSynth(endpoint)).toEqual([]);
  });

  test('fails at synth in another stack, as the CDK refuses each circle of stacks', () => {
    const app = new App();
    const endpoint = anEndpoint(testStack({ app }));
    endpoint.addAutoRollbackAlarms(alarmOf(testStack({ app, id: 'There' }), own(endpoint)));
    expect(synthMessageOf(endpoint)).toMatch(/would create a cyclic reference/);
  });

  test('is looked for in a nested stack by the names there', () => {
    const stack = new NestedStack(testStack(), 'Nested');
    const endpoint = anEndpoint(stack);
    endpoint.addAutoRollbackAlarms(alarmOf(stack, own(endpoint)));
    expect(problemsAtSynth(endpoint)).toEqual([circular('Test/Nested/Alarm')]);
  });
});

describe('what is no alarm of this place', () => {
  test('fails, in a language that does not see to it', () => {
    const endpoint = anEndpoint(testStack());
    const alarms = endpoint.addRecommendedAlarms() as unknown as cloudwatch.IAlarm;
    expect(messageOf(() => endpoint.addAutoRollbackAlarms(alarms))).toBe('Test/Endpoint: alarms[0] must be an alarm; pass alarms as separate arguments, such as '
      + 'the critical alarms of addRecommendedAlarms');
  });

  test.each([
    ['region', 'eu-west-1:123456789012', 'us-east-1', 'eu-west-1'],
    ['account', 'us-east-1:210987654321', '123456789012', '210987654321'],
  ] as const)('fails as an imported alarm of another %s, by its ARN', (kind, place, own, theirs) => {
    const stack = testStack();
    const alarm = theirAlarm(stack, 'theirs', place);
    expect(messageOf(() => anEndpoint(stack).addAutoRollbackAlarms(alarm)))
      .toBe(`Test/Endpoint: the alarm 'Test/Alarm-theirs' ${must.beInSame(kind, own, theirs)}`);
  });
});
