import { aws_ecr as ecr, aws_iam as iam, aws_kms as kms, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { dependenciesIn, unchangeable } from './given';
import { Model } from '../../src';
import { waitForPrerequisites } from '../../src/model/model-base';
import { aModel } from '../helpers/given';
import { resourcesOf, testStack } from '../helpers/stack';

test('the model waits for the policy that a permission ends up in', () => {
  const stack = testStack();
  const model = aModel(stack, 'Model', { role: unchangeable(stack) });
  waitForPrerequisites(model, { grants: [new s3.Bucket(stack, 'Bucket').grantRead(model)] });
  expect(dependenciesIn(stack)).toEqual([...Object.keys(resourcesOf(stack, 'AWS::S3::BucketPolicy')), ...Object.keys(resourcesOf(stack, 'AWS::IAM::Role'))]);
});

test('the model waits for constructs, too', () => {
  const stack = testStack();
  const model = aModel(stack);
  const [one, two] = ['One', 'Two'].map((id) => new s3.Bucket(stack, id));
  const before = dependenciesIn(aModel(testStack()));
  waitForPrerequisites(model, { grants: [], dependencies: [one, two] });
  expect(dependenciesIn(stack).filter((id) => !before.includes(id))).toEqual(Object.keys(resourcesOf(stack, 'AWS::S3::Bucket')).sort());
});

test('an imported model has nothing that could wait', () => {
  const stack = testStack();
  const role = iam.Role.fromRoleArn(stack, 'GivenRole', 'arn:aws:iam::123456789012:role/serving');
  const model = Model.fromModelAttributes(stack, 'Model', { modelArn: 'arn:aws:sagemaker:us-east-1:123456789012:model/churn', role });
  const grant = iam.Grant.addToPrincipal({ grantee: model, actions: ['s3:GetObject'], resourceArns: ['*'] });
  expect(() => waitForPrerequisites(model, { grants: [grant] })).not.toThrow();
  expect(Object.keys(resourcesOf(stack, 'AWS::IAM::Policy'))).toHaveLength(1);
});

test.each<[string, (stack: Stack, model: Model) => iam.Grant]>([
  ['a key', (stack, model) => new kms.Key(stack, 'Key').grantDecrypt(model)],
  ['a repository', (stack, model) => new ecr.Repository(stack, 'Repository').grantPull(model)],
])('a permission in the policy of %s is part of that resource, so there is nothing to wait for', (_what, makeGrant) => {
  const stack = testStack();
  const model = aModel(stack, 'Model', { role: unchangeable(stack) });
  expect(() => waitForPrerequisites(model, { grants: [makeGrant(stack, model)] })).not.toThrow();
  expect(dependenciesIn(stack)).toEqual(Object.keys(resourcesOf(stack, 'AWS::IAM::Role')));
});

test('a grant that came to nothing is waited for in vain', () => {
  const stack = testStack();
  const model = aModel(stack);
  const before = aModel(testStack());
  waitForPrerequisites(model, { grants: [iam.Grant.drop(model, 'for the test')] });
  expect(dependenciesIn(stack)).toEqual(dependenciesIn(before));
});
