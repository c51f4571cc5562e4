import { ArnFormat, PhysicalName, Stack, aws_iam as iam } from 'aws-cdk-lib';
import type { Construct, IDependable } from 'constructs';

/**
 * What each container does for itself: write its log, publish its metrics.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
 */
const LOG_ACTIONS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'];
const METRIC_ACTIONS = ['cloudwatch:PutMetricData'];

/**
 * What SageMaker does with the role to put a network interface into a VPC. None of it can be narrowed to a resource.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html
 */
const NETWORK_ACTIONS = [
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

export function createExecutionRole(scope: Construct): iam.Role {
  return new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com'),
    // Only where the policy of another account's resource has to name the role, which is made after it.
    roleName: PhysicalName.GENERATE_IF_NEEDED,
  });
}

/**
 * Grants the least that any model needs; images and artifacts add what they need themselves.
 *
 * @returns what to wait for until the permissions are there
 */
export function grantHosting(scope: Construct, principal: iam.IPrincipal, options: { readonly vpc: boolean }): IDependable[] {
  const logGroups = Stack.of(scope).formatArn({
    service: 'logs', resource: 'log-group', resourceName: '/aws/sagemaker/*', arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return [
    allow(principal, LOG_ACTIONS, logGroups),
    allow(principal, METRIC_ACTIONS, '*'),
    options.vpc ? allow(principal, NETWORK_ACTIONS, '*') : undefined,
  ].filter((dependable) => dependable !== undefined);
}

function allow(principal: iam.IPrincipal, actions: string[], resource: string): IDependable | undefined {
  return principal.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources: [resource] })).policyDependable;
}
