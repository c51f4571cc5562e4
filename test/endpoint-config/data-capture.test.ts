import { App, aws_iam as iam, aws_kms as kms, aws_s3 as s3, CfnParameter, Lazy, type Stack } from 'aws-cdk-lib';
import {
  CaptureMode, ContainerMode, EndpointConfig, InferenceExecutionMode, InstanceType, Model,
  type DataCaptureOptions, type InstanceProductionVariantProps,
} from '../../src';
import { aConfig } from '../helpers/given';
import { must } from '../helpers/must';
import { like, messageOf, problemsAtSynth } from '../helpers/problems';
import { propertiesOf, resourcesOf, statementsOf, testStack, warningsOf } from '../helpers/stack';
import { UserData, UserImage, aRole, unchangeable } from '../model/given';
import { aBucket, aKey } from '../registry/given';

const TYPE = 'AWS::SageMaker::EndpointConfig';
const POLICY = 'AWS::IAM::Policy';
const KEY = 'arn:aws:kms:us-east-1:123456789012:key';
const { INPUT, OUTPUT, INPUT_AND_OUTPUT } = CaptureMode;

const allow = (Action: string | string[], Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
const s3Arn = (place: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${place}`]] });
const put = (place: string) => allow('s3:PutObject', s3Arn(place));
const encrypt = (key: unknown) => allow(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'], key);

const encryptedBucket = (stack: Stack) => s3.Bucket.fromBucketAttributes(stack, 'Encrypted', { bucketName: 'encrypted', encryptionKey: aKey(stack, 'of-bucket') });

/** A model whose role may do nothing but what each model's may. */
function plainModel(stack: Stack, id = 'Model', role?: iam.IRole): Model {
  return new Model(stack, id, { role, containers: [{ image: new UserImage() }] });
}

type Options = (stack: Stack) => Partial<DataCaptureOptions>;

function configWith(options: Options = () => ({}), stack = testStack(), variant: Partial<InstanceProductionVariantProps> = {}): EndpointConfig {
  return new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{ model: variant.model ?? plainModel(stack), variantName: 'main', ...variant }],
    dataCapture: { destination: { bucket: aBucket(stack) }, ...options(stack) },
  });
}

const rendered = (options?: Options) => propertiesOf(configWith(options), TYPE).DataCaptureConfig;
const refused = (options: Options) => messageOf(() => configWith(options));
const waitedFor = (stack: Stack) => [...Object.values(resourcesOf(stack, TYPE))[0].DependsOn ?? []].sort();

describe('rendering', () => {
  test('nothing without it', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model: plainModel(stack), variantName: 'main' }] });
    expect(propertiesOf(stack, TYPE)).not.toHaveProperty('DataCaptureConfig');
  });

  test('by default all of each request and response', () => {
    expect(rendered()).toEqual({
      EnableCapture: true,
      DestinationS3Uri: 's3://bucket',
      InitialSamplingPercentage: 100,
      CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
    });
  });

  test('all options', () => {
    expect(rendered((stack) => ({
      destination: { bucket: aBucket(stack), prefix: 'captured/' },
      samplingPercentage: 20,
      captureModes: [OUTPUT],
      encryptionKey: aKey(stack, 'given'),
      csvContentTypes: ['text/csv'],
      jsonContentTypes: ['application/json', 'application/jsonlines'],
      enabled: false,
    }))).toEqual({
      EnableCapture: false,
      DestinationS3Uri: 's3://bucket/captured',
      InitialSamplingPercentage: 20,
      CaptureOptions: [{ CaptureMode: 'Output' }],
      KmsKeyId: `${KEY}/given`,
      CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'], JsonContentTypes: ['application/json', 'application/jsonlines'] },
    });
  });

  test.each<[string, Options, object]>([
    ['CSV', () => ({ csvContentTypes: ['text/csv'] }), { CsvContentTypes: ['text/csv'] }],
    ['JSON', () => ({ jsonContentTypes: ['application/json'] }), { JsonContentTypes: ['application/json'] }],
  ])('content types of %s alone', (_what, options, types) => {
    expect(rendered(options).CaptureContentTypeHeader).toEqual(types);
  });

  test.each([
    [undefined, 's3://bucket'],
    ['', 's3://bucket'],
    ['/', 's3://bucket'],
    ['a', 's3://bucket/a'],
    ['a/', 's3://bucket/a'],
  ])('prefix %p as %s', (prefix, uri) => {
    expect(rendered((stack) => ({ destination: { bucket: aBucket(stack), prefix } })).DestinationS3Uri).toBe(uri);
  });

  test('tokens unbroken', () => {
    const stack = testStack();
    const text = (id: string) => new CfnParameter(stack, id).valueAsString;
    configWith(() => ({
      destination: { bucket: new s3.Bucket(stack, 'Bucket'), prefix: text('Prefix') },
      samplingPercentage: new CfnParameter(stack, 'Share', { type: 'Number' }).valueAsNumber,
      captureModes: [text('Mode') as CaptureMode],
      csvContentTypes: [text('Type')],
      jsonContentTypes: new CfnParameter(stack, 'Types', { type: 'CommaDelimitedList' }).valueAsList,
    }), stack);
    expect(propertiesOf(stack, TYPE).DataCaptureConfig).toEqual({
      EnableCapture: true,
      DestinationS3Uri: { 'Fn::Join': ['', ['s3://', { Ref: expect.stringMatching(/^Bucket/) }, '/', { Ref: 'Prefix' }]] },
      InitialSamplingPercentage: { Ref: 'Share' },
      CaptureOptions: [{ CaptureMode: { Ref: 'Mode' } }],
      CaptureContentTypeHeader: { CsvContentTypes: [{ Ref: 'Type' }], JsonContentTypes: { Ref: 'Types' } },
    });
  });
});

describe('samplingPercentage', () => {
  test.each([0, 100])('may be %d', (samplingPercentage) => {
    expect(rendered(() => ({ samplingPercentage })).InitialSamplingPercentage).toBe(samplingPercentage);
  });

  test.each([
    [-1, must.beBetween(0, 100, -1)],
    [101, must.beBetween(0, 100, 101)],
    [0.5, must.beWhole(0.5)],
    [NaN, must.beWhole(NaN)],
  ])('fails as %d', (samplingPercentage, rule) => {
    expect(refused(() => ({ samplingPercentage }))).toBe(`Test/Config: dataCapture.samplingPercentage ${rule}`);
  });

  test('is not looked at as a token', () => {
    expect(rendered(() => ({ samplingPercentage: Lazy.number({ produce: () => 101 }) })).InitialSamplingPercentage).toBe(101);
  });
});

describe('destination', () => {
  // s3://bucket/ has 12 characters.
  const longest = 'p'.repeat(500);

  test('fails when it is left out', () => {
    expect(refused(() => ({ destination: undefined }))).toBe('Test/Config: dataCapture.destination is required; specify a bucket and optionally a prefix');
  });

  test('may have 512 characters', () => {
    expect(rendered((stack) => ({ destination: { bucket: aBucket(stack), prefix: longest } })).DestinationS3Uri).toHaveLength(512);
  });

  test('fails with 513 characters', () => {
    expect(refused((stack) => ({ destination: { bucket: aBucket(stack), prefix: `${longest}p` } })))
      .toEqual(like(`Test/Config: dataCapture.destination ... 512 ... URI, got 513: 's3://bucket/${longest}p'; ...`));
  });

  test('is not measured with a token in it', () => {
    const prefix = `${longest}p${Lazy.string({ produce: () => 'q' })}`;
    expect(rendered((stack) => ({ destination: { bucket: aBucket(stack), prefix } })).DestinationS3Uri).toBe(`s3://bucket/${longest}pq`);
  });
});

describe('captureModes', () => {
  test.each<[string, CaptureMode[]]>([
    ['1', [INPUT]],
    ['32', Array.from({ length: 32 }, (_, index) => index % 2 ? INPUT : OUTPUT)],
  ])('may have %s entries', (_count, captureModes) => {
    expect(rendered(() => ({ captureModes })).CaptureOptions).toEqual(captureModes.map((mode) => ({ CaptureMode: mode })));
  });

  test.each<[string, CaptureMode[], string]>([
    ['no entry', [], 'captureModes must not be empty; omit it to capture requests and responses'],
    ['33 entries', Array<CaptureMode>(33).fill(INPUT), `captureModes ${must.haveAtMost(32, 33)}`],
    ['what is no mode', [INPUT, 'input' as CaptureMode], `captureModes[1] ${must.beOneOf(Object.values(CaptureMode), 'input')}`],
  ])('fails with %s', (_what, captureModes, problem) => {
    expect(refused(() => ({ captureModes }))).toBe(`Test/Config: dataCapture.${problem}`);
  });

  const twice = 'Test/Config: dataCapture.captureModes contains a duplicate entry; remove it [ack: cdk-sagemaker-hosting:captureModeTwice]';
  const both = 'Test/Config: SageMaker has rejected INPUT_AND_OUTPUT in dataCapture.captureModes; use INPUT and OUTPUT instead '
    + '[ack: cdk-sagemaker-hosting:captureInputAndOutput]';

  test.each<[CaptureMode[] | undefined, string[]]>([
    [undefined, []],
    [[INPUT, OUTPUT], []],
    [[INPUT, INPUT], [twice]],
    [[INPUT_AND_OUTPUT], [both]],
    [[INPUT_AND_OUTPUT, INPUT_AND_OUTPUT], [twice, both]],
    [[1, 2].map(() => Lazy.string({ produce: () => INPUT }) as CaptureMode), []],
  ])('%j are warned of if an entry is a duplicate, or SageMaker has rejected it', (captureModes, warnings) => {
    expect(warningsOf(configWith(() => ({ captureModes })))).toEqual(warnings);
  });
});

describe.each(['csvContentTypes', 'jsonContentTypes'] as const)('%s', (name) => {
  const types = (count: number) => Array.from({ length: count }, (_, index) => `text/t${index}`);
  const path = { csvContentTypes: 'CsvContentTypes', jsonContentTypes: 'JsonContentTypes' }[name];

  test.each([
    [types(1)], [types(10)], [['a/b']], [['application/vnd.ms-excel']], [['x--y/z..1']], [[`a/${'b'.repeat(254)}`]],
  ])('may be %j', (list) => {
    expect(rendered(() => ({ [name]: list })).CaptureContentTypeHeader).toEqual({ [path]: list });
  });

  test('fails when it is empty', () => {
    expect(refused(() => ({ [name]: [] }))).toBe(`Test/Config: dataCapture.${name} ${must.notBeEmpty()}`);
  });

  test('fails with 11', () => {
    expect(refused(() => ({ [name]: types(11) }))).toBe(`Test/Config: dataCapture.${name} ${must.haveAtMost(10, 11)}`);
  });

  test.each([
    '', 'csv', 'text/', '/csv', 'text/csv; charset=utf-8', 'image/svg+xml', '-a/b', 'a-/b', 'a/b-', 'a.b/c', 'a/b/c', `a/${'b'.repeat(255)}`,
  ])('fails with %p', (type) => {
    expect(refused(() => ({ [name]: ['text/csv', type] })))
      .toBe(`Test/Config: dataCapture.${name}[1] must be a content type such as 'text/csv' (1 to 256 characters), got '${type}'`);
  });
});

test('fails with all problems in one message', () => {
  expect(refused(() => ({ destination: undefined, samplingPercentage: 101, captureModes: [], csvContentTypes: [], jsonContentTypes: ['json'] })))
    .toEqual(like('Test/Config: 5 problems:\n'
      + '  - dataCapture.destination is required; ...\n'
      + `  - dataCapture.samplingPercentage ${must.beBetween(0, 100, 101)}\n`
      + '  - dataCapture.captureModes ...\n'
      + `  - dataCapture.csvContentTypes ${must.notBeEmpty()}\n`
      + "  - dataCapture.jsonContentTypes[0] ... got 'json'"));
});

describe('the role of the model', () => {
  test.each<[string, Options, object[]]>([
    ['writes what is captured', () => ({}), [put('bucket/*')]],
    ['writes it below its prefix only', (stack) => ({ destination: { bucket: aBucket(stack), prefix: '/captured/' } }), [put('bucket/captured/*')]],
    ['writes it for later, if nothing is captured now', () => ({ enabled: false }), [put('bucket/*')]],
    ['encrypts with the key of the bucket', (stack) => ({ destination: { bucket: encryptedBucket(stack) } }), [put('encrypted/*'), encrypt(`${KEY}/of-bucket`)]],
    ['encrypts with the given key only', (stack) => ({ destination: { bucket: encryptedBucket(stack) }, encryptionKey: aKey(stack, 'given') }),
      [put('encrypted/*'), encrypt(`${KEY}/given`)]],
  ])('%s', (_what, options, statements) => {
    const stack = testStack();
    configWith(options, stack);
    expect(statementsOf(stack).slice(2)).toEqual(statements);
    expect(waitedFor(stack)).toEqual(Object.keys(resourcesOf(stack, POLICY)));
  });

  test('of each model that is hosted is allowed it: of a variant, of a pool, of a shadow', () => {
    const stack = testStack();
    const config = configWith(undefined, stack, {
      model: plainModel(stack, 'One'),
      instancePools: [{ instanceType: InstanceType.G5_XLARGE, priority: 1 }, { instanceType: InstanceType.M5_LARGE, priority: 2, model: plainModel(stack, 'Pool') }],
    });
    config.addShadowProductionVariant({ model: plainModel(stack, 'Shadow'), variantName: 'shadow' });
    const policies = Object.values(resourcesOf(stack, POLICY)).map((policy) => policy.Properties.PolicyDocument.Statement.slice(2));
    expect(policies).toEqual([1, 2, 3].map(() => [put('bucket/*')]));
    expect(waitedFor(stack)).toEqual(Object.keys(resourcesOf(stack, POLICY)).sort());
  });

  test('of a production variant that is added later is allowed it', () => {
    const stack = testStack();
    configWith(undefined, stack, { model: plainModel(stack, 'One') }).addInstanceProductionVariant({ model: plainModel(stack, 'Two'), variantName: 'late' });
    const policies = Object.values(resourcesOf(stack, POLICY));
    expect(policies.map((policy) => policy.Properties.PolicyDocument.Statement.slice(2))).toEqual([[put('bucket/*')], [put('bucket/*')]]);
    expect(waitedFor(stack)).toEqual(Object.keys(resourcesOf(stack, POLICY)).sort());
  });

  test('of a shadow variant in the props is allowed it', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ model: plainModel(stack, 'One'), variantName: 'main' }],
      shadowProductionVariants: [{ model: plainModel(stack, 'Two'), variantName: 'shadow' }],
      dataCapture: { destination: { bucket: aBucket(stack) } },
    });
    expect(Object.values(resourcesOf(stack, POLICY)).map((policy) => policy.Properties.PolicyDocument.Statement.slice(2)))
      .toEqual([[put('bucket/*')], [put('bucket/*')]]);
  });

  test('that several variants share is allowed it once', () => {
    const stack = testStack();
    const role = aRole(stack);
    configWith(undefined, stack, { model: plainModel(stack, 'One', role) })
      .addInstanceProductionVariant({ model: plainModel(stack, 'Two', role), variantName: 'late' });
    expect(statementsOf(stack).slice(2)).toEqual([put('bucket/*')]);
  });

  test('of inference components is allowed it: the role that is made, or given', () => {
    const made = testStack();
    new EndpointConfig(made, 'Config', { instanceProductionVariants: [{ variantName: 'main' }], dataCapture: { destination: { bucket: aBucket(made) } } });
    const given = testStack();
    new EndpointConfig(given, 'Config', {
      role: aRole(given), instanceProductionVariants: [{ variantName: 'main' }], dataCapture: { destination: { bucket: aBucket(given) } },
    });
    expect([made, given].map((stack) => statementsOf(stack).slice(2))).toEqual([[put('bucket/*')], [put('bucket/*')]]);
  });

  test('of an imported model is warned of, if it is not known', () => {
    const stack = testStack();
    configWith(undefined, stack, { model: Model.fromModelName(stack, 'Theirs', 'theirs') });
    expect(warningsOf(stack)).toEqual([like("Test/Config: ... role ... imported ... 'Test/Theirs' ... role [ack: cdk-sagemaker-hosting:unknownModelRole]")]);
  });

  test('of an imported model is warned of once for each model, however many variants host it', () => {
    const stack = testStack();
    const [one, two] = ['one', 'two'].map((name) => Model.fromModelName(stack, name, name));
    const config = configWith(undefined, stack, { model: one });
    config.addInstanceProductionVariant({ model: one, variantName: 'again' });
    config.addInstanceProductionVariant({ model: two, variantName: 'other' });
    expect(warningsOf(stack).map((warning) => warning.match(/model '(.*)' is/)?.[1])).toEqual(['Test/one', 'Test/two']);
  });

  test('that can not be changed is named by the policies of the bucket and its key, which the configuration waits for', () => {
    const stack = testStack();
    const role = unchangeable(stack);
    const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'Key') });
    configWith(() => ({ destination: { bucket } }), stack, { model: plainModel(stack, 'Model', role) });
    const Principal = { AWS: stack.resolve(role.roleArn) };
    expect(propertiesOf(stack, 'AWS::S3::BucketPolicy').PolicyDocument.Statement).toEqual([
      { ...allow('s3:PutObject', { 'Fn::Join': ['', [stack.resolve(bucket.bucketArn), '/*']] }), Principal },
    ]);
    expect(propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement.slice(1)).toEqual([{ ...encrypt('*'), Principal }]);
    expect(resourcesOf(stack, POLICY)).toEqual({});
    expect(waitedFor(stack)).toEqual(Object.keys(resourcesOf(stack, 'AWS::S3::BucketPolicy')));
  });

  test.each(['bucket', 'model'] as const)('and the %s may be of another stack, which does not get to know this one', (what) => {
    const app = new App();
    const there = testStack({ app, id: 'There' });
    const here = testStack({ app });
    const bucket = new s3.Bucket(what === 'bucket' ? there : here, 'Bucket', { encryption: s3.BucketEncryption.KMS });
    configWith(() => ({ destination: { bucket } }), here, { model: plainModel(what === 'model' ? there : here) });
    app.synth();
    expect(here.dependencies).toEqual([there]);
    expect(there.dependencies).toEqual([]);
    expect(waitedFor(here)).toEqual(Object.keys(resourcesOf(here, POLICY)));
    expect(statementsOf(here).slice(-2).map((statement) => statement.Action)).toEqual(['s3:PutObject', ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey']]);
  });
});

describe('a captured variant', () => {
  const one = () => ({ image: new UserImage() });
  const many = () => ({ image: new UserImage(), mode: ContainerMode.multiModel(), modelData: new UserData('s3://artifacts/models/') });
  const named = () => ['one', 'two'].map((containerHostname) => ({ ...one(), containerHostname }));
  const warning = (what: string) => `Test/Config: AWS does not document dataCapture with variant 'main', whose model has ${what}; `
    + 'use another model [ack: cdk-sagemaker-hosting:captureOfManyModels]';

  test.each<[string, (stack: Stack) => InstanceProductionVariantProps['model'], string[]]>([
    ['one container', plainModel, []],
    ['an inference pipeline', (stack) => new Model(stack, 'Model', { containers: [one(), one()] }), []],
    ['a multi-model container', (stack) => new Model(stack, 'Model', { containers: [many()] }), [warning('a multi-model container')]],
    ['containers that are invoked directly', (stack) => new Model(stack, 'Model', {
      containers: named(), inferenceExecutionMode: InferenceExecutionMode.DIRECT,
    }), [warning('containers that are invoked directly')]],
    ['an imported model', (stack) => Model.fromModelAttributes(stack, 'Model', {
      modelArn: 'arn:aws:sagemaker:us-east-1:123456789012:model/theirs', role: aRole(stack),
    }), []],
  ])('with %s is warned of where AWS does not document it', (_what, model, warnings) => {
    const stack = testStack();
    configWith(undefined, stack, { model: model(stack) });
    expect(warningsOf(stack)).toEqual(warnings);
  });

  test.each([[false, []], [true, [warning('a multi-model container')]], [undefined, [warning('a multi-model container')]]])(
    'with many models and enabled %s is warned of unless capture is off', (enabled, warnings) => {
      const stack = testStack();
      configWith(() => ({ destination: { bucket: aBucket(stack) }, enabled }), stack, { model: new Model(stack, 'Model', { containers: [many()] }) });
      expect(warningsOf(stack)).toEqual(warnings);
    });

  test('fails as a serverless one', () => {
    const stack = testStack();
    const serverless = { model: plainModel(stack), variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024 };
    const dataCapture = { destination: { bucket: aBucket(stack) } };
    expect(problemsAtSynth(new EndpointConfig(stack, 'Config', { serverlessProductionVariant: serverless, dataCapture })))
      .toEqual([like("serverless ... 'less' ... dataCapture; ...")]);
    expect(problemsAtSynth(new EndpointConfig(stack, 'Other', { serverlessProductionVariant: serverless }))).toEqual([]);
  });
});

test('a location without a bucket fails', () => {
  const stack = testStack();
  const bucket: any = s3.Bucket.fromBucketName(stack, 'B', 'bucket');
  expect(messageOf(() => aConfig(stack, 'Config', { dataCapture: { destination: bucket } })))
    .toBe('Test/Config: dataCapture.destination.bucket is required; specify a bucket and optionally a prefix');
});
