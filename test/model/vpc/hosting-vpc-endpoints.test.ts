import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { HostingVpcEndpoints, type HostingVpcEndpointsProps } from '../../../src';
import { aModel } from '../../helpers/given';
import { like, messageOf } from '../../helpers/problems';
import { resourcesOf, testStack, warningsOf } from '../../helpers/stack';

function isolatedVpc(stack = testStack()): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
}

function endpointsWith(props: Partial<HostingVpcEndpointsProps> = {}, vpc = isolatedVpc()) {
  return new HostingVpcEndpoints(vpc.stack, 'Endpoints', { vpc, ...props });
}

/** The services of the endpoints, by the type of the endpoint. */
function servicesIn(endpoints: HostingVpcEndpoints): string[] {
  return Object.values(resourcesOf(endpoints, 'AWS::EC2::VPCEndpoint')).map(({ Properties: { ServiceName, VpcEndpointType } }) => {
    const name = typeof ServiceName === 'string' ? ServiceName : ServiceName['Fn::Join'][1].filter((part: unknown) => typeof part === 'string').join('*');
    return `${VpcEndpointType} ${name}`;
  });
}

const { ECR, KMS } = ec2.InterfaceVpcEndpointAwsService;
const SERVICES = [ECR, KMS];

test('a VPC gets what hosting needs, which is no interface endpoint', () => {
  const endpoints = endpointsWith();
  expect(servicesIn(endpoints)).toEqual(['Gateway com.amazonaws.*.s3']);
  expect(endpoints.s3Endpoint).toBeInstanceOf(ec2.GatewayVpcEndpoint);
  expect(endpoints.interfaceEndpoints).toEqual([]);
  expect(endpoints.connections.securityGroups).toEqual([]);
  expect(resourcesOf(endpoints, 'AWS::EC2::SecurityGroup')).toEqual({});
});

test('and the services of choice', () => {
  const endpoints = endpointsWith({ interfaceServices: SERVICES });
  expect(servicesIn(endpoints)).toEqual(['Gateway com.amazonaws.*.s3', 'Interface com.amazonaws.us-east-1.ecr.api', 'Interface com.amazonaws.us-east-1.kms']);
  expect(endpoints.interfaceEndpoints).toHaveLength(2);
});

test('models without a way out lack nothing then', () => {
  const vpc = isolatedVpc();
  endpointsWith({}, vpc);
  aModel(vpc.stack, 'Model', { vpc });
  expect(warningsOf(vpc)).toEqual([]);
});

test('the interface endpoints share a security group that is open to the VPC', () => {
  const endpoints = endpointsWith({ interfaceServices: SERVICES });
  const groups = resourcesOf(endpoints, 'AWS::EC2::SecurityGroup');
  expect(Object.values(groups).map(({ Properties }) => Properties.SecurityGroupIngress)).toEqual([[
    expect.objectContaining({ CidrIp: { 'Fn::GetAtt': [expect.stringMatching(/^Vpc/), 'CidrBlock'] }, FromPort: 443, IpProtocol: 'tcp', ToPort: 443 }),
  ]]);
  expect(endpoints.connections.securityGroups).toHaveLength(1);
  // Another description would replace the group.
  expect(Object.values(groups).map(({ Properties }) => Properties.GroupDescription)).toEqual(['VPC endpoints of SageMaker model hosting']);
});

test('a model may be allowed to connect to them, on the port they have', () => {
  const vpc = isolatedVpc();
  const model = aModel(vpc.stack, 'Model', { vpc, allowAllOutbound: false });
  model.connections.allowToDefaultPort(endpointsWith({ interfaceServices: SERVICES }, vpc));
  expect(Object.values(resourcesOf(vpc, 'AWS::EC2::SecurityGroupEgress')).map(({ Properties }) => [Properties.FromPort, Properties.ToPort]))
    .toEqual([[443, 443]]);
});

test('S3 may be left out', () => {
  const endpoints = endpointsWith({ s3: false, interfaceServices: SERVICES });
  expect(endpoints.s3Endpoint).toBeUndefined();
  expect(servicesIn(endpoints)).toHaveLength(2);
});

test('the services may be others, in any order, without another id', () => {
  const { LAMBDA } = ec2.InterfaceVpcEndpointAwsService;
  const ids = [[KMS, LAMBDA], [LAMBDA, KMS]].map((interfaceServices) => {
    const endpoints = endpointsWith({ s3: false, interfaceServices });
    return Object.entries(resourcesOf(endpoints, 'AWS::EC2::VPCEndpoint')).map(([id, { Properties }]) => `${id} ${Properties.ServiceName}`).sort();
  });
  expect(ids[0]).toEqual(ids[1]);
  expect(ids[0].map((id) => id.split('.').pop())).toEqual(['kms', 'lambda']);
});

test('the services may be none', () => {
  expect(servicesIn(endpointsWith({ interfaceServices: [] }))).toEqual(['Gateway com.amazonaws.*.s3']);
});

test('a service of another provider may be among them', () => {
  const service = new ec2.InterfaceVpcEndpointService('com.amazonaws.vpce.us-east-1.vpce-svc-1', 443);
  expect(servicesIn(endpointsWith({ s3: false, interfaceServices: [service] }))).toEqual(['Interface com.amazonaws.vpce.us-east-1.vpce-svc-1']);
});

test('the security groups may be given', () => {
  const vpc = isolatedVpc();
  const group = ec2.SecurityGroup.fromSecurityGroupId(vpc.stack, 'Group', 'sg-1');
  endpointsWith({ securityGroups: [group], interfaceServices: [ec2.InterfaceVpcEndpointAwsService.KMS] }, vpc);
  expect(resourcesOf(vpc, 'AWS::EC2::SecurityGroup')).toEqual({});
  expect(resourcesOf(vpc, 'AWS::EC2::SecurityGroupIngress')).toEqual({});
  expect(Object.values(resourcesOf(vpc, 'AWS::EC2::VPCEndpoint')).flatMap(({ Properties }) => Properties.SecurityGroupIds ?? [])).toEqual(['sg-1']);
});

test('the subnets may be selected', () => {
  const vpc = isolatedVpc();
  endpointsWith({ subnets: { subnets: [vpc.isolatedSubnets[0]] }, interfaceServices: [ec2.InterfaceVpcEndpointAwsService.KMS] }, vpc);
  const [s3, kms] = Object.values(resourcesOf(vpc, 'AWS::EC2::VPCEndpoint'));
  expect(s3.Properties.RouteTableIds).toHaveLength(1);
  expect(kms.Properties.SubnetIds).toHaveLength(1);
});

test('two VPCs of one scope can have them', () => {
  const stack = testStack();
  for (const id of ['One', 'Two']) {
    new HostingVpcEndpoints(stack, `${id}Endpoints`, { vpc: new ec2.Vpc(stack, id), interfaceServices: SERVICES });
  }
  expect(Object.keys(resourcesOf(stack, 'AWS::EC2::VPCEndpoint'))).toHaveLength(6);
});

test('no security group, and a service twice, fail', () => {
  const service = new ec2.InterfaceVpcEndpointService('com.amazonaws.vpce.us-east-1.vpce-svc-1');
  expect(messageOf(() => endpointsWith({ securityGroups: [], interfaceServices: [service, KMS, service] }))).toEqual(like('Test/Endpoints: 2 problems:\n'
    + '  - securityGroups must not be empty; omit it to create a security group\n'
    + '  - interfaceServices ..., got com.amazonaws.vpce.us-east-1.vpce-svc-1 twice'));
});

test('two objects of one service are a service twice', () => {
  const interfaceServices = [1, 2].map(() => new ec2.InterfaceVpcEndpointAwsService('ecr.api'));
  expect(messageOf(() => endpointsWith({ interfaceServices }))).toBe('Test/Endpoints: interfaceServices must be unique, got ecr.api twice');
});

test('something else than a service is refused', () => {
  expect(messageOf(() => endpointsWith({ interfaceServices: ['kms' as any] })))
    .toBe("Test/Endpoints: interfaceServices[0] must be a service of an interface endpoint, got 'kms'; use a member of ec2.InterfaceVpcEndpointAwsService");
});
