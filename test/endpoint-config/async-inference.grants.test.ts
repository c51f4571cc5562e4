import { App, aws_iam as iam, aws_kms as kms, aws_s3 as s3, aws_sns as sns, type Stack } from 'aws-cdk-lib';
import { TOPIC, aTopic, configWith, imported, plainModel, type AsyncOptions } from './given-async-inference';
import { EndpointConfig, InstanceType, type AsyncInferenceOptions } from '../../src';
import { like } from '../helpers/problems';
import { propertiesOf, resourcesOf, statementsOf, otherWarningsOf, testStack } from '../helpers/stack';
import { aRole, unchangeable } from '../model/given';
import { aBucket, aKey } from '../registry/given';

const TYPE = 'AWS::SageMaker::EndpointConfig';
const KEY = 'arn:aws:kms:us-east-1:123456789012:key';

const allow = (Action: string | string[], Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
const s3Arn = (place: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${place}`]] });
const write = (place: string) => allow(['s3:AbortMultipartUpload', 's3:PutObject'], s3Arn(place));
const list = (bucket: string) => allow('s3:ListBucket', s3Arn(bucket));
const encrypt = (key: unknown) => allow(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'], key);
const publish = (topic: unknown) => allow('sns:Publish', topic);

const encryptedBucket = (stack: Stack, name: string) =>
  s3.Bucket.fromBucketAttributes(stack, name, { bucketName: name, encryptionKey: aKey(stack, `of-${name}`) });

/** What the role may do beyond what each model's may. */
function granted(options?: AsyncOptions, role?: (stack: Stack) => iam.IRole): any[] {
  const stack = testStack();
  configWith(options, stack, { model: plainModel(stack, 'Model', role?.(stack)) });
  return statementsOf(stack).slice(2);
}

function waitedFor(stack: Stack): string[] {
  return [...Object.values(resourcesOf(stack, TYPE))[0].DependsOn ?? []].sort();
}

describe('the role of the model', () => {
  test.each<[string, AsyncOptions, object[]]>([
    ['writes responses', () => ({}), [write('bucket/*'), list('bucket')]],
    ['writes responses below their prefix only', (stack) => ({ output: { bucket: aBucket(stack), prefix: 'out/' } }), [write('bucket/out/*'), list('bucket')]],
    ['writes messages of failures', (stack) => ({ failure: { bucket: aBucket(stack, 'failures'), prefix: 'failed' } }),
      [write('bucket/*'), list('bucket'), write('failures/failed/*'), list('failures')]],
    ['is allowed once what two places of one bucket take', (stack) => ({
      output: { bucket: encryptedBucket(stack, 'one') },
      failure: {
        bucket: s3.Bucket.fromBucketAttributes(stack, 'Again', {
          bucketName: 'one', encryptionKey: kms.Key.fromKeyArn(stack, 'Again-Key', `${KEY}/of-one`),
        }),
      },
    }), [write('one/*'), encrypt(`${KEY}/of-one`), list('one')]],
    ['reads requests', (stack) => ({ input: { bucket: aBucket(stack, 'requests'), prefix: 'in' } }),
      [write('bucket/*'), list('bucket'), allow('s3:GetObject', s3Arn('requests/in/*'))]],
    ['decrypts requests', (stack) => ({ input: { bucket: encryptedBucket(stack, 'requests') } }),
      [write('bucket/*'), list('bucket'), allow('s3:GetObject', s3Arn('requests/*')), allow('kms:Decrypt', `${KEY}/of-requests`)]],
    ['encrypts with the keys of the buckets', (stack) => ({ output: { bucket: encryptedBucket(stack, 'one') }, failure: { bucket: encryptedBucket(stack, 'two') } }),
      [write('one/*'), encrypt(`${KEY}/of-one`), list('one'), write('two/*'), encrypt(`${KEY}/of-two`), list('two')]],
    ['encrypts with the given key only', (stack) => ({
      output: { bucket: encryptedBucket(stack, 'one') }, failure: { bucket: encryptedBucket(stack, 'two') }, encryptionKey: aKey(stack, 'given'),
    }), [write('one/*'), encrypt(`${KEY}/given`), list('one'), write('two/*'), list('two')]],
    ['publishes to topics', (stack) => ({ successTopic: aTopic(stack, 'answered'), errorTopic: aTopic(stack, 'failed') }),
      [write('bucket/*'), list('bucket'), publish(`${TOPIC}:answered`), publish(`${TOPIC}:failed`)]],
    ['publishes to the same topic', (stack) => {
      const topic = aTopic(stack, 'both');
      return { successTopic: topic, errorTopic: topic };
    }, [write('bucket/*'), list('bucket'), publish(`${TOPIC}:both`)]],
    ['publishes to an encrypted topic', (stack) => ({ errorTopic: new sns.Topic(stack, 'Topic', { masterKey: aKey(stack, 'of-topic') }) }),
      [write('bucket/*'), list('bucket'), publish({ Ref: 'TopicBFC7AF6E' }), allow(['kms:Decrypt', 'kms:GenerateDataKey'], `${KEY}/of-topic`)]],
  ])('%s', (_what, options, statements) => {
    expect(granted(options)).toEqual(statements);
  });

  test('is allowed it before the configuration is created', () => {
    const stack = testStack();
    configWith(undefined, stack);
    expect(waitedFor(stack)).toEqual(Object.keys(resourcesOf(stack, 'AWS::IAM::Policy')));
    expect(waitedFor(stack)).toHaveLength(1);
  });

  test('of two models of a variant is allowed it once', () => {
    const stack = testStack();
    const role = aRole(stack);
    configWith(undefined, stack, {
      model: plainModel(stack, 'One', role),
      instancePools: [
        { instanceType: InstanceType.G5_XLARGE, priority: 1 }, { instanceType: InstanceType.M5_LARGE, priority: 2, model: plainModel(stack, 'Two', role) },
      ],
    });
    expect(statementsOf(stack).slice(2)).toEqual([write('bucket/*'), list('bucket')]);
  });

  test('of a variant that is added later is allowed it too', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', { asyncInference: { output: { bucket: aBucket(stack) } } });
    config.addInstanceProductionVariant({ model: plainModel(stack), variantName: 'late' });
    expect(statementsOf(stack).slice(2)).toEqual([write('bucket/*'), list('bucket')]);
    expect(waitedFor(stack)).toEqual(Object.keys(resourcesOf(stack, 'AWS::IAM::Policy')));
  });

  test('of a pool is allowed it too', () => {
    const stack = testStack();
    configWith(undefined, stack, {
      model: plainModel(stack, 'One'),
      instancePools: [{ instanceType: InstanceType.G5_XLARGE, priority: 1 }, { instanceType: InstanceType.M5_LARGE, priority: 2, model: plainModel(stack, 'Two') }],
    });
    const policies = Object.values(resourcesOf(stack, 'AWS::IAM::Policy'));
    expect(policies.map((policy) => policy.Properties.PolicyDocument.Statement.slice(2))).toEqual([1, 2].map(() => [write('bucket/*'), list('bucket')]));
    expect(waitedFor(stack)).toEqual(Object.keys(resourcesOf(stack, 'AWS::IAM::Policy')).sort());
  });

  test('of inference components is allowed it, where no variant has a model', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ variantName: 'main' }], asyncInference: { output: { bucket: aBucket(stack) } },
    });
    expect(statementsOf(stack).slice(2)).toEqual([write('bucket/*'), list('bucket')]);
  });

  test('that is imported gets a policy', () => {
    expect(granted(undefined, (stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/theirs')))
      .toEqual([write('bucket/*'), list('bucket')]);
  });

  test('of an imported model gets a policy, if it is known', () => {
    const stack = testStack();
    configWith(undefined, stack, { model: imported(stack, 'Theirs', iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/theirs')) });
    expect(propertiesOf(stack, 'AWS::IAM::Policy')).toMatchObject({
      PolicyDocument: { Statement: [write('bucket/*'), list('bucket')] }, Roles: ['theirs'],
    });
    expect(otherWarningsOf(stack, 'asyncInputUnknown')).toEqual([]);
  });

  test('of an imported model is warned of, if it is not known', () => {
    const stack = testStack();
    configWith(undefined, stack, { model: imported(stack) });
    expect(resourcesOf(stack, 'AWS::IAM::Policy')).toEqual({});
    expect(otherWarningsOf(stack, 'asyncInputUnknown')).toEqual([like("Test/Config: ... role ... imported ... 'Test/Theirs' ... role [ack: cdk-sagemaker-hosting:unknownModelRole]")]);
  });

  test('of an imported model is not warned of, if nothing is to be granted', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model: imported(stack), variantName: 'main' }] });
    expect(otherWarningsOf(stack, 'asyncInputUnknown')).toEqual([]);
  });

  test('that can not be changed is named by the policies of buckets, topics and keys, which the configuration waits for', () => {
    const stack = testStack();
    const role = unchangeable(stack);
    configWith(() => ({
      output: { bucket: new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'Key') }) }, errorTopic: new sns.Topic(stack, 'Topic'),
    }), stack, { model: plainModel(stack, 'Model', role) });
    const Principal = { AWS: stack.resolve(role.roleArn) };
    const bucketArn = { 'Fn::GetAtt': [expect.stringMatching(/^Bucket/), 'Arn'] };
    expect(propertiesOf(stack, 'AWS::S3::BucketPolicy').PolicyDocument.Statement).toEqual([
      { ...allow(['s3:AbortMultipartUpload', 's3:PutObject'], { 'Fn::Join': ['', [bucketArn, '/*']] }), Principal },
      { ...allow('s3:ListBucket', bucketArn), Principal },
    ]);
    expect(propertiesOf(stack, 'AWS::SNS::TopicPolicy').PolicyDocument.Statement).toEqual([
      { ...publish({ Ref: expect.stringMatching(/^Topic/) }), Principal, Sid: '0' },
    ]);
    expect(propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement.slice(1)).toEqual([{ ...encrypt('*'), Principal }]);
    expect(resourcesOf(stack, 'AWS::IAM::Policy')).toEqual({});
    expect(waitedFor(stack)).toEqual([...Object.keys(resourcesOf(stack, 'AWS::S3::BucketPolicy')), ...Object.keys(resourcesOf(stack, 'AWS::SNS::TopicPolicy'))]);
  });

  test('that can not be changed at all is left alone', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/theirs', { mutable: false });
    configWith(() => ({ output: { bucket: new s3.Bucket(stack, 'Bucket') } }), stack, { model: plainModel(stack, 'Model', role) });
    expect(resourcesOf(stack, 'AWS::IAM::Policy')).toEqual({});
    expect(resourcesOf(stack, 'AWS::S3::BucketPolicy')).toEqual({});
    expect(waitedFor(stack)).toEqual([]);
  });
});

describe('another stack', () => {
  function twoStacks(): { readonly there: Stack; readonly here: Stack; readonly app: App } {
    const app = new App();
    return { app, there: testStack({ app, id: 'There' }), here: testStack({ app }) };
  }

  const everythingIn = (stack: Stack): Partial<AsyncInferenceOptions> => ({
    output: { bucket: new s3.Bucket(stack, 'Output', { encryption: s3.BucketEncryption.KMS }), prefix: 'out' },
    failure: { bucket: new s3.Bucket(stack, 'Failure') },
    input: { bucket: new s3.Bucket(stack, 'Input', { encryption: s3.BucketEncryption.KMS }) },
    encryptionKey: new kms.Key(stack, 'Key'),
    successTopic: new sns.Topic(stack, 'Success', { masterKey: new kms.Key(stack, 'TopicKey') }),
    errorTopic: new sns.Topic(stack, 'Error'),
  });

  test('with buckets, keys and topics does not get to know this one', () => {
    const { app, there, here } = twoStacks();
    configWith(() => everythingIn(there), here);
    app.synth();
    expect(here.dependencies).toEqual([there]);
    expect(there.dependencies).toEqual([]);
    expect(resourcesOf(there, 'AWS::S3::BucketPolicy')).toEqual({});
    expect(Object.values(resourcesOf(there, 'AWS::KMS::Key')).map((key) => key.Properties.KeyPolicy.Statement.length)).toEqual([1, 1, 1, 1]);
  });

  test('with the model does not get to know this one, whose policy is attached to the role', () => {
    const { app, there, here } = twoStacks();
    configWith(() => everythingIn(here), here, { model: plainModel(there) });
    app.synth();
    expect(here.dependencies).toEqual([there]);
    expect(there.dependencies).toEqual([]);
    expect(statementsOf(there)).toHaveLength(2);
    expect(propertiesOf(here, 'AWS::IAM::Policy').Roles).toEqual([{ 'Fn::ImportValue': expect.stringMatching(/^There:ExportsOutputRefModelRole/) }]);
    // The statements on both destinations, and on both topics, are one each.
    expect(statementsOf(here)).toHaveLength(7);
    expect(waitedFor(here)).toEqual(Object.keys(resourcesOf(here, 'AWS::IAM::Policy')));
  });

  test('with the model and the buckets, too', () => {
    const { app, there, here } = twoStacks();
    configWith(() => everythingIn(there), here, { model: plainModel(there) });
    app.synth();
    expect(here.dependencies).toEqual([there]);
    expect(there.dependencies).toEqual([]);
  });
});

test('buckets and topics of another account name the role in their policies, for which nothing waits', () => {
  const app = new App();
  const there = testStack({ app, id: 'There', env: { account: '222222222222', region: 'us-east-1' } });
  const here = testStack({ app });
  const bucket = new s3.Bucket(there, 'Bucket', { bucketName: 'theirs' });
  configWith(() => ({ output: { bucket }, errorTopic: new sns.Topic(there, 'Topic', { topicName: 'theirs' }) }), here);
  app.synth();
  const { RoleName } = propertiesOf(here, 'AWS::IAM::Role');
  const Principal = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::123456789012:role/${RoleName}`]] } };
  const bucketArn = there.resolve(bucket.bucketArn);
  expect(propertiesOf(there, 'AWS::S3::BucketPolicy').PolicyDocument.Statement).toEqual([
    { ...allow(['s3:AbortMultipartUpload', 's3:PutObject'], { 'Fn::Join': ['', [bucketArn, '/*']] }), Principal },
    { ...allow('s3:ListBucket', bucketArn), Principal },
  ]);
  expect(propertiesOf(there, 'AWS::SNS::TopicPolicy').PolicyDocument.Statement).toEqual([
    expect.objectContaining({ ...publish({ Ref: expect.stringMatching(/^Topic/) }), Principal }),
  ]);
  expect(here.dependencies).toEqual([]);
});
