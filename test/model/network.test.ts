import { App, CfnParameter, Fn, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { modelIn } from './given';
import { Model, type ModelProps } from '../../src';
import { aModel, anImage, aVpc } from '../helpers/given';
import { must } from '../helpers/must';
import { like, messageOf, problemsAtSynth, synthMessageOf } from '../helpers/problems';
import { resourcesOf, testStack, warningsOf } from '../helpers/stack';

/** Security groups that are known by nothing but their ids. */
function groups(scope: Stack, count: number, prefix = 'sg'): ec2.ISecurityGroup[] {
  return [...Array(count).keys()].map((index) => ec2.SecurityGroup.fromSecurityGroupId(scope, `${prefix}-${index}`, `${prefix}-${index}`));
}

/** Subnets that are known with their zones. */
function subnets(scope: Stack, count: number, zones = ['us-east-1a', 'us-east-1b']): ec2.ISubnet[] {
  return [...Array(count).keys()].map((index) => ec2.Subnet.fromSubnetAttributes(scope, `Subnet${index}`, {
    subnetId: `subnet-${index}`, availabilityZone: zones[index % zones.length],
  }));
}

function inVpc(props: Partial<ModelProps> = {}, stack = testStack()): Model {
  return aModel(stack, 'Model', { ...props, vpc: props.vpc ?? aVpc(stack) });
}

function refsIn(list: any): string[] {
  return list.map((each: any) => each.Ref ?? each['Fn::GetAtt'][0]);
}

test('a model without a VPC has no network of its own', () => {
  const model = aModel(testStack());
  expect(modelIn(model)).not.toHaveProperty('VpcConfig');
  expect(resourcesOf(model, 'AWS::EC2::SecurityGroup')).toEqual({});
  expect(messageOf(() => model.connections)).toEqual(
    like('Test/Model: ... connections ... VPC, ... imported ... groups; ... vpc, ... securityGroups ...'),
  );
});

describe('security groups', () => {
  test('one is made when none is given', () => {
    const model = inVpc();
    const made = resourcesOf(model, 'AWS::EC2::SecurityGroup');
    expect(Object.values(made)[0].Properties).toEqual({
      GroupDescription: 'Test/Model/SecurityGroup',
      SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', Description: 'Allow all outbound traffic by default', IpProtocol: '-1' }],
      VpcId: { Ref: expect.stringMatching(/^Vpc/) },
    });
    expect(refsIn(modelIn(model).VpcConfig.SecurityGroupIds)).toEqual(Object.keys(made));
    expect(model.node.findChild('SecurityGroup')).toBe(model.connections.securityGroups[0]);
  });

  test.each([
    [true, '0.0.0.0/0', 'Allow all outbound traffic by default'],
    [false, '255.255.255.255/32', 'Disallow all traffic'],
  ])('the one that is made follows allowAllOutbound %p', (allowAllOutbound, cidr, description) => {
    const [made] = Object.values(resourcesOf(inVpc({ allowAllOutbound }), 'AWS::EC2::SecurityGroup'));
    expect(made.Properties.SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: cidr, Description: description })]);
  });

  test('the given ones are used, and none is made', () => {
    const stack = testStack();
    const model = inVpc({ securityGroups: groups(stack, 2) }, stack);
    expect(modelIn(model).VpcConfig.SecurityGroupIds).toEqual(['sg-0', 'sg-1']);
    expect(resourcesOf(model, 'AWS::EC2::SecurityGroup')).toEqual({});
  });

  test.each([1, 5])('may be %d', (count) => {
    const stack = testStack();
    const model = inVpc({ securityGroups: groups(stack, count) }, stack);
    expect(modelIn(model).VpcConfig.SecurityGroupIds).toHaveLength(count);
    expect(problemsAtSynth(model)).toEqual([]);
  });

  test('fail as 6', () => {
    const stack = testStack();
    expect(messageOf(() => inVpc({ securityGroups: groups(stack, 6) }, stack)))
      .toBe(`Test/Model: securityGroups ${must.haveAtMost(5, 6)}`);
  });

  test('fail when the list is empty', () => {
    expect(messageOf(() => inVpc({ securityGroups: [] }))).toBe('Test/Model: securityGroups must not be empty; omit it to create a security group');
  });

  test.each([true, false])('fail together with allowAllOutbound %p', (allowAllOutbound) => {
    const stack = testStack();
    expect(messageOf(() => inVpc({ securityGroups: groups(stack, 1), allowAllOutbound }, stack)))
      .toBe('Test/Model: allowAllOutbound cannot be combined with securityGroups; set it on the security groups');
  });

  test('may be added to the connections, and reach the template', () => {
    const stack = testStack();
    const model = inVpc({ securityGroups: groups(stack, 1) }, stack);
    model.connections.addSecurityGroup(...groups(stack, 4, 'more'));
    expect(modelIn(model).VpcConfig.SecurityGroupIds).toEqual(['sg-0', 'more-0', 'more-1', 'more-2', 'more-3']);
    expect(problemsAtSynth(model)).toEqual([]);
  });

  test('fail at synth when too many are added to the connections', () => {
    const stack = testStack();
    const model = inVpc({ securityGroups: groups(stack, 1) }, stack);
    model.connections.addSecurityGroup(...groups(stack, 5, 'more'));
    expect(problemsAtSynth(model)).toEqual([like('a model ... 5 ... groups, got 6')]);
    expect(synthMessageOf(model)).toContain('[Test/Model] a model must have at most 5 security groups, got 6');
  });

  test('may have ids that are tokens', () => {
    const stack = testStack();
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', new CfnParameter(stack, 'GroupId').valueAsString);
    expect(modelIn(inVpc({ securityGroups: [group] }, stack)).VpcConfig.SecurityGroupIds).toEqual([{ Ref: 'GroupId' }]);
  });

  test('let the containers be connected to others', () => {
    const stack = testStack();
    const model = inVpc({ allowAllOutbound: false }, stack);
    model.connections.allowTo(groups(stack, 1)[0], ec2.Port.tcp(5432), 'features');
    expect(Object.values(resourcesOf(stack, 'AWS::EC2::SecurityGroupEgress'))[0].Properties)
      .toEqual(expect.objectContaining({ Description: 'features', DestinationSecurityGroupId: 'sg-0', FromPort: 5432, ToPort: 5432 }));
  });
});

describe('subnets', () => {
  test('are the private ones of the VPC unless others are selected', () => {
    const stack = testStack();
    const vpc = aVpc(stack);
    const model = inVpc({ vpc }, stack);
    expect(stack.resolve(vpc.privateSubnets.map((subnet) => subnet.subnetId))).toEqual(modelIn(model).VpcConfig.Subnets);
  });

  test.each<[string, ec2.SubnetSelection, (vpc: ec2.Vpc) => ec2.ISubnet[]]>([
    ['by type', { subnetType: ec2.SubnetType.PUBLIC }, (vpc) => vpc.publicSubnets],
    ['by group', { subnetGroupName: 'Private' }, (vpc) => vpc.privateSubnets],
  ])('may be selected %s', (_how, vpcSubnets, expected) => {
    const stack = testStack();
    const vpc = aVpc(stack);
    const model = inVpc({ vpc, vpcSubnets }, stack);
    expect(modelIn(model).VpcConfig.Subnets).toEqual(stack.resolve(expected(vpc).map((subnet) => subnet.subnetId)));
  });

  test.each([2, 16])('may be %d', (count) => {
    const stack = testStack();
    expect(modelIn(inVpc({ vpcSubnets: { subnets: subnets(stack, count) } }, stack)).VpcConfig.Subnets).toHaveLength(count);
  });

  test('fail as 17', () => {
    const stack = testStack();
    expect(messageOf(() => inVpc({ vpcSubnets: { subnets: subnets(stack, 17) } }, stack)))
      .toBe(`Test/Model: the selected vpcSubnets ${must.haveAtMost(16, 17)}`);
  });

  test.each<[string, ec2.SubnetSelection]>([
    ['an empty list', { subnets: [] }], ['a zone without subnets', { availabilityZones: ['us-east-1z'] }],
  ])('fail when %s selects none', (_what, vpcSubnets) => {
    expect(messageOf(() => inVpc({ vpcSubnets }))).toBe('Test/Model: vpcSubnets selects no subnet; select at least 1');
  });

  test('may be known by their ids only', () => {
    const stack = testStack();
    const selected = ['subnet-1', 'subnet-2'].map((id) => ec2.Subnet.fromSubnetId(stack, id, id));
    expect(modelIn(inVpc({ vpcSubnets: { subnets: selected } }, stack)).VpcConfig.Subnets).toEqual(['subnet-1', 'subnet-2']);
    expect(warningsOf(stack).filter((warning) => warning.includes('cdk-sagemaker-hosting'))).toEqual([]);
  });

  test('may be a list that is a token', () => {
    const stack = testStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Imported', {
      vpcId: 'vpc-1', availabilityZones: ['us-east-1a', 'us-east-1b'], privateSubnetIds: Fn.split(',', Fn.importValue('Subnets'), 2),
    });
    expect(modelIn(inVpc({ vpc }, stack)).VpcConfig.Subnets).toEqual([0, 1].map((index) => (
      { 'Fn::Select': [index, { 'Fn::Split': [',', { 'Fn::ImportValue': 'Subnets' }] }] })));
  });

  test('of a VPC that is looked up are not counted before it is found', () => {
    const stack = testStack();
    const vpc = ec2.Vpc.fromLookup(stack, 'Looked', { vpcId: 'vpc-1' });
    expect(() => inVpc({ vpc, vpcSubnets: { subnetFilters: [ec2.SubnetFilter.byIds(['subnet-1'])] } }, stack)).not.toThrow();
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('availability zones', () => {
  const WARNING = 'Test/Model: the selected subnets are all in us-east-1a; select subnets in at least 2 Availability Zones, so that the '
    + 'endpoint survives the loss of one [ack: cdk-sagemaker-hosting:singleAvailabilityZone]';

  test.each([1, 3])('warns of %d subnets in one', (count) => {
    const stack = testStack();
    inVpc({ vpcSubnets: { subnets: subnets(stack, count, ['us-east-1a']) } }, stack);
    expect(warningsOf(stack).filter((warning) => warning.startsWith('Test/Model'))).toEqual([WARNING]);
  });

  test('does not warn of two', () => {
    const stack = testStack();
    inVpc({ vpcSubnets: { subnets: subnets(stack, 2) } }, stack);
    expect(warningsOf(stack).filter((warning) => warning.startsWith('Test/Model'))).toEqual([]);
  });

  test.each([1, 2])('does not warn of %d in one when that of another is not known', (count) => {
    const stack = testStack();
    const known = subnets(stack, count, ['us-east-1a']);
    const selected = [...known, ec2.Subnet.fromSubnetId(stack, 'Unknown', 'subnet-9')];
    expect(modelIn(inVpc({ vpcSubnets: { subnets: selected } }, stack)).VpcConfig.Subnets).toHaveLength(count + 1);
    expect(warningsOf(stack).filter((warning) => warning.startsWith('Test/Model'))).toEqual([]);
  });

  test('does not warn of one in a zone that is a token among others', () => {
    const stack = testStack();
    const zone = new CfnParameter(stack, 'Zone').valueAsString;
    inVpc({ vpcSubnets: { subnets: subnets(stack, 3, ['us-east-1a', 'us-east-1a', zone]) } }, stack);
    expect(warningsOf(stack).filter((warning) => warning.startsWith('Test/Model'))).toEqual([]);
  });

  test('does not warn of a zone that is a token', () => {
    const stack = new Stack(new App(), 'Test');
    aModel(stack, 'Model', { vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 }) });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('does not warn of zones that are a list token', () => {
    const stack = testStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Imported', {
      vpcId: 'vpc-1', availabilityZones: Fn.getAzs(), privateSubnetIds: Fn.split(',', Fn.importValue('Subnets')),
    });
    aModel(stack, 'Model', { vpc });
    expect(warningsOf(stack).filter((warning) => warning.startsWith('Test/Model'))).toEqual([]);
  });
});

describe('without a VPC', () => {
  test.each<[string, Partial<ModelProps>]>([
    ['vpcSubnets', { vpcSubnets: {} }],
    ['allowAllOutbound', { allowAllOutbound: false }],
    ['allowAllOutbound', { allowAllOutbound: true }],
    ['securityGroups', { securityGroups: [] }],
    ['vpcSubnets, securityGroups, allowAllOutbound', { allowAllOutbound: true, securityGroups: [], vpcSubnets: {} }],
  ])('fails with %s', (names, props) => {
    const stack = testStack();
    expect(messageOf(() => new Model(stack, 'Model', { containers: [{ image: anImage(stack) }], ...props })))
      .toBe(`Test/Model: ${names} cannot be set without vpc; set vpc`);
  });
});
