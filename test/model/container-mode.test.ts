import { aws_s3 as s3 } from 'aws-cdk-lib';
import { UserData, UserImage, modelIn, modelWith } from './given';
import { ContainerMode, Model, ModelData, type ContainerDefinition } from '../../src';
import { like, messageOf } from '../helpers/problems';
import { testStack } from '../helpers/stack';

function containerWith(mode: ContainerMode | undefined, uri = 's3://artifacts/models/'): any {
  const stack = testStack();
  new Model(stack, 'Model', { containers: [{ image: new UserImage(), mode, modelData: new UserData(uri) }] });
  return modelIn(stack).PrimaryContainer;
}

function problemsOf(...containers: Partial<ContainerDefinition>[]): string {
  return messageOf(() => modelWith(...containers));
}

describe('the mode of a container', () => {
  test('is omitted by default', () => {
    expect(containerWith(undefined, 's3://artifacts/model.tar.gz')).not.toHaveProperty('Mode');
  });

  test('can be a single model', () => {
    expect(containerWith(ContainerMode.singleModel(), 's3://artifacts/model.tar.gz'))
      .toEqual({ Image: expect.anything(), Mode: 'SingleModel', ModelDataUrl: 's3://artifacts/model.tar.gz' });
  });

  test('can be many models', () => {
    expect(containerWith(ContainerMode.multiModel())).toEqual({ Image: expect.anything(), Mode: 'MultiModel', ModelDataUrl: 's3://artifacts/models/' });
  });

  test.each([[true, 'Enabled'], [false, 'Disabled']])('may be many models with caching %p', (modelCaching, setting) => {
    expect(containerWith(ContainerMode.multiModel({ modelCaching })).MultiModelConfig).toEqual({ ModelCacheSetting: setting });
  });
});

describe('a multi-model container', () => {
  const mode = ContainerMode.multiModel();

  test('reads its archives below a prefix, by the URL that multi-model containers take', () => {
    const stack = testStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'artifacts');
    new Model(stack, 'Model', { containers: [{ image: new UserImage(), mode, modelData: ModelData.fromBucketPrefix(bucket, 'models/') }] });
    expect(modelIn(stack).PrimaryContainer).toEqual({ Image: expect.anything(), Mode: 'MultiModel', ModelDataUrl: 's3://artifacts/models/' });
  });

  test('fails without model data', () => {
    expect(problemsOf({ mode })).toBe('Test/Model: containers[0].modelData is required; a multi-model container requires the prefix of its archives; '
      + 'use ModelData.fromBucketPrefix');
  });

  test.each<[string, ModelData]>([
    ['an object of a bucket', ModelData.fromBucket(s3.Bucket.fromBucketName(testStack(), 'B', 'artifacts'), 'model.tar.gz')],
    ['an object of a bucket as it is', ModelData.fromBucket(s3.Bucket.fromBucketName(testStack(), 'B', 'artifacts'), 'model.gguf', { compressed: false })],
    ['a class that names an archive', new UserData('s3://artifacts/model.tar.gz')],
  ])('fails with %s', (_what, modelData) => {
    expect(problemsOf({ mode, modelData })).toBe('Test/Model: containers[0].modelData is a single object, but a multi-model container '
      + 'requires the prefix of its archives; use ModelData.fromBucketPrefix');
  });

  test.each([{ acceptEula: true }, { acceptEula: false }, { hubContentArn: 'arn:aws:sagemaker:us-east-1:aws:hub-content/Hub/Model/llama/1.0.0' }])(
    'fails with data that needs %p', (options) => {
      const bucket = s3.Bucket.fromBucketName(testStack(), 'B', 'artifacts');
      expect(problemsOf({ mode, modelData: ModelData.fromBucketPrefix(bucket, 'models/', options) }))
        .toBe('Test/Model: containers[0].modelData has acceptEula or hubContentArn, which multi-model containers do not support; omit them');
    });

  test('fails beside another one, and not beside a single-model container', () => {
    const many = { mode, modelData: new UserData('s3://artifacts/models/') };
    expect(problemsOf(many, {}, many)).toBe('Test/Model: at most 1 container of a model can be a multi-model container, got 2');
    const stack = testStack();
    const model = new Model(stack, 'Model', { containers: [{ image: new UserImage(), ...many }, { image: new UserImage() }] });
    expect(modelIn(stack).Containers.map((container: any) => container.Mode)).toEqual(['MultiModel', undefined]);
    expect(messageOf(() => model.addContainer({ image: new UserImage(), ...many })))
      .toEqual(like('Test/Model: ... 1 container ... multi-model container, got 2'));
  });
});
