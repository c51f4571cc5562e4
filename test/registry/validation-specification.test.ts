import { aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
import { aSpecification, aValidation, aVersion, packageIn, packageResourceIn } from './given';
import * as registry from '../../src/registry';
import { must } from '../helpers/must';
import { like, messageOf } from '../helpers/problems';
import { propertiesOf, resourcesOf, statementsOf, testStack } from '../helpers/stack';
import { LOG_IN, PULL, aRole, arnIn, unchangeable } from '../model/given';

const inBucket = (what: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${what}`]] });

describe('the role', () => {
  const JOB = [
    { Action: 's3:GetObject', Effect: 'Allow', Resource: inBucket('bucket/in/*') },
    { Action: 's3:ListBucket', Effect: 'Allow', Resource: inBucket('bucket'), Condition: { StringLike: { 's3:prefix': 'in/*' } } },
    { Action: ['s3:AbortMultipartUpload', 's3:PutObject'], Effect: 'Allow', Resource: inBucket('bucket/out/*') },
  ];

  test('is created, with the permissions that the containers and the job require', () => {
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

  test('of another account is refused, because it cannot be passed to SageMaker', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Foreign', 'arn:aws:iam::999999999999:role/foreign');
    expect(messageOf(() => aVersion(stack, { validationSpecification: aValidation(stack, {}, role) })))
      .toEqual(like('Test/Version: validationSpecification.validationRole must be in account 123456789012, ..., got a role in account 999999999999; ...'));
  });
});

test('a profile without a proper name is refused', () => {
  const stack = testStack();
  const named = (profileName: string) => () => aVersion(stack, {
    validationSpecification: { profile: { ...aValidation(stack).profile, profileName } },
  }, `Version${profileName.length}`);
  named('p'.repeat(63))();
  expect(packageResourceIn(stack).Properties.ValidationSpecification.ValidationProfiles).toEqual([expect.objectContaining({ ProfileName: 'p'.repeat(63) })]);
  expect(messageOf(named('p'.repeat(64)))).toBe(
    `Test/Version64: validationSpecification.profile.profileName ${must.beName('p'.repeat(64))}`);
});
