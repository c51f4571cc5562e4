import { App, CfnCondition, CfnParameter, Fn, Stack, aws_s3 as s3, aws_s3_deployment as deployment, type CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { endpointOf, idsOf, stackDependencies } from './given-surroundings';
import { InferenceComponentAdapter, Model, ModelData, registry } from '../../src';
import { aComponent, COMPONENT, hosting, running } from '../endpoint/components/given';
import { aModel, anImage } from '../helpers/given';
import { ENV, resourcesOf, testStack } from '../helpers/stack';
import { ownSpecification } from '../registry/given';

const KEY = 'models/churn/model.tar.gz';

function upload(
  bucket: s3.IBucket, destinationKeyPrefix?: string, scope = Stack.of(bucket), contents: Record<string, unknown> = {},
): deployment.BucketDeployment {
  return new deployment.BucketDeployment(scope, 'Upload', {
    destinationBucket: bucket, destinationKeyPrefix, sources: [deployment.Source.jsonData('settings.json', contents)],
  });
}

function withData(scope: Stack, modelData: ModelData, id = 'Model'): Model {
  return new Model(scope, id, { containers: [{ image: anImage(scope), modelData }] });
}

/** The logical IDs of custom resources that the resources of a type wait for. */
function awaited(scope: IConstruct, type = 'AWS::SageMaker::Model'): string[] {
  const uploads = Object.keys(resourcesOf(scope, 'Custom::CDKBucketDeployment'));
  return Object.values(resourcesOf(scope, type)).flatMap(({ DependsOn = [] }) => DependsOn as string[]).filter((id) => uploads.includes(id));
}

function customResourceOf(construct: deployment.BucketDeployment): string[] {
  return idsOf(construct).filter((id) => /CustomResource/.test(id));
}

describe('a model waits for what uploads its artifacts', () => {
  test.each<[string, (stack: Stack) => string | undefined, string]>([
    ['into the whole bucket', () => undefined, KEY],
    ['into a prefix of the key', () => 'models', KEY],
    ['into the prefix of the key', () => 'models/churn/', KEY],
    ['into a prefix that is known at deployment', (stack) => new CfnParameter(stack, 'Prefix').valueAsString, KEY],
    ['with a key that is known at deployment', () => 'models', Fn.importValue('key')],
  ])('%s', (_where, prefixIn, key) => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket');
    // The model comes first, so that it has to look when all others have been defined.
    withData(stack, ModelData.fromBucket(bucket, key));
    const copy = upload(bucket, prefixIn(stack));
    expect(awaited(stack)).toEqual(customResourceOf(copy));
  });

  test.each<[string, (bucket: s3.IBucket) => ModelData]>([
    ['a prefix that contains it', (bucket) => ModelData.fromBucketPrefix(bucket, 'models/')],
    ['a prefix below it', (bucket) => ModelData.fromBucketPrefix(bucket, 'models/churn/3/')],
    ['the whole bucket', (bucket) => ModelData.fromBucketPrefix(bucket, '')],
    ['a URI', (bucket) => ModelData.fromS3Uri(bucket.s3UrlForObject(KEY))],
  ])('which are those of %s', (_which, dataIn) => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket');
    const copy = upload(bucket, 'models/churn');
    withData(stack, dataIn(bucket));
    expect(awaited(stack)).toEqual(customResourceOf(copy));
  });

  test('into a bucket that is imported by its name', () => {
    const stack = testStack();
    const copy = upload(s3.Bucket.fromBucketName(stack, 'Bucket', 'weights'), 'models', stack);
    withData(stack, ModelData.fromS3Uri(`s3://weights/${KEY}`));
    expect(awaited(stack)).toEqual(customResourceOf(copy));
  });

  test('in another stack', () => {
    const app = new App();
    const [buckets, models, uploads] = ['Buckets', 'Models', 'Uploads'].map((id) => testStack({ app, id }));
    const bucket = new s3.Bucket(buckets, 'Bucket');
    withData(models, ModelData.fromBucket(bucket, KEY));
    upload(bucket, 'models', uploads);
    expect(stackDependencies(models).sort()).toEqual(['Buckets', 'Uploads']);
  });
});

describe('a model does not wait for an upload', () => {
  test.each([
    ['into another prefix', 'site', KEY],
    ['into a prefix that begins alike', 'mod', KEY],
    ['below an object', KEY, KEY],
  ])('%s', (_where, prefix, key) => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket');
    upload(bucket, prefix);
    withData(stack, ModelData.fromBucket(bucket, key));
    expect(awaited(stack)).toEqual([]);
  });

  test('into another bucket, or without artifacts', () => {
    const stack = testStack();
    upload(new s3.Bucket(stack, 'Site'));
    withData(stack, ModelData.fromBucket(new s3.Bucket(stack, 'Bucket'), KEY));
    aModel(stack, 'Plain');
    expect(awaited(stack)).toEqual([]);
  });

  test('that names its endpoint', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket');
    const endpoint = endpointOf(withData(stack, ModelData.fromBucket(bucket, KEY)));
    upload(bucket, undefined, stack, { endpoint: endpoint.endpointName });
    expect(awaited(stack)).toEqual([]);
  });

  test('in another account', () => {
    const app = new App();
    const [mine, theirs] = [testStack({ app, id: 'Mine' }), testStack({ app, id: 'Theirs', env: { ...ENV, account: '222222222222' } })];
    upload(s3.Bucket.fromBucketName(theirs, 'Bucket', 'weights'), undefined, theirs);
    withData(mine, ModelData.fromS3Uri(`s3://weights/${KEY}`));
    expect(stackDependencies(mine)).toEqual([]);
  });

  test('with a condition that it does not have', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket');
    withData(stack, ModelData.fromBucket(bucket, KEY));
    const condition = new CfnCondition(stack, 'Never', { expression: Fn.conditionEquals('a', 'b') });
    upload(bucket).node.findAll().forEach((each) => {
      if ('cfnOptions' in each) {
        (each as CfnResource).cfnOptions.condition = condition;
      }
    });
    expect(awaited(stack)).toEqual([]);
  });
});

describe('as does', () => {
  test('an inference component with an archive of its own', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket');
    const copy = upload(bucket);
    hosting(stack).addInferenceComponent('Llama', { specification: running(stack, { modelData: ModelData.fromBucket(bucket, KEY) }) });
    expect(awaited(stack, COMPONENT)).toEqual(customResourceOf(copy));
  });

  test('an adapter', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket');
    const copy = upload(bucket);
    new InferenceComponentAdapter(stack, 'Adapter', { baseInferenceComponent: aComponent(stack), artifact: ModelData.fromBucket(bucket, KEY) });
    expect(awaited(stack, COMPONENT)).toEqual(customResourceOf(copy));
  });

  test('a model package, unless the upload names it', () => {
    const stack = testStack();
    const [own, named] = ['Own', 'Named'].map((id) => new s3.Bucket(stack, id));
    const packages = [own, named].map((bucket, index) => new registry.ModelPackage(stack, `Package${index}`, {
      modelPackageName: `churn-${index}`, inferenceSpecification: ownSpecification(stack, { modelData: ModelData.fromBucket(bucket, KEY) }),
    }));
    const copy = upload(own);
    new deployment.BucketDeployment(stack, 'Names', {
      destinationBucket: named, sources: [deployment.Source.jsonData('package.json', { arn: packages[1].modelPackageArn })],
    });
    expect(awaited(stack, 'AWS::SageMaker::ModelPackage')).toEqual(customResourceOf(copy));
  });
});
