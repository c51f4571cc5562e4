import { App, CfnParameter, Duration, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { dashboardsIn, graphOf, linesOf, titlesOf, widgetsIn } from './given';
import { Endpoint, EndpointAlarms, EndpointDashboard, type EndpointDashboardOptions } from '../../../src';
import { aConfig } from '../../helpers/given';
import { like, messageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack } from '../../helpers/stack';
import { imported, onInstances } from '../kinds';

const TYPE = 'AWS::CloudWatch::Dashboard';

describe('a dashboard', () => {
  test('shows the last three hours, under a name that CloudFormation makes', () => {
    const stack = testStack();
    onInstances(stack).addDashboard();
    expect(propertiesOf(stack, TYPE).DashboardName).toBeUndefined();
    expect(dashboardsIn(stack)[0].start).toBe('-PT3H');
  });

  test('has the properties that were specified', () => {
    const stack = testStack();
    const alarm = cloudwatch.Alarm.fromAlarmArn(stack, 'Theirs', 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:theirs');
    onInstances(stack).addDashboard({
      title: 'Churn', dashboardName: 'churn', defaultInterval: Duration.hours(12), period: Duration.minutes(5), alarms: [alarm],
    });
    expect(propertiesOf(stack, TYPE).DashboardName).toBe('churn');
    expect(dashboardsIn(stack)[0].start).toBe('-PT12H');
    const widgets = widgetsIn(stack);
    expect(titlesOf(widgets).slice(0, 4)).toEqual(['# Churn', 'Alarms', '## Traffic and errors', 'Invocations per 5 minutes']);
    expect(graphOf(widgets, 'Alarms').alarms).toEqual(['arn:aws:cloudwatch:us-east-1:123456789012:alarm:theirs']);
    expect(graphOf(widgets, 'Model latency').period).toBe(300);
  });

  test('shows what is added to the endpoint later', () => {
    const stack = testStack();
    const endpoint = onInstances(stack);
    endpoint.addDashboard();
    endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 2, maxCapacity: 8 });
    endpoint.addAutoRollbackAlarms(...endpoint.addRecommendedAlarms().critical);
    const widgets = widgetsIn(stack);
    expect(graphOf(widgets, 'Alarms').alarms).toHaveLength(6);
    expect(graphOf(widgets, 'Instances of main (estimated from invocations)').annotations.horizontal).toHaveLength(2);
    expect(widgets[0].properties.markdown.split('\n')[0]).toBe('# Test-Endpoint-0FBD4E12');
  });

  test('has at most 100 alarms in a widget, which is what CloudWatch takes', () => {
    const stack = testStack();
    const alarms = Array.from({ length: 101 }, (_, index) =>
      cloudwatch.Alarm.fromAlarmArn(stack, `Alarm${index}`, `arn:aws:cloudwatch:us-east-1:123456789012:alarm:a${index}`));
    onInstances(stack).addDashboard({ alarms });
    expect(widgetsIn(stack).filter(({ type }) => type === 'alarm').map(({ properties }) => properties.alarms.length)).toEqual([100, 1]);
  });

  test('accepts undefined and null for omitted properties, which other languages pass', () => {
    const nothing = null as unknown as undefined;
    const given = [{}, { title: undefined, dashboardName: nothing, defaultInterval: nothing, period: nothing, alarms: nothing }];
    const [plain, told] = given.map((options) => {
      const stack = testStack();
      onInstances(stack).addDashboard(options);
      return dashboardsIn(stack);
    });
    expect(told).toEqual(plain);
  });

  test('shows no alarms if they are disabled', () => {
    const stack = testStack();
    const endpoint = onInstances(stack);
    endpoint.addRecommendedAlarms();
    endpoint.addDashboard({ alarms: [] });
    expect(titlesOf(widgetsIn(stack))).not.toContain('Alarms');
  });

  test('does not show an alarm twice', () => {
    const stack = testStack();
    const endpoint = onInstances(stack);
    const { all } = endpoint.addRecommendedAlarms();
    endpoint.addAutoRollbackAlarms(...all);
    endpoint.addDashboard();
    expect(graphOf(widgetsIn(stack), 'Alarms').alarms).toHaveLength(all.length);
  });

  test('shows variants and limits that are tokens', () => {
    const stack = testStack();
    const names = ['A', 'B'].map((id) => new CfnParameter(stack, id).valueAsString);
    const [minCapacity, maxCapacity] = ['Min', 'Max'].map((id) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber);
    const endpoint = onInstances(stack, names.map((variantName) => ({ variantName })));
    endpoint.instanceProductionVariants[0].autoScaleInstanceCount({ minCapacity, maxCapacity });
    endpoint.addDashboard({ title: new CfnParameter(stack, 'Title').valueAsString });
    const widgets = widgetsIn(stack);
    expect(widgets[0].properties.markdown).toBe('# ${Title}\n**${A}**, ml.m5.large, ${Min} to ${Max} instances | **${B}**, ml.m5.large');
    expect(graphOf(widgets, 'Instances of ${A} (estimated from invocations)').annotations).toBeUndefined();
    expect(linesOf(graphOf(widgets, 'Invocations per minute'))).toEqual(['A', 'B'].map((name) =>
      `\${${name}}: AWS/SageMaker Invocations of \${Endpoint8024A810.EndpointName} \${${name}} (Sum)`));
  });

  test('of two endpoints are apart', () => {
    const stack = testStack();
    [['One', 'one'], ['Two', 'two']].forEach(([id, name]) => {
      const endpointConfig = aConfig(stack, `${id}Config`);
      new Endpoint(stack, id, { endpointConfig, endpointName: name }).addDashboard({ title: name });
    });
    const [one, two] = dashboardsIn(stack).map(({ widgets }) => linesOf(graphOf(widgets, 'Memory utilization')));
    expect(dashboardsIn(stack)).toHaveLength(2);
    expect(one).not.toEqual(two);
  });

  test('can be there twice', () => {
    const stack = testStack();
    const endpoint = onInstances(stack);
    expect([endpoint.addDashboard(), endpoint.addDashboard({ title: 'Other' })].map(({ node }) => node.id)).toEqual(['Dashboard', 'Dashboard2']);
    expect(dashboardsIn(stack).map(({ widgets }) => titlesOf(widgets)[0])).toEqual(['# ${Endpoint8024A810.EndpointName}', '# Other']);
  });

  test('may have further widgets', () => {
    const stack = testStack();
    onInstances(stack).addDashboard().dashboard.addWidgets(new cloudwatch.TextWidget({ markdown: 'Runbook' }));
    expect(titlesOf(widgetsIn(stack)).pop()).toBe('Runbook');
  });

  test('is made anew for each template', () => {
    const stack = testStack();
    const endpoint = onInstances(stack);
    const { dashboard } = endpoint.addDashboard();
    stack.resolve((dashboard.node.defaultChild as cloudwatch.CfnDashboard).dashboardBody);
    endpoint.addRecommendedAlarms();
    expect(titlesOf(widgetsIn(stack))).toContain('Alarms');
  });

  test('can be in the stack of an operations team, whose alarms roll deployments back', () => {
    const app = new App();
    const endpoint = onInstances(testStack({ app, id: 'There' }));
    const stack = testStack({ app });
    endpoint.addAutoRollbackAlarms(...new EndpointAlarms(stack, 'Alarms', { endpoint }).critical);
    new EndpointDashboard(stack, 'Dashboard', { endpoint });
    app.synth();
    expect(widgetsIn(stack)[0].properties.markdown).toContain('# There-Endpoint-');
    expect(resourcesOf(stack, TYPE)).not.toEqual({});
  });

  test('of an imported endpoint asks for metrics where the endpoint is', () => {
    const stack = testStack();
    imported(stack, [{ variantName: 'main' }], 'eu-west-1:210987654321').addDashboard();
    const there = { region: 'eu-west-1', accountId: '210987654321' };
    const graphs = widgetsIn(stack).filter(({ type }) => type === 'metric');
    const read = graphs.flatMap(({ properties }) => properties.metrics.map((metric: any[]) => metric[metric.length - 1]))
      .filter(({ expression }) => expression === undefined);
    expect(read.length).toBeGreaterThan(10);
    read.forEach((options) => expect(options).toMatchObject(there));
  });

  test('fails for an endpoint whose variants are not known', () => {
    const theirs = Endpoint.fromEndpointName(testStack(), 'Theirs', 'theirs');
    expect(messageOf(() => theirs.addDashboard())).toEqual(like('Test/Theirs: ... imported ... fromEndpointAttributes ... endpointConfig, ... EndpointConfig.fromEndpointConfigAttributes ...'));
  });

  test('fails for what is no endpoint of this library', () => {
    const stack = testStack();
    const stranger = { node: stack.node, endpointName: 'theirs', endpointArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs' } as unknown as Endpoint;
    expect(() => new EndpointDashboard(stack, 'Dashboard', { endpoint: stranger })).toThrow('was not created with this library, so its variants are not known');
  });
});

describe('dashboardName', () => {
  test.each(['a', 'A-b_1', 'a'.repeat(255)])('may be %p', (dashboardName) => {
    const stack = testStack();
    onInstances(stack).addDashboard({ dashboardName });
    expect(propertiesOf(stack, TYPE).DashboardName).toBe(dashboardName);
  });

  test('may be a token', () => {
    const stack = testStack();
    onInstances(stack).addDashboard({ dashboardName: new CfnParameter(stack, 'Name').valueAsString });
    expect(propertiesOf(stack, TYPE).DashboardName).toEqual({ Ref: 'Name' });
  });

  test.each(['', 'a b', 'a'.repeat(256)])('fails as %p', (dashboardName) => {
    expect(messageOf(() => onInstances(testStack()).addDashboard({ dashboardName })))
      .toBe(`Test/Endpoint/Dashboard: dashboardName must be letters, digits, '-' and '_' (1 to 255 characters), got '${dashboardName}'`);
  });
});

describe('period', () => {
  const shown = (options: EndpointDashboardOptions) => {
    const stack = testStack();
    onInstances(stack).addDashboard(options);
    return graphOf(widgetsIn(stack), 'Memory utilization').period;
  };

  test.each([[1, 1], [5, 5], [10, 10], [30, 30], [60, 60], [3600, 3600]])('may be %p seconds', (seconds, rendered) => {
    expect(shown({ period: Duration.seconds(seconds) })).toBe(rendered);
  });

  test.each([0, 2, 45, 90])('fails as %p seconds, also for the widgets alone', (seconds) => {
    const problem = `period must be 1, 5, 10, 30 seconds, or a multiple of 1 minute, got ${seconds} seconds`;
    expect(messageOf(() => onInstances(testStack()).addDashboard({ period: Duration.seconds(seconds) }))).toBe(`Test/Endpoint/Dashboard: ${problem}`);
    expect(messageOf(() => onInstances(testStack()).dashboardWidgets({ period: Duration.seconds(seconds) }))).toBe(`Test/Endpoint: ${problem}`);
  });

  test('fails with a fraction of a second', () => {
    const problem = (seconds: number) => `period must be 1, 5, 10, 30 seconds, or a multiple of 1 minute, got ${seconds} seconds`;
    expect(messageOf(() => onInstances(testStack()).addDashboard({ period: Duration.millis(1500) }))).toBe(`Test/Endpoint/Dashboard: ${problem(1.5)}`);
    expect(messageOf(() => onInstances(testStack()).dashboardWidgets({ period: Duration.millis(60_500) }))).toBe(`Test/Endpoint: ${problem(60.5)}`);
  });

  test('fails as a token, because CloudWatch takes certain periods only', () => {
    const stack = testStack();
    const period = Duration.seconds(new CfnParameter(stack, 'Period', { type: 'Number' }).valueAsNumber);
    expect(messageOf(() => onInstances(stack).addDashboard({ period })))
      .toBe('Test/Endpoint/Dashboard: period must be a duration that is known at synthesis, got a token');
  });
});

describe('the widgets alone', () => {
  test('are rows of a dashboard of the user', () => {
    const stack = testStack();
    const endpoint = onInstances(stack);
    const revenue = new cloudwatch.TextWidget({ markdown: 'Revenue', width: 24 });
    new cloudwatch.Dashboard(stack, 'Own', { widgets: [[revenue], ...endpoint.dashboardWidgets({ title: 'Churn' })] });
    expect(titlesOf(widgetsIn(stack)).slice(0, 3)).toEqual(['Revenue', '# Churn', '## Traffic and errors']);
    expect(widgetsIn(stack)[1]).toMatchObject({ x: 0, y: revenue.height, width: 24 });
  });

  test('show what has been added up to then', () => {
    const stack = testStack();
    const endpoint = onInstances(stack);
    const before = endpoint.dashboardWidgets();
    endpoint.addRecommendedAlarms();
    expect(endpoint.dashboardWidgets()).toHaveLength(before.length + 1);
  });
});
