import { App, CfnParameter, NestedStack, aws_s3 as s3 } from 'aws-cdk-lib';
import { ModelData } from '../../../src';
import { aModel, anImage } from '../../helpers/given';
import { messageOf } from '../../helpers/problems';
import { resourcesOf, statementsOf, testStack } from '../../helpers/stack';
import { aRole, dependenciesIn, modelIn } from '../given';

const KEY = 'models/churn/3/model.tar.gz';

function inModel(bucket: s3.IBucket, key: string, id = 'Model'): void {
  aModel(bucket.stack, id, { containers: [{ image: anImage(bucket.stack), modelData: ModelData.fromBucket(bucket, key) }] });
}

/** What of the bucket the model may read. */
function readable(stack: ReturnType<typeof testStack>): any {
  return statementsOf(stack).find((statement) => statement.Action === 's3:GetObject').Resource;
}

test('is the URL of the object in a bucket of the stack', () => {
  const stack = testStack();
  inModel(new s3.Bucket(stack, 'Bucket'), KEY);
  const [bucketId] = Object.keys(resourcesOf(stack, 'AWS::S3::Bucket'));
  expect(modelIn(stack).PrimaryContainer.ModelDataUrl).toEqual({
    'Fn::Join': ['', ['https://s3.us-east-1.', { Ref: 'AWS::URLSuffix' }, '/', { Ref: bucketId }, `/${KEY}`]],
  });
  expect(readable(stack)).toEqual({ 'Fn::Join': ['', [{ 'Fn::GetAtt': [bucketId, 'Arn'] }, `/${KEY}`]] });
  expect(dependenciesIn(stack)).toEqual(['ModelRole3E65CE92', 'ModelRoleDefaultPolicy52564B59']);
});

test('is the URL of the object in an imported bucket', () => {
  const stack = testStack();
  inModel(s3.Bucket.fromBucketName(stack, 'Bucket', 'artifacts'), KEY);
  expect(modelIn(stack).PrimaryContainer.ModelDataUrl).toEqual({
    'Fn::Join': ['', ['https://s3.us-east-1.', { Ref: 'AWS::URLSuffix' }, `/artifacts/${KEY}`]],
  });
  expect(readable(stack)).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::artifacts/${KEY}`]] });
});

test('the key may be a token', () => {
  const stack = testStack();
  inModel(s3.Bucket.fromBucketName(stack, 'Bucket', 'artifacts'), new CfnParameter(stack, 'Key').valueAsString);
  expect(modelIn(stack).PrimaryContainer.ModelDataUrl).toEqual({
    'Fn::Join': ['', ['https://s3.us-east-1.', { Ref: 'AWS::URLSuffix' }, '/artifacts/', { Ref: 'Key' }]],
  });
  expect(readable(stack)).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::artifacts/', { Ref: 'Key' }]] });
});

test('one object fits into several containers and models', () => {
  const stack = testStack();
  const data = ModelData.fromBucket(new s3.Bucket(stack, 'Bucket'), KEY);
  const containers = [{ image: anImage(stack), modelData: data }, { image: anImage(stack), modelData: data }];
  aModel(stack, 'One', { containers });
  aModel(stack, 'Two', { containers });
  const urls = Object.values(resourcesOf(stack, 'AWS::SageMaker::Model'))
    .flatMap((model) => model.Properties.Containers.map((container: any) => container.ModelDataUrl));
  expect(urls).toHaveLength(4);
  expect(new Set(urls.map((url) => JSON.stringify(url))).size).toBe(1);
});

test('the model can read exactly its artifact, also when the key begins with a slash', () => {
  const stack = testStack();
  inModel(s3.Bucket.fromBucketName(stack, 'Bucket', 'artifacts'), `/${KEY}`);
  const [url] = JSON.stringify(modelIn(stack).PrimaryContainer.ModelDataUrl).match(/artifacts\/[^"]*/)!;
  const [resource] = JSON.stringify(readable(stack)).match(/artifacts\/[^"]*/)!;
  expect(resource).toBe(url);
});

describe('the key', () => {
  const SUFFIX = { Ref: 'AWS::URLSuffix' };
  const PARTITION = { Ref: 'AWS::Partition' };

  test.each([
    ['models/*/model.tar.gz', 'models/${*}/model.tar.gz'],
    ['model?.tar.gz', 'model${?}.tar.gz'],
    ['${aws:username}', '${$}{aws:username}'],
    ['*?$*', '${*}${?}${$}${*}'],
    ['a b+c=d&e/(f)', 'a b+c=d&e/(f)'],
  ])('%p is no pattern in the policy: %p', (key, inPolicy) => {
    const stack = testStack();
    inModel(s3.Bucket.fromBucketName(stack, 'Bucket', 'artifacts'), key);
    expect(readable(stack)).toEqual({ 'Fn::Join': ['', ['arn:', PARTITION, `:s3:::artifacts/${inPolicy}`]] });
    expect(modelIn(stack).PrimaryContainer.ModelDataUrl).toEqual({ 'Fn::Join': ['', ['https://s3.us-east-1.', SUFFIX, `/artifacts/${key}`]] });
  });

  test.each([['/a', 'a'], ['//a', '/a'], ['/*', '${*}']])('%p is read without its first slash: %p', (key, inPolicy) => {
    const stack = testStack();
    inModel(s3.Bucket.fromBucketName(stack, 'Bucket', 'artifacts'), key);
    expect(readable(stack)).toEqual({ 'Fn::Join': ['', ['arn:', PARTITION, `:s3:::artifacts/${inPolicy}`]] });
    expect(modelIn(stack).PrimaryContainer.ModelDataUrl)
      .toEqual({ 'Fn::Join': ['', ['https://s3.us-east-1.', SUFFIX, `/artifacts/${key.slice(1)}`]] });
  });

  test('that holds a token is read without its first slash too', () => {
    const stack = testStack();
    inModel(s3.Bucket.fromBucketName(stack, 'Bucket', 'artifacts'), `/models/${new CfnParameter(stack, 'Version').valueAsString}.tar.gz`);
    const key = [{ Ref: 'Version' }, '.tar.gz'];
    expect(modelIn(stack).PrimaryContainer.ModelDataUrl).toEqual({ 'Fn::Join': ['', ['https://s3.us-east-1.', SUFFIX, '/artifacts/models/', ...key]] });
    expect(readable(stack)).toEqual({ 'Fn::Join': ['', ['arn:', PARTITION, ':s3:::artifacts/models/', ...key]] });
  });

  test('may have one character', () => {
    const stack = testStack();
    inModel(s3.Bucket.fromBucketName(stack, 'Bucket', 'artifacts'), 'k');
    expect(readable(stack)).toEqual({ 'Fn::Join': ['', ['arn:', PARTITION, ':s3:::artifacts/k']] });
  });

  test('may have 1024 characters', () => {
    const stack = testStack();
    inModel(s3.Bucket.fromBucketName(stack, 'Bucket', 'artifacts'), 'k'.repeat(1024));
    expect(readable(stack)).toEqual({ 'Fn::Join': ['', ['arn:', PARTITION, `:s3:::artifacts/${'k'.repeat(1024)}`]] });
  });

  test('fails with 1025 characters', () => {
    const key = 'k'.repeat(1025);
    expect(messageOf(() => inModel(s3.Bucket.fromBucketName(testStack(), 'Bucket', 'artifacts'), key)))
      .toBe(`Test/Model: objectKey must be a key such as models/model.tar.gz, without line breaks (1 to 1024 characters), got '${key}'`);
  });

  test.each(['', '/'])('fails as %p', (key) => {
    expect(messageOf(() => inModel(s3.Bucket.fromBucketName(testStack(), 'Bucket', 'artifacts'), key)))
      .toBe('Test/Model: objectKey must be a key such as models/model.tar.gz, without line breaks (1 to 1024 characters), got \'\'');
  });
});

test('a bucket of another stack is read from there', () => {
  const app = new App();
  const home = testStack({ app, id: 'Home' });
  const stack = testStack({ app });
  const bucket = new s3.Bucket(home, 'Bucket');
  aModel(stack, 'Model', { containers: [{ image: anImage(stack), modelData: ModelData.fromBucket(bucket, KEY) }] });
  expect(readable(stack)).toEqual({
    'Fn::Join': ['', [{ 'Fn::ImportValue': expect.stringMatching(/^Home:ExportsOutputFnGetAttBucket.*Arn/) }, `/${KEY}`]],
  });
});

describe('by a role of another stack', () => {
  test('an object in a bucket of the model\'s stack can be read', () => {
    const app = new App();
    const home = testStack({ app, id: 'Home' });
    const stack = testStack({ app });
    const modelData = ModelData.fromBucket(new s3.Bucket(stack, 'Bucket'), KEY);
    aModel(stack, 'Model', { role: aRole(home), containers: [{ image: anImage(stack), modelData }] });
    app.synth();
    expect([...statementsOf(home), ...statementsOf(stack)]).toContainEqual({
      Action: 's3:GetObject',
      Effect: 'Allow',
      Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching(/^Bucket/), 'Arn'] }, `/${KEY}`]] },
    });
  });

  test('an object in a bucket of the role\'s stack can be read', () => {
    const app = new App();
    const home = testStack({ app, id: 'Home' });
    const stack = testStack({ app });
    const modelData = ModelData.fromBucket(new s3.Bucket(home, 'Bucket'), KEY);
    aModel(stack, 'Model', { role: aRole(home), containers: [{ image: anImage(stack), modelData }] });
    app.synth();
    expect([...statementsOf(home), ...statementsOf(stack)].filter((statement) => statement.Action === 's3:GetObject')).toHaveLength(1);
    expect(home.dependencies).toEqual([]);
  });

  test('an object in a bucket of the model\'s nested stack can be read', () => {
    const home = testStack();
    const nested = new NestedStack(home, 'Nested');
    const modelData = ModelData.fromBucket(new s3.Bucket(nested, 'Bucket'), KEY);
    aModel(nested, 'Model', { role: aRole(home), containers: [{ image: anImage(nested), modelData }] });
    // Refuses a template whose resources wait for one another.
    expect([...statementsOf(home), ...statementsOf(nested)].filter((statement) => statement.Action === 's3:GetObject')).toHaveLength(1);
  });
});
