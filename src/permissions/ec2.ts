import { Stack, aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The action to create a network interface in a subnet, with security groups. */
const CREATE_ACTIONS = ['ec2:CreateNetworkInterface'];

/** The action to let SageMaker attach a network interface. */
const ATTACH_ACTIONS = ['ec2:CreateNetworkInterfacePermission'];

const DELETE_ACTIONS = ['ec2:DeleteNetworkInterface', 'ec2:DeleteNetworkInterfacePermission'];

/** The actions that do not support resource-level permissions. */
const DESCRIBE_ACTIONS = [
  'ec2:DescribeDhcpOptions', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcEndpoints',
  'ec2:DescribeVpcs',
];

/**
 * The actions to attach a network interface to a VPC, which SageMaker does with the execution role. AWS documents them without resources.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html
 */
export const NETWORK_ACTIONS = [...CREATE_ACTIONS, ...ATTACH_ACTIONS, ...DELETE_ACTIONS, ...DESCRIBE_ACTIONS];

/** Grants permission to attach containers to any VPC. */
export function grantNetworkInterfaces(grantee: iam.IGrantable): iam.Grant[] {
  return [iam.Grant.addToPrincipal({ grantee, actions: NETWORK_ACTIONS, resourceArns: ['*'] })];
}

/**
 * Grants permission to attach containers to one VPC. The account of the VPC is any, because a VPC can be shared by another account.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function grantNetworkInterfacesOf(grantee: iam.IGrantable, scope: IConstruct, vpcId: string): iam.Grant[] {
  const stack = Stack.of(scope);
  const arn = (resource: string, resourceName = '*', account?: string) => stack.formatArn({ service: 'ec2', resource, resourceName, account });
  const inVpc = { ArnLike: { 'ec2:Vpc': arn('vpc', vpcId, '*') } };
  const attached = { ...inVpc, StringEquals: { 'ec2:AuthorizedService': 'sagemaker.amazonaws.com' } };
  const grant = (actions: string[], resourceArns: string[], conditions?: Record<string, Record<string, unknown>>) =>
    iam.Grant.addToPrincipal({ grantee, actions, resourceArns, conditions });
  return [
    grant(CREATE_ACTIONS, [arn('network-interface')]),
    grant(CREATE_ACTIONS, [arn('security-group', '*', '*'), arn('subnet', '*', '*')], inVpc),
    grant(ATTACH_ACTIONS, [arn('network-interface')], attached),
    grant(DELETE_ACTIONS, [arn('network-interface')], inVpc),
    grant(DESCRIBE_ACTIONS, ['*']),
  ];
}
