import { Lazy, aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ARCHIVE, UserData, dependenciesIn, modelIn } from './given';
import { ModelData, type IModel, type ModelDataConfig } from '../../src';
import { aModel, anImage } from '../helpers/given';
import { must } from '../helpers/must';
import { messageOf } from '../helpers/problems';
import { resourcesOf, statementsOf, testStack } from '../helpers/stack';

test('the methods make model data', () => {
  expect(ModelData.fromAsset(ARCHIVE)).toBeInstanceOf(ModelData);
  expect(ModelData.fromBucket(s3.Bucket.fromBucketName(testStack(), 'Bucket', 'artifacts'), 'model.tar.gz')).toBeInstanceOf(ModelData);
});

describe('a class of the user', () => {
  test('says where the artifacts are', () => {
    const stack = testStack();
    const data = new UserData('s3://artifacts/model.tar.gz');
    const model = aModel(stack, 'Model', { containers: [{ image: anImage(stack), modelData: data }] });
    expect(modelIn(stack).PrimaryContainer.ModelDataUrl).toBe('s3://artifacts/model.tar.gz');
    expect(data.bound).toEqual([{ scope: model, model }]);
  });

  test('is bound once for each container, to the model', () => {
    const stack = testStack();
    const data = new UserData('s3://artifacts/model.tar.gz');
    aModel(stack, 'Model', { containers: [{ image: anImage(stack), modelData: data }, { image: anImage(stack), modelData: data }] });
    aModel(stack, 'Other', { containers: [{ image: anImage(stack), modelData: data }] });
    expect(data.bound.map(({ scope }) => scope.node.path)).toEqual(['Test/Model', 'Test/Model', 'Test/Other']);
  });

  test('may make constructs, and allow the model what it needs', () => {
    class Copied extends ModelData {
      constructor(private readonly id: string) {
        super();
      }

      public bind(scope: Construct, model: IModel): ModelDataConfig {
        const bucket = new s3.Bucket(scope, this.id);
        bucket.grantRead(model);
        model.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObjectTagging'], resources: ['*'] }));
        return { uri: bucket.s3UrlForObject('model.tar.gz') };
      }
    }
    const stack = testStack();
    const containers = ['One', 'Two'].map((id) => ({ image: anImage(stack), modelData: new Copied(id) }));
    aModel(stack, 'Model', { containers });
    const buckets = Object.keys(resourcesOf(stack, 'AWS::S3::Bucket'));
    expect(modelIn(stack).Containers.map((container: any) => container.ModelDataUrl))
      .toEqual(buckets.map((id) => ({ 'Fn::Join': ['', ['s3://', { Ref: id }, '/model.tar.gz']] })));
    expect(statementsOf(stack)).toContainEqual({ Action: 's3:GetObjectTagging', Effect: 'Allow', Resource: '*' });
    expect(dependenciesIn(stack)).toEqual(['ModelRole3E65CE92', 'ModelRoleDefaultPolicy52564B59']);
  });

  test('may name a URL of at most 1024 characters', () => {
    const stack = testStack();
    aModel(stack, 'Model', { containers: [{ image: anImage(stack), modelData: new UserData(`s3://${'b'.repeat(1019)}`) }] });
    expect(modelIn(stack).PrimaryContainer.ModelDataUrl).toHaveLength(1024);
  });

  test.each([
    '', 'artifacts/model.tar.gz', 'http://example.com/model.tar.gz', 's3://', `s3://${'b'.repeat(1020)}`,
  ])('fails with the URL %p', (uri) => {
    const stack = testStack();
    const containers = [{ image: anImage(stack) }, { image: anImage(stack), modelData: new UserData(uri) }];
    expect(messageOf(() => aModel(stack, 'Model', { containers })))
      .toBe(`Test/Model: containers[1].modelData ${must.beUrl(uri)}`);
  });

  test.each(['s3://b', 'https://h'])('may name %p', (uri) => {
    const stack = testStack();
    aModel(stack, 'Model', { containers: [{ image: anImage(stack), modelData: new UserData(uri) }] });
    expect(modelIn(stack).PrimaryContainer.ModelDataUrl).toBe(uri);
  });

  test('may name a token', () => {
    const stack = testStack();
    const modelData = new UserData(Lazy.string({ produce: () => 's3://artifacts/later.tar.gz' }));
    aModel(stack, 'Model', { containers: [{ image: anImage(stack), modelData }] });
    expect(modelIn(stack).PrimaryContainer.ModelDataUrl).toBe('s3://artifacts/later.tar.gz');
  });
});

test('a container without model data has none', () => {
  const stack = testStack();
  aModel(stack);
  expect(modelIn(stack).PrimaryContainer).not.toHaveProperty('ModelDataUrl');
});
