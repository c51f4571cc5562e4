import { aws_ec2 as ec2, aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
import { PRODUCT } from './packages';
import type { Given } from '../given';
import { READS, ROLE, trustOf } from '../l1';
import { AWS, call, handled, silent, synth, warned, type Mistake } from '../mistake';

const { REFUSES, FAILS, HARMS } = AWS;
const ids = (kind: string, count: number) => Array.from({ length: count }, (_, index) => `${kind}-0123456789abcde${index.toString(16).padStart(2, '0')}`);
const lazy = (g: Given) => new iam.LazyRole(g.stack, 'Lazy', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });

export const network: readonly Mistake[] = [
  {
    title: 'a model with 17 subnets',
    rules: ['a model has 1 to 16 subnets'],
    aws: REFUSES,
    ours: call('the selected vpcSubnets must have at most 16 entries, got 17', (g) => g.model({ vpc: g.vpc, vpcSubnets: { subnets: ids('subnet', 17).map((id) => ec2.Subnet.fromSubnetAttributes(g.stack, id, { subnetId: id, routeTableId: 'rtb-0123456789abcdef1' })) } })),
    l1: (g) => g.model({ vpcConfig: { subnets: ids('subnet', 17), securityGroupIds: ['sg-0123456789abcdef1'] } }),
    alpha: silent,
  },
  {
    title: 'a model in one Availability Zone',
    rules: ['subnets are in at least 2 Availability Zones'],
    aws: HARMS,
    ours: warned('singleAvailabilityZone', (g) => g.model({ vpc: g.vpc, vpcSubnets: { subnets: [g.vpc.privateSubnets[0]] } })),
    l1: (g) => g.model({ vpcConfig: { subnets: ['subnet-0123456789abcdef1'], securityGroupIds: ['sg-0123456789abcdef1'] } }),
    alpha: silent,
    right: (g) => g.model({ vpc: g.vpc }),
  },
  {
    title: 'a model in isolated subnets without a route to Amazon S3',
    rules: ['isolated and public subnets have a VPC endpoint for Amazon S3, because'],
    aws: FAILS,
    ours: warned('missingVpcEndpoints', (g) => g.model({ vpc: g.vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } })),
    l1: (g) => g.model({ vpcConfig: { subnets: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'], securityGroupIds: ['sg-0123456789abcdef1'] } }),
    alpha: silent,
    right: (g) => { new g.sm.HostingVpcEndpoints(g.stack, 'Endpoints', { vpc: g.vpc }); return g.model({ vpc: g.vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } }); },
  },
  {
    title: 'a model in public subnets, in which SageMaker has no public address',
    rules: ['isolated and public subnets have a VPC endpoint for Amazon S3, because'],
    aws: FAILS,
    ours: warned('missingVpcEndpoints', (g) => g.model({ vpc: g.vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } })),
    l1: (g) => g.model({ vpcConfig: { subnets: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'], securityGroupIds: ['sg-0123456789abcdef1'] } }),
    alpha: silent,
  },
  {
    title: 'a model whose security group allows no outbound traffic',
    rules: ['a security group allows the outbound traffic'],
    aws: FAILS,
    ours: warned('noOutboundTraffic', (g) => g.model({ vpc: g.vpc, allowAllOutbound: false })),
    l1: (g) => g.model({ vpcConfig: { subnets: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'], securityGroupIds: [new ec2.CfnSecurityGroup(g.stack, 'Group', { groupDescription: 'none', vpcId: 'vpc-0123456789abcdef1', securityGroupEgress: [] }).attrGroupId] } }),
    alpha: silent,
    right: (g) => g.model({ vpc: g.vpc, allowAllOutbound: false }).connections.allowToAnyIpv4(ec2.Port.tcp(443)),
  },
  {
    title: 'a model with 6 security groups',
    rules: ['a model has 1 to 5 security groups'],
    aws: REFUSES,
    ours: call('securityGroups must have at most 5 entries, got 6', (g) => g.model({ vpc: g.vpc, securityGroups: ids('sg', 6).map((id) => ec2.SecurityGroup.fromSecurityGroupId(g.stack, id, id)) })),
    l1: (g) => g.model({ vpcConfig: { subnets: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'], securityGroupIds: ids('sg', 6) } }),
    alpha: silent,
    right: (g) => g.model({ vpc: g.vpc, securityGroups: ids('sg', 5).map((id) => ec2.SecurityGroup.fromSecurityGroupId(g.stack, id, id)) }),
  },
  {
    title: 'an empty list of security groups',
    rules: ['a model has 1 to 5 security groups'],
    aws: REFUSES,
    ours: call('securityGroups must not be empty; omit it to create a security group', (g) => g.model({ vpc: g.vpc, securityGroups: [] })),
    l1: (g) => g.model({ vpcConfig: { subnets: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'], securityGroupIds: [] } }),
    alpha: silent,
  },
  {
    title: 'subnets without a VPC',
    aws: HARMS,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html',
    ours: call('vpcSubnets cannot be set without vpc; set vpc', (g) => g.model({ vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } })),
    alpha: silent,
  },
  {
    title: 'interfaces that are restricted to a VPC, without a VPC',
    rules: ['a list of namespaces has at least 1'],
    aws: HARMS,
    ours: call('roleRestrictions.networkInterfacesOfVpcOnly cannot be set without vpc;', (g) => g.model({ roleRestrictions: { networkInterfacesOfVpcOnly: true } })),
    right: (g) => g.model({ vpc: g.vpc, roleRestrictions: { networkInterfacesOfVpcOnly: true } }),
  },
  {
    title: 'a product from AWS Marketplace without network isolation',
    rules: ['products from AWS Marketplace require network isolation'],
    aws: REFUSES,
    ours: warned('marketplaceNetworkIsolation', (g) => g.container({ modelPackage: g.sm.registry.ModelPackage.fromModelPackageArn(g.stack, 'Product', PRODUCT) })),
    l1: (g) => g.container({ modelPackageName: PRODUCT }),
    right: (g) => g.container({ modelPackage: g.sm.registry.ModelPackage.fromModelPackageArn(g.stack, 'Product', PRODUCT) }, { networkIsolation: true }),
  },
  {
    title: 'two stacks that replace the policies of one role',
    rules: ['stacks that share a role do not replace'],
    aws: HARMS,
    ours: handled('"PolicyName"', (g) => { const role = g.role('Role'); ['One', 'Two'].forEach((id) => g.beside(id).model({ role })); }),
    l1: (g) => ['One', 'Two'].forEach((id) => new iam.CfnRolePolicy(g.beside(id).stack, 'Policy', { policyName: 'hosting', roleName: 'hosting', policyDocument: READS })),
    alpha: synth("'One' depends on 'Test'"),
  },
  {
    title: 'two stacks that import one role by its name, with policies of one name',
    rules: ['stacks that import a role by its name do not replace'],
    aws: HARMS,
    ours: warned('sharedPolicyName', (g) => ['One', 'Two'].forEach((id) => { const other = g.beside(id); other.model({ role: iam.Role.fromRoleName(other.stack, 'Role', 'serving') }); })),
    l1: (g) => ['One', 'Two'].forEach((id) => new iam.CfnRolePolicy(g.beside(id).stack, 'Policy', { policyName: 'hosting', roleName: 'hosting', policyDocument: READS })),
    alpha: silent,
    right: (g) => { const other = g.beside('One'); return other.model({ role: iam.Role.fromRoleName(other.stack, 'Role', 'serving') }); },
  },
  {
    title: 'a role of another stack with more than 10,240 characters of inline policies',
    rules: ['the inline policies of a role that stacks share'],
    aws: REFUSES,
    ours: synth('the inline policies of role', (g) => {
      const role = g.role('Role');
      Array.from({ length: 30 }, (_, index) => g.beside(`Stack${index}`)).forEach((other) => other.container({ modelData: g.sm.ModelData.fromS3Uri(`s3://a-bucket-with-a-long-name-of-${other.stack.stackName}/${'x'.repeat(300)}/model.tar.gz`) }, { role }));
    }),
    l1: (g) => new iam.CfnRolePolicy(g.stack, 'Policy', { policyName: 'long', roleName: 'hosting', policyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${'x'.repeat(10_241)}` }] } }),
  },
  {
    title: 'a model that is created before the policies of its role',
    rules: ['policies that are attached to the role from outside'],
    aws: FAILS,
    ours: handled('"DependsOn"', (g) => g.model()),
    l1: (g) => g.model({ executionRoleArn: new iam.CfnRole(g.stack, 'Role', { assumeRolePolicyDocument: trustOf('sagemaker.amazonaws.com') }).attrArn }),
    alpha: handled('"DependsOn"'),
  },
  {
    title: 'a role of another account',
    rules: ['the role is in the account of the model'],
    aws: REFUSES,
    ours: call('role must be in account 123456789012, because a role can be passed to', (g) => g.model({ role: iam.Role.fromRoleArn(g.stack, 'Role', 'arn:aws:iam::222222222222:role/hosting') })),
    l1: (g) => g.model({ executionRoleArn: ROLE.replace('123456789012', '222222222222') }),
    alpha: silent,
    right: (g) => g.model({ role: iam.Role.fromRoleArn(g.stack, 'Role', ROLE) }),
  },
  {
    title: 'a lazy role whose permissions are in the template, but which is not',
    aws: REFUSES,
    source: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_iam.LazyRole.html',
    ours: handled('"Lazy399F7F48":{"Type":"AWS::IAM::Role"', (g) => {
      const bucket = new s3.Bucket(g.beside().stack, 'Sealed', { encryption: s3.BucketEncryption.KMS });
      g.components({}, { role: lazy(g), dataCapture: { destination: { bucket } } });
    }),
    right: (g) => g.components({}, { role: lazy(g) }),
  },
];
