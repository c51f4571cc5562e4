import { App, CfnParameter, Lazy, aws_iam as iam, aws_kms as kms, aws_s3 as s3, aws_sns as sns, type Stack } from 'aws-cdk-lib';
import {
  AsyncNotificationTopic, ContainerMode, EndpointConfig, InferenceExecutionMode, InstanceType, Model,
  type AsyncInferenceOptions, type ContainerDefinition, type EndpointConfigProps, type InstanceProductionVariantProps,
} from '../../src';
import { must } from '../helpers/must';
import { like, messageOf, problemsAtSynth } from '../helpers/problems';
import { propertiesOf, resourcesOf, statementsOf, testStack, warningsOf } from '../helpers/stack';
import { UserData, UserImage, aRole, foreign, unchangeable } from '../model/given';
import { aBucket, aKey } from '../registry/given';

const TYPE = 'AWS::SageMaker::EndpointConfig';
const KEY = 'arn:aws:kms:us-east-1:123456789012:key';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012';
const { SUCCESS, ERROR } = AsyncNotificationTopic;

const allow = (Action: string | string[], Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
const s3Arn = (place: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${place}`]] });
const write = (place: string) => allow(['s3:AbortMultipartUpload', 's3:PutObject'], s3Arn(place));
const list = (bucket: string) => allow('s3:ListBucket', s3Arn(bucket));
const encrypt = (key: unknown) => allow(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'], key);
const publish = (topic: unknown) => allow('sns:Publish', topic);

const aTopic = (stack: Stack, id: string) => sns.Topic.fromTopicArn(stack, id, `${TOPIC}:${id}`);
const encryptedBucket = (stack: Stack, name: string) =>
  s3.Bucket.fromBucketAttributes(stack, name, { bucketName: name, encryptionKey: aKey(stack, `of-${name}`) });

/** A model whose role may do nothing but what each model's may. */
function plainModel(stack: Stack, id = 'Model', role?: iam.IRole): Model {
  return new Model(stack, id, { role, containers: [{ image: new UserImage() }] });
}

function imported(stack: Stack, id = 'Theirs', role?: iam.IRole): ReturnType<typeof Model.fromModelArn> {
  return Model.fromModelAttributes(stack, id, { modelArn: 'arn:aws:sagemaker:us-east-1:123456789012:model/theirs', role });
}

type Options = (stack: Stack) => Partial<AsyncInferenceOptions>;

function configWith(options: Options = () => ({}), stack = testStack(), variant: Partial<InstanceProductionVariantProps> = {}): EndpointConfig {
  return new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{ model: variant.model ?? plainModel(stack), variantName: 'main', ...variant }],
    asyncInference: { output: { bucket: aBucket(stack) }, ...options(stack) },
  });
}

const rendered = (options?: Options) => propertiesOf(configWith(options), TYPE).AsyncInferenceConfig;
const refused = (options: Options) => messageOf(() => configWith(options));

/** What the role may do beyond what each model's may. */
function granted(options?: Options, role?: (stack: Stack) => iam.IRole): any[] {
  const stack = testStack();
  configWith(options, stack, { model: plainModel(stack, 'Model', role?.(stack)) });
  return statementsOf(stack).slice(2);
}

function waitedFor(stack: Stack): string[] {
  return [...Object.values(resourcesOf(stack, TYPE))[0].DependsOn ?? []].sort();
}

describe('rendering', () => {
  test('nothing without it', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model: plainModel(stack), variantName: 'main' }] });
    expect(propertiesOf(stack, TYPE)).not.toHaveProperty('AsyncInferenceConfig');
  });

  test('nothing but where responses go, if nothing else is said', () => {
    expect(rendered()).toEqual({ OutputConfig: { S3OutputPath: 's3://bucket' } });
  });

  test('all options; where requests are is none of the endpoint', () => {
    expect(rendered((stack) => ({
      output: { bucket: aBucket(stack), prefix: 'out' },
      failure: { bucket: aBucket(stack, 'failures'), prefix: 'failed' },
      input: { bucket: aBucket(stack, 'requests') },
      encryptionKey: aKey(stack, 'given'),
      successTopic: aTopic(stack, 'answered'),
      errorTopic: aTopic(stack, 'failed'),
      includeInferenceResponseIn: [SUCCESS, ERROR],
      maxConcurrentInvocationsPerInstance: 4,
    }))).toEqual({
      OutputConfig: {
        S3OutputPath: 's3://bucket/out',
        S3FailurePath: 's3://failures/failed',
        KmsKeyId: `${KEY}/given`,
        NotificationConfig: {
          SuccessTopic: `${TOPIC}:answered`,
          ErrorTopic: `${TOPIC}:failed`,
          IncludeInferenceResponseIn: ['SUCCESS_NOTIFICATION_TOPIC', 'ERROR_NOTIFICATION_TOPIC'],
        },
      },
      ClientConfig: { MaxConcurrentInvocationsPerInstance: 4 },
    });
  });

  test.each<[string, Options, object]>([
    ['a topic for answers', (stack) => ({ successTopic: aTopic(stack, 'answered') }), { SuccessTopic: `${TOPIC}:answered` }],
    ['a topic for failures', (stack) => ({ errorTopic: aTopic(stack, 'failed') }), { ErrorTopic: `${TOPIC}:failed` }],
    ['no topic, but an empty list of those with a response', () => ({ includeInferenceResponseIn: [] }), { IncludeInferenceResponseIn: [] }],
  ])('%s alone', (_what, options, notifications) => {
    expect(rendered(options).OutputConfig.NotificationConfig).toEqual(notifications);
  });

  test.each([
    [undefined, 's3://bucket'],
    ['', 's3://bucket'],
    ['/', 's3://bucket'],
    ['a', 's3://bucket/a'],
    ['a/', 's3://bucket/a'],
    ['/a/b/', 's3://bucket/a/b'],
    ['a*?$', 's3://bucket/a*?$'],
  ])('prefix %p as %s', (prefix, uri) => {
    const { OutputConfig } = rendered((stack) => ({ output: { bucket: aBucket(stack), prefix }, failure: { bucket: aBucket(stack), prefix } }));
    expect(OutputConfig).toEqual({ S3OutputPath: uri, S3FailurePath: uri });
  });

  test('resources of the app, and tokens, unbroken', () => {
    const stack = testStack();
    configWith(() => ({
      output: { bucket: new s3.Bucket(stack, 'Bucket'), prefix: new CfnParameter(stack, 'Prefix').valueAsString },
      encryptionKey: new kms.Key(stack, 'Key'),
      successTopic: new sns.Topic(stack, 'Topic'),
      maxConcurrentInvocationsPerInstance: new CfnParameter(stack, 'Count', { type: 'Number' }).valueAsNumber,
    }), stack);
    expect(propertiesOf(stack, TYPE).AsyncInferenceConfig).toEqual({
      OutputConfig: {
        S3OutputPath: { 'Fn::Join': ['', ['s3://', { Ref: expect.stringMatching(/^Bucket/) }, '/', { Ref: 'Prefix' }]] },
        KmsKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
        NotificationConfig: { SuccessTopic: { Ref: expect.stringMatching(/^Topic/) } },
      },
      ClientConfig: { MaxConcurrentInvocationsPerInstance: { Ref: 'Count' } },
    });
  });
});

describe('maxConcurrentInvocationsPerInstance', () => {
  test.each([1, 1000])('may be %d', (maxConcurrentInvocationsPerInstance) => {
    expect(rendered(() => ({ maxConcurrentInvocationsPerInstance })).ClientConfig)
      .toEqual({ MaxConcurrentInvocationsPerInstance: maxConcurrentInvocationsPerInstance });
  });

  test.each([
    [0, 'between 1 and 1000'],
    [1001, 'between 1 and 1000'],
    [1.5, 'a whole number'],
    [NaN, 'a whole number'],
  ])('fails as %d', (maxConcurrentInvocationsPerInstance, rule) => {
    expect(refused(() => ({ maxConcurrentInvocationsPerInstance })))
      .toBe(`Test/Config: asyncInference.maxConcurrentInvocationsPerInstance must be ${rule}, got ${maxConcurrentInvocationsPerInstance}`);
  });

  test('is not looked at as a token', () => {
    expect(rendered(() => ({ maxConcurrentInvocationsPerInstance: Lazy.number({ produce: () => 0 }) })).ClientConfig)
      .toEqual({ MaxConcurrentInvocationsPerInstance: 0 });
  });
});

describe.each(['output', 'failure'] as const)('%s', (name) => {
  const path = { output: 'S3OutputPath', failure: 'S3FailurePath' }[name];
  const at = (prefix: string, bucket = 'bucket') => (stack: Stack) => ({ [name]: { bucket: aBucket(stack, bucket), prefix } });
  // s3://bucket/ has 12 characters.
  const longest = 'p'.repeat(500);

  test('may have 512 characters, not counting a slash at its end', () => {
    expect(rendered(at(`${longest}/`)).OutputConfig[path]).toBe(`s3://bucket/${longest}`);
  });

  test('fails with 513 characters', () => {
    expect(refused(at(`${longest}p`)))
      .toEqual(like(`Test/Config: asyncInference.${name} ... 512 ... URI, got 513: 's3://bucket/${longest}p'; ...`));
  });

  test('is not measured with a token in it', () => {
    expect(rendered((stack) => ({
      [name]: { bucket: aBucket(stack), prefix: `${longest}p${Lazy.string({ produce: () => 'q' })}` },
    })).OutputConfig[path]).toBe(`s3://bucket/${longest}pq`);
  });
});

test('fails without an output', () => {
  expect(refused(() => ({ output: undefined }))).toBe('Test/Config: asyncInference.output is required; a bucket, and a prefix if you like');
});

describe('includeInferenceResponseIn', () => {
  test('fails with what is no topic', () => {
    expect(refused(() => ({ includeInferenceResponseIn: ['SUCCESS' as AsyncNotificationTopic] }))).toBe('Test/Config: '
      + 'asyncInference.includeInferenceResponseIn[0] must be one of SUCCESS_NOTIFICATION_TOPIC, ERROR_NOTIFICATION_TOPIC, got SUCCESS');
  });

  test('fails with 3 entries', () => {
    expect(refused(() => ({ includeInferenceResponseIn: [SUCCESS, ERROR, SUCCESS] })))
      .toBe(`Test/Config: asyncInference.includeInferenceResponseIn ${must.haveAtMost(2, 3)}`);
  });

  test.each<[string, Options, string[]]>([
    ['the topic for answers', () => ({ includeInferenceResponseIn: [SUCCESS] }), ['successTopic']],
    ['the topic for answers, with that for failures', (stack) => ({ includeInferenceResponseIn: [SUCCESS], errorTopic: aTopic(stack, 'failed') }), ['successTopic']],
    ['the topic for failures, with that for answers', (stack) => ({ includeInferenceResponseIn: [ERROR], successTopic: aTopic(stack, 'answered') }), ['errorTopic']],
    ['both topics', () => ({ includeInferenceResponseIn: [ERROR, SUCCESS] }), ['errorTopic and successTopic']],
    ['one topic twice', () => ({ includeInferenceResponseIn: [ERROR, ERROR] }), ['errorTopic']],
    ['both topics, with both', (stack) => ({
      includeInferenceResponseIn: [ERROR, SUCCESS], successTopic: aTopic(stack, 'answered'), errorTopic: aTopic(stack, 'failed'),
    }), []],
    ['no topic', () => ({ includeInferenceResponseIn: [] }), []],
    ['a topic that is a token', () => ({ includeInferenceResponseIn: [Lazy.string({ produce: () => SUCCESS }) as AsyncNotificationTopic] }), []],
    ['a list that is a token', () => ({ includeInferenceResponseIn: Lazy.list({ produce: () => [SUCCESS] }) as AsyncNotificationTopic[] }), []],
  ])('%s is warned of if a topic is not there', (_what, options, missing) => {
    expect(warningsOf(configWith(options))).toEqual(missing.map((names) => 'Test/Config: includeInferenceResponseIn names a topic that is not there; '
      + `set ${names} [ack: cdk-sagemaker-hosting:responseWithoutTopic]`));
  });
});

test('fails with all problems in one message', () => {
  expect(refused((stack) => ({
    output: undefined,
    failure: { bucket: aBucket(stack), prefix: 'p'.repeat(501) },
    maxConcurrentInvocationsPerInstance: 0,
  }))).toEqual(like('Test/Config: 3 problems:\n'
    + '  - asyncInference.output is required; ...\n'
    + `  - asyncInference.failure ... 512 ... URI, got 513: 's3://bucket/${'p'.repeat(501)}'; ...\n`
    + `  - asyncInference.maxConcurrentInvocationsPerInstance ${must.beBetween(1, 1000, 0)}`));
});

describe('the role of the model', () => {
  test.each<[string, Options, object[]]>([
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
    expect(warningsOf(stack)).toEqual([]);
  });

  test('of an imported model is warned of, if it is not known', () => {
    const stack = testStack();
    configWith(undefined, stack, { model: imported(stack) });
    expect(resourcesOf(stack, 'AWS::IAM::Policy')).toEqual({});
    expect(warningsOf(stack)).toEqual([like("Test/Config: ... role ... imported ... 'Test/Theirs' ... role [ack: cdk-sagemaker-hosting:unknownModelRole]")]);
  });

  test('of an imported model is not warned of, if nothing is to be granted', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model: imported(stack), variantName: 'main' }] });
    expect(warningsOf(stack)).toEqual([]);
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

  test('of another account is named by the policy of the bucket', () => {
    const stack = testStack();
    configWith(() => ({ output: { bucket: new s3.Bucket(stack, 'Bucket') } }), stack, { model: plainModel(stack, 'Model', foreign(stack)) });
    expect(propertiesOf(stack, 'AWS::S3::BucketPolicy').PolicyDocument.Statement.map((statement: any) => statement.Principal))
      .toEqual([1, 2].map(() => ({ AWS: 'arn:aws:iam::999999999999:role/foreign' })));
    expect(waitedFor(stack)).toEqual(Object.keys(resourcesOf(stack, 'AWS::S3::BucketPolicy')));
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
    expect(statementsOf(here)).toHaveLength(10);
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

describe('the variants of an asynchronous endpoint', () => {
  const models = (...containers: ContainerDefinition[]) => (stack: Stack) => new Model(stack, 'Model', { containers });
  const one = () => ({ image: new UserImage() });
  const many = () => ({ image: new UserImage(), mode: ContainerMode.multiModel(), modelData: new UserData('s3://artifacts/models/') });
  const direct = (stack: Stack) => new Model(stack, 'Model', {
    containers: ['one', 'two'].map((containerHostname) => ({ ...one(), containerHostname })), inferenceExecutionMode: InferenceExecutionMode.DIRECT,
  });

  function problems(model: (stack: Stack) => Model, props: Partial<EndpointConfigProps> = {}): string[] {
    const stack = testStack();
    return problemsAtSynth(new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ model: model(stack), variantName: 'main' }], asyncInference: { output: { bucket: aBucket(stack) } }, ...props,
    }));
  }

  test('may be one', () => {
    expect(problems(plainModel)).toEqual([]);
  });

  test('fail as two', () => {
    const stack = testStack();
    const config = configWith(undefined, stack);
    config.addInstanceProductionVariant({ model: plainModel(stack, 'Other'), variantName: 'other' });
    expect(problemsAtSynth(config)).toEqual(['asyncInference takes exactly 1 instance variant, got 2; leave the others out']);
  });

  test('fail as two, whose names are tokens', () => {
    const stack = testStack();
    const config = configWith(undefined, stack, { variantName: Lazy.string({ produce: () => 'main' }) });
    config.addInstanceProductionVariant({ model: plainModel(stack, 'Other'), variantName: Lazy.string({ produce: () => 'other' }) });
    expect(problemsAtSynth(config)).toEqual([like('asyncInference ... 1 ... got 2; ...')]);
  });

  test('may be several without asynchronous inference', () => {
    const stack = testStack();
    const instanceProductionVariants = ['main', 'other'].map((variantName) => ({ model: plainModel(stack, variantName), variantName }));
    expect(problemsAtSynth(new EndpointConfig(stack, 'Config', { instanceProductionVariants }))).toEqual([]);
  });

  test('fail as a serverless one', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', {
      serverlessProductionVariant: { model: plainModel(stack), variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024 },
      asyncInference: { output: { bucket: aBucket(stack) } },
    });
    expect(problemsAtSynth(config))
      .toEqual([like("serverless ... 'less' ... asyncInference; ...")]);
  });

  test('fail with a shadow variant', () => {
    const stack = testStack();
    const config = configWith(undefined, stack);
    config.addShadowProductionVariant({ model: plainModel(stack, 'Shadow'), variantName: 'shadow' });
    expect(problemsAtSynth(config)).toEqual(["a shadow variant can't be combined with asyncInference; leave one of them out"]);
  });

  test('fail with a multi-model container', () => {
    expect(problems(models(many()))).toEqual([
      "asyncInference can't be combined with variant 'main', whose model 'Test/Model' has a multi-model container; use another model",
    ]);
  });

  test('fail with containers that are invoked directly', () => {
    expect(problems(direct)).toEqual([
      like("asyncInference ... 'main', ... 'Test/Model' ... containers that are invoked directly; ..."),
    ]);
  });

  test('fail with a container that a model gets later', () => {
    const stack = testStack();
    const model = new Model(stack, 'Model');
    const config = configWith(undefined, stack, { model });
    model.addContainer(many());
    expect(problemsAtSynth(config)).toHaveLength(1);
  });

  test('may have an imported model, of which nothing is known', () => {
    const stack = testStack();
    expect(problemsAtSynth(configWith(undefined, stack, { model: imported(stack, 'Theirs', aRole(stack)) }))).toEqual([]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('are warned of without a model, because they can not name an inference component', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ variantName: 'components', instanceType: InstanceType.M5_LARGE }],
      asyncInference: { output: { bucket: aBucket(stack) } },
    });
    expect(warningsOf(stack)).toEqual(['Test/Config: asynchronous requests have no way to name an inference component; give the variant a model, or leave '
      + 'asyncInference out [ack: cdk-sagemaker-hosting:asyncComponents]']);
  });

  test('are warned of with an inference pipeline', () => {
    const stack = testStack();
    configWith(undefined, stack, { model: models(one(), one())(stack) });
    expect(warningsOf(stack)).toEqual(["Test/Config: asyncInference is not known to work with variant 'main', whose model has 2 containers "
      + '[ack: cdk-sagemaker-hosting:asyncPipeline]']);
  });

  const inferentia = 'Test/Config: asyncInference is not known to work with ml.inf1 instances; choose another instanceType '
    + '[ack: cdk-sagemaker-hosting:asyncInferentia1]';

  test.each<[string, Partial<InstanceProductionVariantProps>, string[]]>([
    ['ml.inf1 instances', { instanceType: InstanceType.INF1_XLARGE }, [inferentia]],
    ['a pool of ml.inf1 instances', {
      instancePools: [InstanceType.M5_LARGE, InstanceType.INF1_XLARGE].map((instanceType, index) => (
        { instanceType, priority: index + 1 })),
    }, [inferentia]],
    ['ml.inf2 instances', { instanceType: InstanceType.of('ml.inf2.xlarge') }, []],
    ['instances of a type that is a token', { instanceType: InstanceType.of(Lazy.string({ produce: () => 'ml.inf1.xlarge' })) }, []],
  ])('on %s are warned of if AWS says that it is impossible', (_what, variant, warnings) => {
    expect(warningsOf(configWith(undefined, testStack(), variant))).toEqual(warnings);
  });

  test('are warned of with data capture', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ model: plainModel(stack), variantName: 'main' }],
      asyncInference: { output: { bucket: aBucket(stack) } },
      dataCapture: { destination: { bucket: aBucket(stack) } },
    });
    expect(warningsOf(stack)).toEqual(['Test/Config: asyncInference is not known to work with dataCapture; what an asynchronous endpoint answers is in the '
      + 'bucket anyway [ack: cdk-sagemaker-hosting:asyncDataCapture]']);
  });
});
