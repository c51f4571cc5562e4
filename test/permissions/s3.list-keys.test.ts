import { App, aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
import { grantListKeys } from '../../src/permissions/s3';
import { TransformData } from '../../src/registry';
import { propertiesOf, resourcesOf, statementsOf, testStack } from '../helpers/stack';

const CONDITION = { StringLike: { 's3:prefix': 'in/*' } };

function aRole(scope: ReturnType<typeof testStack>, roleName?: string): iam.Role {
  return new iam.Role(scope, 'Role', { roleName, assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
}

test('a role of the account of the bucket is granted by its own policy alone', () => {
  const stack = testStack();
  grantListKeys(aRole(stack), new s3.Bucket(stack, 'Bucket'), 'in/*');
  expect(statementsOf(stack)).toEqual([
    { Action: 's3:ListBucket', Condition: CONDITION, Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Bucket/), 'Arn'] } },
  ]);
  expect(resourcesOf(stack, 'AWS::S3::BucketPolicy')).toEqual({});
});

test('a role that may not be changed is granted by the policy of the bucket, on the same condition', () => {
  const stack = testStack();
  grantListKeys(aRole(stack).withoutPolicyUpdates({ addGrantsToResources: true }), new s3.Bucket(stack, 'Bucket'), 'in/*');
  expect(statementsOf(stack)).toEqual([]);
  expect(propertiesOf(stack, 'AWS::S3::BucketPolicy').PolicyDocument.Statement).toMatchObject([{ Action: 's3:ListBucket', Condition: CONDITION }]);
});

test('the data of a transform job in a bucket of another account is listed on the same condition there', () => {
  const app = new App();
  const theirs = testStack({ app, id: 'Theirs', env: { account: '222222222222', region: 'us-east-1' } });
  const bucket = new s3.Bucket(theirs, 'Bucket', { bucketName: 'their-data' });
  TransformData.fromPrefix({ bucket, prefix: 'in/' })._grantRead(aRole(testStack({ app }), 'validation'));
  const statements: any[] = propertiesOf(theirs, 'AWS::S3::BucketPolicy').PolicyDocument.Statement;
  expect(statements.find(({ Action }) => Action === 's3:ListBucket').Condition).toEqual(CONDITION);
});
