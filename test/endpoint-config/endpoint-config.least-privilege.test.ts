import { App, aws_s3 as s3, aws_sns as sns, type Stack } from 'aws-cdk-lib';
import {
  EndpointConfig, Explainer, Model, ShapBaseline, type EndpointConfigProps, type IModel, type InstanceProductionVariantProps,
} from '../../src';
import { aVpc } from '../helpers/given';
import { nagFindings } from '../helpers/nag';
import { resourcesOf, testStack } from '../helpers/stack';
import { UserImage, arnIn } from '../model/given';
import { aBucket, aKey } from '../registry/given';

const KEY = 'arn:aws:kms:us-east-1:123456789012:key';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012';

const allow = (Action: string | string[], Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
const s3Arn = (place: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${place}`]] });

// What each model is allowed, see test/model/least-privilege.test.ts.
const LOGS = allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], arnIn('logs', 'log-group:/aws/sagemaker/*'));
const METRICS = allow('cloudwatch:PutMetricData', '*');
const NETWORK = allow([
  'ec2:CreateNetworkInterface', 'ec2:CreateNetworkInterfacePermission', 'ec2:DeleteNetworkInterface', 'ec2:DeleteNetworkInterfacePermission',
  'ec2:DescribeDhcpOptions', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcEndpoints', 'ec2:DescribeVpcs',
], '*');

const respond = (place: string) => allow(['s3:AbortMultipartUpload', 's3:PutObject'], s3Arn(place));
const put = (place: string) => allow('s3:PutObject', s3Arn(place));
const get = (place: string) => allow('s3:GetObject', s3Arn(place));
const list = (bucket: string) => allow('s3:ListBucket', s3Arn(bucket));
const encrypt = (key: string) => allow(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'], `${KEY}/${key}`);
const SESSIONS = allow([
  'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel',
], '*');
const VOLUMES = [
  allow(['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], `${KEY}/volumes`),
  { ...allow('kms:CreateGrant', `${KEY}/volumes`), Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } },
];

const encrypted = (stack: Stack, name: string) => s3.Bucket.fromBucketAttributes(stack, name, { bucketName: name, encryptionKey: aKey(stack, `of-${name}`) });
const topic = (stack: Stack, name: string, keyArn?: string) => sns.Topic.fromTopicAttributes(stack, name, { topicArn: `${TOPIC}:${name}`, keyArn });

interface Option {
  readonly props?: EndpointConfigProps;
  readonly variant?: Partial<InstanceProductionVariantProps>;
}

type OptionIn = (stack: Stack) => Option;

const CAPTURE: OptionIn = (stack) => ({ props: { dataCapture: { destination: { bucket: aBucket(stack, 'captured'), prefix: 'churn' } } } });
const DUMPS: OptionIn = (stack) => ({ variant: { coreDump: { destination: { bucket: aBucket(stack, 'dumps'), prefix: 'churn' } } } });
const ASYNC: OptionIn = (stack) => ({
  props: {
    asyncInference: {
      output: { bucket: encrypted(stack, 'responses'), prefix: 'out' },
      failure: { bucket: aBucket(stack, 'failures') },
      input: { bucket: encrypted(stack, 'requests'), prefix: 'in' },
      successTopic: topic(stack, 'answered', `${KEY}/of-topic`),
      errorTopic: topic(stack, 'failed'),
    },
  },
});

/** The whole policy of the role that a construct has made, which must be the only one. */
function policyOf(stack: Stack, construct: string): any {
  const policies = Object.entries(resourcesOf(stack, 'AWS::IAM::Policy'));
  expect(policies.map(([id]) => id)).toEqual([expect.stringMatching(new RegExp(`^${construct}Role`))]);
  const [role] = Object.values(resourcesOf(stack, 'AWS::IAM::Role'));
  expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
  return policies[0][1].Properties.PolicyDocument;
}

function configIn(stack: Stack, option: OptionIn, model?: IModel, further: EndpointConfigProps = {}): void {
  const { props, variant } = option(stack);
  new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'main', ...variant }], ...props, ...further });
}

const plainModel = (stack: Stack) => new Model(stack, 'Model', { containers: [{ image: new UserImage() }] });

const OPTIONS: [string, OptionIn, object[]][] = [
  ['nothing in particular', () => ({}), []],
  ['metrics', () => ({ props: { metrics: { enhancedMetrics: true, detailedObservability: true } } }), []],
  ['a key of the volumes', (stack) => ({ props: { encryptionKey: aKey(stack, 'volumes') } }), VOLUMES],
  ['asynchronous inference', (stack) => ({ props: { asyncInference: { output: { bucket: aBucket(stack), prefix: 'out' } } } }),
    [respond('bucket/out/*'), list('bucket')]],
  ['all of asynchronous inference', ASYNC, [
    respond('responses/out/*'), encrypt('of-responses'), list('responses'),
    respond('failures/*'), list('failures'),
    get('requests/in/*'), allow('kms:Decrypt', `${KEY}/of-requests`),
    allow('sns:Publish', `${TOPIC}:answered`), allow(['kms:Decrypt', 'kms:GenerateDataKey'], `${KEY}/of-topic`),
    allow('sns:Publish', `${TOPIC}:failed`),
  ]],
  ['asynchronous inference with a key', (stack) => ({
    props: {
      asyncInference: {
        output: { bucket: encrypted(stack, 'responses') }, failure: { bucket: encrypted(stack, 'failures') }, encryptionKey: aKey(stack, 'given'),
      },
    },
  }), [respond('responses/*'), encrypt('given'), list('responses'), respond('failures/*'), list('failures')]],
  ['data capture', CAPTURE, [put('captured/churn/*')]],
  ['data capture in an encrypted bucket', (stack) => ({ props: { dataCapture: { destination: { bucket: encrypted(stack, 'captured') } } } }),
    [put('captured/*'), encrypt('of-captured')]],
  ['data capture with a key', (stack) => ({
    props: {
      dataCapture: {
        destination: { bucket: encrypted(stack, 'captured') }, encryptionKey: aKey(stack, 'given'),
      },
    },
  }), [put('captured/*'), encrypt('given')]],
  ['an explainer', () => ({ props: { explainer: Explainer.clarify({ baseline: ShapBaseline.inline('1,2') }) } }), []],
  ['an explainer with a baseline in a bucket',
    (stack) => ({ props: { explainer: Explainer.clarify({ baseline: ShapBaseline.fromBucket(aBucket(stack), 'a/b.csv') }) } }), [get('bucket/a/b.csv')]],
  ['an explainer with a baseline in an encrypted bucket',
    (stack) => ({ props: { explainer: Explainer.clarify({ baseline: ShapBaseline.fromBucket(encrypted(stack, 'baselines'), 'b.csv') }) } }),
    [get('baselines/b.csv'), allow('kms:Decrypt', `${KEY}/of-baselines`)]],
  ['core dumps', DUMPS, [put('dumps/churn/*')]],
  ['core dumps in an encrypted bucket', (stack) => ({ variant: { coreDump: { destination: { bucket: encrypted(stack, 'dumps') } } } }),
    [put('dumps/*'), encrypt('of-dumps')]],
  ['core dumps with a key', (stack) => ({
    variant: {
      coreDump: {
        destination: { bucket: encrypted(stack, 'dumps') }, encryptionKey: aKey(stack, 'given'),
      },
    },
  }), [put('dumps/*'), encrypt('given')]],
];

describe.each(OPTIONS)('with %s the policy', (_what, option, statements) => {
  test('of the role of the model is what it takes', () => {
    const stack = testStack();
    configIn(stack, option, plainModel(stack));
    expect(policyOf(stack, 'Model')).toEqual({ Version: '2012-10-17', Statement: [LOGS, METRICS, ...statements] });
  });

  test('of the role of inference components is the same', () => {
    const stack = testStack();
    configIn(stack, option);
    expect(policyOf(stack, 'Config')).toEqual({ Version: '2012-10-17', Statement: [LOGS, METRICS, ...statements] });
  });
});

test('the role of inference components in a VPC has the network interfaces too', () => {
  const stack = testStack();
  configIn(stack, CAPTURE, undefined, { vpc: aVpc(stack) });
  expect(policyOf(stack, 'Config')).toEqual({ Version: '2012-10-17', Statement: [LOGS, METRICS, NETWORK, put('captured/churn/*')] });
});

test('with sessions by Systems Manager the role of the model may open their channels', () => {
  const stack = testStack();
  configIn(stack, () => ({ variant: { ssmAccess: true } }), plainModel(stack));
  expect(policyOf(stack, 'Model')).toEqual({ Version: '2012-10-17', Statement: [LOGS, METRICS, SESSIONS] });
});

test.each<[string, boolean, boolean]>([
  ['that are not wanted the role of the model', true, false],
  ['the role of inference components, which AWS does not let into,', false, true],
])('with sessions by Systems Manager %s may open no channel', (_what, withModel, ssmAccess) => {
  const stack = testStack();
  configIn(stack, () => ({ variant: { ssmAccess } }), withModel ? plainModel(stack) : undefined);
  expect(policyOf(stack, withModel ? 'Model' : 'Config').Statement).toEqual([LOGS, METRICS]);
});

/** Everything that one endpoint can have, as far as permissions go. */
const ALL: OptionIn = (stack) => ({
  props: {
    ...ASYNC(stack).props,
    ...CAPTURE(stack).props,
    explainer: Explainer.clarify({ baseline: ShapBaseline.fromBucket(encrypted(stack, 'baselines'), 'b.csv') }),
  },
  variant: { ...DUMPS(stack).variant, ssmAccess: true },
});

/** The roles of models and configurations, and their policies. */
const OF_ROLES = /^Test\/(Model|Config)\/Role/;

/** Each wildcard that is left in what a role may do, and who demands it. */
const FINDINGS = [
  // The log groups are named after endpoints, which come and go: https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:us-east-1:123456789012:log-group:/aws/sagemaker/*]',
  // cloudwatch:PutMetricData knows no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
  // The ssmmessages actions know none either:
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmessagegatewayservice.html
  'AwsSolutions-IAM5[Resource::*]',
  // Each response and each message of a failure is an object of its own: https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-invoke-endpoint.html
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::responses/out/*]',
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::failures/*]',
  // Each request names its own object: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::requests/in/*]',
  // Captured data is in files by variant and hour: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::captured/churn/*]',
  // Each core dump is an object of its own: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCoreDumpConfig.html
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::dumps/churn/*]',
];

test.each([true, false])('AwsSolutions finds on a role with all of it only what is demanded (role of a model: %p)', (withModel) => {
  const app = new App();
  const stack = testStack({ app });
  configIn(stack, ALL, withModel ? plainModel(stack) : undefined);
  expect(nagFindings(app, OF_ROLES).sort()).toEqual([...FINDINGS].sort());
});

test('AwsSolutions finds on a role with a key of the volumes the kinds of two actions, which AWS does not tell apart', () => {
  const app = new App();
  const stack = testStack({ app });
  configIn(stack, (inStack) => ({ props: { encryptionKey: aKey(inStack, 'volumes') } }), plainModel(stack));
  // The actions are those of AWS's own hosting solution: docs/decisions/02-least-privilege.md
  expect(nagFindings(app, OF_ROLES).sort()).toEqual([
    ...FINDINGS.slice(0, 2), 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]', 'AwsSolutions-IAM5[Action::kms:ReEncrypt*]',
  ].sort());
});
