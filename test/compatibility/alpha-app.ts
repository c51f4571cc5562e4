import type * as core from 'aws-cdk-lib';
import type * as coreAssertions from 'aws-cdk-lib/assertions';
import type * as hosting from '../../src';

/** What the app is built with. Type by type the same for the alpha and for this package, so both can be handed in. */
export interface Libraries {
  readonly cdk: typeof core;
  readonly assertions: typeof coreAssertions;
  readonly sagemaker: typeof hosting;
}

export interface Files {
  /** A directory with a Dockerfile. */
  readonly imageDirectory: string;
  /** A .tar.gz file. */
  readonly artifact: string;
}

/** An app that uses each feature of the alpha the way its README shows. */
export function alphaApp({ cdk, sagemaker }: Libraries, { imageDirectory, artifact }: Files): core.Stack {
  const { aws_ec2: ec2, aws_ecr: ecr, aws_iam: iam, aws_kms: kms, aws_s3: s3 } = cdk;
  const stack = new cdk.Stack(new cdk.App(), 'Alpha', { env: { account: '123456789012', region: 'us-east-1' } });
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
  const dlc = sagemaker.ContainerImage.fromDlc('pytorch-inference', '2.0');
  const ecrImage = sagemaker.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Repository', 'repository'), '1.0');

  const assets = new sagemaker.Model(stack, 'Assets', {
    vpc,
    containers: [{
      image: sagemaker.ContainerImage.fromAsset(imageDirectory),
      modelData: sagemaker.ModelData.fromAsset(artifact),
      environment: { LEVEL: 'info' },
    }],
  });
  const pipeline = new sagemaker.Model(stack, 'Pipeline', {
    containers: [
      { image: dlc, containerHostname: 'first', modelData: sagemaker.ModelData.fromBucket(new s3.Bucket(stack, 'Bucket'), 'path/model.tar.gz') },
      { image: ecrImage, containerHostname: 'second' },
    ],
  });
  const named = new sagemaker.Model(stack, 'Named', {
    modelName: 'named',
    networkIsolation: true,
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    securityGroups: [new ec2.SecurityGroup(stack, 'Group', { vpc })],
    role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') }),
    containers: [{ image: ecrImage }],
  });
  named.addToRolePolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['*'] }));
  const small = new sagemaker.Model(stack, 'Small', { containers: [{ image: dlc }] });

  const config = new sagemaker.EndpointConfig(stack, 'Config', {
    encryptionKey: new kms.Key(stack, 'Key'),
    instanceProductionVariants: [
      { model: assets, variantName: 'one', instanceType: sagemaker.InstanceType.M5_LARGE, initialInstanceCount: 2, initialVariantWeight: 2 },
      {
        model: pipeline,
        variantName: 'two',
        instanceType: sagemaker.InstanceType.of('ml.c5.xlarge'),
        containerStartupHealthCheckTimeout: cdk.Duration.minutes(5),
      },
    ],
  });
  config.addInstanceProductionVariant({ model: named, variantName: 'three' });
  const serverless = new sagemaker.EndpointConfig(stack, 'Serverless', {
    endpointConfigName: 'serverless',
    serverlessProductionVariant: { model: small, variantName: 'less', maxConcurrency: 5, memorySizeInMB: 2048, provisionedConcurrency: 2 },
  });

  const endpoint = new sagemaker.Endpoint(stack, 'Endpoint', { endpointConfig: config });
  const variant = endpoint.findInstanceProductionVariant('one');
  variant.autoScaleInstanceCount({ minCapacity: 1, maxCapacity: 3 }).scaleOnInvocations('LimitRPS', { maxRequestsPerSecond: 30 });
  variant.metricModelLatency().createAlarm(stack, 'Alarm', { threshold: 100_000, evaluationPeriods: 3 });
  endpoint.grantInvoke(new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
  new sagemaker.Endpoint(stack, 'ServerlessEndpoint', { endpointName: 'serverless', endpointConfig: serverless });
  return stack;
}

export interface RecordedResource {
  readonly type: string;
  /** Those properties of which any change replaces the resource. */
  readonly replacing?: { [property: string]: unknown };
}

/** By type of resource: the properties of which a change replaces it, or all but the named ones. */
const REPLACING: { [type: string]: { readonly only: string[] } | { readonly allBut: string[] } } = {
  'AWS::SageMaker::Model': { allBut: ['Tags'] },
  'AWS::SageMaker::EndpointConfig': { allBut: ['Tags'] },
  'AWS::SageMaker::Endpoint': { only: ['EndpointName'] },
  'AWS::ApplicationAutoScaling::ScalableTarget': { only: ['ResourceId', 'ScalableDimension', 'ServiceNamespace'] },
  'AWS::ApplicationAutoScaling::ScalingPolicy': { only: ['PolicyName', 'ScalingTargetId'] },
};

/** What of the app decides whether CloudFormation keeps a deployed resource. */
export function recordOf({ assertions }: Libraries, stack: core.Stack): { [logicalId: string]: RecordedResource } {
  const { Resources } = assertions.Template.fromStack(stack).toJSON();
  return Object.fromEntries(Object.entries<any>(Resources).map(([logicalId, { Type: type, Properties: properties = {} }]) => {
    const rule = REPLACING[type];
    if (rule === undefined) {
      return [logicalId, { type }];
    }
    const names = 'only' in rule ? rule.only : Object.keys(properties).filter((name) => !rule.allBut.includes(name));
    return [logicalId, { type, replacing: Object.fromEntries(names.filter((name) => name in properties).map((name) => [name, properties[name]])) }];
  }));
}
