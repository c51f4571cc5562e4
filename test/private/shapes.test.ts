import { eachShaped, hasShape, requiredShape, shaped, type Shape } from '../../src/private/shapes';
import * as shapes from '../../src/private/shapes';

/** What each shape is called, the members that an object must have, and what a message advises. */
const SHAPES: Readonly<Record<string, readonly [string, readonly string[], string]>> = {
  MODEL: ['a model', ['modelName', 'modelArn'], 'use Model, or Model.fromModelName'],
  ENDPOINT_CONFIG: ['an endpoint configuration', ['endpointConfigName', 'endpointConfigArn'], 'use EndpointConfig, or EndpointConfig.fromEndpointConfigName'],
  ENDPOINT: ['an endpoint', ['endpointName', 'endpointArn'], 'use Endpoint, or Endpoint.fromEndpointName'],
  INFERENCE_COMPONENT: ['an inference component of an endpoint', ['inferenceComponentName', 'inferenceComponentArn'], 'use inferenceComponent of an endpoint'],
  CAPACITY: ['a capacity', ['_parts'], 'use a method of Capacity, such as Capacity.instances'],
  MODEL_SERVER: ['a model server', ['_checks', '_container', '_needs'], 'use a method of ModelServer, such as ModelServer.vllm'],
  JUMPSTART_MODEL: ['a JumpStart model', ['_checks', 'container'], 'use JumpStartModel.of'],
  MODEL_WEIGHTS: ['the weights of a model', ['_checks', '_hub', '_modelData'], 'use ModelWeights.huggingFace or ModelWeights.fromModelData'],
  MODEL_PACKAGE: ['a model package', ['modelPackageArn', 'grantAccess'], 'use registry.ModelPackage, or registry.ModelPackage.fromModelPackageArn'],
  MODEL_PACKAGE_GROUP: ['a model package group', ['modelPackageGroupName', 'modelPackageGroupArn'], 'use registry.ModelPackageGroup, or registry.ModelPackageGroup.fromModelPackageGroupName'],
  CONSTRUCT: ['a construct', ['node'], 'use a construct, such as the stack'],
  IMAGE: ['a container image', ['bind'], 'use a method of ContainerImage'],
  MODEL_DATA: ['model data', ['bind'], 'use a method of ModelData'],
  ROLE: ['an IAM role', ['roleArn', 'grantPrincipal'], 'use iam.Role, or iam.Role.fromRoleArn'],
  GRANTEE: ['a principal, or a construct with a role', ['grantPrincipal'], 'specify for example a role or a Lambda function'],
  VPC: ['a VPC', ['vpcId', 'selectSubnets'], 'use ec2.Vpc, or ec2.Vpc.fromLookup'],
  SECURITY_GROUP: ['a security group', ['securityGroupId', 'addIngressRule'], 'use ec2.SecurityGroup, or ec2.SecurityGroup.fromSecurityGroupId'],
  INTERFACE_SERVICE: ['a service of an interface endpoint', ['name', 'port'], 'use a member of ec2.InterfaceVpcEndpointAwsService'],
  KEY: ['a KMS key', ['keyArn', 'grantEncryptDecrypt'], 'use kms.Key, or kms.Key.fromKeyArn'],
  KEY_REF: ['a KMS key', ['keyRef'], 'use kms.Key, or kms.Key.fromKeyArn'],
  BUCKET: ['a bucket', ['bucketArn', 's3UrlForObject'], 'use s3.Bucket, or s3.Bucket.fromBucketName'],
  TOPIC: ['an SNS topic', ['topicArn', 'grantPublish'], 'use sns.Topic, or sns.Topic.fromTopicArn'],
  REPOSITORY: ['an Amazon ECR repository', ['repositoryArn', 'repositoryUriForTagOrDigest'], 'use ecr.Repository, or ecr.Repository.fromRepositoryName'],
  FUNCTION: ['a Lambda function', ['functionArn', 'grantInvoke'], 'use lambda.Function, or lambda.Function.fromFunctionArn'],
  ALARM: ['an alarm', ['alarmArn', 'alarmName'], 'use cloudwatch.Alarm, or cloudwatch.Alarm.fromAlarmArn'],
  ALARM_ACTION: ['an alarm action', ['bind'], 'use a class of aws_cloudwatch_actions, such as SnsAction'],
  RULE_TARGET: ['the target of a rule', ['bind'], 'use a class of aws_events_targets, such as LambdaFunction'],
  METRIC: ['a metric', ['toMetricConfig'], 'use cloudwatch.Metric, or a metric of a construct'],
};

const shapeOf = (name: string) => (shapes as unknown as Record<string, Shape>)[name];

test('all shapes are known here', () => {
  expect(Object.keys(shapes).filter((name) => name === name.toUpperCase()).sort()).toEqual(Object.keys(SHAPES).sort());
});

describe.each(Object.entries(SHAPES))('%s', (name, [what, members, remedy]) => {
  const withMembers = (given: readonly string[]) => Object.fromEntries(given.map((member) => [member, undefined]));

  test('is asked for by its name, with a remedy', () => {
    expect(shaped('thing', 'wrong', shapeOf(name))).toBe(`thing must be ${what}, got 'wrong'; ${remedy}`);
    expect(requiredShape('thing', undefined, shapeOf(name))).toBe(`thing is required; ${remedy}`);
  });

  test('has these members, whatever their values, and no object without one of them has it', () => {
    expect(hasShape(withMembers(members), shapeOf(name))).toBe(true);
    expect(members.filter((omitted) => hasShape(withMembers(members.filter((member) => member !== omitted)), shapeOf(name)))).toEqual([]);
  });
});

test.each([undefined, null])('%s is not looked at where it can be omitted', (nothing) => {
  expect(shaped('thing', nothing, shapeOf('VPC'))).toBeUndefined();
  expect(eachShaped('things', nothing, shapeOf('VPC'))).toEqual([]);
});
