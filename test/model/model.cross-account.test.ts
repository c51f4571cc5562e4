import { App, aws_s3 as s3 } from 'aws-cdk-lib';
import { UserImage, modelIn } from './given';
import { Model, ModelData } from '../../src';
import { messageOf } from '../helpers/problems';
import { propertiesOf, resourcesOf, testStack } from '../helpers/stack';

function twoAccounts() {
  const app = new App();
  const theirs = testStack({ app, id: 'Theirs', env: { account: '222222222222', region: 'us-east-1' } });
  const bucket = new s3.Bucket(theirs, 'Bucket', { bucketName: 'their-artifacts' });
  return { app, bucket, stack: testStack({ app }), theirs };
}

test('a bucket of another account names the role of the model, which gets a name for it, and is deployed after it', () => {
  const { app, bucket, stack, theirs } = twoAccounts();
  new Model(stack, 'Model', { containers: [{ image: new UserImage(), modelData: ModelData.fromBucket(bucket, 'model.tar.gz') }] });
  const assembly = app.synth();
  const { RoleName } = propertiesOf(stack, 'AWS::IAM::Role');
  expect(RoleName).toMatch(/^test/);
  expect(propertiesOf(theirs, 'AWS::S3::BucketPolicy').PolicyDocument.Statement).toEqual([{
    Action: 's3:GetObject',
    Effect: 'Allow',
    Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::123456789012:role/${RoleName}`]] } },
    Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching(/^Bucket/), 'Arn'] }, '/model.tar.gz']] },
  }]);
  expect(assembly.getStackByName('Test').dependencies.map(({ id }) => id)).not.toContain('Theirs');
});

test('a role has no name of its own otherwise', () => {
  const stack = testStack();
  new Model(stack, 'Model', { containers: [{ image: new UserImage() }] });
  expect(propertiesOf(stack, 'AWS::IAM::Role')).not.toHaveProperty('RoleName');
  expect(modelIn(stack).ExecutionRoleArn).toEqual({ 'Fn::GetAtt': ['ModelRole3E65CE92', 'Arn'] });
});

test('a prefix of a bucket of another account may be listed there below the prefix only', () => {
  const { bucket, stack, theirs } = twoAccounts();
  new Model(stack, 'Model', { containers: [{ image: new UserImage(), modelData: ModelData.fromBucketPrefix(bucket, 'llama/') }] });
  const [, list] = propertiesOf(theirs, 'AWS::S3::BucketPolicy').PolicyDocument.Statement;
  expect(list).toMatchObject({
    Action: 's3:ListBucket', Condition: { StringLike: { 's3:prefix': 'llama/*' } }, Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.anything(), 'Arn'] },
  });
  const own = Object.values(resourcesOf(stack, 'AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  expect(own.find(({ Action }) => Action === 's3:ListBucket').Condition).toEqual({ StringLike: { 's3:prefix': 'llama/*' } });
});

test('a role of another account is refused', () => {
  const { app, theirs } = twoAccounts();
  const stack = testStack({ app, id: 'Own' });
  const { role } = new Model(theirs, 'Model', { containers: [{ image: new UserImage() }] });
  expect(messageOf(() => new Model(stack, 'Model', { role, containers: [{ image: new UserImage() }] })))
    .toBe('Own/Model: role must be in account 123456789012, because a role can be passed to SageMaker only in its own account, got a role in account 222222222222; '
      + 'specify a role in that account, and allow it to assume the other role');
});
