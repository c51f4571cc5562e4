import { App, CfnParameter, Stack, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Endpoint, InvocationHttpResponseCode, type IEndpointInstanceProductionVariant } from '../../../src';
import { aConfig, aModel } from '../../helpers/given';
import { propertiesOf, testStack } from '../../helpers/stack';

function instanceVariant(stack: Stack): IEndpointInstanceProductionVariant {
  return new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) }).findInstanceProductionVariant('main');
}

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
    Namespace: 'AWS/SageMaker',
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
    const metrics = [variant.metricInvocations(), variant.metricCpuUtilization(), variant.metric('/aws/sagemaker/Endpoints', 'LoadedModelCount')];
    expect(metrics.map((metric) => ({ region: metric.region, account: metric.account }))).toEqual([told, told, told]);
  });

  test('of a serverless variant of an imported endpoint are those of its ARN, too', () => {
    const endpoint = Endpoint.fromEndpointArn(testStack(), 'Theirs', 'arn:aws:sagemaker:eu-west-1:210987654321:endpoint/theirs');
    expect(endpoint.findServerlessProductionVariant('less').metricModelSetupTime()).toMatchObject({ region: 'eu-west-1', account: '210987654321' });
  });

  test('are not overridden by undefined, which some languages pass', () => {
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

  test('can be overridden', () => {
    const metric = imported(testStack(), 'eu-west-1', '210987654321').metricInvocations({ region: 'eu-north-1', account: '111111111111' });
    expect(metric).toMatchObject({ region: 'eu-north-1', account: '111111111111' });
  });

  test('are omitted if those of the stack are not known', () => {
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
