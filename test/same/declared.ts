import {
  aws_apigateway as apigateway, aws_cloudwatch as cloudwatch, aws_ec2 as ec2, aws_ecr as ecr, aws_events_targets as targets, aws_iam as iam,
  aws_kms as kms, aws_lambda as lambda, aws_s3 as s3, aws_sagemaker as sagemaker, aws_secretsmanager as secretsmanager, aws_sns as sns,
  aws_stepfunctions as sfn,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import * as library from '../../src';

/*
 * What the examples of README.md and docs/ declare and don't define, by type. `npm run same` and the tests write `declared(this, 'bucket', 's3.IBucket')`
 * in place of `declare const bucket: s3.IBucket`. test/python/helpers/snippets.py makes the same for the examples in Python.
 */

/** The context that decides which kind of endpoint a snippet gets. */
export const KNOWN_VARIANTS = 'known-variants';

type Make = (scope: Construct, id: string) => unknown;

const vpc: Make = (scope, id) => new ec2.Vpc(scope, id, {
  maxAzs: 2,
  subnetConfiguration: [
    { name: 'public', subnetType: ec2.SubnetType.PUBLIC },
    { name: 'private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    { name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  ],
});

const role: Make = (scope, id) => new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });

const image = (scope: Construct, id: string) => library.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(scope, id, 'serving'), '1.0');

const model = (scope: Construct, id: string) => new library.Model(scope, id, { containers: [{ image: image(scope, `${id}Repository`) }] });

/** With a variant `A`, as that of the README. */
const config = (scope: Construct, id: string) => new library.EndpointConfig(scope, id, {
  instanceProductionVariants: [{ variantName: 'A', model: model(scope, `${id}Model`), instanceType: library.InstanceType.M5_LARGE }],
});

/** Alarms and dashboards need the variants to be known. Where they are not, an endpoint has those that a snippet looks for. */
const endpoint = (scope: Construct, id: string) => new library.Endpoint(scope, id, {
  endpointConfig: scope.node.tryGetContext(KNOWN_VARIANTS)
    ? config(scope, `${id}-Config`)
    : library.EndpointConfig.fromEndpointConfigName(scope, `${id}-Config`, 'theirs'),
});

const DECLARED: { readonly [type: string]: Make } = {
  'apigateway.RestApi': (scope, id) => new apigateway.RestApi(scope, id),
  'cloudwatch.IMetric': (_scope, id) => new cloudwatch.Metric({ namespace: 'Shop', metricName: id }),
  'cloudwatch.IWidget': (_scope, id) => new cloudwatch.TextWidget({ markdown: id }),
  'ec2.IConnectable': (scope, id) => new ec2.SecurityGroup(scope, id, { vpc: vpc(scope, `${id}Vpc`) as ec2.IVpc }),
  'ec2.IVpc': vpc,
  'ecr.IRepository': (scope, id) => new ecr.Repository(scope, id),
  'iam.IRole': role,
  'iam.Role': role,
  'kms.IKey': (scope, id) => new kms.Key(scope, id),
  'l1.CfnEndpoint': (scope, id) => new sagemaker.CfnEndpoint(scope, id, { endpointConfigName: 'churn' }),
  'lambda.Function': (scope, id) => new lambda.Function(scope, id, {
    runtime: lambda.Runtime.PYTHON_3_12, handler: 'index.handler', code: lambda.Code.fromInline('def handler(event, context): ...'),
  }),
  's3.IBucket': (scope, id) => new s3.Bucket(scope, id),
  'secretsmanager.ISecret': (scope, id) => secretsmanager.Secret.fromSecretNameV2(scope, id, 'hub'),
  'sm.ContainerImage': image,
  'sm.Endpoint': endpoint,
  'sm.EndpointConfig': config,
  'sm.Model': model,
  'sm.ModelData': (scope, id) => library.ModelData.fromBucket(s3.Bucket.fromBucketName(scope, id, 'artifacts'), 'churn/model.tar.gz'),
  'sm.ScalableInstanceCount': (scope, id) => {
    const endpointConfig = library.EndpointConfig.fromEndpointConfigAttributes(scope, `${id}-Config`, {
      endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs',
      instanceProductionVariants: [{ variantName: 'main', instanceType: library.InstanceType.G5_XLARGE }],
    });
    return new library.Endpoint(scope, id, { endpointConfig }).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 10 });
  },
  'sm.registry.IModelPackageGroup': (scope, id) => new library.registry.ModelPackageGroup(scope, id),
  'targets.SfnStateMachine': (scope, id) => new targets.SfnStateMachine(
    new sfn.StateMachine(scope, id, { definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(scope, `${id}Pass`)) }),
  ),
  'sns.ITopic': (scope, id) => new sns.Topic(scope, id),
};

export function declared(scope: Construct, name: string, type: string): unknown {
  if (!(type in DECLARED)) {
    throw new Error(`test/same/declared.ts has nothing of type ${type}`);
  }
  return DECLARED[type](scope, `Declared-${name}`);
}
