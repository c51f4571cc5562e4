import { aws_ecr as ecr, aws_kms as kms, aws_lambda as lambda, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { ARCHIVE, IMAGE_DIRECTORY, UserImage, arnIn } from './given';
import { ContainerImage, ContainerMode, Framework, Model, ModelData, Processor, registry, type ContainerDefinition } from '../../src';
import { aVpc } from '../helpers/given';
import { resourcesOf, testStack } from '../helpers/stack';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:login';
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1';
const VERSION = 'arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/3';
const CONTENT = 'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/llama';

const allow = (Action: string | string[], Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
const s3Arn = (place: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${place}`]] });

const LOGS = allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], arnIn('logs', 'log-group:/aws/sagemaker/*'));
const METRICS = allow('cloudwatch:PutMetricData', '*');
const NETWORK = allow([
  'ec2:CreateNetworkInterface', 'ec2:CreateNetworkInterfacePermission', 'ec2:DeleteNetworkInterface', 'ec2:DeleteNetworkInterfacePermission',
  'ec2:DescribeDhcpOptions', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcEndpoints', 'ec2:DescribeVpcs',
], '*');
const LOGIN = allow('ecr:GetAuthorizationToken', '*');
const pull = (repository: unknown) => allow(['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'], repository);
const pullFromAws = (repository: string, place = 'us-east-1:763104351884') => allow(
  ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], arnIn('ecr', `repository/${repository}`, place),
);
const list = (prefix: string) => ({ ...allow('s3:ListBucket', s3Arn('artifacts')), Condition: { StringLike: { 's3:prefix': `${prefix}*` } } });
const ARCHIVES = allow('s3:GetObject', s3Arn('cdk-hnb659fds-assets-123456789012-us-east-1/*.gz'));

function bucketIn(stack: Stack, encrypted = false): s3.IBucket {
  const encryptionKey = encrypted ? kms.Key.fromKeyArn(stack, 'Key', KEY) : undefined;
  return s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'artifacts', encryptionKey });
}

/** The whole policy of the role that is made for a model. */
function policyOf(container: (stack: Stack) => ContainerDefinition, inVpc: boolean): any {
  const stack = testStack();
  new Model(stack, 'Model', { vpc: inVpc ? aVpc(stack) : undefined, containers: [container(stack)] });
  const policies = Object.entries(resourcesOf(stack, 'AWS::IAM::Policy')).filter(([id]) => id.startsWith('ModelRole'));
  expect(policies).toHaveLength(1);
  const [[, role]] = Object.entries(resourcesOf(stack, 'AWS::IAM::Role')).filter(([id]) => id.startsWith('ModelRole'));
  expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
  return policies[0][1].Properties.PolicyDocument;
}

const image = () => new UserImage();

describe.each<[string, (stack: Stack) => ContainerDefinition, object[]]>([
  ['an image that needs nothing', () => ({ image: image() }), []],
  ['an image in Amazon ECR', (stack) => ({
    image: ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'serving'), '1'),
  }), [pull(arnIn('ecr', 'repository/serving')), LOGIN]],
  ['an image of another account', () => ({
    image: ContainerImage.fromEcrRepositoryArn('arn:aws:ecr:us-east-1:999999999999:repository/serving', '1'),
  }), [pull('arn:aws:ecr:us-east-1:999999999999:repository/serving'), LOGIN]],
  ['an image that is an asset', () => ({ image: ContainerImage.fromAsset(IMAGE_DIRECTORY) }),
    [pull(arnIn('ecr', 'repository/cdk-hnb659fds-container-assets-123456789012-us-east-1')), LOGIN]],
  ['a Deep Learning Container', () => ({ image: ContainerImage.fromDlc('djl-inference', '1') }), [pullFromAws('djl-inference'), LOGIN]],
  ['an image of a framework', () => ({ image: ContainerImage.fromFramework(Framework.PYTORCH, '2.6', { processor: Processor.GPU }) }),
    [pullFromAws('pytorch-inference'), LOGIN]],
  ['an image of an algorithm', () => ({ image: ContainerImage.fromFramework(Framework.XGBOOST, '1.7-1') }),
    [pullFromAws('sagemaker-xgboost', 'us-east-1:683313688378'), LOGIN]],
  ['an object', (stack) => ({ image: image(), modelData: ModelData.fromBucket(bucketIn(stack), 'model.tar.gz') }),
    [allow('s3:GetObject', s3Arn('artifacts/model.tar.gz'))]],
  ['an object of an encrypted bucket', (stack) => ({ image: image(), modelData: ModelData.fromBucket(bucketIn(stack, true), 'model.tar.gz') }),
    [allow('s3:GetObject', s3Arn('artifacts/model.tar.gz')), allow('kms:Decrypt', KEY)]],
  ['a prefix', (stack) => ({ image: image(), modelData: ModelData.fromBucketPrefix(bucketIn(stack), 'llama/') }),
    [allow('s3:GetObject', s3Arn('artifacts/llama/*')), list('llama/')]],
  ['a prefix of an encrypted bucket', (stack) => ({ image: image(), modelData: ModelData.fromBucketPrefix(bucketIn(stack, true), 'llama/') }),
    [allow('s3:GetObject', s3Arn('artifacts/llama/*')), allow('kms:Decrypt', KEY), list('llama/')]],
  ['many models', (stack) => ({
    image: image(), mode: ContainerMode.multiModel(), modelData: ModelData.fromBucketPrefix(bucketIn(stack), 'models/'),
  }), [allow('s3:GetObject', s3Arn('artifacts/models/*')), list('models/')]],
  ['a hub', (stack) => ({
    image: image(), modelData: ModelData.fromBucket(bucketIn(stack), 'model.tar.gz', { hubContentArn: `${CONTENT}/1.0.0` }),
  }), [
    allow('s3:GetObject', s3Arn('artifacts/model.tar.gz')),
    allow('sagemaker:DescribeHub', 'arn:aws:sagemaker:us-east-1:aws:hub/SageMakerPublicHub'),
    allow(['sagemaker:DeployHubModel', 'sagemaker:DescribeHubContent'],
      ['arn:aws:sagemaker:us-east-1:aws:hub/SageMakerPublicHub', CONTENT, `${CONTENT}/*`]),
  ]],
  ['an archive', () => ({ image: image(), modelData: ModelData.fromAsset(ARCHIVE) }), [ARCHIVES]],
  ['a directory', () => ({ image: image(), modelData: ModelData.fromDirectory(IMAGE_DIRECTORY) }), [ARCHIVES]],
  ['a directory that is not packed', (stack) => ({
    image: image(), modelData: ModelData.fromUncompressedDirectory(IMAGE_DIRECTORY, { destination: { bucket: bucketIn(stack), prefix: 'churn' } }),
  }), [allow('s3:GetObject', s3Arn('artifacts/churn/*')), list('churn/')]],
  ['a model package', (stack) => ({ modelPackage: registry.ModelPackage.fromModelPackageArn(stack, 'Package', VERSION) }),
    [allow('sagemaker:AccessModelPackage', VERSION)]],
])('the policy of a model with %s', (_what, container, statements) => {
  test('is what it needs', () => {
    expect(policyOf(container, false)).toEqual({ Version: '2012-10-17', Statement: [LOGS, METRICS, ...statements] });
  });

  test('has the network interfaces too in a VPC', () => {
    expect(policyOf(container, true)).toEqual({ Version: '2012-10-17', Statement: [LOGS, METRICS, NETWORK, ...statements] });
  });
});

test('the policy of a model with a private registry has the function that knows the credentials', () => {
  const container = (stack: Stack) => ({
    image: ContainerImage.fromRegistry('registry.corp.example/model:1', { credentialsProvider: lambda.Function.fromFunctionArn(stack, 'Login', FUNCTION) }),
  });
  expect(policyOf(container, true))
    .toEqual({ Version: '2012-10-17', Statement: [LOGS, METRICS, NETWORK, allow('lambda:InvokeFunction', [FUNCTION, `${FUNCTION}:*`])] });
});
