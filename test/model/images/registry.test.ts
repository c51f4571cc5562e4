import { Aws, Lazy, aws_lambda as lambda } from 'aws-cdk-lib';
import { ContainerImage, Model, RepositoryAccessMode } from '../../../src';
import { aVpc } from '../../helpers/given';
import { must } from '../../helpers/must';
import { like, messageOf } from '../../helpers/problems';
import { statementsOf, testStack, warningsOf } from '../../helpers/stack';
import { modelIn, UserImage } from '../given';

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

describe('an image in Amazon ECR', () => {
  const inEcr = (name: string) => [
    `123456789012.dkr.ecr.us-east-1.amazonaws.com/${name}`,
    `${Aws.ACCOUNT_ID}.dkr.ecr.${Aws.REGION}.${Aws.URL_SUFFIX}/${name}`,
    `123456789012.dkr-ecr.us-east-1.on.aws/${name}`,
  ];
  const remedy = 'use ContainerImage.fromUri';
  const warning = 'Test/Model: containers[0].image is in Amazon ECR, but the model uses it as an image in a private registry, for which SageMaker does not sign in '
    + `to Amazon ECR; ${remedy} [ack: cdk-sagemaker-hosting:ecrImageInRegistry]`;
  const warningsThroughVpc = (image: ContainerImage) => {
    const stack = testStack();
    new Model(stack, 'Model', { vpc: aVpc(stack), containers: [{ image }] });
    return warningsOf(stack);
  };

  test.each(inEcr('tensorflow-inference:2.8-cpu'))('%s does not need a VPC, but another method', (name) => {
    expect(messageOf(() => new Model(testStack(), 'Model', { containers: [{ image: ContainerImage.fromRegistry(name) }] })))
      .toBe(`Test/Model: containers[0].image is in Amazon ECR, not in a private registry; ${remedy}`);
  });

  test.each(inEcr('team/serving@sha256:0123'))('%s is warned of in a VPC', (name) => {
    expect(warningsThroughVpc(ContainerImage.fromRegistry(name))).toEqual([warning]);
  });

  test('is warned of if a class of the user returns it', () => {
    const imageName = inEcr('serving:1.0')[0];
    expect(warningsThroughVpc(new UserImage({ imageName, repositoryAccessMode: RepositoryAccessMode.VPC }))).toEqual([warning]);
    expect(warningsThroughVpc(new UserImage({ imageName }))).toEqual([]);
  });

  test.each([NAME, 'ecr.corp.example/serving:1.0', Lazy.string({ produce: () => inEcr('serving:1.0')[0] })])('is not %s', (name) => {
    expect(warningsThroughVpc(ContainerImage.fromRegistry(name))).toEqual([]);
  });
});

test.each(['', 'a b', 'n'.repeat(256)])('it fails with the name %p', (name) => {
  const stack = testStack();
  expect(messageOf(() => new Model(stack, 'Model', { vpc: aVpc(stack), containers: [{ image: ContainerImage.fromRegistry(name) }] })))
    .toBe(`Test/Model: containers[0].image ${must.beImageName(name)}`);
});
