import { App, aws_ecr as ecr, aws_kms as kms, aws_lambda as lambda, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { ARCHIVE, IMAGE_DIRECTORY } from './given';
import { ContainerImage, ContainerMode, Framework, Model, ModelData, registry, type ContainerDefinition, type ModelProps } from '../../src';
import { aVpc } from '../helpers/given';
import { nagFindings } from '../helpers/nag';
import { testStack } from '../helpers/stack';

/** Each wildcard that is left in what a role may do, and who demands it. */
const EACH_MODEL = [
  // The log groups are named after endpoints, which come and go: https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:us-east-1:123456789012:log-group:/aws/sagemaker/*]',
  // cloudwatch:PutMetricData knows no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
  // ecr:GetAuthorizationToken knows no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
  // The network interfaces: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
  'AwsSolutions-IAM5[Resource::*]',
];
// The artifacts are whatever is below the prefix: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html
const prefixOf = (place: string) => `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${place}/*]`;
// Instances of the old model still read the old archives while a new one is deployed: docs/decisions/02-least-privilege.md
const ARCHIVES = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-123456789012-us-east-1/*.gz]';
// IAM checks the versions of a function, and those of a hub's content, one by one:
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:login';
const CONTENT = 'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/llama';

function findingsWith(containers: (stack: Stack) => ContainerDefinition[], props: (stack: Stack) => Partial<ModelProps> = () => ({})): string[] {
  const app = new App();
  const stack = testStack({ app });
  new Model(stack, 'Model', { containers: containers(stack), ...props(stack) });
  return nagFindings(app, /^Test\/Model\/Role/);
}

const bucketIn = (stack: Stack) => s3.Bucket.fromBucketAttributes(stack, 'Bucket', {
  bucketName: 'artifacts', encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/1'),
});
const imageIn = (stack: Stack) => ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'serving'), '1');

test.each<[string, (stack: Stack) => ContainerDefinition, string[]]>([
  ['an image in Amazon ECR', (stack) => ({ image: imageIn(stack) }), []],
  ['an image of another account', () => ({ image: ContainerImage.fromEcrRepositoryArn('arn:aws:ecr:us-east-1:999999999999:repository/serving', '1') }), []],
  ['an image that is an asset', () => ({ image: ContainerImage.fromAsset(IMAGE_DIRECTORY) }), []],
  ['an image of a framework', () => ({ image: ContainerImage.fromFramework(Framework.PYTORCH, '2.6') }), []],
  ['a Deep Learning Container', () => ({ image: ContainerImage.fromDlc('djl-inference', '1') }), []],
  ['a private registry', (stack) => ({
    image: ContainerImage.fromRegistry('registry.corp.example/model:1', { credentialsProvider: lambda.Function.fromFunctionArn(stack, 'Login', FUNCTION) }),
  }), [`AwsSolutions-IAM5[Resource::${FUNCTION}:*]`]],
  ['an object', (stack) => ({ image: imageIn(stack), modelData: ModelData.fromBucket(bucketIn(stack), 'model.tar.gz') }), []],
  ['a prefix', (stack) => ({ image: imageIn(stack), modelData: ModelData.fromBucketPrefix(bucketIn(stack), 'llama/') }), [prefixOf('artifacts/llama')]],
  ['many models', (stack) => ({
    image: imageIn(stack), mode: ContainerMode.multiModel(), modelData: ModelData.fromBucketPrefix(bucketIn(stack), 'models/'),
  }), [prefixOf('artifacts/models')]],
  ['a hub', (stack) => ({
    image: imageIn(stack), modelData: ModelData.fromBucket(bucketIn(stack), 'model.tar.gz', { hubContentArn: `${CONTENT}/1.0.0` }),
  }), [`AwsSolutions-IAM5[Resource::${CONTENT}/*]`]],
  ['an archive', (stack) => ({ image: imageIn(stack), modelData: ModelData.fromAsset(ARCHIVE) }), [ARCHIVES]],
  ['a directory', (stack) => ({ image: imageIn(stack), modelData: ModelData.fromDirectory(IMAGE_DIRECTORY) }), [ARCHIVES]],
  ['a directory that is not packed', (stack) => ({
    image: imageIn(stack), modelData: ModelData.fromUncompressedDirectory(IMAGE_DIRECTORY, { destination: { bucket: bucketIn(stack), prefix: 'churn' } }),
  }), [prefixOf('artifacts/churn')]],
  ['a model package', (stack) => ({ modelPackage: registry.ModelPackage.fromModelPackageName(stack, 'Package', 'churn') }), []],
])('AwsSolutions finds on the role of a model with %s only what is demanded', (_what, container, further) => {
  const findings = findingsWith((stack) => [container(stack)], (stack) => ({ vpc: aVpc(stack) }));
  expect(findings.sort()).toEqual([...EACH_MODEL, ...further].sort());
});
