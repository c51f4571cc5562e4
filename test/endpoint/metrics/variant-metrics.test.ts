import { App, CfnParameter, Duration, Stack, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import {
  Endpoint, EndpointConfig, InvocationHttpResponseCode, type IEndpointInstanceProductionVariant, type IEndpointServerlessProductionVariant,
} from '../../../src';
import { aConfig, aModel } from '../../helpers/given';
import { propertiesOf, testStack } from '../../helpers/stack';

const INVOCATION = 'AWS/SageMaker';
const INSTANCE = '/aws/sagemaker/Endpoints';
const OWN_NAME = { 'Fn::GetAtt': ['Endpoint8024A810', 'EndpointName'] };

type Variant = IEndpointInstanceProductionVariant & IEndpointServerlessProductionVariant;
type MetricMethod = (variant: Variant, props?: cloudwatch.MetricOptions) => cloudwatch.Metric;
type Row = [string, MetricMethod, string, string, string];

const ANY_KIND: Row[] = [
  ['metricInvocations', (variant, props) => variant.metricInvocations(props), INVOCATION, 'Invocations', 'Sum'],
  ['metricModelLatency', (variant, props) => variant.metricModelLatency(props), INVOCATION, 'ModelLatency', 'Average'],
  ['metricOverheadLatency', (variant, props) => variant.metricOverheadLatency(props), INVOCATION, 'OverheadLatency', 'Average'],
  [
    'metricInvocationResponseCode 4XX',
    (variant, props) => variant.metricInvocationResponseCode(InvocationHttpResponseCode.INVOCATION_4XX_ERRORS, props),
    INVOCATION, 'Invocation4XXErrors', 'Sum',
  ],
  [
    'metricInvocationResponseCode 5XX',
    (variant, props) => variant.metricInvocationResponseCode(InvocationHttpResponseCode.INVOCATION_5XX_ERRORS, props),
    INVOCATION, 'Invocation5XXErrors', 'Sum',
  ],
  ['metricMemoryUtilization', (variant, props) => variant.metricMemoryUtilization(props), INSTANCE, 'MemoryUtilization', 'Average'],
  ['metric', (variant, props) => variant.metric(INSTANCE, 'LoadedModelCount', props), INSTANCE, 'LoadedModelCount', 'Sum'],
];

const ON_INSTANCES: Row[] = [
  ['metricInvocationsPerInstance', (variant, props) => variant.metricInvocationsPerInstance(props), INVOCATION, 'InvocationsPerInstance', 'Sum'],
  ['metricDiskUtilization', (variant, props) => variant.metricDiskUtilization(props), INSTANCE, 'DiskUtilization', 'Average'],
  ['metricCpuUtilization', (variant, props) => variant.metricCpuUtilization(props), INSTANCE, 'CPUUtilization', 'Average'],
  ['metricGpuUtilization', (variant, props) => variant.metricGpuUtilization(props), INSTANCE, 'GPUUtilization', 'Average'],
  ['metricGpuMemoryUtilization', (variant, props) => variant.metricGpuMemoryUtilization(props), INSTANCE, 'GPUMemoryUtilization', 'Average'],
];

const SERVERLESS: Row[] = [
  ['metricModelSetupTime', (variant, props) => variant.metricModelSetupTime(props), INVOCATION, 'ModelSetupTime', 'Average'],
  [
    'metricConcurrentExecutionsUtilization', (variant, props) => variant.metricConcurrentExecutionsUtilization(props),
    INVOCATION, 'ServerlessConcurrentExecutionsUtilization', 'Maximum',
  ],
  [
    'metricProvisionedConcurrencyUtilization', (variant, props) => variant.metricProvisionedConcurrencyUtilization(props),
    INVOCATION, 'ServerlessProvisionedConcurrencyUtilization', 'Maximum',
  ],
];

function instanceVariant(stack: Stack): Variant {
  const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
  return endpoint.findInstanceProductionVariant('main') as Variant;
}

function serverlessVariant(stack: Stack): Variant {
  const endpointConfig = new EndpointConfig(stack, 'Config', {
    serverlessProductionVariant: { model: aModel(stack), variantName: 'main', maxConcurrency: 5, memorySizeInMB: 1024 },
  });
  const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig });
  return endpoint.findServerlessProductionVariant('main') as Variant;
}

function ofImported(stack: Stack): Variant {
  return Endpoint.fromEndpointName(stack, 'Theirs', 'theirs').findInstanceProductionVariant('main') as Variant;
}

describe.each([
  ['an instance variant', instanceVariant, OWN_NAME, [...ANY_KIND, ...ON_INSTANCES]],
  ['a serverless variant', serverlessVariant, OWN_NAME, [...ANY_KIND, ...SERVERLESS]],
  ['a variant of an imported endpoint', ofImported, 'theirs', [...ANY_KIND, ...ON_INSTANCES]],
])('%s', (_, variantIn, EndpointName, rows) => {
  const dimensions = { EndpointName, VariantName: 'main' };

  test.each(rows)('%s', (_name, metricOf, namespace, metricName, statistic) => {
    const stack = testStack();
    const metric = metricOf(variantIn(stack));
    expect({ ...metric, dimensions: stack.resolve(metric.dimensions) }).toMatchObject({
      namespace, metricName, statistic, period: Duration.minutes(5), dimensions,
    });
    expect(metric.unit).toBeUndefined();
    expect(metric.label).toBeUndefined();
  });

  test.each(rows)('%s keeps its statistic when that of the options is undefined', (_name, metricOf, _namespace, _metricName, statistic) => {
    expect(metricOf(variantIn(testStack()), { statistic: undefined }).statistic).toBe(statistic);
  });

  test.each(rows)('%s with options', (_name, metricOf, namespace, metricName) => {
    const stack = testStack();
    const metric = metricOf(variantIn(stack), {
      statistic: 'p99',
      period: Duration.minutes(1),
      label: 'mine',
      color: '#123456',
      region: 'eu-west-1',
      account: '210987654321',
      dimensionsMap: { InstanceType: 'ml.m5.large' },
    });
    expect({ ...metric, dimensions: stack.resolve(metric.dimensions) }).toMatchObject({
      namespace,
      metricName,
      statistic: 'p99',
      period: Duration.minutes(1),
      label: 'mine',
      color: '#123456',
      region: 'eu-west-1',
      account: '210987654321',
      dimensions: { ...dimensions, InstanceType: 'ml.m5.large' },
    });
  });
});

test('the endpoint is named by its attribute, so that the alarm waits for it', () => {
  const stack = testStack();
  const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
  endpoint.findInstanceProductionVariant('main').metricModelLatency().createAlarm(stack, 'Alarm', { threshold: 100_000, evaluationPeriods: 3 });
  expect(propertiesOf(stack, 'AWS::CloudWatch::Alarm')).toEqual({
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Dimensions: [
      { Name: 'EndpointName', Value: stack.resolve(endpoint.endpointName) },
      { Name: 'VariantName', Value: 'main' },
    ],
    EvaluationPeriods: 3,
    MetricName: 'ModelLatency',
    Namespace: INVOCATION,
    Period: 300,
    Statistic: 'Average',
    Threshold: 100_000,
  });
});

test('metrics of several variants go into one expression', () => {
  const stack = testStack();
  const config = aConfig(stack);
  config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'also' });
  const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: config });
  const [one, two] = endpoint.instanceProductionVariants.map((variant) => variant.metricInvocations());
  new cloudwatch.MathExpression({ expression: 'one + two', usingMetrics: { one, two } })
    .createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
  const metrics = propertiesOf(stack, 'AWS::CloudWatch::Alarm').Metrics.filter((metric: any) => metric.MetricStat);
  expect(metrics.map((metric: any) => metric.MetricStat.Metric.Dimensions[1].Value)).toEqual(['main', 'also']);
});

test('the metrics of one variant can be read twice in one dashboard', () => {
  const stack = testStack();
  const variant = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) }).findInstanceProductionVariant('main');
  const rate = () => new cloudwatch.MathExpression({
    expression: 'errors / requests',
    usingMetrics: {
      errors: variant.metricInvocationResponseCode(InvocationHttpResponseCode.INVOCATION_5XX_ERRORS),
      requests: variant.metricInvocations(),
    },
  });
  new cloudwatch.Dashboard(stack, 'Dashboard', { widgets: [[new cloudwatch.GraphWidget({ left: [rate()], right: [rate()] })]] });
  expect(propertiesOf(stack, 'AWS::CloudWatch::Dashboard')).toHaveProperty('DashboardBody');
});

describe('the account and region of the metrics', () => {
  const imported = (stack: Stack, region: string, account: string) =>
    Endpoint.fromEndpointArn(stack, 'Theirs', `arn:aws:sagemaker:${region}:${account}:endpoint/theirs`).findInstanceProductionVariant('main');

  test.each([
    ['us-east-1', '123456789012'],
    ['eu-west-1', '123456789012'],
    ['us-east-1', '210987654321'],
    ['eu-west-1', '210987654321'],
  ])('of an endpoint imported from %s of %s are those of the endpoint', (region, account) => {
    const told = { region, account };
    const variant = imported(testStack(), region, account);
    const metrics = [variant.metricInvocations(), variant.metricCpuUtilization(), variant.metric(INSTANCE, 'LoadedModelCount')];
    expect(metrics.map((metric) => ({ region: metric.region, account: metric.account }))).toEqual([told, told, told]);
  });

  test('of a serverless variant of an imported endpoint are told too', () => {
    const endpoint = Endpoint.fromEndpointArn(testStack(), 'Theirs', 'arn:aws:sagemaker:eu-west-1:210987654321:endpoint/theirs');
    expect(endpoint.findServerlessProductionVariant('less').metricModelSetupTime()).toMatchObject({ region: 'eu-west-1', account: '210987654321' });
  });

  test('stay when they are given as undefined, as some languages do', () => {
    const metric = imported(testStack(), 'eu-west-1', '210987654321').metricInvocations({ region: undefined, account: undefined });
    expect(metric).toMatchObject({ region: 'eu-west-1', account: '210987654321' });
  });

  test('of an endpoint of one stack are in the dashboard of a stack of another region', () => {
    const app = new App();
    const metric = instanceVariant(testStack({ app })).metricInvocations();
    const other = testStack({ app, id: 'Other', env: { account: '123456789012', region: 'eu-west-1' } });
    new cloudwatch.Dashboard(other, 'Dashboard', { widgets: [[new cloudwatch.GraphWidget({ left: [metric.with({ dimensionsMap: { A: 'b' } })] })]] });
    expect(JSON.stringify(propertiesOf(other, 'AWS::CloudWatch::Dashboard').DashboardBody).replace(/\\/g, '')).toContain('"region":"us-east-1"');
  });

  test('of an endpoint of the stack do not clutter its alarms', () => {
    const stack = testStack();
    instanceVariant(stack).metricInvocations().createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
    expect(propertiesOf(stack, 'AWS::CloudWatch::Alarm')).toMatchObject({ MetricName: 'Invocations', Namespace: 'AWS/SageMaker', Statistic: 'Sum' });
  });

  test('can be told otherwise', () => {
    const metric = imported(testStack(), 'eu-west-1', '210987654321').metricInvocations({ region: 'eu-north-1', account: '111111111111' });
    expect(metric).toMatchObject({ region: 'eu-north-1', account: '111111111111' });
  });

  test('are not told where those of the stack are not known', () => {
    const metric = imported(testStack({ env: undefined }), 'eu-west-1', '210987654321').metricInvocations();
    expect([metric.region, metric.account]).toEqual([undefined, undefined]);
  });

  test('of an endpoint whose ARN is a token are those of the stack', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointArn(stack, 'Theirs', new CfnParameter(stack, 'Arn').valueAsString);
    const metric = endpoint.findInstanceProductionVariant('main').metricInvocations();
    expect([metric.region, metric.account]).toEqual(['us-east-1', '123456789012']);
  });

  test('reach a dashboard', () => {
    const stack = testStack();
    const metric = imported(stack, 'eu-west-1', '210987654321').metricInvocations();
    new cloudwatch.Dashboard(stack, 'Dashboard', { widgets: [[new cloudwatch.GraphWidget({ left: [metric] })]] });
    expect(JSON.stringify(propertiesOf(stack, 'AWS::CloudWatch::Dashboard').DashboardBody).replace(/\\/g, ''))
      .toContain('{"accountId":"210987654321","region":"eu-west-1","stat":"Sum"}');
  });

  test('reach an alarm on another account', () => {
    const stack = testStack();
    imported(stack, 'us-east-1', '210987654321').metricInvocations().createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
    expect(propertiesOf(stack, 'AWS::CloudWatch::Alarm').Metrics).toEqual([expect.objectContaining({ AccountId: '210987654321' })]);
  });
});
