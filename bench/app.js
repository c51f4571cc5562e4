// The app of the benchmark in Node.js, like app.py: the endpoint of RFC 431, in one stack, in a given number of copies.
//
//     node app.js ours 1        with cdk-sagemaker-hosting
//     node app.js alpha 20      with @aws-cdk/aws-sagemaker-alpha
//     node app.js granted 20    with @aws-cdk/aws-sagemaker-alpha, whose models have roles with the permissions that cdk-sagemaker-hosting gives
//
// The CDK writes the output to the folder CDK_OUTDIR.
'use strict';
const cdk = require('aws-cdk-lib');
const { aws_ec2: ec2, aws_ecr: ecr, aws_iam: iam, aws_s3: s3 } = cdk;
const { Construct } = require('constructs');

const LIBRARIES = { ours: 'cdk-sagemaker-hosting', alpha: '@aws-cdk/aws-sagemaker-alpha', granted: '@aws-cdk/aws-sagemaker-alpha' };
const INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:CreateNetworkInterfacePermission',
  'ec2:DeleteNetworkInterface',
  'ec2:DeleteNetworkInterfacePermission',
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcEndpoints',
  'ec2:DescribeVpcs',
];
const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'];

function hostingRole(scope, name) {
  const role = new iam.Role(scope, `${name}Role`, { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  const logGroups = cdk.Stack.of(scope)
    .formatArn({ service: 'logs', resource: 'log-group', resourceName: '/aws/sagemaker/*', arnFormat: cdk.ArnFormat.COLON_RESOURCE_NAME });
  role.addToPolicy(new iam.PolicyStatement({ actions: LOGS, resources: [logGroups] }));
  role.addToPolicy(new iam.PolicyStatement({ actions: ['cloudwatch:PutMetricData'], resources: ['*'] }));
  role.addToPolicy(new iam.PolicyStatement({ actions: INTERFACES, resources: ['*'] }));
  return role;
}

function headline(scope, vpc, lib, withRoles) {
  const repository = ecr.Repository.fromRepositoryName(scope, 'Repository', 'inference');
  const bucket = s3.Bucket.fromBucketName(scope, 'Bucket', 'artifacts');
  const model = (name) => {
    const defined = new lib.Model(scope, name, {
      vpc,
      role: withRoles ? hostingRole(scope, name) : undefined,
      containers: [{
        image: lib.ContainerImage.fromEcrRepository(repository, '1.0.0'),
        modelData: lib.ModelData.fromBucket(bucket, `${name}/model.tar.gz`),
        environment: { LOG_LEVEL: 'info' },
      }],
    });
    if (withRoles) {
      defined.node.addDependency(vpc.selectSubnets({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }).internetConnectivityEstablished);
    }
    return defined;
  };
  const variant = (name, weight) => ({
    variantName: name,
    model: model(name),
    instanceType: lib.InstanceType.M5_LARGE,
    initialInstanceCount: 1,
    initialVariantWeight: weight,
  });
  const config = new lib.EndpointConfig(scope, 'Config', { instanceProductionVariants: [variant('current', 2), variant('candidate', 1)] });
  const endpoint = new lib.Endpoint(scope, 'Endpoint', { endpointConfig: config });
  const current = endpoint.findInstanceProductionVariant('current');
  const scaling = current.autoScaleInstanceCount({ minCapacity: 1, maxCapacity: 4 });
  scaling.scaleOnInvocations('Invocations', { maxRequestsPerSecond: 30 });
  current.metricModelLatency().createAlarm(scope, 'Latency', { threshold: 100_000, evaluationPeriods: 3 });
}

const [, , name, copies] = process.argv;
const lib = require(LIBRARIES[name]);
// More copies than CloudFormation allows in a stack show whether the time grows with their number, or faster.
const app = new cdk.App({ context: { '@aws-cdk/core:stackResourceLimit': 0 } });
const stack = new cdk.Stack(app, 'Bench');
const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
for (let index = 0; index < Number(copies); index++) {
  headline(new Construct(stack, `Copy${index}`), vpc, lib, name === 'granted');
}
app.synth();
