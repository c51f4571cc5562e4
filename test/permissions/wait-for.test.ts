import { App, CfnResource, aws_iam as iam, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { waitForGrant } from '../../src/permissions/wait-for';
import { resourcesOf, testStack } from '../helpers/stack';

function resourceIn(stack: Stack): CfnResource {
  return new CfnResource(stack, 'Resource', { type: 'Some::Resource::Type' });
}

function dependenciesIn(stack: Stack): string[] {
  return Object.values(resourcesOf(stack, 'Some::Resource::Type'))[0].DependsOn ?? [];
}

function aRole(stack: Stack, roleName?: string): iam.Role {
  return new iam.Role(stack, 'Role', { roleName, assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
}

test('a resource depends on the policy of a role, which is created at synthesis', () => {
  const stack = testStack();
  waitForGrant(resourceIn(stack), s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket').grantRead(aRole(stack)));
  expect(dependenciesIn(stack)).toEqual(Object.keys(resourcesOf(stack, 'AWS::IAM::Policy')));
});

test('a resource waits for the policy of a bucket of its account', () => {
  const stack = testStack();
  waitForGrant(resourceIn(stack), new s3.Bucket(stack, 'Bucket').grantRead(aRole(stack).withoutPolicyUpdates({ addGrantsToResources: true })));
  expect(dependenciesIn(stack)).toEqual(Object.keys(resourcesOf(stack, 'AWS::S3::BucketPolicy')));
});

test('a resource does not wait for the policy of a bucket of another account, which names the role, and so comes after it', () => {
  const app = new App();
  const theirs = testStack({ app, id: 'Theirs', env: { account: '222222222222', region: 'us-east-1' } });
  const stack = testStack({ app });
  const bucket = new s3.Bucket(theirs, 'Bucket', { bucketName: 'theirs' });
  waitForGrant(resourceIn(stack), bucket.grantRead(aRole(stack, 'serving')));
  const assembly = app.synth();
  expect(Object.keys(resourcesOf(theirs, 'AWS::S3::BucketPolicy'))).toHaveLength(1);
  expect(assembly.getStackByName('Test').dependencies.map(({ id }) => id)).not.toContain('Theirs');
});

test('a resource has no dependency if nothing was granted', () => {
  const stack = testStack();
  waitForGrant(resourceIn(stack), iam.Grant.drop(aRole(stack), 'nothing'));
  expect(dependenciesIn(stack)).toEqual([]);
});
