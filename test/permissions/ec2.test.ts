import { grantNetworkInterfaces, grantNetworkInterfacesOf } from '../../src/permissions/ec2';
import { statementsOf, testStack } from '../helpers/stack';
import { aRole } from '../model/given';

const CREATE = 'ec2:CreateNetworkInterface';
const ATTACH = 'ec2:CreateNetworkInterfacePermission';
const DELETE = ['ec2:DeleteNetworkInterface', 'ec2:DeleteNetworkInterfacePermission'];
const DESCRIBE = [
  'ec2:DescribeDhcpOptions', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcEndpoints', 'ec2:DescribeVpcs',
];

const arn = (resource: string, account = '123456789012') => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ec2:us-east-1:${account}:${resource}`]] });

test('network interfaces of any VPC', () => {
  const stack = testStack();
  grantNetworkInterfaces(aRole(stack));
  expect(statementsOf(stack)).toEqual([{ Action: [CREATE, ATTACH, ...DELETE, ...DESCRIBE], Effect: 'Allow', Resource: '*' }]);
});

test('network interfaces of one VPC, which SageMaker alone may attach', () => {
  const stack = testStack();
  grantNetworkInterfacesOf(aRole(stack), stack, 'vpc-1');
  const inVpc = { ArnLike: { 'ec2:Vpc': arn('vpc/vpc-1', '*') } };
  const interfaces = arn('network-interface/*');
  expect(statementsOf(stack)).toEqual([
    { Action: CREATE, Effect: 'Allow', Resource: interfaces },
    { Action: CREATE, Effect: 'Allow', Resource: [arn('security-group/*', '*'), arn('subnet/*', '*')], Condition: inVpc },
    { Action: ATTACH, Effect: 'Allow', Resource: interfaces, Condition: { ...inVpc, StringEquals: { 'ec2:AuthorizedService': 'sagemaker.amazonaws.com' } } },
    { Action: DELETE, Effect: 'Allow', Resource: interfaces, Condition: inVpc },
    { Action: DESCRIBE, Effect: 'Allow', Resource: '*' },
  ]);
});
