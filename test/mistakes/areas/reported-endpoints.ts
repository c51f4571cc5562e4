import { Stack, aws_iam as iam, aws_kms as kms, aws_s3 as s3, aws_sns as sns } from 'aws-cdk-lib';
import type { Given } from '../given';
import { AWS, call, handled, silent, warned, type Mistake } from '../mistake';

/*
 * Mistakes in endpoints from public reports, besides those that are found by their rules. The source of each is the report.
 */

const { REFUSES, REQUESTS_FAIL, IGNORES, HARMS } = AWS;
const issue = (repository: string, number: number) => `https://github.com/${repository}/issues/${number}`;
const ACCOUNT = '222222222222';
const THEIR_GROUP = `arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package-group/churn`;
const BACKLOG = 'HasBacklogWithoutCapacity';
const named = (g: Given) => g.endpoint({}, {}, { endpointName: 'churn' });
/** A role of the app, in a stack of the account. */
const clientIn = (g: Given, account: string) =>
  new iam.Role(new Stack(g.stack.node.root, 'Clients', { env: { account, region: 'us-east-1' } }), 'Client', { roleName: 'client', assumedBy: new iam.AccountPrincipal(account) });
const invoking = (g: Given, grantee: iam.IGrantable) => g.endpoint().grantInvoke(grantee);
const notified = (g: Given, masterKey?: kms.IKey) => g.asynchronous({}, { successTopic: new sns.Topic(g.stack, 'Done', { masterKey }) });
const dumping = (g: Given) => g.config({ coreDump: { destination: { bucket: g.bucket, prefix: 'dumps' } } });
const captured = (g: Given, prefix: string) => g.config({}, { dataCapture: { destination: { bucket: g.bucket, prefix } } });
const onBacklog = (g: Given) =>
  g.asynchronous().findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 2 }).scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 });

export const reportedVariants: readonly Mistake[] = [
  {
    title: 'a name of a variant with an underscore',
    aws: REFUSES,
    source: issue('hashicorp/terraform-provider-aws', 8713),
    ours: call("variantName must be letters, digits and hyphens, with no hyphen at either end (1 to 63 characters), got 'some_variant'", (g) => g.config({ variantName: 'some_variant' })),
    l1: (g) => g.config({ variantName: 'some_variant' }),
    alpha: silent,
    right: (g) => g.config({ variantName: 'some-variant' }),
  },
  {
    title: 'the instance type `ml.t3.medium`, which only notebooks and other jobs have',
    aws: REFUSES,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html',
    ours: warned('unknownInstanceType', (g) => g.config({ instanceType: g.sm.InstanceType.of('ml.t3.medium') })),
    l1: (g) => g.config({ instanceType: 'ml.t3.medium' }),
    alpha: silent,
    right: (g) => g.config({ instanceType: g.sm.InstanceType.of('ml.t2.medium') }),
  },
  {
    title: 'core dumps to a bucket that the role may not write to',
    aws: REQUESTS_FAIL,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCoreDumpConfig.html',
    ours: handled('/dumps/*"', (g) => dumping(g)),
    l1: (g) => g.config({ coreDumpConfig: { destinationS3Uri: 's3://dumps' } }),
    right: (g) => dumping(g),
  },
];

export const reportedQueues: readonly Mistake[] = [
  {
    title: 'a topic of an asynchronous endpoint to which the role may not publish',
    aws: 'fails: "Please ensure the role ... has "sns:Publish" permissions for topic ..."',
    source: issue('aws/amazon-sagemaker-examples', 4461),
    ours: handled('"Action":"sns:Publish"', (g) => notified(g)),
    l1: (g) => g.config({}, { asyncInferenceConfig: { outputConfig: { s3OutputPath: 's3://responses/', notificationConfig: { successTopic: 'arn:aws:sns:us-east-1:123456789012:done' } } } }),
    right: (g) => notified(g),
  },
  {
    title: 'a topic of an asynchronous endpoint with a customer managed key that the role may not use',
    aws: REQUESTS_FAIL,
    source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
    ours: handled('"kms:GenerateDataKey"', (g) => notified(g, new kms.Key(g.stack, 'Seal'))),
    l1: (g) => g.config({}, { asyncInferenceConfig: { outputConfig: { s3OutputPath: 's3://responses/', notificationConfig: { successTopic: 'arn:aws:sns:us-east-1:123456789012:sealed' } } } }),
    right: (g) => notified(g, new kms.Key(g.stack, 'Seal')),
  },
  {
    title: 'no concurrent invocation of an instance',
    aws: REFUSES,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AsyncInferenceClientConfig.html',
    ours: call('asyncInference.maxConcurrentInvocationsPerInstance must be between 1 and 1000, got 0', (g) => g.asynchronous({}, { maxConcurrentInvocationsPerInstance: 0 })),
    l1: (g) => g.config({}, { asyncInferenceConfig: { clientConfig: { maxConcurrentInvocationsPerInstance: 0 }, outputConfig: { s3OutputPath: 's3://responses/' } } }),
    right: (g) => g.asynchronous({}, { maxConcurrentInvocationsPerInstance: 1 }),
  },
  {
    title: 'captured data in a folder without a name, which a second slash makes',
    aws: HARMS,
    source: issue('aws/amazon-sagemaker-examples', 1938),
    ours: handled('"/captured"]', (g) => captured(g, 'captured/')),
    l1: (g) => g.config({}, { dataCaptureConfig: { initialSamplingPercentage: 100, destinationS3Uri: 's3://captured/data//', captureOptions: [{ captureMode: 'Input' }] } }),
    right: (g) => captured(g, 'captured'),
  },
  {
    title: 'captured data in a bucket with a customer managed key that the role may not use',
    aws: REQUESTS_FAIL,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html',
    ours: handled('"kms:GenerateDataKey"', (g) => capturedAt(g)),
    l1: (g) => g.config({}, { dataCaptureConfig: { initialSamplingPercentage: 100, destinationS3Uri: 's3://captured', captureOptions: [{ captureMode: 'Input' }] } }),
    right: (g) => capturedAt(g),
  },
];

export const reportedRequests: readonly Mistake[] = [
  {
    title: 'permission to invoke an endpoint by its name with capital letters',
    aws: 'the deployment succeeds, and requests fail: "no identity-based policy allows the sagemaker:InvokeEndpoint action"',
    source: issue('philschmid/cdk-samples', 2),
    ours: handled('"Action":"sagemaker:InvokeEndpoint","Effect":"Allow","Resource":{"Ref":"Endpoint8024A810"}', (g) => invokingLabse(g)),
    l1: (g) => policy(g.stack, 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/setu4993-LaBSE'),
    alpha: handled('"Action":"sagemaker:InvokeEndpoint","Effect":"Allow"'),
    right: (g) => invokingLabse(g),
  },
  {
    title: 'permission to invoke for another account, which an endpoint cannot give',
    rules: ['the principal has a policy that the app can change'],
    aws: 'the deployment succeeds, and requests fail: "AccessDeniedException"',
    ours: warned('grantWithoutEffect', (g) => invoking(g, new iam.AccountPrincipal(ACCOUNT))),
    alpha: silent,
    right: (g) => invoking(g, new iam.Role(g.stack, 'Client', { assumedBy: new iam.AccountPrincipal(ACCOUNT) })),
  },
  {
    title: 'permission to invoke for an imported role of another account',
    aws: REQUESTS_FAIL,
    source: issue('langchain-ai/langchain', 11392),
    ours: warned('grantWithoutEffect', (g) => invoking(g, iam.Role.fromRoleArn(g.stack, 'Client', `arn:aws:iam::${ACCOUNT}:role/client`))),
    alpha: silent,
    right: (g) => invoking(g, iam.Role.fromRoleArn(g.stack, 'Client', 'arn:aws:iam::123456789012:role/client')),
  },
  {
    title: 'a URL as the prefix of captured data',
    rules: ['a key or prefix is not a URL'],
    aws: 'accepts it, with another effect than intended',
    ours: warned('urlAsKey', (g) => captured(g, 's3://captured/churn')),
    right: (g) => captured(g, 'churn'),
  },
  {
    title: 'permission to invoke for a role that the app defines in another account',
    aws: REQUESTS_FAIL,
    source: issue('langchain-ai/langchain', 11392),
    ours: warned('grantWithoutEffect', (g) => named(g).grantInvoke(clientIn(g, ACCOUNT))),
    alpha: silent,
    right: (g) => named(g).grantInvoke(clientIn(g, '123456789012')),
  },
  {
    title: 'permission to invoke for a service instead of the role of its function',
    aws: IGNORES,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html',
    ours: warned('grantWithoutEffect', (g) => invoking(g, new iam.ServicePrincipal('lambda.amazonaws.com'))),
    alpha: silent,
    right: (g) => invoking(g, g.role('Function', 'lambda.amazonaws.com')),
  },
];

export const reportedScaling: readonly Mistake[] = [
  {
    title: 'a metric of the backlog as a predefined metric',
    aws: REFUSES,
    source: issue('philschmid/terraform-aws-sagemaker-huggingface', 19),
    ours: handled(`"MetricName":"${BACKLOG}"`, (g) => onBacklog(g)),
    l1: (g) => g.tracked({ predefinedMetricSpecification: { predefinedMetricType: BACKLOG } }),
    right: (g) => onBacklog(g),
  },
  {
    title: 'a scaling target with another name of the variant than the endpoint has',
    aws: REFUSES,
    source: 'https://github.com/ministryofjustice/modernisation-platform-environments/pull/19041',
    ours: handled('"/variant/main"]', (g) => g.scaled()),
    l1: (g) => g.scaled({ resourceId: 'endpoint/churn/variant/AllTraffic' }),
    alpha: handled('"/variant/main"]'),
    right: (g) => g.scaled().scaleOnInvocations('Load', { maxRequestsPerSecond: 10 }),
  },
];

export const reportedLanguageModels: readonly Mistake[] = [
  {
    title: 'a language model that takes longer to load than SageMaker waits by default',
    aws: 'fails: "did not pass the ping health check"',
    source: issue('awslabs/llm-hosting-container', 18),
    ours: handled('"ContainerStartupHealthCheckTimeoutInSeconds":1800', (g) => g.vllm()),
    l1: (g) => g.config({ modelName: g.environment({ HF_MODEL_ID: 'tiiuae/falcon-7b-instruct' }).attrModelName, instanceType: 'ml.g5.12xlarge' }),
    right: (g) => g.vllm(),
  },
  {
    title: 'variables of artifacts in Amazon S3 that name a model of the hub, which is downloaded instead',
    aws: HARMS,
    source: issue('aws/sagemaker-huggingface-inference-toolkit', 97),
    ours: handled('"SM_VLLM_MODEL":"/opt/ml/model"', (g) => g.vllm({ weights: g.sm.ModelWeights.fromModelData(g.models) })),
    l1: (g) => g.config({ modelName: g.environment({ HF_MODEL_ID: 'OpenAssistant/oasst-sft-4-pythia-12b-epoch-3.5' }).attrModelName, instanceType: 'ml.g5.12xlarge' }),
    right: (g) => g.vllm({ weights: g.sm.ModelWeights.fromModelData(g.models) }),
  },
];

export const reportedPackages: readonly Mistake[] = [
  {
    title: 'the ARN of a group of another account as its name',
    aws: REFUSES,
    source: 'https://github.com/aws/sagemaker-python-sdk/pull/3726',
    ours: call('modelPackageGroupName must be letters, digits and hyphens', (g) => g.sm.registry.ModelPackageGroup.fromModelPackageGroupName(g.stack, 'Theirs', THEIR_GROUP)),
    l1: (g) => g.modelPackage({ modelPackageGroupName: THEIR_GROUP }),
    right: (g) => g.sm.registry.ModelPackageGroup.fromModelPackageGroupArn(g.stack, 'Theirs', THEIR_GROUP),
  },
];

const invokingLabse = (g: Given) => g.endpoint({}, {}, { endpointName: 'setu4993-LaBSE' }).grantInvoke(g.role('Function', 'lambda.amazonaws.com'));
const policy = (scope: iam.CfnRolePolicy['stack'], resource: string) => new iam.CfnRolePolicy(scope, 'Policy', {
  policyName: 'invoke', roleName: 'function', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sagemaker:InvokeEndpoint', Resource: resource }] },
});
const capturedAt = (g: Given) =>
  g.config({}, { dataCapture: { destination: { bucket: new s3.Bucket(g.stack, 'Captured', { encryption: s3.BucketEncryption.KMS, encryptionKey: new kms.Key(g.stack, 'Seal') }) } } });
