import { App, Stack, aws_ec2 as ec2, aws_ecr as ecr, aws_iam as iam, aws_ssm as ssm } from 'aws-cdk-lib';
import { Capacity, ContainerImage, Endpoint, EndpointConfig, InstanceType, LanguageModelEndpoint, Model, ModelData, ModelEndpoint, ModelServer, ModelWeights } from '../../src';
import { isBeforeLookup, VPC_ID_BEFORE_LOOKUP } from '../../src/private/before-lookup';
import { aModel, anImage } from '../helpers/given';
import { resourcesOf, testStack } from '../helpers/stack';

/*
 * `cdk synth` runs an app twice if it looks something up: at first with values that the CDK invents, and which nothing may be refused for.
 */

const looked = (stack: Stack, name = '/hosting/value') => ssm.StringParameter.valueFromLookup(stack, name);
const IMAGE = ContainerImage.fromUri('123456789012.dkr.ecr.us-east-1.amazonaws.com/my-model:1.0');

test('the CDK still invents these values', () => {
  const stack = testStack();
  expect(ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-1' }).vpcId).toBe(VPC_ID_BEFORE_LOOKUP);
  expect([
    looked(stack), iam.Role.fromLookup(stack, 'Role', { roleName: 'hosting' }).roleArn, ecr.Repository.fromLookup(stack, 'Repository', { repositoryName: 'models' }).repositoryArn,
  ].map(isBeforeLookup)).toEqual([true, true, true]);
});

test.each(['dummy', 'arn:aws:iam::123456789012:role/DUMMY_ARN_OF_MINE', 'my-dummy-value', ''])('%p is no such value', (text) => {
  expect(isBeforeLookup(text)).toBe(false);
});

describe('a role that is not looked up yet', () => {
  /** The account is not the one that the CDK invents. */
  const inAnotherAccount = () => new Stack(new App(), 'Test', { env: { account: '210987654321', region: 'us-east-1' } });

  test.each<[string, (stack: Stack, role: iam.IRole) => unknown]>([
    ['a model', (stack, role) => new Model(stack, 'Model', { role, containers: [{ image: anImage(stack) }] })],
    ['an endpoint configuration', (stack, role) => new EndpointConfig(stack, 'Config', { role, instanceProductionVariants: [{ variantName: 'main' }] })],
    ['a language model', (stack, role) => new LanguageModelEndpoint(stack, 'Llm', {
      role, server: ModelServer.vllm({ weights: ModelWeights.huggingFace('Qwen/Qwen3-0.6B') }), capacity: Capacity.instances(InstanceType.G6_XLARGE),
    })],
  ])('may be that of %s', (_what, use) => {
    const stack = inAnotherAccount();
    expect(() => use(stack, iam.Role.fromLookup(stack, 'Role', { roleName: 'hosting' }))).not.toThrow();
    expect(() => (stack.node.root as App).synth()).not.toThrow();
  });

  test('is refused of another account once it is', () => {
    const stack = inAnotherAccount();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/hosting');
    expect(() => aModel(stack, 'Model', { role })).toThrow('role must be in account 210987654321');
  });
});

test.each<[string, (stack: Stack) => unknown]>([
  ['the tag of an image', (stack) => aModel(stack, 'Model', { containers: [{ image: ContainerImage.fromEcrRepositoryArn('arn:aws:ecr:us-east-1:123456789012:repository/a', looked(stack)) }] })],
  ['the URI of an image', (stack) => aModel(stack, 'Model', { containers: [{ image: ContainerImage.fromUri(looked(stack)) }] })],
  ['the tag in the URI of an image', (stack) => aModel(stack, 'Model', { containers: [{ image: ContainerImage.fromUri(`123456789012.dkr.ecr.us-east-1.amazonaws.com/a:${looked(stack)}`) }] })],
  ['the URI of artifacts', (stack) => aModel(stack, 'Model', { containers: [{ image: IMAGE, modelData: ModelData.fromS3Uri(looked(stack)) }] })],
  ['the key in the URI of artifacts', (stack) => aModel(stack, 'Model', { containers: [{ image: IMAGE, modelData: ModelData.fromS3Uri(`s3://my-bucket/${looked(stack)}`) }] })],
  ['the name of a model', (stack) => aModel(stack, 'Model', { modelName: looked(stack) })],
  ['the name of an endpoint', (stack) => new ModelEndpoint(stack, 'Endpoint', { model: aModel(stack), endpointName: looked(stack), capacity: Capacity.instances(InstanceType.M5_LARGE) })],
  ['the name of an imported endpoint', (stack) => Endpoint.fromEndpointName(stack, 'Imported', looked(stack)).metric('sagemaker', 'Invocations')],
  ['the name of an imported model', (stack) => Model.fromModelName(stack, 'Imported', looked(stack))],
  ['an instance type', (stack) => new ModelEndpoint(stack, 'Endpoint', { model: aModel(stack), capacity: Capacity.instances(InstanceType.of(looked(stack))) })],
  ['the ID of a model of Hugging Face', (stack) => new LanguageModelEndpoint(stack, 'Llm', {
    server: ModelServer.vllm({ weights: ModelWeights.huggingFace(looked(stack)) }), capacity: Capacity.instances(InstanceType.G6_XLARGE),
  })],
])('%s may be the value of a parameter that is not looked up yet', (_what, use) => {
  const stack = testStack();
  expect(() => use(stack)).not.toThrow();
  expect(() => (stack.node.root as App).synth()).not.toThrow();
});

describe('a dynamic reference as text', () => {
  const REFERENCE = '{{resolve:ssm:/hosting/value:1}}';

  test.each<[string, string, (stack: Stack) => unknown, unknown]>([
    ['the name of a model', 'AWS::SageMaker::Model', (stack) => aModel(stack, 'Model', { modelName: REFERENCE }), { ModelName: REFERENCE }],
    ['the tag of an image', 'AWS::SageMaker::Model',
      (stack) => aModel(stack, 'Model', { containers: [{ image: ContainerImage.fromEcrRepositoryArn('arn:aws:ecr:us-east-1:123456789012:repository/a', REFERENCE) }] }),
      { PrimaryContainer: { Image: expect.objectContaining({ 'Fn::Join': ['', expect.arrayContaining([expect.stringContaining(`/a:${REFERENCE}`)])] }) } }],
    ['an instance type and the name of a variant', 'AWS::SageMaker::EndpointConfig', (stack) => new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ model: aModel(stack), variantName: REFERENCE, instanceType: InstanceType.of(REFERENCE) }],
    }), { ProductionVariants: [expect.objectContaining({ VariantName: REFERENCE, InstanceType: REFERENCE })] }],
  ])('is rendered as it is as %s', (_what, type, use, expected) => {
    const stack = testStack();
    use(stack);
    expect(Object.values(resourcesOf(stack, type))[0].Properties).toMatchObject(expected as object);
  });

  test('can not be the whole URI of an image, because permissions are derived from it', () => {
    const stack = testStack();
    aModel(stack, 'Model', { containers: [{ image: ContainerImage.fromUri(REFERENCE) }] });
    expect(() => (stack.node.root as App).synth()).toThrow('uri is a dynamic reference, from which CloudFormation cannot derive the permissions of the role; '
      + 'use the value of a parameter, such as StringParameter.valueForStringParameter');
  });
});
