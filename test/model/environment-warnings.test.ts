import { CfnParameter, Token, aws_ec2 as ec2, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { UserImage, aRole } from './given';
import { Model, type ModelProps } from '../../src';
import { otherWarningsOf, testStack, warningsOf } from '../helpers/stack';
import { aSpecification, aValidation, aVersion, aPackage, ownSpecification } from '../registry/given';

type Environment = { [name: string]: string };

function modelWith(environment: Environment | undefined, props: Partial<ModelProps> = {}, stack = testStack()): Model {
  return new Model(stack, 'Model', { containers: [{ image: new UserImage() }, { image: new UserImage(), environment }], ...props });
}

/** Our warnings: the CDK has some of its own about VPCs. */
const warned = (model: Model) => warningsOf(model).filter((text) => text.includes('cdk-sagemaker-hosting:') && !text.includes('missingVpcEndpoints'));

describe('an Amazon S3 URI', () => {
  const warning = (names: string) => [`Test/Model: containers[1].environment has Amazon S3 URIs in ${names}, but the role of the model has no permission to read them; `
    + "grant it with bucket.grantRead(model, 'prefix/*'), or use modelData [ack: cdk-sagemaker-hosting:s3UriInEnvironment]"];

  test('is warned of', () => {
    expect(warned(modelWith({ HF_MODEL_ID: 's3://weights/llama/', LEVEL: 'info', OTHER: 's3://weights/qwen/' }))).toEqual(warning("'HF_MODEL_ID' and 'OTHER'"));
  });

  test('of a bucket of the app is warned of, until it is granted', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket');
    const environment = { HF_MODEL_ID: bucket.s3UrlForObject('llama/') };
    expect(warned(modelWith(environment, {}, stack))).toEqual(warning("'HF_MODEL_ID'"));
    const other = testStack();
    const granted = new s3.Bucket(other, 'Bucket');
    const model = modelWith({ HF_MODEL_ID: granted.s3UrlForObject('llama/') }, {}, other);
    granted.grantRead(model, 'llama/*');
    expect(warned(model)).toEqual([]);
  });

  test('is not warned of where the role belongs to another stack, which the model has a policy for', () => {
    const stack = testStack();
    const role = aRole(testStack({ app: stack.node.root as any, id: 'Roles' }));
    const model = modelWith({ HF_MODEL_ID: 's3://weights/llama/' }, { role }, stack);
    s3.Bucket.fromBucketName(stack, 'Weights', 'weights').grantRead(model);
    expect(warned(model)).toEqual([]);
  });

  test.each<Environment | undefined>([undefined, null as any, {}, { A: 'https://weights.s3.amazonaws.com/llama' }, { A: '/opt/ml/model' }, { A: 'see s3://weights' },
    { A: undefined as any }, { A: null as any }, { A: Token.asAny({ Ref: 'Uri' }) as any }])('is not in %p', (environment) => {
    expect(warned(modelWith(environment))).toEqual([]);
  });
});

test('a secret is warned of', () => {
  expect(warned(modelWith({ HF_TOKEN: 'hf_abc' }))).toEqual([
    "Test/Model: containers[1].environment contains 'HF_TOKEN' as text, which is visible to all who can read the template; store it in AWS Secrets Manager, and use "
    + 'SecretValue.secretsManager(name).unsafeUnwrap() as the value [ack: cdk-sagemaker-hosting:secretInEnvironment]',
  ]);
});

test('a secret in a model package is warned of, in each of its environments', () => {
  const stack = testStack();
  aVersion(stack, { inferenceSpecification: aSpecification(stack, { environment: { HF_TOKEN: 'hf_abc' } }) });
  aPackage(stack, { inferenceSpecification: ownSpecification(stack), validationSpecification: aValidation(stack, { environment: { PASSWORD: 'x' } }) });
  expect(otherWarningsOf(stack, 'fixedModelPackageName').map((text) => text.split(' as text')[0])).toEqual([
    "Test/Version: inferenceSpecification.containers[0].environment contains 'HF_TOKEN'",
    "Test/Package: validationSpecification.profile.transformJobDefinition.environment contains 'PASSWORD'",
  ]);
});

describe('a model of the hub', () => {
  const warning = (models: string, reason: string) => [`Test/Model: containers[1].environment has ${models}, which the container downloads from the Hugging Face Hub, but the `
    + `model has ${reason}; store the model in a bucket and use modelData, or allow access to the hub [ack: cdk-sagemaker-hosting:hubModelWithoutNetwork]`];
  const ISOLATED = { networkIsolation: true };
  const hub = { HF_MODEL_ID: 'org/llama-3.1' };

  function inSubnets(subnetType: ec2.SubnetType, stack: Stack): Partial<ModelProps> {
    const subnetConfiguration = [{ name: 'public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }];
    return { vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, subnetConfiguration }), vpcSubnets: { subnetType } };
  }

  test.each(['HF_MODEL_ID', 'OPTION_MODEL_ID', 'SM_VLLM_MODEL', 'SM_SGLANG_MODEL_PATH', 'SM_ON_MODEL'])('in %s is warned of with network isolation', (name) => {
    expect(warned(modelWith({ [name]: 'gpt2' }, ISOLATED))).toEqual(warning(`${name} 'gpt2'`, 'networkIsolation'));
  });

  test.each([ec2.SubnetType.PRIVATE_ISOLATED, ec2.SubnetType.PUBLIC])('is warned of in subnets without a route to the internet: %s', (subnetType) => {
    const stack = testStack();
    expect(warned(modelWith({ ...hub, SM_VLLM_MODEL: 'org/other' }, inSubnets(subnetType, stack), stack)))
      .toEqual(warning("HF_MODEL_ID 'org/llama-3.1' and SM_VLLM_MODEL 'org/other'", 'subnets without a route to the internet'));
  });

  test('is not in subnets with one, or without a VPC', () => {
    const stack = testStack();
    expect(warned(modelWith(hub, inSubnets(ec2.SubnetType.PRIVATE_WITH_EGRESS, stack), stack))).toEqual([]);
    expect(warned(modelWith(hub))).toEqual([]);
  });

  test('may be in a mirror in the VPC, but not with network isolation', () => {
    const stack = testStack();
    const environment = { ...hub, HF_ENDPOINT: 'https://hub.corp.example' };
    expect(warned(modelWith(environment, inSubnets(ec2.SubnetType.PRIVATE_ISOLATED, stack), stack))).toEqual([]);
    expect(warned(modelWith(environment, ISOLATED))).toEqual(warning("HF_MODEL_ID 'org/llama-3.1'", 'networkIsolation'));
  });

  test.each<[Environment]>([
    [{ HF_MODEL_ID: '/opt/ml/model' }], [{ HF_MODEL_ID: './model' }], [{ HF_MODEL_ID: '' }], [{ OTHER: 'org/name' }],
    [{ ...hub, HF_HUB_OFFLINE: '1' }], [{ ...hub, TRANSFORMERS_OFFLINE: '1' }],
  ])('%p is none', (environment) => {
    expect(warned(modelWith(environment, ISOLATED))).toEqual([]);
  });

  test('a token is none', () => {
    const stack = testStack();
    expect(warned(modelWith({ HF_MODEL_ID: new CfnParameter(stack, 'Id').valueAsString }, ISOLATED, stack))).toEqual([]);
  });
});
