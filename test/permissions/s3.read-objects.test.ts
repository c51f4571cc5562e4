import { aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { Model, type IModel } from '../../src';
import { waitForPrerequisites } from '../../src/model/model-base';
import { grantReadObjects } from '../../src/permissions/s3';
import { aModel } from '../helpers/given';
import { resourcesOf, statementsOf, testStack } from '../helpers/stack';
import { aRole, dependenciesIn, unchangeable } from '../model/given';

const BUCKET = { 'Fn::GetAtt': [expect.stringMatching(/^Bucket/), 'Arn'] };
const KEY = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };
const ROLE = { 'Fn::GetAtt': [expect.stringMatching(/^GivenRole/), 'Arn'] };

function read(keyPattern: string): unknown {
  return { Action: 's3:GetObject', Effect: 'Allow', Resource: { 'Fn::Join': ['', [BUCKET, `/${keyPattern}`]] } };
}

/** Lets a model read objects, as its artifacts do. */
function readObjects(model: IModel, bucket: s3.IBucket, keyPattern: string): void {
  waitForPrerequisites(model, { grants: grantReadObjects(model, bucket, keyPattern) });
}

/** What a model that is made like this is allowed beyond its own image. */
function allowed(keyPattern: string, options: { readonly encrypted?: boolean } = {}): any[] {
  const stack = testStack();
  const model = aModel(stack);
  const before = statementsOf(testStackWithModel()).length;
  readObjects(model, new s3.Bucket(stack, 'Bucket', options.encrypted ? { encryptionKey: new kms.Key(stack, 'Key') } : {}), keyPattern);
  return statementsOf(stack).slice(before);
}

function testStackWithModel() {
  const stack = testStack();
  aModel(stack);
  return stack;
}

test('allows to read the object, not to list the bucket', () => {
  expect(allowed('models/churn/3/model.tar.gz')).toEqual([read('models/churn/3/model.tar.gz')]);
});

test('allows to read by a pattern', () => {
  expect(allowed('*.gz')).toEqual([read('*.gz')]);
});

test('allows to decrypt what an encrypted bucket holds', () => {
  expect(allowed('model.tar.gz', { encrypted: true })).toEqual([
    read('model.tar.gz'), { Action: 'kms:Decrypt', Effect: 'Allow', Resource: KEY },
  ]);
});

test('knows nothing of keys of a bucket that is imported without one', () => {
  const stack = testStack();
  const model = aModel(stack);
  readObjects(model, s3.Bucket.fromBucketName(stack, 'Bucket', 'artifacts'), 'model.tar.gz');
  expect(JSON.stringify(statementsOf(stack))).not.toContain('kms:');
});

test('the key of an imported bucket is used too', () => {
  const stack = testStack();
  const model = aModel(stack);
  const arn = 'arn:aws:kms:us-east-1:123456789012:key/1';
  const bucket = s3.Bucket.fromBucketAttributes(stack, 'Bucket', {
    bucketName: 'artifacts', encryptionKey: kms.Key.fromKeyArn(stack, 'Key', arn),
  });
  readObjects(model, bucket, 'model.tar.gz');
  expect(statementsOf(stack).slice(-1)).toEqual([{ Action: 'kms:Decrypt', Effect: 'Allow', Resource: arn }]);
});

describe('a role that may not be changed', () => {
  test('is named in the policy of the bucket, which the model waits for', () => {
    const stack = testStack();
    readObjects(aModel(stack, 'Model', { role: unchangeable(stack) }), new s3.Bucket(stack, 'Bucket'), 'model.tar.gz');
    const [[policyId, policy]] = Object.entries(resourcesOf(stack, 'AWS::S3::BucketPolicy'));
    expect(policy.Properties.PolicyDocument.Statement).toEqual([{ ...read('model.tar.gz') as object, Principal: { AWS: ROLE } }]);
    expect(dependenciesIn(stack)).toContain(policyId);
    expect(statementsOf(stack)).toEqual([]);
  });

  test('is named in the policy of the key as well', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'Key') });
    readObjects(aModel(stack, 'Model', { role: unchangeable(stack) }), bucket, 'model.tar.gz');
    const [key] = Object.values(resourcesOf(stack, 'AWS::KMS::Key'));
    expect(key.Properties.KeyPolicy.Statement.slice(1)).toEqual([
      { Action: 'kms:Decrypt', Effect: 'Allow', Principal: { AWS: ROLE }, Resource: '*' },
    ]);
  });

  test('is left to its owner when grants are not to go to resources either', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'Key') });
    readObjects(aModel(stack, 'Model', { role: aRole(stack).withoutPolicyUpdates() }), bucket, 'model.tar.gz');
    expect(statementsOf(stack)).toEqual([]);
    expect(resourcesOf(stack, 'AWS::S3::BucketPolicy')).toEqual({});
    expect(Object.values(resourcesOf(stack, 'AWS::KMS::Key'))[0].Properties.KeyPolicy.Statement).toHaveLength(1);
  });
});

test('works for a model that is imported with its role', () => {
  const stack = testStack();
  const model = Model.fromModelAttributes(stack, 'Model', {
    modelArn: 'arn:aws:sagemaker:us-east-1:123456789012:model/churn',
    role: iam.Role.fromRoleArn(stack, 'GivenRole', 'arn:aws:iam::123456789012:role/serving'),
  });
  readObjects(model, new s3.Bucket(stack, 'Bucket'), 'model.tar.gz');
  expect(statementsOf(stack)).toEqual([read('model.tar.gz')]);
});
