import { CfnParameter, Size, aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { aBucket, aKey, aSpecification, aValidation, aVersion, packageIn, packageResourceIn } from './given';
import { InstanceType } from '../../src';
import * as registry from '../../src/registry';
import { must } from '../helpers/must';
import { messageOf } from '../helpers/problems';
import { propertiesOf, resourcesOf, statementsOf, testStack } from '../helpers/stack';
import { LOG_IN, PULL, aRole, arnIn, unchangeable } from '../model/given';

const WHERE = 'validationSpecification.profile.transformJobDefinition';
const inBucket = (what: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${what}`]] });

function jobWith(job: (scope: ReturnType<typeof testStack>) => Partial<registry.TransformJobDefinition>): any {
  const stack = testStack();
  aVersion(stack, { validationSpecification: aValidation(stack, job(stack)) });
  return packageIn(stack).ValidationSpecification.ValidationProfiles[0].TransformJobDefinition;
}

function problemWith(job: (scope: ReturnType<typeof testStack>) => Partial<registry.TransformJobDefinition>): string {
  return messageOf(() => jobWith(job)).replace('Test/Version: ', '');
}

test('a job has what it must have', () => {
  expect(jobWith(() => ({}))).toEqual({
    TransformInput: { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bucket/in/' } } },
    TransformOutput: { S3OutputPath: 's3://bucket/out/' },
    TransformResources: { InstanceCount: 1, InstanceType: 'ml.m5.large' },
  });
});

test.each([[undefined, ''], ['', ''], ['/out', 'out/'], ['out/', 'out/']])('an output with prefix %p goes to %p', (prefix, path) => {
  const job = jobWith((stack) => ({ output: { location: { bucket: aBucket(stack), prefix } } }));
  expect(job.TransformOutput.S3OutputPath).toBe(`s3://bucket/${path}`);
});

test.each([[undefined, ''], ['/in', 'in'], ['in/a', 'in/a']])('an input with prefix %p is %p', (prefix, path) => {
  const job = jobWith((stack) => ({ input: { data: registry.TransformData.fromPrefix({ bucket: aBucket(stack), prefix }) } }));
  expect(job.TransformInput.DataSource.S3DataSource.S3Uri).toBe(`s3://bucket/${path}`);
});

describe('the role', () => {
  const JOB = [
    { Action: 's3:GetObject', Effect: 'Allow', Resource: inBucket('bucket/in/*') },
    { Action: 's3:ListBucket', Effect: 'Allow', Resource: inBucket('bucket'), Condition: { StringLike: { 's3:prefix': 'in/*' } } },
    { Action: ['s3:AbortMultipartUpload', 's3:PutObject'], Effect: 'Allow', Resource: inBucket('bucket/out/*') },
  ];

  test('is made, with what containers and job need', () => {
    const stack = testStack();
    aVersion(stack, { inferenceSpecification: aSpecification(stack), validationSpecification: aValidation(stack) });
    expect(statementsOf(stack)).toEqual([
      {
        Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Effect: 'Allow',
        Resource: arnIn('logs', 'log-group:/aws/sagemaker/*'),
      },
      { Action: 'cloudwatch:PutMetricData', Effect: 'Allow', Resource: '*' },
      { ...PULL, Resource: arnIn('ecr', 'repository/repository') },
      LOG_IN,
      ...JOB,
    ]);
    expect(propertiesOf(stack, 'AWS::IAM::Role').AssumeRolePolicyDocument.Statement)
      .toEqual([{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' } }]);
  });

  test('comes before the package', () => {
    const stack = testStack();
    aVersion(stack, { validationSpecification: aValidation(stack) });
    const made = [...Object.keys(resourcesOf(stack, 'AWS::IAM::Role')), ...Object.keys(resourcesOf(stack, 'AWS::IAM::Policy'))];
    expect(packageResourceIn(stack).DependsOn).toEqual(expect.arrayContaining(made));
  });

  test('may be given', () => {
    const stack = testStack();
    aVersion(stack, { validationSpecification: aValidation(stack, {}, aRole(stack)) });
    expect(packageIn(stack).ValidationSpecification.ValidationRole).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^GivenRole/), 'Arn'] });
    expect(statementsOf(stack).slice(2)).toEqual(JOB);
  });

  test('that can not be changed is let in by the buckets', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Data');
    const job = {
      input: { data: registry.TransformData.fromPrefix({ bucket, prefix: 'in/' }) }, output: { location: { bucket, prefix: 'out' } },
    };
    aVersion(stack, { validationSpecification: aValidation(stack, job, unchangeable(stack)) });
    const { Statement } = propertiesOf(stack, 'AWS::S3::BucketPolicy').PolicyDocument;
    expect(Statement.map((statement: any) => statement.Action))
      .toEqual(['s3:GetObject', 's3:ListBucket', ['s3:AbortMultipartUpload', 's3:PutObject']]);
    expect(packageResourceIn(stack).DependsOn).toEqual(expect.arrayContaining(Object.keys(resourcesOf(stack, 'AWS::S3::BucketPolicy'))));
  });

  test('may read a manifest', () => {
    const stack = testStack();
    const input = { data: registry.TransformData.fromManifest(aBucket(stack), '/in/*.manifest') };
    aVersion(stack, { validationSpecification: aValidation(stack, { input }) });
    expect(packageIn(stack).ValidationSpecification.ValidationProfiles[0].TransformJobDefinition.TransformInput.DataSource.S3DataSource)
      .toEqual({ S3DataType: 'ManifestFile', S3Uri: 's3://bucket/in/*.manifest' });
    expect(statementsOf(stack)[2]).toEqual({ Action: 's3:GetObject', Effect: 'Allow', Resource: inBucket('bucket/in/${*}.manifest') });
  });

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

  test('that can not be changed is let in by the key of the volumes, for AWS only', () => {
    const stack = testStack();
    const resources = { instanceType: InstanceType.M5_LARGE, volumeEncryptionKey: new kms.Key(stack, 'Key') };
    aVersion(stack, { validationSpecification: aValidation(stack, { resources }, unchangeable(stack)) });
    expect(propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement.at(-1)).toEqual({
      Action: 'kms:CreateGrant',
      Effect: 'Allow',
      Principal: { AWS: { 'Fn::GetAtt': [expect.stringMatching(/^GivenRole/), 'Arn'] } },
      Resource: '*',
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    });
  });

  test('of another account is granted nothing that fails', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Foreign', 'arn:aws:iam::999999999999:role/foreign');
    expect(() => aVersion(stack, { validationSpecification: aValidation(stack, {}, role) })).not.toThrow();
  });
});

describe('what is refused', () => {
  test('a profile without a proper name', () => {
    const stack = testStack();
    const named = (profileName: string) => () => aVersion(stack, {
      validationSpecification: { profile: { ...aValidation(stack).profile, profileName } },
    }, `Version${profileName.length}`);
    expect(named('p'.repeat(63))).not.toThrow();
    expect(messageOf(named('p'.repeat(64)))).toBe('Test/Version64: validationSpecification.profile.profileName must be letters, digits and '
      + `hyphens, with no hyphen at either end (1 to 63 characters), got '${'p'.repeat(64)}'`);
  });

  test.each([1, 100])('not %d instances', (instanceCount) => {
    const resources = { instanceType: InstanceType.M5_LARGE, instanceCount };
    expect(jobWith(() => ({ resources })).TransformResources.InstanceCount).toBe(instanceCount);
  });

  test.each([[0, 'between 1 and 100, got 0'], [101, 'between 1 and 100, got 101'], [1.5, 'a whole number, got 1.5']])(
    '%d instances', (instanceCount, problem) => {
      expect(problemWith(() => ({ resources: { instanceType: InstanceType.M5_LARGE, instanceCount } })))
        .toBe(`${WHERE}.resources.instanceCount must be ${problem}`);
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
    expect(problemWith(() => ({ maxConcurrentTransforms: -1 }))).toBe(`${WHERE}.maxConcurrentTransforms ${must.beAtLeast(0, -1)}`);
    expect(problemWith(() => ({ maxConcurrentTransforms: 0.5 }))).toBe(`${WHERE}.maxConcurrentTransforms ${must.beWhole(0.5)}`);
  });

  test('a payload that is not in whole mebibytes', () => {
    expect(jobWith(() => ({ maxPayload: Size.mebibytes(0) })).MaxPayloadInMB).toBe(0);
    expect(jobWith(() => ({ maxPayload: Size.gibibytes(1) })).MaxPayloadInMB).toBe(1024);
    expect(problemWith(() => ({ maxPayload: Size.kibibytes(1536) }))).toBe(`${WHERE}.maxPayload in mebibytes ${must.beWhole(1.5)}`);
    expect(problemWith((stack) => ({ maxPayload: Size.kibibytes(new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber) })))
      .toBe(`${WHERE}.maxPayload ${must.beSizeIn('mebibytes')}`);
  });

  test('a key for volumes of an instance with local storage', () => {
    expect(problemWith((stack) => ({ resources: { instanceType: InstanceType.M5D_LARGE, volumeEncryptionKey: aKey(stack, 'volume') } }))).toBe(
      `${WHERE}.resources.volumeEncryptionKey can't be used with ml.m5d.large, which has local storage that is encrypted anyway; leave it out`,
    );
  });

  test('too much environment', () => {
    const entries = (count: number) => Object.fromEntries([...Array(count).keys()].map((index) => [`K${index}`, 'v'.repeat(10240)]));
    expect(Object.keys(jobWith(() => ({ environment: entries(16) })).Environment)).toHaveLength(16);
    expect(problemWith(() => ({ environment: entries(17) }))).toBe(`${WHERE}.environment ${must.haveAtMost(16, 17)}`);
    expect(problemWith(() => ({ environment: { K: 'v'.repeat(10241) } })))
      .toBe(`${WHERE}.environment['K'] ${must.haveCharacters(10240, 10241)}`);
  });

  test('MIME types and keys that are too long', () => {
    expect(problemWith((stack) => ({
      input: { data: registry.TransformData.fromPrefix({ bucket: aBucket(stack), prefix: 'i'.repeat(1025) }), contentType: 'i'.repeat(257) },
      output: { location: { bucket: aBucket(stack), prefix: 'o'.repeat(1025) }, accept: 'o'.repeat(257) },
    }))).toBe([
      '4 problems:',
      `  - ${WHERE}.input.data: the prefix must be the beginning of keys, such as 'models/' (0 to 1024 characters), got '${'i'.repeat(1025)}'`,
      `  - ${WHERE}.input.contentType must be a MIME type (0 to 256 characters), got '${'i'.repeat(257)}'`,
      `  - ${WHERE}.output.accept must be a MIME type (0 to 256 characters), got '${'o'.repeat(257)}'`,
      `  - ${WHERE}.output.location.prefix must be the beginning of keys, such as 'models/' (0 to 1024 characters), got '${'o'.repeat(1025)}'`,
    ].join('\n'));
  });

  test('a manifest without a key', () => {
    expect(problemWith((stack) => ({ input: { data: registry.TransformData.fromManifest(aBucket(stack), '') } })))
      .toBe(`${WHERE}.input.data: the key of the manifest must be the key of an object (1 to 1024 characters), got ''`);
  });
});
