import { App, CfnParameter, Fn } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EndpointConfig, InstanceType, Model, type ExecutionRoleRestrictions } from '../../src';
import { aVpc, anImage } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { statementsOf, testStack } from '../helpers/stack';

type Stack = ReturnType<typeof testStack>;

const allow = (Action: unknown, Resource: unknown, Condition?: unknown) => ({ Action, Effect: 'Allow', Resource, ...Condition ? { Condition } : {} });
const ec2Arn = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ec2:us-east-1:${rest}`]] });

/** What has a role with restrictions: a model, and a configuration of inference components. */
const USERS: [string, (stack: Stack, roleRestrictions: ExecutionRoleRestrictions, inVpc?: boolean) => void][] = [
  ['a model', (stack, roleRestrictions, inVpc) => {
    new Model(stack, 'User', { containers: [{ image: anImage(stack) }], roleRestrictions, vpc: inVpc ? aVpc(stack) : undefined });
  }],
  ['a configuration', (stack, roleRestrictions, inVpc) => {
    const instanceProductionVariants = [{ variantName: 'main', instanceType: InstanceType.G5_XLARGE }];
    new EndpointConfig(stack, 'User', { instanceProductionVariants, roleRestrictions, vpc: inVpc ? aVpc(stack) : undefined });
  }],
];

describe.each(USERS)('the role of %s', (_what, use) => {
  const statementsWith = (restrictions: ExecutionRoleRestrictions, inVpc = false) => {
    const stack = testStack();
    use(stack, restrictions, inVpc);
    return { stack, statements: statementsOf(stack) };
  };

  test('can publish metrics to the given namespaces only', () => {
    const { statements } = statementsWith({ metricNamespaces: ['churn', '/aws/sagemaker/*'] });
    expect(statements).toContainEqual(allow('cloudwatch:PutMetricData', '*', { StringLike: { 'cloudwatch:namespace': ['churn', '/aws/sagemaker/*'] } }));
    expect(statements.filter(({ Action }) => Action === 'cloudwatch:PutMetricData')).toHaveLength(1);
  });

  test('can publish metrics to a namespace that is a token', () => {
    const stack = testStack();
    use(stack, { metricNamespaces: [new CfnParameter(stack, 'Namespace').valueAsString] });
    expect(statementsOf(stack)).toContainEqual(allow('cloudwatch:PutMetricData', '*', { StringLike: { 'cloudwatch:namespace': [{ Ref: 'Namespace' }] } }));
  });

  test('can manage network interfaces of the VPC only', () => {
    const { stack, statements } = statementsWith({ networkInterfacesOfVpcOnly: true }, true);
    const [vpcId] = Object.keys(Template.fromStack(stack).findResources('AWS::EC2::VPC'));
    const ofVpc = { 'ec2:Vpc': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ec2:us-east-1:*:vpc/', { Ref: vpcId }]] } };
    const interfaces = ec2Arn('123456789012:network-interface/*');
    expect(statements.filter(({ Action }) => [Action].flat().some((action: string) => action.startsWith('ec2:')))).toEqual([
      allow('ec2:CreateNetworkInterface', interfaces),
      allow('ec2:CreateNetworkInterface', [ec2Arn('*:security-group/*'), ec2Arn('*:subnet/*')], { ArnLike: ofVpc }),
      allow('ec2:CreateNetworkInterfacePermission', interfaces, { ArnLike: ofVpc, StringEquals: { 'ec2:AuthorizedService': 'sagemaker.amazonaws.com' } }),
      allow(['ec2:DeleteNetworkInterface', 'ec2:DeleteNetworkInterfacePermission'], interfaces, { ArnLike: ofVpc }),
      allow([
        'ec2:DescribeDhcpOptions', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets',
        'ec2:DescribeVpcEndpoints', 'ec2:DescribeVpcs',
      ], '*'),
    ]);
  });

  test.each<[string, ExecutionRoleRestrictions, boolean]>([
    ['no restriction', {}, true], ['a restriction that is not wanted', { networkInterfacesOfVpcOnly: false }, true],
  ])('with %s is granted what AWS documents', (__, restrictions, inVpc) => {
    const { statements } = statementsWith(restrictions, inVpc);
    expect(statements).toContainEqual(allow('cloudwatch:PutMetricData', '*'));
    expect(statements).toContainEqual(allow(expect.arrayContaining(['ec2:CreateNetworkInterface', 'ec2:DescribeVpcs']), '*'));
  });

  test('fails without a namespace, and without a VPC', () => {
    expect(messageOf(() => statementsWith({ metricNamespaces: [], networkInterfacesOfVpcOnly: true }))).toBe([
      'Test/User: 2 problems:',
      '  - roleRestrictions.metricNamespaces must have at least 1 entry, got 0; add one',
      '  - roleRestrictions.networkInterfacesOfVpcOnly cannot be set without vpc; set vpc',
    ].join('\n'));
  });

  test('does not fail with a list of namespaces that is a token, nor with a restriction that is not wanted without a VPC', () => {
    const stack = testStack({ app: new App() });
    use(stack, { metricNamespaces: Fn.split(',', new CfnParameter(stack, 'Namespaces').valueAsString), networkInterfacesOfVpcOnly: false });
    expect(statementsOf(stack)).toContainEqual(allow('cloudwatch:PutMetricData', '*', {
      StringLike: { 'cloudwatch:namespace': { 'Fn::Split': [',', { Ref: 'Namespaces' }] } },
    }));
  });
});
