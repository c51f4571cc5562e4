import { App, CfnCondition, CfnParameter, Fn, Stage, aws_ec2 as ec2, type Stack } from 'aws-cdk-lib';
import { HostingVpcEndpoints, RuntimeVpcEndpoint, type HostingVpcEndpointsProps } from '../../../src';
import { aVpc } from '../../helpers/given';
import { problemsAtSynth, synthMessageOf } from '../../helpers/problems';
import { ENV, testStack } from '../../helpers/stack';

const { ECR, KMS, SAGEMAKER_RUNTIME } = ec2.InterfaceVpcEndpointAwsService;
const S3 = { service: ec2.GatewayVpcEndpointAwsService.S3 };
const attributes = { availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'], privateSubnetRouteTableIds: ['rtb-1'], vpcCidrBlock: '10.0.0.0/16' };

const theirs = (stack: Stack, id: string, vpcId: string) => ec2.Vpc.fromVpcAttributes(stack, id, { vpcId, ...attributes });

function hosting(stack: Stack, id: string, vpc: ec2.IVpc, props: Partial<HostingVpcEndpointsProps> = {}): HostingVpcEndpoints {
  return new HostingVpcEndpoints(stack, id, { vpc, s3: false, interfaceServices: [KMS], ...props });
}

/** The problems of the whole stack, or of several. */
const problemsOf = (...stacks: Stack[]) => stacks.flatMap((stack) => stack.node.findAll().flatMap(problemsAtSynth));

const dns = (hint: string, ...paths: string[]) => 'the VPC has another VPC endpoint with private DNS for the same service, which AWS refuses: '
  + `${paths.map((path) => `'${path}'`).join(', ')}; ${hint}`;
const gateway = (path: string) => `a route table of the VPC has another gateway endpoint for the same service, which AWS refuses: '${path}'; set s3 to false`;
const OMIT = 'omit these services from interfaceServices';
const TURN_OFF = 'set privateDnsEnabled to false, or use the other one';

describe('refused in one VPC is', () => {
  test('what hosting needs, and services beside it, twice, once for both', () => {
    const stack = testStack();
    const vpc = aVpc(stack);
    ['One', 'Two'].forEach((id) => new HostingVpcEndpoints(stack, id, { vpc, interfaceServices: [ECR, KMS] }));
    expect(synthMessageOf(stack)).toBe('Validation failed with the following errors:\n'
      + `  [Test/Two] ${dns(OMIT, ...['ecr.api', 'kms'].map((name) => `Test/One/Interface-${name}`))}\n`
      + `  [Test/Two] ${gateway('Test/One/S3')}`);
  });

  test.each<[string, (stack: Stack, vpc: ec2.IVpc) => void, string]>([
    ['the runtime twice', (stack, vpc) => ['One', 'Two'].forEach((id) => new RuntimeVpcEndpoint(stack, id, { vpc })), dns(TURN_OFF, 'Test/One')],
    ['the runtime beside hosting that has it', (stack, vpc) => {
      hosting(stack, 'One', vpc, { interfaceServices: [SAGEMAKER_RUNTIME] });
      new RuntimeVpcEndpoint(stack, 'Two', { vpc });
    }, dns(TURN_OFF, 'Test/One/Interface-sagemaker.runtime')],
    ['the runtime beside one of the CDK, which comes first', (stack, vpc) => {
      vpc.addInterfaceEndpoint('Runtime', { service: SAGEMAKER_RUNTIME });
      new RuntimeVpcEndpoint(stack, 'Two', { vpc });
    }, dns(TURN_OFF, 'Test/Vpc/Runtime')],
    ['the runtime beside one of the CDK with a name like a resource', (stack, vpc) => {
      new ec2.InterfaceVpcEndpoint(stack, 'ResourceEndpoint', { vpc, service: SAGEMAKER_RUNTIME });
      new RuntimeVpcEndpoint(stack, 'Two', { vpc });
    }, dns(TURN_OFF, 'Test/ResourceEndpoint')],
    ['the runtime beside one of the CDK, which comes last', (stack, vpc) => {
      new RuntimeVpcEndpoint(stack, 'A', { vpc });
      new ec2.InterfaceVpcEndpoint(stack, 'B', { vpc, service: SAGEMAKER_RUNTIME });
    }, dns(TURN_OFF, 'Test/B')],
    ['a service beside an L1', (stack, vpc) => {
      hosting(stack, 'One', vpc);
      new ec2.CfnVPCEndpoint(stack, 'L1', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.us-east-1.kms', vpcEndpointType: 'Interface', privateDnsEnabled: true });
    }, dns(OMIT, 'Test/L1')],
    ['S3 of one route table', (stack, vpc) => {
      vpc.addGatewayEndpoint('Bucket', S3);
      hosting(stack, 'Two', vpc, { s3: true });
    }, gateway('Test/Vpc/Bucket')],
  ])('%s', (_what, make, problem) => {
    const stack = testStack();
    make(stack, aVpc(stack));
    expect(problemsOf(stack)).toEqual([problem]);
  });

  test('a service of two stacks', () => {
    const app = new App();
    const [there, here] = [testStack({ app, id: 'There' }), testStack({ app })];
    const vpc = aVpc(there);
    hosting(there, 'One', vpc);
    hosting(here, 'Two', vpc);
    expect(synthMessageOf(app)).toBe(`Validation failed with the following errors:\n  [Test/Two] ${dns(OMIT, 'There/One/Interface-kms')}`);
  });

  test('a service of a VPC that is imported twice by its ID', () => {
    const stack = testStack();
    ['One', 'Two'].forEach((id) => hosting(stack, id, theirs(stack, `${id}Vpc`, 'vpc-0a1b2c3d'), { s3: true }));
    expect(problemsOf(stack)).toEqual([dns(OMIT, 'Test/One/Interface-kms'), gateway('Test/One/S3')]);
  });

  test('a service without a region, which is that of the stack', () => {
    const stack = testStack({ env: undefined });
    const vpc = aVpc(stack);
    ['One', 'Two'].forEach((id) => hosting(stack, id, vpc));
    expect(problemsOf(stack)).toEqual([dns(OMIT, 'Test/One/Interface-kms')]);
  });
});

describe('accepted are', () => {
  test.each<[string, (stack: Stack, vpc: ec2.IVpc) => void]>([
    ['two services', (stack, vpc) => {
      hosting(stack, 'One', vpc, { s3: true });
      hosting(stack, 'Two', vpc, { interfaceServices: [ECR] });
    }],
    ['the runtime twice, once without private DNS', (stack, vpc) => {
      new RuntimeVpcEndpoint(stack, 'One', { vpc });
      new RuntimeVpcEndpoint(stack, 'Two', { vpc, privateDnsEnabled: false });
    }],
    ['one whose private DNS is overridden', (stack, vpc) => {
      new RuntimeVpcEndpoint(stack, 'One', { vpc });
      const { vpcEndpoint } = new RuntimeVpcEndpoint(stack, 'Two', { vpc });
      (vpcEndpoint.node.defaultChild as ec2.CfnVPCEndpoint).addPropertyOverride('PrivateDnsEnabled', false);
    }],
    ['one whose private DNS is a token', (stack, vpc) => {
      new RuntimeVpcEndpoint(stack, 'One', { vpc });
      const { vpcEndpoint } = new RuntimeVpcEndpoint(stack, 'Two', { vpc });
      const isOn = new CfnCondition(stack, 'IsOn', { expression: Fn.conditionEquals('a', 'b') });
      (vpcEndpoint.node.defaultChild as ec2.CfnVPCEndpoint).privateDnsEnabled = Fn.conditionIf(isOn.logicalId, true, false);
    }],
    ['one of which a condition decides', (stack, vpc) => {
      new RuntimeVpcEndpoint(stack, 'One', { vpc });
      const { vpcEndpoint } = new RuntimeVpcEndpoint(stack, 'Two', { vpc });
      (vpcEndpoint.node.defaultChild as ec2.CfnVPCEndpoint).cfnOptions.condition = new CfnCondition(stack, 'IsOn', { expression: Fn.conditionEquals('a', 'b') });
    }],
    ['two VPCs', (stack, vpc) => [vpc, aVpc(stack, 'Other')].forEach((each, index) => new HostingVpcEndpoints(stack, `Of${index}`, { vpc: each }))],
    ['two imported VPCs', (stack) => ['vpc-1', 'vpc-2'].forEach((id) => hosting(stack, `Of-${id}`, theirs(stack, id, id)))],
    ['VPCs whose IDs are tokens', (stack) => {
      const { valueAsString } = new CfnParameter(stack, 'Id');
      ['One', 'Two'].forEach((id) => hosting(stack, id, theirs(stack, `${id}Vpc`, valueAsString)));
    }],
    ['VPCs that are not looked up yet, which the CDK gives one ID', (stack) => ['One', 'Two'].forEach((id) =>
      hosting(stack, id, ec2.Vpc.fromLookup(stack, `${id}Vpc`, { tags: { for: id } })))],
    ['two route tables', (stack, vpc) => {
      hosting(stack, 'One', vpc, { s3: true, interfaceServices: [], subnets: { subnets: [vpc.privateSubnets[0]] } });
      hosting(stack, 'Two', vpc, { s3: true, interfaceServices: [], subnets: { subnets: [vpc.privateSubnets[1]] } });
    }],
    ['another service of the same route tables', (stack, vpc) => {
      vpc.addGatewayEndpoint('Table', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB });
      hosting(stack, 'Two', vpc, { s3: true });
    }],
    ['two of the CDK, which are not ours to refuse', (_stack, vpc) => ['One', 'Two'].forEach((id) => vpc.addInterfaceEndpoint(id, { service: KMS }))],
  ])('%s', (_what, make) => {
    const stack = testStack();
    make(stack, aVpc(stack));
    expect(problemsOf(stack)).toEqual([]);
  });

  test('a VPC of each stage', () => {
    const app = new App();
    const stacks = ['Beta', 'Prod'].map((id) => testStack({ app: new Stage(app, id) as unknown as App }));
    stacks.forEach((stack) => hosting(stack, 'Endpoints', theirs(stack, 'Vpc', 'vpc-1')));
    expect(problemsOf(...stacks)).toEqual([]);
  });

  test('a VPC of each region with one ID', () => {
    const app = new App();
    const stacks = ['us-east-1', 'eu-west-1'].map((region) => testStack({ app, id: region, env: { ...ENV, region } }));
    const service = new ec2.InterfaceVpcEndpointService('com.amazonaws.vpce.us-east-1.vpce-svc-1');
    stacks.forEach((stack) => hosting(stack, 'Endpoints', theirs(stack, 'Vpc', 'vpc-1'), { interfaceServices: [service] }));
    expect(problemsOf(...stacks)).toEqual([]);
  });
});
