import { App, Aws, CfnParameter, Stack, aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
import { UserData, UserImage } from './given';
import { ContainerMode, InferenceExecutionMode, Model, ModelData, registry, type ContainerDefinition, type ModelProps } from '../../src';
import { like } from '../helpers/problems';
import { testStack, warningsOf } from '../helpers/stack';

const image = () => new UserImage();
const packageOf = (scope: Stack, arn: string) => registry.ModelPackage.fromModelPackageArn(scope, 'Package', arn);
const VERSION = 'arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/3';
const PRODUCT = 'arn:aws:sagemaker:us-east-1:865070037744:model-package/detector-1234';

/** The warnings of a model with a container, but for those of a package that is imported without its containers. */
function warningsWith(container: (stack: Stack) => ContainerDefinition, props: Partial<ModelProps> = {}, stack = testStack()): string[] {
  new Model(stack, 'Model', { containers: [container(stack)], ...props });
  return warningsOf(stack).filter((warning) => !warning.includes('unknownModelPackageContents')).map((warning) => warning.replace(/^Test\/Model: /, ''));
}

describe('a container with a model package', () => {
  test('needs nothing else', () => {
    expect(warningsWith((stack) => ({ modelPackage: packageOf(stack, VERSION) }))).toEqual([]);
  });

  test('warns of an image beside it', () => {
    expect(warningsWith((stack) => ({ modelPackage: packageOf(stack, VERSION), image: image() }))).toEqual([
      'containers[0] has an image and a modelPackage, which provides its own image; omit one of them [ack: cdk-sagemaker-hosting:imageAndModelPackage]',
    ]);
  });

  test('warns of an environment beside it, unless it is empty', () => {
    expect(warningsWith((stack) => ({ modelPackage: packageOf(stack, VERSION), environment: { A: '1' } }))).toEqual([
      'containers[0] has an environment, which SageMaker rejects if the model package also has one; set it in the model package '
      + '[ack: cdk-sagemaker-hosting:environmentWithModelPackage]',
    ]);
    expect(warningsWith((stack) => ({ modelPackage: packageOf(stack, VERSION), environment: {} }))).toEqual([]);
  });

  const MARKETPLACE = 'containers[0].modelPackage has no version and might belong to another account; if it is an AWS Marketplace product, '
    + 'set networkIsolation, which it requires [ack: cdk-sagemaker-hosting:marketplaceNetworkIsolation]';

  test('warns of what may be a product of AWS Marketplace, unless the network is isolated', () => {
    expect(warningsWith((stack) => ({ modelPackage: packageOf(stack, PRODUCT) }))).toEqual([MARKETPLACE]);
    expect(warningsWith((stack) => ({ modelPackage: packageOf(stack, PRODUCT) }), { networkIsolation: true })).toEqual([]);
  });

  test('warns of it in a stack whose account is not known', () => {
    expect(warningsWith((stack) => ({ modelPackage: packageOf(stack, PRODUCT) }), {}, new Stack(new App(), 'Test'))).toEqual([MARKETPLACE]);
  });

  test.each([VERSION, `${PRODUCT}/1`, VERSION.replace(/\/3$/, '')])('does not warn of %s, which is none', (arn) => {
    expect(warningsWith((stack) => ({ modelPackage: packageOf(stack, arn) }))).toEqual([]);
  });

  test('does not warn of a package that is not known', () => {
    expect(warningsWith((stack) => ({ modelPackage: packageOf(stack, new CfnParameter(stack, 'Arn').valueAsString) }))).toEqual([]);
  });
});

test('a model package of another region warns', () => {
  expect(warningsWith((stack) => ({ modelPackage: packageOf(stack, VERSION.replace('us-east-1', 'eu-west-1')) }))).toEqual([
    like('... model package ... eu-west-1, ... us-east-1, ... region ... [ack: cdk-sagemaker-hosting:otherRegion]'),
  ]);
});

test('an inference specification without a model package warns', () => {
  expect(warningsWith(() => ({ image: image(), inferenceSpecificationName: 'fast' }))).toEqual([
    'containers[0].inferenceSpecificationName requires modelPackage; set modelPackage or omit inferenceSpecificationName [ack: cdk-sagemaker-hosting:inferenceSpecificationWithoutModelPackage]',
  ]);
});

describe('artifacts with a license agreement', () => {
  const GATED = 'containers[0].modelData is in a bucket of models with an end-user license agreement; read it, and set acceptEula to true '
    + '[ack: cdk-sagemaker-hosting:eulaNotAccepted]';
  const fromBucket = (name: string, acceptEula?: boolean) => (stack: Stack) => ({
    image: image(), modelData: ModelData.fromBucketPrefix(s3.Bucket.fromBucketName(stack, 'Bucket', name), 'llama/', { acceptEula }),
  });
  const fromUri = (uri: string) => () => ({ image: image(), modelData: new UserData(uri) });

  test('that is not accepted warn', () => {
    expect(warningsWith(fromBucket('jumpstart-private-cache-prod-us-east-1'))).toEqual([GATED]);
    expect(warningsWith(fromBucket('jumpstart-private-cache-prod-us-east-1', false))).toEqual([GATED]);
    expect(warningsWith(fromBucket(`jumpstart-private-cache-prod-${Aws.REGION}`))).toEqual([GATED]);
  });

  test.each([
    's3://jumpstart-private-cache-prod-us-east-1/llama.tar.gz',
    'https://s3.us-east-1.amazonaws.com/jumpstart-private-cache-prod-us-east-1/llama.tar.gz',
    'https://jumpstart-private-cache-prod-us-east-1.s3.amazonaws.com/llama.tar.gz',
    'https://s3.amazonaws.com/jumpstart-private-cache-prod/llama.tar.gz',
  ])('warn in %s', (uri) => {
    expect(warningsWith(fromUri(uri))).toEqual([GATED]);
  });

  test('that is accepted do not, nor do others', () => {
    expect(warningsWith(fromBucket('jumpstart-private-cache-prod-us-east-1', true))).toEqual([]);
    expect(warningsWith(fromBucket('jumpstart-cache-prod-us-east-1'))).toEqual([]);
  });

  test.each([
    's3://models/jumpstart-private-cache-prod/model.tar.gz', 'https://s3.amazonaws.com/models/jumpstart-private-cache-prod/model.tar.gz',
    's3://models/s3://jumpstart-private-cache-prod/model.tar.gz', 's3://my-jumpstart-private-cache-prod/model.tar.gz',
  ])('do not warn in the bucket of another name: %s', (uri) => {
    expect(warningsWith(fromUri(uri))).toEqual([]);
  });
});

describe('the host name', () => {
  const HOSTNAME = 'containerHostname has no effect on a model with 1 container; omit it [ack: cdk-sagemaker-hosting:containerHostnameIgnored]';

  test('of the only container warns', () => {
    expect(warningsWith(() => ({ image: image(), containerHostname: 'only' }))).toEqual([HOSTNAME]);
  });

  test('of the first of two containers does not', () => {
    const stack = testStack();
    const model = new Model(stack, 'Model', { containers: [{ image: image(), containerHostname: 'first' }] });
    model.addContainer({ image: image(), containerHostname: 'second' });
    expect(warningsOf(stack)).toEqual([]);
  });
});

test('a multi-model container that is invoked directly warns', () => {
  const stack = testStack();
  const modelData = new UserData('s3://artifacts/models/');
  new Model(stack, 'Model', {
    inferenceExecutionMode: InferenceExecutionMode.DIRECT,
    containers: [{ image: image(), containerHostname: 'a', mode: ContainerMode.multiModel(), modelData }, { image: image(), containerHostname: 'b' }],
  });
  expect(warningsOf(stack)).toEqual([
    'Test/Model: AWS does not document inferenceExecutionMode DIRECT with a multi-model container; define a separate model for that container '
    + '[ack: cdk-sagemaker-hosting:directMultiModel]',
  ]);
});

test('the role of a model may use its package', () => {
  const stack = testStack();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  const model = new Model(stack, 'Model', { role, containers: [{ modelPackage: packageOf(stack, VERSION), inferenceSpecificationName: 'fast' }] });
  expect(model.role).toBe(role);
});
