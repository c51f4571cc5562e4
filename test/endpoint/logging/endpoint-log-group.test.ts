import { App, CfnParameter, NestedStack, RemovalPolicy, aws_iam as iam, aws_kms as kms, aws_logs as logs, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DeploymentStrategy, Endpoint, EndpointConfig, type EndpointProps } from '../../../src';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, statementsOf, testStack } from '../../helpers/stack';

const GROUP = 'AWS::Logs::LogGroup';
const ENDPOINT = 'AWS::SageMaker::Endpoint';

function anEndpoint(stack: Stack, props: Partial<EndpointProps> = {}, id = 'Endpoint'): Endpoint {
  return new Endpoint(stack, id, { endpointConfig: EndpointConfig.fromEndpointConfigName(stack, `${id}Config`, 'theirs'), ...props });
}

function only(stack: Stack, type: string): any {
  const resources = Object.values(resourcesOf(stack, type));
  expect(resources).toHaveLength(1);
  return resources[0];
}

function readableBy(stack: Stack, group: logs.ILogGroup): unknown {
  group.grantRead(new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
  const statements = statementsOf(stack);
  expect(statements).toHaveLength(1);
  return statements[0].Resource;
}

describe('addLogGroup', () => {
  test('makes the group before the endpoint, which gets a name that is known by then', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    const group = endpoint.addLogGroup();
    const [groupId] = Object.keys(resourcesOf(stack, GROUP));
    expect(group.node.path).toBe('Test/Endpoint/LogGroup');
    expect(only(stack, GROUP)).toMatchObject({
      Properties: { LogGroupName: '/aws/sagemaker/Endpoints/Test-Endpoint-0FBD4E12', RetentionInDays: 731 },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    });
    expect(only(stack, ENDPOINT)).toMatchObject({ Properties: { EndpointName: 'Test-Endpoint-0FBD4E12' }, DependsOn: [groupId] });
  });

  test('is named after an endpoint with a given name, capitals and all', () => {
    const stack = testStack();
    anEndpoint(stack, { endpointName: 'Churn-Prod' }).addLogGroup();
    expect(only(stack, GROUP).Properties.LogGroupName).toBe('/aws/sagemaker/Endpoints/Churn-Prod');
    expect(only(stack, ENDPOINT).Properties.EndpointName).toBe('Churn-Prod');
  });

  test('is named after a name that is a token', () => {
    const stack = testStack();
    anEndpoint(stack, { endpointName: new CfnParameter(stack, 'Name').valueAsString }).addLogGroup();
    expect(only(stack, GROUP).Properties.LogGroupName).toEqual({ 'Fn::Join': ['', ['/aws/sagemaker/Endpoints/', { Ref: 'Name' }]] });
    expect(only(stack, ENDPOINT).Properties.EndpointName).toEqual({ Ref: 'Name' });
  });

  test('has retention, key and removal policy', () => {
    const stack = testStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/logs');
    anEndpoint(stack).addLogGroup({ retention: logs.RetentionDays.ONE_MONTH, encryptionKey, removalPolicy: RemovalPolicy.DESTROY });
    expect(only(stack, GROUP)).toMatchObject({
      Properties: { KmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/logs', RetentionInDays: 30 }, UpdateReplacePolicy: 'Delete', DeletionPolicy: 'Delete',
    });
  });

  test('can keep logs forever', () => {
    const stack = testStack();
    anEndpoint(stack).addLogGroup({ retention: logs.RetentionDays.INFINITE });
    expect(only(stack, GROUP).Properties).not.toHaveProperty('RetentionInDays');
  });

  test('has the defaults when options are undefined, as other languages give them', () => {
    const [plain, undefineds] = [testStack(), testStack()];
    anEndpoint(plain).addLogGroup();
    anEndpoint(undefineds).addLogGroup({ retention: undefined, encryptionKey: undefined, removalPolicy: undefined });
    expect(resourcesOf(undefineds, GROUP)).toEqual(resourcesOf(plain, GROUP));
  });

  test('fails when it is called twice', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    const group = endpoint.addLogGroup();
    expect(messageOf(() => endpoint.addLogGroup())).toBe('Test/Endpoint: an endpoint can have only 1 log group; call addLogGroup once');
    expect(endpoint.logGroup).toBe(group);
    expect(Object.keys(resourcesOf(stack, GROUP))).toHaveLength(1);
  });

  test('makes one for each of two endpoints', () => {
    const stack = testStack();
    ['One', 'Two'].forEach((id) => anEndpoint(stack, {}, id).addLogGroup());
    const names = Object.values(resourcesOf(stack, ENDPOINT)).map(({ Properties }) => Properties.EndpointName);
    expect(new Set(names).size).toBe(2);
    expect(Object.values(resourcesOf(stack, GROUP)).map(({ Properties }) => Properties.LogGroupName)).toEqual(names.map((name) => `/aws/sagemaker/Endpoints/${name}`));
  });

  test('makes one for each of two endpoints of nested stacks that are alike', () => {
    const app = new App();
    const nested = ['One', 'Two'].flatMap((id) => {
      const parent = testStack({ app, id });
      return ['A', 'B'].map((inner) => new NestedStack(parent, inner));
    });
    nested.forEach((stack) => anEndpoint(stack).addLogGroup());
    const names = nested.map((stack) => only(stack, GROUP).Properties.LogGroupName);
    expect(names.every((name) => typeof name === 'string')).toBe(true);
    expect(new Set(names).size).toBe(4);
  });

  test('may be called after the metrics have been used, which then name the endpoint as well', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    const variant = endpoint.findInstanceProductionVariant('main');
    variant.metricInvocations().createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
    endpoint.addLogGroup();
    expect(propertiesOf(stack, 'AWS::CloudWatch::Alarm').Dimensions).toContainEqual({ Name: 'EndpointName', Value: 'Test-Endpoint-0FBD4E12' });
  });

  test('goes together with alarms that take a deployment back, with one name for all', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack, { deploymentStrategy: DeploymentStrategy.blueGreen() });
    const alarm = endpoint.findInstanceProductionVariant('main').metricModelLatency().createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
    endpoint.addAutoRollbackAlarms(alarm);
    const group = endpoint.addLogGroup();
    new logs.MetricFilter(stack, 'Filter', { logGroup: group, filterPattern: logs.FilterPattern.anyTerm('ERROR'), metricName: 'errors', metricNamespace: 'own' });
    const { Properties, DependsOn } = only(stack, ENDPOINT);
    expect(Properties.EndpointName).toBe('Test-Endpoint-0FBD4E12');
    expect(DependsOn).toEqual(Object.keys(resourcesOf(stack, GROUP)));
    expect(only(stack, GROUP).Properties.LogGroupName).toBe('/aws/sagemaker/Endpoints/Test-Endpoint-0FBD4E12');
    expect(propertiesOf(stack, 'AWS::CloudWatch::Alarm').Dimensions).toContainEqual({ Name: 'EndpointName', Value: 'Test-Endpoint-0FBD4E12' });
    expect(Properties.DeploymentConfig.AutoRollbackConfiguration).toEqual({ Alarms: [{ AlarmName: stack.resolve(alarm.alarmName) }] });
    expect(endpoint.node.validate()).toEqual([]);
  });
});

describe('logGroup', () => {
  test('is the one that addLogGroup made', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    const group = endpoint.addLogGroup();
    expect(endpoint.logGroup).toBe(group);
    expect(readableBy(stack, endpoint.logGroup)).toEqual({ 'Fn::GetAtt': [Object.keys(resourcesOf(stack, GROUP))[0], 'Arn'] });
  });

  test('is the one that SageMaker makes, after the name that CloudFormation makes, and the same on each call', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    expect(endpoint.logGroup).toBe(endpoint.logGroup);
    const name = { 'Fn::GetAtt': ['Endpoint8024A810', 'EndpointName'] };
    expect(stack.resolve(endpoint.logGroup.logGroupName)).toEqual({ 'Fn::Join': ['', ['/aws/sagemaker/Endpoints/', name]] });
    expect(readableBy(stack, endpoint.logGroup)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:us-east-1:123456789012:log-group:/aws/sagemaker/Endpoints/', name, ':*']],
    });
    expect(resourcesOf(stack, GROUP)).toEqual({});
    expect(only(stack, ENDPOINT).Properties).not.toHaveProperty('EndpointName');
  });

  test('becomes the one that addLogGroup makes later', () => {
    const endpoint = anEndpoint(testStack());
    const before = endpoint.logGroup;
    const group = endpoint.addLogGroup();
    expect(endpoint.logGroup).toBe(group);
    expect(before).not.toBe(group);
  });

  test('is that of an imported endpoint, by the name with its capitals', () => {
    const stack = testStack();
    const group = Endpoint.fromEndpointName(stack, 'Theirs', 'Churn-Prod').logGroup;
    expect(group.logGroupName).toBe('/aws/sagemaker/Endpoints/Churn-Prod');
    expect(readableBy(stack, group)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:us-east-1:123456789012:log-group:/aws/sagemaker/Endpoints/Churn-Prod:*']],
    });
  });

  test('is where an imported endpoint is, which need not be where the stack is', () => {
    const stack = testStack();
    const group = Endpoint.fromEndpointArn(stack, 'Theirs', 'arn:aws:sagemaker:eu-west-1:210987654321:endpoint/theirs').logGroup;
    expect(group.env).toEqual({ account: '210987654321', region: 'eu-west-1' });
    expect(readableBy(stack, group)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-west-1:210987654321:log-group:/aws/sagemaker/Endpoints/theirs:*']],
    });
  });

  test('is that of an imported endpoint whose ARN is a token', () => {
    const stack = testStack();
    const group = Endpoint.fromEndpointArn(stack, 'Theirs', new CfnParameter(stack, 'Arn').valueAsString).logGroup;
    const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':', { Ref: 'Arn' }] }] });
    const name = { 'Fn::Select': [1, { 'Fn::Split': ['/', part(5)] }] };
    expect(stack.resolve(group.logGroupName)).toEqual({ 'Fn::Join': ['', ['/aws/sagemaker/Endpoints/', name]] });
    expect(readableBy(stack, group)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:', part(3), ':', part(4), ':log-group:/aws/sagemaker/Endpoints/', name, ':*']],
    });
  });

  test('is where the stack is, if that is not known', () => {
    const stack = testStack({ env: undefined });
    expect(readableBy(stack, anEndpoint(stack, { endpointName: 'churn' }).logGroup)).toEqual({
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':log-group:/aws/sagemaker/Endpoints/',
        { 'Fn::GetAtt': ['Endpoint8024A810', 'EndpointName'] }, ':*',
      ]],
    });
  });

  test.each<[string, (endpoint: Endpoint) => void, unknown]>([
    ['SageMaker makes', () => {}, { 'Fn::Join': ['', ['/aws/sagemaker/Endpoints/', { 'Fn::GetAtt': ['Endpoint8024A810', 'EndpointName'] }]] }],
    ['addLogGroup makes', (endpoint) => endpoint.addLogGroup(), { Ref: 'EndpointLogGroup15F89CA5' }],
  ])('takes a metric filter when it is the one that %s', (_who, prepare, LogGroupName) => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    prepare(endpoint);
    endpoint.logGroup.addMetricFilter('Errors', { filterPattern: logs.FilterPattern.anyTerm('ERROR'), metricName: 'errors', metricNamespace: 'own' });
    expect(propertiesOf(stack, 'AWS::Logs::MetricFilter')).toMatchObject({ LogGroupName, FilterPattern: '"ERROR"' });
  });
});

test('the endpoint waits for the group alone, not for what is below it and may know the endpoint', () => {
  const stack = testStack();
  const endpoint = anEndpoint(stack);
  const group = endpoint.addLogGroup();
  group.addMetricFilter('Errors', {
    filterPattern: logs.FilterPattern.literal('ERROR'), metricNamespace: 'Serving', metricName: 'Errors', dimensions: { Endpoint: '$.endpoint' },
  }).node.addDependency(endpoint.node.defaultChild!);
  expect(Template.fromStack(stack).findResources('AWS::Logs::MetricFilter')).not.toEqual({});
});

test('the key lets CloudWatch Logs use it, for just this group', () => {
  const stack = testStack();
  anEndpoint(stack, { endpointName: 'churn' }).addLogGroup({ encryptionKey: new kms.Key(stack, 'Key') });
  const [, statement] = propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement;
  expect(statement).toEqual({
    Action: ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    Condition: {
      ArnEquals: {
        'kms:EncryptionContext:aws:logs:arn': {
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:us-east-1:123456789012:log-group:/aws/sagemaker/Endpoints/churn']],
        },
      },
    },
    Effect: 'Allow',
    Principal: { Service: 'logs.us-east-1.amazonaws.com' },
    Resource: '*',
  });
});
