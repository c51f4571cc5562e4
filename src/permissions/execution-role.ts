import { ArnFormat, PhysicalName, Stack, aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantNetworkInterfaces } from './ec2';

/** Writing the log of a container. @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms */
const LOG_ACTIONS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'];

/** Publishing the metrics of a container. @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms */
const METRIC_ACTIONS = ['cloudwatch:PutMetricData'];

/** Opening a session of Systems Manager; none of it can be narrowed to a resource. @see https://docs.aws.amazon.com/sagemaker/latest/dg/ssm-access.html */
const SESSION_ACTIONS = [
  'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel',
];

/** Creates the role that SageMaker and the containers act as. */
export function createExecutionRole(scope: Construct): iam.Role {
  return new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com'),
    // Only where the policy of another account's resource has to name the role, which is made after it.
    roleName: PhysicalName.GENERATE_IF_NEEDED,
  });
}

/** Grants the least that any model needs; images and artifacts add what they need themselves. */
export function grantHosting(grantee: iam.IGrantable, scope: Construct, options: { readonly vpc: boolean }): iam.Grant[] {
  const logGroups = Stack.of(scope).formatArn({
    service: 'logs', resource: 'log-group', resourceName: '/aws/sagemaker/*', arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return [
    iam.Grant.addToPrincipal({ grantee, actions: LOG_ACTIONS, resourceArns: [logGroups] }),
    iam.Grant.addToPrincipal({ grantee, actions: METRIC_ACTIONS, resourceArns: ['*'] }),
    ...options.vpc ? [grantNetworkInterfaces(grantee)] : [],
  ];
}

/** Grants opening sessions of Systems Manager from within an instance. */
export function grantSession(grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions: SESSION_ACTIONS, resourceArns: ['*'] });
}
