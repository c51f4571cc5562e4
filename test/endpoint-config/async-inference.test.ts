import { Annotations, CfnParameter, Lazy, aws_kms as kms, aws_s3 as s3, aws_sns as sns, type Stack } from 'aws-cdk-lib';
import { TOPIC, aTopic, configWith, imported, plainModel, type AsyncOptions } from './given-async-inference';
import {
  AsyncNotificationTopic, ContainerMode, EndpointConfig, InferenceExecutionMode, InstanceType, Model,
  type ContainerDefinition, type EndpointConfigProps, type InstanceProductionVariantProps,
} from '../../src';
import { must } from '../helpers/must';
import { like, messageOf, problemsAtSynth } from '../helpers/problems';
import { otherWarningsOf, propertiesOf, testStack, warningsOf } from '../helpers/stack';
import { UserData, UserImage, aRole } from '../model/given';
import { aBucket, aKey } from '../registry/given';

const TYPE = 'AWS::SageMaker::EndpointConfig';
const KEY = 'arn:aws:kms:us-east-1:123456789012:key';
const { SUCCESS, ERROR } = AsyncNotificationTopic;

const rendered = (options?: AsyncOptions) => propertiesOf(configWith(options), TYPE).AsyncInferenceConfig;
const refused = (options: AsyncOptions) => messageOf(() => configWith(options));

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

  test.each<[string, AsyncOptions, object]>([
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
    [0, must.beBetween(1, 1000, 0)],
    [1001, must.beBetween(1, 1000, 1001)],
    [1.5, must.beWhole(1.5)],
    [NaN, must.beWhole(NaN)],
  ])('fails as %d', (maxConcurrentInvocationsPerInstance, rule) => {
    expect(refused(() => ({ maxConcurrentInvocationsPerInstance })))
      .toBe(`Test/Config: asyncInference.maxConcurrentInvocationsPerInstance ${rule}`);
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

test.each(['output', 'failure', 'input'])('%s fails without a bucket, and with what is none, by its name', (name) => {
  const withBucket = (bucket: any) => refused((stack) => ({ output: { bucket: aBucket(stack) }, [name]: { bucket } }));
  expect(withBucket(undefined)).toBe(`Test/Config: asyncInference.${name}.bucket is required; specify a bucket and optionally a prefix`);
  expect(withBucket('s3://bucket')).toBe(`Test/Config: asyncInference.${name}.bucket must be a bucket, got 's3://bucket'; use s3.Bucket, or s3.Bucket.fromBucketName`);
});

test('fails without an output', () => {
  expect(refused(() => ({ output: undefined }))).toBe('Test/Config: asyncInference.output is required; specify a bucket and optionally a prefix');
});

describe('includeInferenceResponseIn', () => {
  test('fails with what is no topic', () => {
    expect(refused(() => ({ includeInferenceResponseIn: ['SUCCESS' as AsyncNotificationTopic] }))).toBe('Test/Config: '
      + `asyncInference.includeInferenceResponseIn[0] ${must.beOneOf(Object.values(AsyncNotificationTopic), 'SUCCESS')}`);
  });

  test('fails with 3 entries', () => {
    expect(refused(() => ({ includeInferenceResponseIn: [SUCCESS, ERROR, SUCCESS] })))
      .toBe(`Test/Config: asyncInference.includeInferenceResponseIn ${must.haveAtMost(2, 3)}`);
  });

  test.each<[string, AsyncOptions, string[]]>([
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
    expect(otherWarningsOf(configWith(options), 'asyncInputUnknown')).toEqual(missing.map((names) => 'Test/Config: asyncInference.includeInferenceResponseIn includes a topic that is not set; '
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
    expect(problemsAtSynth(config)).toEqual(['asyncInference requires exactly 1 instance variant, got 2; remove the others']);
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
    expect(problemsAtSynth(config)).toEqual(['a shadow variant cannot be combined with asyncInference; remove one of them']);
  });

  test('fail with a multi-model container', () => {
    expect(problems(models(many()))).toEqual([
      "asyncInference cannot be combined with variant 'main', whose model 'Test/Model' has a multi-model container; use another model",
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
    expect(otherWarningsOf(stack, 'asyncInputUnknown')).toEqual([]);
  });

  test('are warned of without a model, because they can not name an inference component', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ variantName: 'components', instanceType: InstanceType.M5_LARGE }],
      asyncInference: { output: { bucket: aBucket(stack) } },
    });
    expect(otherWarningsOf(stack, 'asyncInputUnknown')).toEqual(['Test/Config: asynchronous requests cannot specify an inference component; set a model for the variant or remove '
      + 'asyncInference [ack: cdk-sagemaker-hosting:asyncComponents]']);
  });

  test('are warned of with an inference pipeline', () => {
    const stack = testStack();
    configWith(undefined, stack, { model: models(one(), one())(stack) });
    expect(otherWarningsOf(stack, 'asyncInputUnknown')).toEqual(["Test/Config: AWS does not document asyncInference with variant 'main', whose model has 2 containers; "
      + 'use a model with 1 container [ack: cdk-sagemaker-hosting:asyncPipeline]']);
  });

  const inferentia = 'Test/Config: AWS does not document asyncInference with ml.inf1 instances; choose another instanceType '
    + '[ack: cdk-sagemaker-hosting:asyncInferentia1]';

  test.each<[string, Partial<InstanceProductionVariantProps>, string[]]>([
    ['ml.inf1 instances', { instanceType: InstanceType.INF1_XLARGE }, [inferentia]],
    ['a pool of ml.inf1 instances', {
      instancePools: [InstanceType.M5_LARGE, InstanceType.INF1_XLARGE].map((instanceType, index) => (
        { instanceType, priority: index + 1 })),
    }, [inferentia]],
    ['ml.inf2 instances', { instanceType: InstanceType.of('ml.inf2.xlarge') }, []],
    ['instances of a type that is a token', { instanceType: InstanceType.of(Lazy.string({ produce: () => 'ml.inf1.xlarge' })) }, []],
  ])('on %s are warned of where AWS does not document them', (_what, variant, warnings) => {
    expect(otherWarningsOf(configWith(undefined, testStack(), variant), 'asyncInputUnknown')).toEqual(warnings);
  });

  test.each([true, undefined, false])('are warned of with data capture that is enabled: %s', (enabled) => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ model: plainModel(stack), variantName: 'main' }],
      asyncInference: { output: { bucket: aBucket(stack) } },
      dataCapture: { destination: { bucket: aBucket(stack) }, enabled },
    });
    expect(otherWarningsOf(stack, 'asyncInputUnknown')).toEqual(enabled === false ? [] : ['Test/Config: AWS does not document asyncInference with dataCapture; omit dataCapture, because responses are stored in '
      + 'asyncInference.output [ack: cdk-sagemaker-hosting:asyncDataCapture]']);
  });
});

describe('the location of request payloads', () => {
  const unknown = ['Test/Config: asyncInference.input is omitted, so the roles of the models are not granted permission to read request payloads; set '
    + 'asyncInference.input to the bucket and prefix that clients upload payloads to [ack: cdk-sagemaker-hosting:asyncInputUnknown]'];

  test('is warned of if it is not known', () => {
    expect(warningsOf(configWith())).toEqual(unknown);
  });

  test('is not if it is, or if the role is not known, which another warning says', () => {
    expect(warningsOf(configWith((stack) => ({ input: { bucket: aBucket(stack, 'requests') } })))).toEqual([]);
    const stack = testStack();
    expect(warningsOf(configWith(undefined, stack, { model: imported(stack) }))).toEqual([expect.stringContaining('unknownModelRole')]);
  });

  test('is not without asynchronous inference, and may be acknowledged', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Sync', { instanceProductionVariants: [{ model: plainModel(stack), variantName: 'main' }] });
    Annotations.of(configWith(undefined, stack, { model: plainModel(stack, 'Other') })).acknowledgeWarning('cdk-sagemaker-hosting:asyncInputUnknown');
    expect(warningsOf(stack)).toEqual([]);
  });
});
