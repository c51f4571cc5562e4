import {
  ArnFormat, Stack, aws_cloudwatch as cloudwatch, aws_ec2 as ec2, aws_ecr as ecr, aws_events_targets as targets, aws_iam as iam, aws_kms as kms,
  aws_lambda as lambda, aws_s3 as s3, aws_sns as sns, aws_cloudwatch_actions as actions,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as sm from '../../../src';

/** What the programs use of the CDK and of other people, by name. */
export const GIVEN: { readonly [what: string]: (at: Construct, n: number) => unknown } = {
  bucket: (at, n) => new s3.Bucket(at, `Bucket${n}`),
  encryptedBucket: (at, n) => new s3.Bucket(at, `EncryptedBucket${n}`, { encryptionKey: new kms.Key(at, `BucketKey${n}`) }),
  importedBucket: (at, n) => s3.Bucket.fromBucketName(at, `ImportedBucket${n}`, `their-bucket-${n}`),
  importedEncryptedBucket: (at, n) => s3.Bucket.fromBucketAttributes(at, `ImportedEncryptedBucket${n}`, {
    bucketName: `their-encrypted-bucket-${n}`, encryptionKey: importedKey(at, `OfBucket${n}`),
  }),
  key: (at, n) => new kms.Key(at, `Key${n}`),
  importedKey: (at, n) => importedKey(at, `ImportedKey${n}`),
  role: (at, n) => new iam.Role(at, `Role${n}`, { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') }),
  importedRole: (at, n) => iam.Role.fromRoleName(at, `ImportedRole${n}`, `their-role-${n}`),
  immutableRole: (at, n) => iam.Role.fromRoleArn(at, `ImmutableRole${n}`, Stack.of(at).formatArn({
    service: 'iam', region: '', resource: 'role', resourceName: `path/fixed-${n}`,
  }), { mutable: false }),
  clientRole: (at, n) => new iam.Role(at, `ClientRole${n}`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }),
  importedClientRole: (at, n) => iam.Role.fromRoleName(at, `ImportedClientRole${n}`, `their-client-${n}`),
  function: aFunction,
  user: (at, n) => new iam.User(at, `User${n}`),
  group: (at, n) => new iam.Group(at, `Group${n}`),
  accountPrincipal: (_at, n) => new iam.AccountPrincipal(`11112222333${n}`),
  topic: (at, n) => new sns.Topic(at, `Topic${n}`),
  encryptedTopic: (at, n) => new sns.Topic(at, `EncryptedTopic${n}`, { masterKey: new kms.Key(at, `TopicKey${n}`) }),
  importedTopic: (at, n) => sns.Topic.fromTopicArn(at, `ImportedTopic${n}`, Stack.of(at).formatArn({ service: 'sns', resource: `their-topic-${n}` })),
  snsAction: (at, n) => new actions.SnsAction(new sns.Topic(at, `AlarmTopic${n}`)),
  ruleTarget: (at, n) => new targets.SnsTopic(new sns.Topic(at, `RuleTopic${n}`)),
  functionTarget: (at, n) => new targets.LambdaFunction(aFunction(at, n + 10)),
  vpc: (at, n) => new ec2.Vpc(at, `Vpc${n}`, { maxAzs: 2, natGateways: 1 }),
  isolatedVpc: (at, n) => new ec2.Vpc(at, `IsolatedVpc${n}`, {
    maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  }),
  importedVpc: (at, n) => ec2.Vpc.fromVpcAttributes(at, `ImportedVpc${n}`, {
    vpcId: `vpc-0000000${n}`,
    availabilityZones: ['a', 'b'],
    privateSubnetIds: [`subnet-000000${n}0`, `subnet-000000${n}1`],
    privateSubnetRouteTableIds: [`rtb-000000${n}0`, `rtb-000000${n}1`],
  }),
  securityGroup: (at, n) => ec2.SecurityGroup.fromSecurityGroupId(at, `SecurityGroup${n}`, `sg-0000000${n}`),
  repository: (at, n) => new ecr.Repository(at, `Repository${n}`),
  importedRepository: (at, n) => ecr.Repository.fromRepositoryName(at, `ImportedRepository${n}`, `team/serving-${n}`),
  alarm: (at, n) => new cloudwatch.Alarm(at, `Alarm${n}`, { metric: aMetric(n), threshold: 1, evaluationPeriods: 1 }),
  importedAlarm: (at, n) => cloudwatch.Alarm.fromAlarmName(at, `ImportedAlarm${n}`, `their-alarm-${n}`),
  metric: (_at, n) => aMetric(n),
  mathMetric: (_at, n) => new cloudwatch.MathExpression({ expression: 'a / b', usingMetrics: { a: aMetric(n), b: aMetric(n + 1) } }),
  model: (at, n) => new sm.Model(at, `SharedModel${n}`, { containers: [{ image: anImage(at, `OfModel${n}`) }] }),
  importedModel: (at, n) => sm.Model.fromModelName(at, `ImportedModel${n}`, `their-model-${n}`),
  modelByAttributes: (at, n) => sm.Model.fromModelAttributes(at, `ModelByAttributes${n}`, {
    modelArn: anArn(at, 'model', `their-model-with-role-${n}`), role: iam.Role.fromRoleName(at, `RoleOfModel${n}`, `role-of-model-${n}`),
  }),
  packageGroup: (at, n) => new sm.registry.ModelPackageGroup(at, `PackageGroup${n}`),
  modelPackage: (at, n) => sm.registry.ModelPackage.fromModelPackageName(at, `ModelPackage${n}`, `their-package-${n}`),
  packageVersion: (at, n) => sm.registry.ModelPackage.fromModelPackageVersion(at, `PackageVersion${n}`, sm.registry.ModelPackageGroup.fromModelPackageGroupName(
    at, `TheirGroup${n}`, `their-group-${n}`,
  ), n + 1),
  endpointArn: (at, n) => anArn(at, 'endpoint', `their-endpoint-${n}`),
  componentArn: (at, n) => anArn(at, 'inference-component', `their-component-${n}`),
  configArn: (at, n) => anArn(at, 'endpoint-config', `their-config-${n}`),
  planArn: (at, n) => anArn(at, 'training-plan', `plan-${n}`),
  pipelineArn: (at, n) => anArn(at, 'pipeline', `their-pipeline-${n}`),
  hubContentArn: (at, n) => anArn(at, 'hub-content', `hub/Model/llama-${n}/1.0.0`),
};

function importedKey(at: Construct, id: string): kms.IKey {
  return kms.Key.fromKeyArn(at, id, Stack.of(at).formatArn({ service: 'kms', resource: 'key', resourceName: '11111111-2222-3333-4444-555555555555' }));
}

function aFunction(at: Construct, n: number): lambda.Function {
  return new lambda.Function(at, `Function${n}`, { runtime: lambda.Runtime.PYTHON_3_12, handler: 'index.handler', code: lambda.Code.fromInline('handler = print') });
}

function aMetric(n: number): cloudwatch.Metric {
  return new cloudwatch.Metric({ namespace: 'Shop', metricName: `Refunds${n}` });
}

function anImage(at: Construct, id: string): sm.ContainerImage {
  return sm.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(at, id, 'serving'), '1.0');
}

function anArn(at: Construct, resource: string, resourceName: string): string {
  return Stack.of(at).formatArn({ service: 'sagemaker', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
}
