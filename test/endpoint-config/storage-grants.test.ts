import { CfnParameter, aws_iam as iam, aws_kms as kms, aws_s3 as s3, aws_sns as sns, type Stack } from 'aws-cdk-lib';
import type { BucketLocation } from '../../src';
import { grantList, grantPublish, grantRead, grantWrite } from '../../src/endpoint-config/storage-grants';
import { propertiesOf, resourcesOf, statementsOf, testStack } from '../helpers/stack';
import { aRole, foreign, unchangeable } from '../model/given';
import { aBucket, aKey } from '../registry/given';

const KEY = 'arn:aws:kms:us-east-1:123456789012:key';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:topic';
const ENCRYPT = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'];
const PUBLISH_ENCRYPTED = ['kms:Decrypt', 'kms:GenerateDataKey'];
const FOREIGN = { AWS: 'arn:aws:iam::999999999999:role/foreign' };

const allow = (Action: string | string[], Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
const s3Arn = (place: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${place}`]] });

function encryptedBucket(stack: Stack): s3.IBucket {
  return s3.Bucket.fromBucketAttributes(stack, 'Encrypted', { bucketName: 'encrypted', encryptionKey: aKey(stack, 'of-bucket') });
}

/** The whole of what a role may do after a grant. */
function statementsAfter(grant: (role: iam.IGrantable, stack: Stack) => void): any[] {
  const stack = testStack();
  grant(aRole(stack), stack);
  return statementsOf(stack);
}

/** Of the policy of the only resource of a type. */
function resourcePolicyIn(stack: Stack, type: string): any[] {
  return propertiesOf(stack, type).PolicyDocument.Statement;
}

describe.each<[string, (grantee: iam.IGrantable, location: BucketLocation) => void, string]>([
  ['writing', (grantee, location) => grantWrite(grantee, location, ['s3:PutObject']), 's3:PutObject'],
  ['reading', grantRead, 's3:GetObject'],
])('%s', (_what, grant, action) => {
  test.each([
    [undefined, 'bucket/*'],
    ['', 'bucket/*'],
    ['/', 'bucket/*'],
    ['//', 'bucket/*'],
    ['a', 'bucket/a/*'],
    ['a/', 'bucket/a/*'],
    ['/a//', 'bucket/a/*'],
    ['a/b', 'bucket/a/b/*'],
    ['a*/b?$', 'bucket/a${*}/b${?}${$}/*'],
  ])('below prefix %p is of %s', (prefix, objects) => {
    expect(statementsAfter((role, stack) => grant(role, { bucket: aBucket(stack), prefix }))).toEqual([allow(action, s3Arn(objects))]);
  });

  test('below a prefix that is a token is of what begins with it', () => {
    expect(statementsAfter((role, stack) => grant(role, { bucket: aBucket(stack), prefix: new CfnParameter(stack, 'Prefix').valueAsString }))).toEqual([
      allow(action, { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::bucket/', { Ref: 'Prefix' }, '*']] }),
    ]);
  });

  test('by a role of another account is said in the policy of the bucket too', () => {
    const stack = testStack();
    grant(foreign(stack), { bucket: new s3.Bucket(stack, 'Bucket'), prefix: 'a' });
    expect(resourcePolicyIn(stack, 'AWS::S3::BucketPolicy')).toEqual([
      { ...allow(action, { 'Fn::Join': ['', [expect.anything(), '/a/*']] }), Principal: FOREIGN },
    ]);
  });
});

describe('writing', () => {
  const write = (key?: (stack: Stack) => kms.IKey) => statementsAfter((role, stack) => (
    grantWrite(role, { bucket: encryptedBucket(stack) }, ['s3:PutObject'], key?.(stack))));

  test('to an encrypted bucket is encrypting with its key', () => {
    expect(write()).toEqual([allow('s3:PutObject', s3Arn('encrypted/*')), allow(ENCRYPT, `${KEY}/of-bucket`)]);
  });

  test('with a key is encrypting with it, and not with that of the bucket', () => {
    expect(write((stack) => aKey(stack, 'given'))).toEqual([allow('s3:PutObject', s3Arn('encrypted/*')), allow(ENCRYPT, `${KEY}/given`)]);
  });

  test('by a role that can not be changed is said in the policies of bucket and key', () => {
    const stack = testStack();
    const key = new kms.Key(stack, 'Key');
    const role = unchangeable(stack);
    grantWrite(role, { bucket: new s3.Bucket(stack, 'Bucket', { encryptionKey: key }), prefix: 'a' }, ['s3:PutObject']);
    const Principal = { AWS: stack.resolve(role.roleArn) };
    expect(resourcesOf(stack, 'AWS::IAM::Policy')).toEqual({});
    expect(resourcePolicyIn(stack, 'AWS::S3::BucketPolicy')).toEqual([
      { ...allow('s3:PutObject', { 'Fn::Join': ['', [expect.anything(), '/a/*']] }), Principal },
    ]);
    expect(propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement.slice(1)).toEqual([{ ...allow(ENCRYPT, '*'), Principal }]);
  });
});

test('reading from an encrypted bucket is decrypting with its key', () => {
  expect(statementsAfter((role, stack) => grantRead(role, { bucket: encryptedBucket(stack), prefix: 'a' })))
    .toEqual([allow('s3:GetObject', s3Arn('encrypted/a/*')), allow('kms:Decrypt', `${KEY}/of-bucket`)]);
});

test('listing is of the whole bucket, because S3 knows no prefix where it tells that an object does not exist', () => {
  expect(statementsAfter((role, stack) => grantList(role, { bucket: aBucket(stack), prefix: 'a' }))).toEqual([allow('s3:ListBucket', s3Arn('bucket'))]);
});

describe('publishing', () => {
  test('to a topic is no more than that', () => {
    expect(statementsAfter((role, stack) => grantPublish(role, sns.Topic.fromTopicArn(stack, 'Topic', TOPIC)))).toEqual([allow('sns:Publish', TOPIC)]);
  });

  test.each<[string, (stack: Stack) => sns.ITopic, unknown, unknown]>([
    ['an encrypted topic', (stack) => new sns.Topic(stack, 'Topic', { masterKey: aKey(stack, 'of-topic') }), { Ref: 'TopicBFC7AF6E' }, `${KEY}/of-topic`],
    ['an imported topic with its key', (stack) => sns.Topic.fromTopicAttributes(stack, 'Topic', { topicArn: TOPIC, keyArn: `${KEY}/of-topic` }),
      TOPIC, `${KEY}/of-topic`],
  ])('to %s is encrypting with its key, said once', (_what, topic, topicArn, keyArn) => {
    expect(statementsAfter((role, stack) => grantPublish(role, topic(stack)))).toEqual([allow('sns:Publish', topicArn), allow(PUBLISH_ENCRYPTED, keyArn)]);
  });

  test('by a role that can not be changed is said in the policies of topic and key', () => {
    const stack = testStack();
    const role = unchangeable(stack);
    grantPublish(role, new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') }));
    const Principal = { AWS: stack.resolve(role.roleArn) };
    expect(resourcePolicyIn(stack, 'AWS::SNS::TopicPolicy')).toEqual([expect.objectContaining({ ...allow('sns:Publish', { Ref: 'TopicBFC7AF6E' }), Principal })]);
    expect(propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement.slice(1)).toEqual([{ ...allow(PUBLISH_ENCRYPTED, '*'), Principal }]);
  });
});

test('the same grant twice is one statement', () => {
  expect(statementsAfter((role, stack) => {
    const location = { bucket: encryptedBucket(stack) };
    [1, 2].forEach(() => grantWrite(role, location, ['s3:PutObject']));
  })).toHaveLength(2);
});
