import { aws_iam as iam } from 'aws-cdk-lib';

/**
 * The actions to attach a network interface to a VPC, which SageMaker does with the execution role. They do not support resource-level
 * permissions.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html
 */
export const NETWORK_ACTIONS = [
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

/** Grants permission to attach containers to a VPC. */
export function grantNetworkInterfaces(grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions: NETWORK_ACTIONS, resourceArns: ['*'] });
}
