import { App, CfnDynamicReference, CfnDynamicReferenceService, CfnParameter, Fn, aws_kms as kms, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { ContainerMode, Model, ModelData, type BucketModelDataOptions } from '../../../src';
import { anImage } from '../../helpers/given';
import { messageOf, problemsAtSynth } from '../../helpers/problems';
import { resourcesOf, statementsOf, testStack, warningsOf } from '../../helpers/stack';
import { dependenciesIn, modelIn } from '../given';

const PARTITION = { Ref: 'AWS::Partition' };
const HUB_CONTENT = 'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/llama/1.0.0';

const split = (separator: string, text: unknown, index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [separator, text] }] });
const arn = (first: unknown, ...rest: unknown[]) => (
  { 'Fn::Join': ['', ['arn:', PARTITION, ...typeof first === 'string' ? [`:s3:::${first}`] : [':s3:::', first], ...rest]] }
);
const read = (Resource: unknown) => ({ Action: 's3:GetObject', Effect: 'Allow', Resource });
const list = (Resource: unknown, prefix?: unknown) =>
  ({ Action: 's3:ListBucket', Effect: 'Allow', Resource, ...prefix !== undefined && { Condition: { StringLike: { 's3:prefix': prefix } } } });

function modelOf(stack: Stack, uri: string, options?: BucketModelDataOptions, mode?: ContainerMode): Model {
  return new Model(stack, 'Model', { containers: [{ image: anImage(stack), modelData: ModelData.fromS3Uri(uri, options), mode }] });
}

/** The statements about S3 and KMS. */
const reads = (stack: Stack) => statementsOf(stack).filter(({ Action }) => [Action].flat().some((action) => /^(s3|kms):/.test(action)));

/** How artifacts are rendered besides their URI. */
const source = (S3Uri: unknown, CompressionType: string, S3DataType: string, rest = {}) =>
  ({ S3DataSource: { S3Uri, CompressionType, S3DataType, ...rest } });

test('the archive of a URI is used as it is, and the model may read only it', () => {
  const stack = testStack();
  modelOf(stack, 's3://artifacts/models/a*b/model.tar.gz');
  expect(modelIn(stack).PrimaryContainer.ModelDataUrl).toBe('s3://artifacts/models/a*b/model.tar.gz');
  expect(reads(stack)).toEqual([read(arn('artifacts/models/a${*}b/model.tar.gz'))]);
  expect(dependenciesIn(stack)).toEqual(['ModelRole3E65CE92', 'ModelRoleDefaultPolicy52564B59']);
  expect(warningsOf(stack)).toEqual([]);
});

test.each([
  ['s3://artifacts/llama/', 'llama/*'], ['s3://artifacts/', '*'],
])('the objects below the prefix %s are copied, and the model may list and read only them', (uri, keys) => {
  const stack = testStack();
  modelOf(stack, uri);
  expect(modelIn(stack).PrimaryContainer.ModelDataSource).toEqual(source(uri, 'None', 'S3Prefix'));
  expect(reads(stack)).toEqual([read(arn(`artifacts/${keys}`)), list(arn('artifacts'), keys)]);
  expect(warningsOf(stack)).toEqual([]);
});

test('a prefix is that of the archives of a multi-model container', () => {
  const stack = testStack();
  modelOf(stack, 's3://artifacts/models/', {}, ContainerMode.multiModel());
  expect(modelIn(stack).PrimaryContainer.ModelDataUrl).toBe('s3://artifacts/models/');
});

test('options are those of an object', () => {
  const stack = testStack();
  modelOf(stack, 's3://artifacts/model.gguf', { compressed: false, acceptEula: true, hubContentArn: HUB_CONTENT });
  expect(modelIn(stack).PrimaryContainer.ModelDataSource).toEqual(source('s3://artifacts/model.gguf', 'None', 'S3Object', {
    ModelAccessConfig: { AcceptEula: true }, HubAccessConfig: { HubContentArn: HUB_CONTENT },
  }));
  expect(statementsOf(stack)).toContainEqual(expect.objectContaining({ Action: 'sagemaker:DescribeHub' }));
});

test.each([
  ['s3://artifacts/model', undefined, true], ['s3://artifacts/models/', true, true], ['s3://artifacts/models/', false, false], ['s3://artifacts/model', false, false],
])('%s with compressed %p is warned of as no archive: %p', (uri, compressed, warned) => {
  const stack = testStack();
  modelOf(stack, uri, { compressed });
  expect(warningsOf(stack)).toEqual(warned ? [expect.stringContaining('[ack: cdk-sagemaker-hosting:modelDataNotArchive]')] : []);
});

test('the bucket of models with a license agreement is warned of until the agreement is accepted', () => {
  const warned = (acceptEula?: boolean) => {
    const stack = testStack();
    modelOf(stack, 's3://jumpstart-private-cache-prod-us-east-1/llama/', { acceptEula });
    return warningsOf(stack);
  };
  expect(warned()).toEqual([expect.stringContaining('[ack: cdk-sagemaker-hosting:eulaNotAccepted]')]);
  expect(warned(true)).toEqual([]);
});

describe('with tokens', () => {
  test('the bucket of the app grants, with its key', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'Key') });
    modelOf(stack, bucket.s3UrlForObject('model.tar.gz'));
    const [id] = Object.keys(resourcesOf(stack, 'AWS::S3::Bucket'));
    expect(reads(stack)).toEqual([
      read({ 'Fn::Join': ['', [{ 'Fn::GetAtt': [id, 'Arn'] }, '/model.tar.gz']] }),
      { Action: 'kms:Decrypt', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } },
    ]);
    expect(stack.node.findChild('Model').node.tryFindChild('ModelBucket')).toBeUndefined();
  });

  test('the bucket of another stack of the app grants', () => {
    const app = new App();
    const bucket = new s3.Bucket(testStack({ app, id: 'Home' }), 'Bucket');
    const stack = testStack({ app });
    modelOf(stack, `s3://${bucket.bucketName}/llama/`);
    expect(reads(stack)[0]).toEqual(read({ 'Fn::Join': ['', [{ 'Fn::ImportValue': expect.stringMatching(/^Home:/) }, '/llama/*']] }));
  });

  test('the bucket of an L1 construct is imported', () => {
    const stack = testStack();
    modelOf(stack, `s3://${new s3.CfnBucket(stack, 'Bucket').ref}/model.tar.gz`);
    expect(reads(stack)).toEqual([read(arn({ Ref: 'Bucket' }, '/model.tar.gz'))]);
  });

  test('the bucket and the key can be tokens', () => {
    const stack = testStack();
    const [bucket, key] = ['Bucket', 'Key'].map((id) => new CfnParameter(stack, id).valueAsString);
    modelOf(stack, `s3://${bucket}/${key}/`);
    expect(reads(stack)).toEqual([
      read(arn({ Ref: 'Bucket' }, '/', { Ref: 'Key' }, '/*')),
      list(arn({ Ref: 'Bucket' }), { 'Fn::Join': ['', [{ Ref: 'Key' }, '/*']] }),
    ]);
  });

  test.each<[string, (stack: Stack) => string, unknown]>([
    ['a parameter', (stack) => new CfnParameter(stack, 'Uri').valueAsString, split('s3://', { Ref: 'Uri' }, 1)],
    ['an import', () => Fn.importValue('Uri'), split('s3://', { 'Fn::ImportValue': 'Uri' }, 1)],
    ['a token after the scheme', (stack) => `s3://${new CfnParameter(stack, 'Uri').valueAsString}`, { Ref: 'Uri' }],
  ])('%s is an object, which the model may read', (_what, uriIn, place) => {
    const stack = testStack();
    modelOf(stack, uriIn(stack));
    expect(modelIn(stack).PrimaryContainer.ModelDataUrl).toEqual(stack.resolve(uriIn(testStack())));
    expect(reads(stack)).toEqual([read(arn(place))]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each(['my-', 'https://', 's3:/', 's3://s3://'])('a token after %p cannot be a URI', (before) => {
    const stack = testStack();
    const uri = `${before}${new CfnParameter(stack, 'Uri').valueAsString}`;
    expect(messageOf(() => modelOf(stack, uri))).toMatch(/uri must be the URI of an object or a prefix/);
  });

  test('a token is an object that is not extracted, if it is not compressed', () => {
    const stack = testStack();
    modelOf(stack, Fn.importValue('Uri'), { compressed: false });
    expect(modelIn(stack).PrimaryContainer.ModelDataSource).toEqual(source({ 'Fn::ImportValue': 'Uri' }, 'None', 'S3Object'));
  });

  test('a token with a slash at its end is a prefix, and the bucket can be listed', () => {
    const stack = testStack();
    modelOf(stack, `${Fn.importValue('Uri')}/`);
    const place = split('s3://', { 'Fn::Join': ['', [{ 'Fn::ImportValue': 'Uri' }, '/']] }, 1);
    expect(reads(stack)).toEqual([read(arn(place, '*')), list(arn(split('/', place, 0)))]);
  });

  test('a dynamic reference fails, because CloudFormation replaces it too late', () => {
    const uri = new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/model/uri').toString();
    expect(problemsAtSynth(modelOf(testStack(), uri))).toEqual([
      'uri is a dynamic reference, from which CloudFormation cannot derive the permissions of the role; use the value of a parameter, such as '
      + 'StringParameter.valueForStringParameter',
    ]);
  });

  test('a dynamic reference as the key does not', () => {
    const key = new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/model/key').toString();
    expect(problemsAtSynth(modelOf(testStack(), `s3://artifacts/${key}`))).toEqual([]);
  });
});

test.each([
  'https://s3.us-east-1.amazonaws.com/artifacts/model.tar.gz', 's3://artifacts', 's3:///model.tar.gz', 'artifacts/model.tar.gz', '',
])('%p fails', (uri) => {
  expect(messageOf(() => modelOf(testStack(), uri)))
    .toBe(`Test/Model: uri must be the URI of an object or a prefix, such as s3://my-bucket/models/model.tar.gz or s3://my-bucket/models/, got '${uri}'`);
});

test.each(['no', 'no_', '_no', '-models', 'my bucket', 'b'.repeat(64)])('the bucket %p fails', (bucket) => {
  expect(messageOf(() => modelOf(testStack(), `s3://${bucket}/model.tar.gz`)))
    .toBe(`Test/Model: uri must be the URI of an object or a prefix, such as s3://my-bucket/models/model.tar.gz or s3://my-bucket/models/, got 's3://${bucket}/model.tar.gz'; `
      + `the name of a bucket has 3 to 63 letters, digits, '-', '.' and '_', with a letter or digit at each end, got '${bucket}'`);
});

test.each(['new', 'b'.repeat(63)])('the bucket %p does not', (bucket) => {
  expect(() => modelOf(testStack(), `s3://${bucket}/model.tar.gz`)).not.toThrow();
});

test('fails with more than 1024 characters', () => {
  expect(messageOf(() => modelOf(testStack(), `s3://artifacts/${'k'.repeat(1010)}`))).toContain('containers[0].modelData must be an s3:// or https:// URL');
});

test('two models, and two containers of a model, can have the same artifacts', () => {
  const stack = testStack();
  const container = { image: anImage(stack), modelData: ModelData.fromS3Uri('s3://artifacts/model.tar.gz') };
  new Model(stack, 'One', { containers: [container, container] });
  new Model(stack, 'Two', { containers: [container, { ...container, modelData: ModelData.fromS3Uri(Fn.importValue('Uri')) }] });
  expect(Object.keys(resourcesOf(stack, 'AWS::SageMaker::Model'))).toHaveLength(2);
});
