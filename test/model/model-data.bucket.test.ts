import { CfnParameter, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { UserData, UserImage, dependenciesIn, modelIn, ownStatements } from './given';
import { ModelData, type BucketModelDataOptions, type ModelAccessOptions } from '../../src';
import { aModel } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { testStack, warningsOf } from '../helpers/stack';

const HUB_CONTENT = 'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/llama/1.0.0';

type Given = { readonly encryptionKey?: boolean; readonly region?: string };

function modelWith(data: (bucket: s3.IBucket) => ModelData, given: Given = {}) {
  const stack = testStack();
  const encryptionKey = given.encryptionKey ? kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/1') : undefined;
  const bucket = s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'artifacts', encryptionKey, region: given.region });
  return aModel(stack, 'Model', { containers: [{ image: new UserImage(), modelData: data(bucket) }] });
}

function arnOf(path: string) {
  return { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${path}`]] };
}

const allow = (Action: string | string[], Resource: unknown, more: object = {}) => ({ Action, Effect: 'Allow', Resource, ...more });
const DECRYPT = allow('kms:Decrypt', 'arn:aws:kms:us-east-1:123456789012:key/1');

function dataOf(model: ReturnType<typeof modelWith>) {
  const { ModelDataUrl, ModelDataSource } = modelIn(model).PrimaryContainer;
  return { ModelDataUrl, ModelDataSource };
}

function sourceOf(model: ReturnType<typeof modelWith>) {
  return dataOf(model).ModelDataSource.S3DataSource;
}

describe('an object of a bucket', () => {
  const object = (key = 'churn/model.tar.gz', options: BucketModelDataOptions = {}) => (bucket: s3.IBucket) => ModelData.fromBucket(bucket, key, options);

  test.each([undefined, true])('is an archive that a URL names, with compressed %p', (compressed) => {
    const model = modelWith(object('churn/model.tar.gz', { compressed }));
    expect(dataOf(model).ModelDataUrl).toEqual({ 'Fn::Join': ['', ['https://s3.us-east-1.', { Ref: 'AWS::URLSuffix' }, '/artifacts/churn/model.tar.gz']] });
    expect(dataOf(model).ModelDataSource).toBeUndefined();
    expect(ownStatements(model)).toEqual([allow('s3:GetObject', arnOf('artifacts/churn/model.tar.gz'))]);
    expect(warningsOf(model)).toEqual([]);
  });

  test('may be read as it is', () => {
    const model = modelWith(object('llama/model.gguf', { compressed: false }));
    expect(sourceOf(model)).toEqual({ CompressionType: 'None', S3DataType: 'S3Object', S3Uri: expect.anything() });
    expect(dataOf(model).ModelDataUrl).toBeUndefined();
    expect(ownStatements(model)).toEqual([allow('s3:GetObject', arnOf('artifacts/llama/model.gguf'))]);
    expect(warningsOf(model)).toEqual([]);
  });

  test.each([true, false])('may come with an agreement, accepted %p', (acceptEula) => {
    expect(sourceOf(modelWith(object(undefined, { acceptEula })))).toEqual({
      CompressionType: 'Gzip', S3DataType: 'S3Object', S3Uri: expect.anything(), ModelAccessConfig: { AcceptEula: acceptEula },
    });
  });

  test('with a key that ends with a slash grants the objects below it, as the alpha module allows them for a mode that is set by an override', () => {
    const model = modelWith(object('models/'));
    expect(ownStatements(model)).toEqual([
      allow('s3:GetObject', arnOf('artifacts/models/*')),
      { ...allow('s3:ListBucket', arnOf('artifacts')), Condition: { StringLike: { 's3:prefix': 'models/*' } } },
    ]);
    expect(warningsOf(model)).toEqual([
      "Test/Model: containers[0].modelData is expected to be a gzip-compressed tar archive, but its name ends with '/'; for the archives of a "
        + 'multi-model container set mode to ContainerMode.multiModel(), for the uncompressed files of one model use ModelData.fromBucketPrefix '
        + '[ack: cdk-sagemaker-hosting:modelDataNotArchive]',
    ]);
  });

  test.each(['churn/model.zip', 'churn/model.tar'])('warns of %p, which is no archive', (key) => {
    expect(warningsOf(modelWith(object(key)))).toEqual([
      "Test/Model: containers[0].modelData is expected to be a gzip-compressed tar archive, but its name does not end with '.tar.gz'; "
        + 'specify an archive, set compressed to false, or use ModelData.fromBucketPrefix [ack: cdk-sagemaker-hosting:modelDataNotArchive]',
    ]);
  });

  test('may have a key that is not known', () => {
    const model = modelWith((bucket) => ModelData.fromBucket(bucket, new CfnParameter(bucket.stack, 'Param').valueAsString));
    expect(warningsOf(model)).toEqual([]);
    expect(ownStatements(model)).toEqual([allow('s3:GetObject', { 'Fn::Join': ['', [...arnOf('artifacts/')['Fn::Join'][1] as unknown[], { Ref: 'Param' }]] })]);
  });
});

describe('a prefix of a bucket', () => {
  const prefix = (value = 'llama/', options: ModelAccessOptions = {}) => (bucket: s3.IBucket) => ModelData.fromBucketPrefix(bucket, value, options);
  const read = (value: string) => [
    allow('s3:GetObject', arnOf(`artifacts/${value}*`)),
    allow('s3:ListBucket', arnOf('artifacts'), { Condition: { StringLike: { 's3:prefix': `${value}*` } } }),
  ];

  test.each([['llama/', 'llama/'], ['/llama/', 'llama/'], ['', ''], ['/', '']])('%p is uncompressed data, of which nothing else may be '
    + 'read', (value, keys) => {
    const model = modelWith(prefix(value));
    expect(sourceOf(model)).toEqual({ CompressionType: 'None', S3DataType: 'S3Prefix', S3Uri: `s3://artifacts/${keys}` });
    expect(dataOf(model).ModelDataUrl).toBeUndefined();
    expect(ownStatements(model)).toEqual(read(keys));
    expect(dependenciesIn(model)).toEqual(['ModelRole3E65CE92', 'ModelRoleDefaultPolicy52564B59']);
    expect(warningsOf(model)).toEqual([]);
  });

  test('lets the model use the key of the bucket', () => {
    const model = modelWith(prefix(), { encryptionKey: true });
    expect(ownStatements(model)).toEqual([read('llama/')[0], DECRYPT, read('llama/')[1]]);
  });

  test('is meant escapeForPolicy', () => {
    expect(ownStatements(modelWith(prefix('a*b?/')))).toEqual(read('a${*}b${?}/'));
  });

  test('may come with an agreement', () => {
    expect(sourceOf(modelWith(prefix('llama/', { acceptEula: true }))).ModelAccessConfig).toEqual({ AcceptEula: true });
  });

  test.each([
    ['llama', "prefix must end with '/', got 'llama'; append it"],
    ['llama/model.tar.gz', "prefix must end with '/', got 'llama/model.tar.gz'; for one archive use ModelData.fromBucket"],
    [`${'p'.repeat(1024)}/`, `prefix must be a key prefix such as 'models/', without line breaks (0 to 1024 characters), got '${'p'.repeat(1024)}/'`],
  ])('fails as %p', (value, problem) => {
    expect(messageOf(() => modelWith(prefix(value)))).toBe(`Test/Model: ${problem}`);
  });

  test('may not be known', () => {
    const model = modelWith((bucket) => ModelData.fromBucketPrefix(bucket, new CfnParameter(bucket.stack, 'Param').valueAsString));
    expect(sourceOf(model).S3Uri).toEqual({ 'Fn::Join': ['', ['s3://artifacts/', { Ref: 'Param' }]] });
  });
});

describe('artifacts that are read through a hub', () => {
  test.each<[string, (bucket: s3.IBucket) => ModelData]>([
    ['an object', (bucket) => ModelData.fromBucket(bucket, 'model.tar.gz', { hubContentArn: HUB_CONTENT })],
    ['a prefix', (bucket) => ModelData.fromBucketPrefix(bucket, 'llama/', { hubContentArn: HUB_CONTENT })],
  ])('as %s name the content, which the model may use', (_what, data) => {
    const model = modelWith(data);
    expect(sourceOf(model).HubAccessConfig).toEqual({ HubContentArn: HUB_CONTENT });
    expect(ownStatements(model)).toContainEqual(allow('sagemaker:DescribeHub', 'arn:aws:sagemaker:us-east-1:aws:hub/SageMakerPublicHub'));
    expect(ownStatements(model)).toContainEqual(allow(['sagemaker:DeployHubModel', 'sagemaker:DescribeHubContent'], [
      'arn:aws:sagemaker:us-east-1:aws:hub/SageMakerPublicHub',
      'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/llama',
      'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/llama/*',
    ]));
  });

  test('may name a content that is not known', () => {
    const model = modelWith((bucket) => ModelData.fromBucketPrefix(bucket, 'llama/', {
      hubContentArn: new CfnParameter(bucket.stack, 'Param').valueAsString,
    }));
    const part = (index: number, separator: string) => ({ 'Fn::Select': [index, { 'Fn::Split': [separator, { Ref: 'Param' }] }] });
    const allVersions = { 'Fn::Join': ['/', [0, 1, 2, 3].map((index) => part(index, '/'))] };
    const hub = { 'Fn::Join': ['', ['arn:', part(1, ':'), ':sagemaker:', part(3, ':'), ':', part(4, ':'), ':hub/', part(1, '/')]] };
    expect(ownStatements(model)).toContainEqual(allow('sagemaker:DescribeHub', hub));
    expect(ownStatements(model)).toContainEqual(allow(['sagemaker:DeployHubModel', 'sagemaker:DescribeHubContent'], [
      hub,
      allVersions,
      { 'Fn::Join': ['', [allVersions, '/*']] },
    ]));
  });

  const RULE = 'hubContentArn must be the ARN of hub content, such as '
    + 'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/name/1.0.0 (1 to 255 characters)';
  const contentOf = (length: number) => HUB_CONTENT.padEnd(length, '0');

  test.each([HUB_CONTENT, HUB_CONTENT.replace(/\/1.0.0$/, ''), contentOf(255)])('may name %s', (hubContentArn) => {
    expect(sourceOf(modelWith((bucket) => ModelData.fromBucketPrefix(bucket, 'llama/', { hubContentArn }))).HubAccessConfig)
      .toEqual({ HubContentArn: hubContentArn });
  });

  test.each(['', 'llama', 'arn:aws:sagemaker:us-east-1:aws:hub/SageMakerPublicHub', contentOf(256)])('fail with %p', (hubContentArn) => {
    expect(messageOf(() => modelWith((bucket) => ModelData.fromBucketPrefix(bucket, 'llama/', { hubContentArn }))))
      .toBe(`Test/Model: ${RULE}, got '${hubContentArn}'`);
  });
});

describe('a bucket', () => {
  test.each<[string, (bucket: s3.IBucket) => ModelData]>([
    ['an object', (bucket) => ModelData.fromBucket(bucket, 'model.tar.gz')],
    ['a prefix', (bucket) => ModelData.fromBucketPrefix(bucket, 'llama/')],
  ])('of another region warns for %s', (_what, data) => {
    expect(warningsOf(modelWith(data, { region: 'eu-west-1' }))).toEqual([
      'Test/Model: the bucket of the model data is in eu-west-1, but SageMaker reads it in us-east-1, the region of the model; copy it to '
        + 'that region '
      + '[ack: cdk-sagemaker-hosting:otherRegion]',
    ]);
    expect(warningsOf(modelWith(data, { region: 'us-east-1' }))).toEqual([]);
  });
});

describe('what a class of the user says of its artifacts', () => {
  class Prefix extends UserData {
    public bind(...args: Parameters<UserData['bind']>) {
      return { ...super.bind(...args), format: 'prefix' as any };
    }
  }

  test('may be a prefix', () => {
    const model = modelWith(() => new Prefix('s3://artifacts/llama/'));
    expect(sourceOf(model)).toEqual({ CompressionType: 'None', S3DataType: 'S3Prefix', S3Uri: 's3://artifacts/llama/' });
  });

  test('fails as a prefix that does not end so', () => {
    expect(messageOf(() => modelWith(() => new Prefix('s3://artifacts/llama'))))
      .toBe("Test/Model: containers[0].modelData is a prefix, which must end with '/', got 's3://artifacts/llama'; append it");
  });

  test('warns when it looks like no archive', () => {
    expect(warningsOf(modelWith(() => new UserData('s3://artifacts/llama/')))).toHaveLength(1);
  });
});

describe('a URL in the place of a key', () => {
  test.each<[string, (bucket: s3.IBucket) => ModelData, string]>([
    ['an object', (bucket) => ModelData.fromBucket(bucket, 's3://artifacts/model.tar.gz'), 'objectKey looks like a URL instead of a key '
      + "within the bucket, got 's3://artifacts/model.tar.gz'"],
    ['a prefix', (bucket) => ModelData.fromBucketPrefix(bucket, 'https://s3/llama/'), 'prefix looks like a URL instead of a key within the '
      + "bucket, got 'https://s3/llama/'"],
    ['a URL that is not encrypted', (bucket) => ModelData.fromBucket(bucket, 'http://s3/model.tar.gz'), 'objectKey looks like a URL instead of a key '
      + "within the bucket, got 'http://s3/model.tar.gz'"],
  ])('warns for %s', (_what, data, warning) => {
    expect(warningsOf(modelWith(data))).toEqual([`Test/Model: ${warning}; remove the part before the key [ack: cdk-sagemaker-hosting:urlAsKey]`]);
  });

  test.each(['mirror/https://hub/model.tar.gz', 's3/model.tar.gz', 'httpss://model.tar.gz', 's3:/model.tar.gz'])('does not in the key %s', (key) => {
    expect(warningsOf(modelWith((bucket) => ModelData.fromBucket(bucket, key)))).toEqual([]);
  });
});

test.each<[(bucket: s3.IBucket) => ModelData, string]>([
  [(bucket) => ModelData.fromBucket(bucket, undefined as any), 'objectKey is required; specify the key of an archive such as models/model.tar.gz'],
  [(bucket) => ModelData.fromBucketPrefix(bucket, undefined as any), "prefix is required; specify the prefix of the keys, such as 'models/'"],
])('what a language without types may leave out fails', (data, problem) => {
  expect(messageOf(() => modelWith(data))).toBe(`Test/Model: ${problem}`);
});
