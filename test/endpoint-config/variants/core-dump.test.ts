import { CfnParameter, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { encryptedBucket, refused, rendered } from './given';
import { like } from '../../helpers/problems';
import { testStack } from '../../helpers/stack';
import { aBucket, aKey } from '../../registry/given';

test('without one, memory is not kept', () => {
  expect(rendered({})).not.toHaveProperty('CoreDumpConfig');
});

test.each([
  [undefined, 's3://bucket'], ['', 's3://bucket'], ['/', 's3://bucket'], ['dumps', 's3://bucket/dumps'], ['/dumps/main/', 's3://bucket/dumps/main'],
])('below prefix %p goes to %s', (prefix, uri) => {
  const stack = testStack();
  expect(rendered({ coreDump: { destination: { bucket: aBucket(stack), prefix } } }, stack).CoreDumpConfig).toEqual({ DestinationS3Uri: uri });
});

test('goes to a bucket of the app', () => {
  const stack = testStack();
  const bucket = new s3.Bucket(stack, 'Bucket');
  expect(rendered({ coreDump: { destination: { bucket, prefix: 'dumps' } } }, stack).CoreDumpConfig)
    .toEqual({ DestinationS3Uri: { 'Fn::Join': ['', ['s3://', stack.resolve(bucket.bucketName), '/dumps']] } });
});

test('is encrypted by a given key', () => {
  const stack = testStack();
  const encryptionKey = new kms.Key(stack, 'Key');
  expect(rendered({ coreDump: { destination: { bucket: aBucket(stack) }, encryptionKey } }, stack).CoreDumpConfig)
    .toEqual({ DestinationS3Uri: 's3://bucket', KmsKeyId: stack.resolve(encryptionKey.keyArn) });
});

test('is encrypted by the key of the bucket unless another one is given, which S3 sees to', () => {
  const stack = testStack();
  expect(rendered({ coreDump: { destination: { bucket: encryptedBucket(stack) } } }, stack).CoreDumpConfig).toEqual({ DestinationS3Uri: 's3://encrypted' });
});

test('may be encrypted by another key than that of the bucket', () => {
  const stack = testStack();
  expect(rendered({ coreDump: { destination: { bucket: encryptedBucket(stack) }, encryptionKey: aKey(stack, 'given') } }, stack).CoreDumpConfig.KmsKeyId)
    .toBe('arn:aws:kms:us-east-1:123456789012:key/given');
});

describe('the URI', () => {
  const longest = 'p'.repeat(512 - 's3://bucket/'.length);

  test('may have 512 characters', () => {
    const stack = testStack();
    const destination = { bucket: aBucket(stack), prefix: longest };
    expect(rendered({ coreDump: { destination } }, stack).CoreDumpConfig.DestinationS3Uri).toBe(`s3://bucket/${longest}`);
  });

  test('fails with 513', () => {
    const stack = testStack();
    const prefix = `${longest}p`;
    expect(refused({ coreDump: { destination: { bucket: aBucket(stack), prefix } } }, stack)).toEqual(like(`Test/Config: variant 'main': coreDump.destination ... 512 ... URI, got 513: 's3://bucket/${prefix}'; ...`));
  });

  test('may be a token', () => {
    const stack = testStack();
    const prefix = new CfnParameter(stack, 'Prefix').valueAsString;
    expect(rendered({ coreDump: { destination: { bucket: aBucket(stack), prefix } } }, stack).CoreDumpConfig.DestinationS3Uri)
      .toEqual({ 'Fn::Join': ['', ['s3://bucket/', { Ref: 'Prefix' }]] });
  });
});

test('fails without a destination, in a language that does not see to it', () => {
  expect(refused({ coreDump: {} as any })).toBe("Test/Config: variant 'main': coreDump.destination is required; specify a bucket and optionally a prefix");
});
