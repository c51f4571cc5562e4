import { App, aws_ec2 as ec2, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { EndpointConfig, InstanceType, ModelData, type ContainerDefinition, type Model, type ModelProps } from '../../../src';
import { aModel, anImage, aVpc } from '../../helpers/given';
import { testStack, warningsOf } from '../../helpers/stack';

const WARNING = 'Test/Model: the security groups allow no outbound traffic, but artifacts are read through the VPC; allow it, for example with '
  + 'connections.allowToAnyIpv4(ec2.Port.tcp(443)) [ack: cdk-sagemaker-hosting:noOutboundTraffic]';

function warned(scope: IConstruct): string[] {
  return warningsOf(scope).filter((warning) => warning.endsWith('[ack: cdk-sagemaker-hosting:noOutboundTraffic]'));
}

function withData(stack: Stack): ContainerDefinition[] {
  const bucket = s3.Bucket.fromBucketName(stack, 'Artifacts', 'artifacts');
  return [{ image: anImage(stack), modelData: ModelData.fromBucket(bucket, 'model.tar.gz') }];
}

function closed(stack = testStack(), props: Partial<ModelProps> = {}): Model {
  return aModel(stack, 'Model', { vpc: aVpc(stack), allowAllOutbound: false, containers: withData(stack), ...props });
}

test('a model whose security group allows no outbound traffic is warned of, also with network isolation', () => {
  expect(warned(closed())).toEqual([WARNING]);
  expect(warned(closed(testStack(), { networkIsolation: true }))).toEqual([WARNING]);
});

test('so is a configuration for inference components, unless it allows some', () => {
  const configIn = (stack: Stack) => new EndpointConfig(stack, 'Model', {
    vpc: aVpc(stack), allowAllOutbound: false, instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.M5_LARGE }],
  });
  expect(warned(configIn(testStack()))).toEqual([WARNING]);
  const config = configIn(testStack());
  config.connections.allowToAnyIpv4(ec2.Port.tcp(443));
  expect(warned(config)).toEqual([]);
});

test('several groups without a rule are', () => {
  const stack = testStack();
  const vpc = aVpc(stack);
  const securityGroups = ['One', 'Two'].map((id) => new ec2.SecurityGroup(stack, id, { vpc, allowAllOutbound: false }));
  expect(warned(aModel(stack, 'Model', { vpc, securityGroups, containers: withData(stack) }))).toEqual([WARNING]);
});

describe('is not:', () => {
  test.each<[string, (model: Model) => void]>([
    ['a rule for any address', (model) => model.connections.allowToAnyIpv4(ec2.Port.tcp(443))],
    ['a rule for a peer', (model) => model.connections.allowTo(new ec2.SecurityGroup(model, 'Peer', { vpc: aVpc(model) }), ec2.Port.tcp(6379))],
    ['a rule for IPv6', (model) => model.connections.allowTo(ec2.Peer.anyIpv6(), ec2.Port.tcp(443))],
    ['a group that is added, and allows it', (model) => model.connections.addSecurityGroup(new ec2.SecurityGroup(model, 'More', { vpc: aVpc(model) }))],
    ['an imported group that is added', (model) => model.connections.addSecurityGroup(ec2.SecurityGroup.fromSecurityGroupId(model, 'Theirs', 'sg-1'))],
    ['an L1 construct', (model) => new ec2.CfnSecurityGroupEgress(model, 'Rule', {
      groupId: model.connections.securityGroups[0].securityGroupId, ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: '0.0.0.0/0',
    })],
    ['rules that are removed, so that all traffic is allowed', (model) =>
      (model.connections.securityGroups[0].node.defaultChild as ec2.CfnSecurityGroup).addPropertyDeletionOverride('SecurityGroupEgress')],
  ])('%s', (_, open) => {
    const model = closed();
    open(model);
    expect(warned(model)).toEqual([]);
  });

  test('a rule of another stack', () => {
    const app = new App();
    const model = closed(testStack({ app }));
    const other = testStack({ app, id: 'Other' });
    new ec2.CfnSecurityGroupEgress(other, 'Rule', { groupId: model.connections.securityGroups[0].securityGroupId, ipProtocol: '-1', cidrIp: '10.0.0.0/8' });
    expect(warned(model)).toEqual([]);
  });

  test('a model without artifacts, or without a VPC', () => {
    const stack = testStack();
    expect(warned(closed(stack, { containers: [{ image: anImage(stack) }] }))).toEqual([]);
    const other = testStack();
    expect(warned(aModel(other, 'Model', { networkIsolation: true, containers: withData(other) }))).toEqual([]);
  });

  test('the default', () => {
    expect(warned(closed(testStack(), { allowAllOutbound: undefined }))).toEqual([]);
  });
});
