import { aws_lambda as lambda } from 'aws-cdk-lib';
import { ContainerImage, Model } from '../../../src';
import { aVpc } from '../../helpers/given';
import { must } from '../../helpers/must';
import { like, messageOf } from '../../helpers/problems';
import { statementsOf, testStack } from '../../helpers/stack';
import { modelIn } from '../given';

const NAME = 'registry.corp.example/team/model:1.2';
const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:login';

test('an image of a private registry is reached through the VPC', () => {
  const stack = testStack();
  new Model(stack, 'Model', { vpc: aVpc(stack), containers: [{ image: ContainerImage.fromRegistry(NAME) }] });
  expect(modelIn(stack).PrimaryContainer).toEqual({ Image: NAME, ImageConfig: { RepositoryAccessMode: 'Vpc' } });
  expect(statementsOf(stack)).toHaveLength(3);
});

test('its credentials come from a function, which the model may invoke', () => {
  const stack = testStack();
  const credentialsProvider = lambda.Function.fromFunctionArn(stack, 'Login', FUNCTION_ARN);
  new Model(stack, 'Model', { vpc: aVpc(stack), containers: [{ image: ContainerImage.fromRegistry(NAME, { credentialsProvider }) }] });
  expect(modelIn(stack).PrimaryContainer.ImageConfig)
    .toEqual({ RepositoryAccessMode: 'Vpc', RepositoryAuthConfig: { RepositoryCredentialsProviderArn: FUNCTION_ARN } });
  expect(statementsOf(stack).slice(3)).toEqual([
    { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: [FUNCTION_ARN, `${FUNCTION_ARN}:*`] },
  ]);
});

test('it fails without a VPC', () => {
  expect(messageOf(() => new Model(testStack(), 'Model', { containers: [{ image: ContainerImage.fromRegistry(NAME) }] })))
    .toEqual(like('Test/Model: containers[0].image ... registry, ... VPC; ... vpc'));
});

test.each(['', 'a b', 'n'.repeat(256)])('it fails with the name %p', (name) => {
  const stack = testStack();
  expect(messageOf(() => new Model(stack, 'Model', { vpc: aVpc(stack), containers: [{ image: ContainerImage.fromRegistry(name) }] })))
    .toBe(`Test/Model: containers[0].image ${must.beImageName(name)}`);
});
