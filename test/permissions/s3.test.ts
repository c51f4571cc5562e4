import { CfnParameter, aws_iam as iam, aws_kms as kms, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import type { BucketLocation } from '../../src';
import { grantListBucket, grantReadObjects, grantWriteObjects, keysOf, PUT_ACTIONS, WRITE_ACTIONS } from '../../src/permissions/s3';
import { propertiesOf, resourcesOf, statementsOf, testStack } from '../helpers/stack';
import { aRole, foreign, unchangeable } from '../model/given';
import { aBucket, aKey } from '../registry/given';

const KEY = 'arn:aws:kms:us-east-1:123456789012:key';
const ENCRYPT = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'];
const FOREIGN = { AWS: 'arn:aws:iam::999999999999:role/foreign' };

const allow = (Action: string | string[], Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
const s3Arn = (place: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${place}`]] });

/** Grants writing below a location, as data capture does. */
function grantWrite(grantee: iam.IGrantable, location: BucketLocation, key?: kms.IKey): void {
  grantWriteObjects(grantee, location.bucket, keysOf(location), { actions: PUT_ACTIONS, key });
}

/** Grants reading below a location, as asynchronous inference does. */
function grantRead(grantee: iam.IGrantable, location: BucketLocation): void {
  grantReadObjects(grantee, location.bucket, keysOf(location));
}

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

test('writing with multipart uploads takes ending them', () => {
  expect(statementsAfter((role, stack) => grantWriteObjects(role, aBucket(stack), 'a/*', { actions: WRITE_ACTIONS })))
    .toEqual([allow(['s3:AbortMultipartUpload', 's3:PutObject'], s3Arn('bucket/a/*'))]);
});

describe.each<[string, (grantee: iam.IGrantable, location: BucketLocation) => void, string]>([
  ['writing', grantWrite, 's3:PutObject'],
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
    grantWrite(role, { bucket: encryptedBucket(stack) }, key?.(stack))));

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
    grantWrite(role, { bucket: new s3.Bucket(stack, 'Bucket', { encryptionKey: key }), prefix: 'a' });
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
  expect(statementsAfter((role, stack) => grantListBucket(role, aBucket(stack)))).toEqual([allow('s3:ListBucket', s3Arn('bucket'))]);
});

test('the same grant twice is one statement', () => {
  expect(statementsAfter((role, stack) => {
    const location = { bucket: encryptedBucket(stack) };
    [1, 2].forEach(() => grantWrite(role, location));
  })).toHaveLength(2);
});
