import { CfnParameter, Size, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { aBucket, aKey, aValidation, aVersion, jobProblemWith, jobWith } from './given';
import { MIME_TYPE } from './texts';
import { InstanceType } from '../../src';
import { OBJECT_PREFIX } from '../../src/private/names';
import * as registry from '../../src/registry';
import { must } from '../helpers/must';
import { statementsOf, testStack } from '../helpers/stack';

const WHERE = 'validationSpecification.profile.transformJobDefinition';

test('a job has what it must have', () => {
  expect(jobWith(() => ({}))).toEqual({
    TransformInput: { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bucket/in/' } } },
    TransformOutput: { S3OutputPath: 's3://bucket/out/' },
    TransformResources: { InstanceCount: 1, InstanceType: 'ml.m5.large' },
  });
});

test('the choices are those of the API', () => {
  const { TransformAssembleWith, TransformBatchStrategy, TransformCompressionType, TransformSplitType } = registry;
  expect([TransformAssembleWith, TransformBatchStrategy, TransformCompressionType, TransformSplitType].map((each) => Object.values(each)))
    .toEqual([['None', 'Line'], ['MultiRecord', 'SingleRecord'], ['None', 'Gzip'], ['None', 'Line', 'RecordIO', 'TFRecord']]);
});

test.each([[undefined, ''], ['', ''], ['/out', 'out/'], ['out/', 'out/'], ['out/of/job', 'out/of/job/']])('an output with prefix %p goes to %p', (prefix, path) => {
  const job = jobWith((stack) => ({ output: { location: { bucket: aBucket(stack), prefix } } }));
  expect(job.TransformOutput.S3OutputPath).toBe(`s3://bucket/${path}`);
});

describe('the role', () => {
  test('may use the keys', () => {
    const stack = testStack();
    aVersion(stack, {
      validationSpecification: aValidation(stack, {
        output: { location: { bucket: aBucket(stack) }, encryptionKey: aKey(stack, 'output') },
        resources: { instanceType: InstanceType.M5_LARGE, volumeEncryptionKey: aKey(stack, 'volume') },
      }),
    });
    expect(statementsOf(stack).slice(-3)).toEqual([
      { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Effect: 'Allow', Resource: 'arn:aws:kms:us-east-1:123456789012:key/output' },
      {
        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Effect: 'Allow',
        Resource: 'arn:aws:kms:us-east-1:123456789012:key/volume',
      },
      {
        Action: 'kms:CreateGrant',
        Effect: 'Allow',
        Resource: 'arn:aws:kms:us-east-1:123456789012:key/volume',
        Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
    ]);
  });

  test('may use the keys of the buckets', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Data', { encryptionKey: new kms.Key(stack, 'Key') });
    aVersion(stack, {
      validationSpecification: aValidation(stack, {
        input: { data: registry.TransformData.fromPrefix({ bucket }) }, output: { location: { bucket, prefix: 'out' } },
      }),
    });
    expect(statementsOf(stack).map((statement) => statement.Action).filter((action) => String(action).startsWith('kms:')))
      .toEqual(['kms:Decrypt', ['kms:Decrypt', 'kms:GenerateDataKey']]);
  });
});

describe('what is refused', () => {
  test.each([1, 100])('not %d instances', (instanceCount) => {
    const resources = { instanceType: InstanceType.M5_LARGE, instanceCount };
    expect(jobWith(() => ({ resources })).TransformResources.InstanceCount).toBe(instanceCount);
  });

  test('no instance type, in a language that does not see to it', () => {
    expect(jobProblemWith(() => ({ resources: {} as any }))).toBe(`${WHERE}.resources.instanceType is required; specify an InstanceType`);
  });

  test.each([[0, must.beBetween(1, 100, 0)], [101, must.beBetween(1, 100, 101)], [1.5, must.beWhole(1.5)]])(
    '%d instances', (instanceCount, problem) => {
      expect(jobProblemWith(() => ({ resources: { instanceType: InstanceType.M5_LARGE, instanceCount } })))
        .toBe(`${WHERE}.resources.instanceCount ${problem}`);
    },
  );

  test('not numbers that are tokens', () => {
    const job = jobWith((stack) => {
      const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
      return {
        resources: { instanceType: InstanceType.M5_LARGE, instanceCount: number },
        maxConcurrentTransforms: number,
        maxPayload: Size.mebibytes(number),
      };
    });
    expect(job).toMatchObject({
      TransformResources: { InstanceCount: { Ref: 'Number' } }, MaxConcurrentTransforms: { Ref: 'Number' }, MaxPayloadInMB: { Ref: 'Number' },
    });
  });

  test('a number of concurrent requests below 0', () => {
    expect(jobWith(() => ({ maxConcurrentTransforms: 0 })).MaxConcurrentTransforms).toBe(0);
    expect(jobProblemWith(() => ({ maxConcurrentTransforms: -1 }))).toBe(`${WHERE}.maxConcurrentTransforms ${must.beAtLeast(0, -1)}`);
    expect(jobProblemWith(() => ({ maxConcurrentTransforms: 0.5 }))).toBe(`${WHERE}.maxConcurrentTransforms ${must.beWhole(0.5)}`);
  });

  test('a payload that is not in whole mebibytes, or too large', () => {
    expect(jobWith(() => ({ maxPayload: Size.mebibytes(0) })).MaxPayloadInMB).toBe(0);
    expect(jobWith(() => ({ maxPayload: Size.kibibytes(100 * 1024) })).MaxPayloadInMB).toBe(100);
    expect(jobProblemWith(() => ({ maxPayload: Size.kibibytes(1536) }))).toBe(`${WHERE}.maxPayload ${must.beMebibytes(0, 100, 1.5)}`);
    expect(jobProblemWith(() => ({ maxPayload: Size.mebibytes(101), maxConcurrentTransforms: 2 })))
      .toBe(`${WHERE}.maxPayload ${must.beMebibytes(0, 100, 101)}`);
    expect(jobProblemWith((stack) => ({ maxPayload: Size.kibibytes(new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber) })))
      .toBe(`${WHERE}.maxPayload ${must.beSizeIn('mebibytes')}`);
  });

  test('payloads that are too large together', () => {
    const job = (mebibytes: number, maxConcurrentTransforms: number) => () => ({ maxPayload: Size.mebibytes(mebibytes), maxConcurrentTransforms });
    expect(jobWith(job(50, 2))).toMatchObject({ MaxPayloadInMB: 50, MaxConcurrentTransforms: 2 });
    expect(jobWith(job(0, 200))).toMatchObject({ MaxPayloadInMB: 0, MaxConcurrentTransforms: 200 });
    expect(jobWith(job(100, 0))).toMatchObject({ MaxPayloadInMB: 100, MaxConcurrentTransforms: 0 });
    expect(jobWith(() => ({ maxConcurrentTransforms: 200 }))).toMatchObject({ MaxConcurrentTransforms: 200 });
    expect(jobProblemWith(job(34, 3))).toBe(`${WHERE}.maxPayload multiplied by maxConcurrentTransforms must be at most 100 mebibytes, `
      + 'got 34 * 3 = 102; reduce one of them');
  });

  test('a key for volumes of an instance with local storage', () => {
    expect(jobProblemWith((stack) => ({ resources: { instanceType: InstanceType.M5D_LARGE, volumeEncryptionKey: aKey(stack, 'volume') } }))).toBe(
      `${WHERE}.resources.volumeEncryptionKey cannot be used with ml.m5d.large, whose local storage is always encrypted; remove the key`,
    );
  });

  test('too much environment', () => {
    const entries = (count: number) => Object.fromEntries([...Array(count).keys()].map((index) => [`K${index}`, 'v'.repeat(10240)]));
    expect(Object.keys(jobWith(() => ({ environment: entries(16) })).Environment)).toHaveLength(16);
    expect(jobProblemWith(() => ({ environment: entries(17) }))).toBe(`${WHERE}.environment ${must.haveAtMost(16, 17)}`);
    expect(jobProblemWith(() => ({ environment: { K: 'v'.repeat(10241) } })))
      .toBe(`${WHERE}.environment['K'] ${must.haveCharacters(10240, 10241)}`);
  });

  test('an output without a location, or in something else than a bucket', () => {
    expect(jobProblemWith(() => ({ output: {} as any }))).toBe(`${WHERE}.output.location is required; specify a bucket and optionally a prefix`);
    expect(jobProblemWith(() => ({ output: { location: { bucket: 'bucket' as any } } })))
      .toBe(`${WHERE}.output.location.bucket must be a bucket, got 'bucket'; use s3.Bucket, or s3.Bucket.fromBucketName`);
  });

  test('MIME types and keys that are too long', () => {
    expect(jobProblemWith((stack) => ({
      input: { data: registry.TransformData.fromPrefix({ bucket: aBucket(stack), prefix: 'i'.repeat(1025) }), contentType: 'i'.repeat(257) },
      output: { location: { bucket: aBucket(stack), prefix: 'o'.repeat(1025) }, accept: 'o'.repeat(257) },
    }))).toBe([
      '4 problems:',
      `  - ${WHERE}.input.data: the prefix must be ${OBJECT_PREFIX.allowed} (0 to 1024 characters), got '${'i'.repeat(1025)}'`,
      `  - ${WHERE}.input.contentType must be ${MIME_TYPE}, got '${'i'.repeat(257)}'`,
      `  - ${WHERE}.output.accept must be ${MIME_TYPE}, got '${'o'.repeat(257)}'`,
      `  - ${WHERE}.output.location.prefix must be ${OBJECT_PREFIX.allowed} (0 to 1024 characters), got '${'o'.repeat(1025)}'`,
    ].join('\n'));
  });
});
