import { App, CfnParameter, Duration, Fn, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { ModelData, registry } from '../../../src';
import { aComponent, running } from '../../endpoint/components/given';
import { aModel, anImage } from '../../helpers/given';
import { otherWarningsOf, testStack, warningsOf } from '../../helpers/stack';
import { ownSpecification } from '../../registry/given';

const KEY = 'models/churn/model.tar.gz';
const IN_A_WEEK = { expiration: Duration.days(7) };

function usedBy(stack: Stack, ...modelData: ModelData[]): Stack {
  aModel(stack, 'Model', { containers: modelData.map((data) => ({ image: anImage(stack), modelData: data })) });
  return stack;
}

/** The warnings about a model with an archive in a bucket with one rule. */
function warnedWith(rule: s3.LifecycleRule, key = KEY): string[] {
  const stack = testStack();
  return warningsOf(usedBy(stack, ModelData.fromBucket(new s3.Bucket(stack, 'Bucket', { lifecycleRules: [rule] }), key)));
}

function message(what: string, place = KEY, path = 'Model'): string {
  return `Test/${path}: a lifecycle rule of bucket 'Test/Bucket' ${what} the model data '${place}', which SageMaker reads again for each new instance; `
    + 'limit the rule to a prefix without the model data, or to tags [ack: cdk-sagemaker-hosting:modelDataExpires]';
}

describe('warns of a lifecycle rule that', () => {
  test.each<[string, s3.LifecycleRule]>([
    ['deletes all objects', IN_A_WEEK],
    ['deletes them at a date', { expirationDate: new Date(Date.UTC(2027, 0, 1)) }],
    ['deletes those with all tags of an empty list', { ...IN_A_WEEK, tagFilters: {} }],
    ['deletes those of a prefix', { ...IN_A_WEEK, prefix: 'models/' }],
    ['deletes those whose keys begin with a text', { ...IN_A_WEEK, prefix: 'mod' }],
  ])('%s', (_what, rule) => expect(warnedWith(rule)).toEqual([message('deletes')]));

  test.each([
    ['GLACIER', s3.StorageClass.GLACIER],
    ['DEEP_ARCHIVE', s3.StorageClass.DEEP_ARCHIVE],
  ])('moves them to %s', (_name, storageClass) => {
    expect(warnedWith({ transitions: [{ storageClass, transitionAfter: Duration.days(90) }] })).toEqual([message('archives')]);
  });

  test('is added after the model', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket');
    usedBy(stack, ModelData.fromBucketPrefix(bucket, 'llama/'));
    bucket.addLifecycleRule(IN_A_WEEK);
    expect(warningsOf(stack)).toEqual([message('deletes', 'llama/')]);
  });

  test('an L1 construct has', () => {
    const stack = testStack();
    const resource = new s3.CfnBucket(stack, 'Bucket', {
      lifecycleConfiguration: { rules: [{ status: 'Enabled', transition: { storageClass: 'GLACIER', transitionInDays: 1 } }] },
    });
    usedBy(stack, ModelData.fromS3Uri(`s3://${resource.ref}/${KEY}`));
    expect(warningsOf(stack)).toEqual([message('archives')]);
  });

  test('is in another stack', () => {
    const app = new App();
    const bucket = new s3.Bucket(testStack({ app, id: 'Buckets' }), 'Bucket', { lifecycleRules: [IN_A_WEEK] });
    const stack = usedBy(testStack({ app }), ModelData.fromBucket(bucket, KEY));
    expect(warningsOf(stack)).toContain(message('deletes').replace('Test/Bucket', 'Buckets/Bucket'));
  });

  test('concerns a key that is known at deployment', () => {
    expect(warnedWith(IN_A_WEEK, Fn.importValue('key'))).toEqual([message('deletes', '<token>')]);
  });

  test('concerns an inference component or a model package', () => {
    const stack = testStack();
    const modelData = ModelData.fromBucket(new s3.Bucket(stack, 'Bucket', { lifecycleRules: [IN_A_WEEK] }), KEY);
    aComponent(stack, { specification: running(stack, { modelData }) });
    new registry.ModelPackage(stack, 'Package', { modelPackageName: 'churn', inferenceSpecification: ownSpecification(stack, { modelData }) });
    expect(otherWarningsOf(stack, 'fixedModelPackageName')).toEqual([
      message('deletes', KEY, 'Endpoint/Llama/Container'), message('deletes', KEY, 'Package/Contents'),
    ]);
  });
});

describe('does not warn', () => {
  test.each<[string, s3.LifecycleRule]>([
    ['of a rule that is off', { ...IN_A_WEEK, enabled: false }],
    ['of a rule for another prefix', { ...IN_A_WEEK, prefix: 'captured/' }],
    ['of a rule for the objects below the key', { ...IN_A_WEEK, prefix: `${KEY}/` }],
    ['of a rule for objects with a tag', { ...IN_A_WEEK, tagFilters: { temporary: 'true' } }],
    ['of a rule for large objects', { ...IN_A_WEEK, objectSizeGreaterThan: 1_000_000 }],
    ['of a rule for small objects', { ...IN_A_WEEK, objectSizeLessThan: 1_000_000 }],
    ['of a rule for previous versions', { noncurrentVersionExpiration: Duration.days(7) }],
    ['of a rule for incomplete uploads', { abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    ['of a class that can be read at once', { transitions: [{ storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: Duration.days(1) }] }],
  ])('%s', (_which, rule) => expect(warnedWith(rule)).toEqual([]));

  test('of a prefix that is known at deployment', () => {
    const stack = testStack();
    const prefix = new CfnParameter(stack, 'Prefix').valueAsString;
    const bucket = new s3.Bucket(stack, 'Bucket', { lifecycleRules: [{ ...IN_A_WEEK, prefix }] });
    expect(warningsOf(usedBy(stack, ModelData.fromBucket(bucket, KEY)))).toEqual([]);
  });

  test('of a bucket without rules, an imported bucket, or a name that another resource has', () => {
    const stack = testStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    const data = [
      ModelData.fromBucket(new s3.Bucket(stack, 'Bucket'), KEY),
      ModelData.fromBucket(s3.Bucket.fromBucketName(stack, 'Imported', 'weights'), KEY),
      ModelData.fromS3Uri(`s3://${name}/${KEY}`),
    ];
    expect(warningsOf(usedBy(stack, ...data))).toEqual([]);
  });
});
