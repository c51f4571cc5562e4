import { ArnFormat, PhysicalName, Stack, Token, TokenComparison, aws_iam as iam } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { grantNetworkInterfaces, grantNetworkInterfacesOf } from './ec2';
import type { ExecutionRoleRestrictions } from './role-restrictions';
import { isBeforeLookup } from '../private/before-lookup';
import type { Check } from '../private/checks';
import { ROLE, shaped } from '../private/shapes';

/**
 * The actions to write the logs of a container.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
 */
export const LOG_ACTIONS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'];

/**
 * The action to publish the metrics of a container.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
 */
export const METRIC_ACTIONS = ['cloudwatch:PutMetricData'];

/**
 * The actions to open a Session Manager session, which do not support resource-level permissions.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/ssm-access.html
 */
const SESSION_ACTIONS = [
  'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel',
];

/**
 * Describing the alarms that roll a deployment back.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
 */
export const DESCRIBE_ALARMS_ACTIONS = ['cloudwatch:DescribeAlarms'];

/** Creates the role that SageMaker and the containers assume. */
export function createExecutionRole(scope: Construct): iam.Role {
  return new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com'),
    // Sets a name only if the policy of a resource in another account must name the role, which is created after that resource.
    roleName: PhysicalName.GENERATE_IF_NEEDED,
  });
}

/** Returns the ARN of the log groups of all endpoints. */
export function logGroupsArn(stack: Stack): string {
  return stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: '/aws/sagemaker/*', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}

/** What decides the permissions of a role that hosts containers. */
export interface Hosting {
  /** @default - the containers are not attached to a VPC */
  readonly vpcId?: string;
  readonly restrictions?: ExecutionRoleRestrictions;
}

/** Grants the minimum permissions of a model. Images and artifacts add the permissions that they require. */
export function grantHosting(grantee: iam.IGrantable, scope: Construct, { vpcId, restrictions = {} }: Hosting): iam.Grant[] {
  const { metricNamespaces, networkInterfacesOfVpcOnly } = restrictions;
  const conditions = metricNamespaces && { StringLike: { 'cloudwatch:namespace': metricNamespaces } };
  const network = (id: string) => networkInterfacesOfVpcOnly ? grantNetworkInterfacesOf(grantee, scope, id) : grantNetworkInterfaces(grantee);
  return [
    iam.Grant.addToPrincipal({ grantee, actions: LOG_ACTIONS, resourceArns: [logGroupsArn(Stack.of(scope))] }),
    iam.Grant.addToPrincipal({ grantee, actions: METRIC_ACTIONS, resourceArns: ['*'], conditions }),
    ...vpcId === undefined ? [] : network(vpcId),
  ];
}

/** Grants permission to open Session Manager sessions from an instance. */
export function grantSession(grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions: SESSION_ACTIONS, resourceArns: ['*'] });
}

/**
 * Checks an execution role: that it is a role, and that it is in the account of the resource, because only such a role can be passed to a service.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export function roleCheck(name: string, role: iam.IRole | undefined, scope: IConstruct): Check {
  const problem = shaped(name, role, ROLE);
  const own = Stack.of(scope).account;
  const account = problem ? undefined : role?.principalAccount;
  return problem ?? (account !== undefined && Token.compareStrings(account, own) === TokenComparison.DIFFERENT && !isBeforeLookup(role!.roleArn)
    ? `${name} must be in account ${own}, because a role can be passed to SageMaker only in its own account, got a role in account ${account}; `
      + 'specify a role in that account, and allow it to assume the other role'
    : undefined);
}
