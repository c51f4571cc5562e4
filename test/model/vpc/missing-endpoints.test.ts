import { App, Stack, aws_ec2 as ec2, aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ContainerImage, EndpointConfig, InstanceType, type ModelProps } from '../../../src';
import { aModel, aVpc } from '../../helpers/given';
import { ENV, testStack, warningsOf } from '../../helpers/stack';

const ALL = ['Amazon S3'];

function warningOf(...missing: string[]): string {
  return `Test/Model: the selected subnets have no route to the internet, and their VPC has no endpoint for ${missing.join(', ')}; add the `
    + 'endpoints, for example with HostingVpcEndpoints [ack: cdk-sagemaker-hosting:missingVpcEndpoints]';
}

function isolatedVpc(stack: Stack = testStack()): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [
      { name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, { name: 'public', subnetType: ec2.SubnetType.PUBLIC },
    ],
  });
}

/** Our warnings: the CDK has some of its own about VPCs. */
function ownWarningsOf(scope: Construct): string[] {
  return warningsOf(scope).filter((warning) => warning.includes('cdk-sagemaker-hosting:'));
}

function warningsWith(vpc: ec2.IVpc, stack: Stack, props: Partial<ModelProps> = {}): string[] {
  return ownWarningsOf(aModel(stack, 'Model', { vpc, ...props }));
}

test('a model in isolated subnets warns of what their VPC lacks', () => {
  const vpc = isolatedVpc();
  expect(warningsWith(vpc, vpc.stack)).toEqual([warningOf(...ALL)]);
});

test('what the VPC has is not missing, also when it gets it later', () => {
  const vpc = isolatedVpc();
  const model = aModel(vpc.stack, 'Model', { vpc });
  vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  expect(ownWarningsOf(model)).toEqual([]);
});

test('nor when it gets it from another stack', () => {
  const app = new App();
  const vpc = isolatedVpc(testStack({ app, id: 'Home' }));
  const stack = testStack({ app });
  const model = aModel(stack, 'Model', { vpc });
  new ec2.InterfaceVpcEndpoint(stack, 'S3', { vpc, service: ec2.InterfaceVpcEndpointAwsService.S3 });
  expect(ownWarningsOf(model)).toEqual([]);
});

test('what the VPC has is seen where the region is not known', () => {
  const vpc = isolatedVpc(new Stack(new App(), 'Test'));
  vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  expect(warningsWith(vpc, vpc.stack)).toEqual([]);
});

test('another service whose name begins the same is another one', () => {
  const vpc = isolatedVpc();
  vpc.addGatewayEndpoint('Express', { service: ec2.GatewayVpcEndpointAwsService.S3_EXPRESS });
  expect(warningsWith(vpc, vpc.stack)).toEqual([warningOf(...ALL)]);
});

test('what another VPC has does not count', () => {
  const vpc = isolatedVpc();
  aVpc(vpc.stack, 'Other').addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  expect(warningsWith(vpc, vpc.stack)).toEqual([warningOf(...ALL)]);
});

test('the credentials of a private registry come from Lambda', () => {
  const vpc = isolatedVpc();
  const credentialsProvider = lambda.Function.fromFunctionArn(vpc.stack, 'Login', 'arn:aws:lambda:us-east-1:123456789012:function:login');
  const containers = [{ image: ContainerImage.fromRegistry('registry.corp.example/image:1', { credentialsProvider }) }];
  expect(warningsWith(vpc, vpc.stack, { containers })).toEqual([warningOf(...ALL, 'AWS Lambda')]);
});

test('Lambda may have an endpoint too', () => {
  const vpc = isolatedVpc();
  vpc.addInterfaceEndpoint('Lambda', { service: ec2.InterfaceVpcEndpointAwsService.LAMBDA });
  const credentialsProvider = lambda.Function.fromFunctionArn(vpc.stack, 'Login', 'arn:aws:lambda:us-east-1:123456789012:function:login');
  const containers = [{ image: ContainerImage.fromRegistry('registry.corp.example/image:1', { credentialsProvider }) }];
  expect(warningsWith(vpc, vpc.stack, { containers })).toEqual([warningOf(...ALL)]);
});

describe('access with Systems Manager', () => {
  const withAccess = (vpc: ec2.Vpc, ssmAccess = true, props: Partial<ModelProps> = {}) => {
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    const model = aModel(vpc.stack, 'Model', { vpc, ...props });
    const pool = { instanceType: InstanceType.M5_LARGE, priority: 1 };
    return new EndpointConfig(vpc.stack, 'Config', {
      instanceProductionVariants: [{ variantName: 'main', model, instancePools: [pool, { ...pool, instanceType: InstanceType.M5_XLARGE, priority: 2 }], ssmAccess }],
    });
  };
  const missing = ["Test/Config: variant 'main' has ssmAccess, but the subnets of its model 'Test/Model' have no route to the internet, and their VPC has no endpoint for "
    + 'AWS Systems Manager (ssmmessages); add the endpoints, for example with HostingVpcEndpoints [ack: cdk-sagemaker-hosting:missingVpcEndpoints]'];

  test('goes through the VPC of the model', () => {
    expect(ownWarningsOf(withAccess(isolatedVpc()))).toEqual(missing);
  });

  test('may have an endpoint, and needs none without the access', () => {
    const vpc = isolatedVpc();
    vpc.addInterfaceEndpoint('Sessions', { service: ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES });
    expect(ownWarningsOf(withAccess(vpc))).toEqual([]);
    expect(ownWarningsOf(withAccess(isolatedVpc(), false))).toEqual([]);
  });

  test('needs none in subnets with a way out, or without a VPC', () => {
    expect(ownWarningsOf(withAccess(aVpc(testStack()), true))).toEqual([]);
    const stack = testStack();
    expect(ownWarningsOf(new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ variantName: 'main', model: aModel(stack), instanceType: InstanceType.M5_LARGE, ssmAccess: true }],
    }))).toEqual([]);
  });
});

describe('there is no warning', () => {
  test('in subnets with a way out', () => {
    const vpc = aVpc(testStack());
    expect(warningsWith(vpc, vpc.stack)).toEqual([]);
  });

  test('in an imported VPC, whose VPC endpoints are not known', () => {
    const stack = testStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1', availabilityZones: ['us-east-1a', 'us-east-1b'], isolatedSubnetIds: ['subnet-1', 'subnet-2'],
    });
    expect(warningsWith(vpc, stack)).toEqual([]);
  });

  test('without a VPC', () => {
    expect(warningsOf(aModel(new Stack(new App(), 'Test', { env: ENV })))).toEqual([]);
  });
});

test('there is no warning if the subnets have another route, such as through a transit gateway', () => {
  const vpc = isolatedVpc();
  vpc.isolatedSubnets.forEach((subnet) => (subnet as ec2.Subnet).addRoute('Out', {
    routerId: 'tgw-1', routerType: ec2.RouterType.TRANSIT_GATEWAY, destinationCidrBlock: '0.0.0.0/0',
  }));
  expect(warningsWith(vpc, vpc.stack)).toEqual([]);
});

test('a route to a place within the company is no way out', () => {
  const vpc = isolatedVpc();
  (vpc.isolatedSubnets[0] as ec2.Subnet).addRoute('In', { routerId: 'tgw-1', routerType: ec2.RouterType.TRANSIT_GATEWAY, destinationCidrBlock: '10.8.0.0/16' });
  expect(warningsWith(vpc, vpc.stack)).toEqual([warningOf(...ALL)]);
});

describe('public subnets', () => {
  const warningThat = (lacks: string) => `Test/Model: the selected subnets can access the internet only with a public address, which SageMaker does not assign, and ${lacks} `
    + 'Amazon S3; select subnets with a route to a NAT gateway, or add the endpoints, for example with HostingVpcEndpoints '
    + '[ack: cdk-sagemaker-hosting:missingVpcEndpoints]';
  const warning = warningThat('their VPC has no endpoint for');
  const inPublic = { vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } };
  const onlyPublic = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, subnetConfiguration: [{ name: 'public', subnetType: ec2.SubnetType.PUBLIC }] });
  const imported = (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1', availabilityZones: ['us-east-1a', 'us-east-1b'], publicSubnetIds: ['subnet-1', 'subnet-2'],
  });

  test('have no route out, because SageMaker assigns no public address', () => {
    const vpc = aVpc(testStack());
    expect(warningsWith(vpc, vpc.stack, inPublic)).toEqual([warning]);
  });

  test('nor have those of a VPC that has no others', () => {
    const [own, other] = [testStack(), testStack()];
    expect(warningsWith(onlyPublic(own), own)).toEqual([warning]);
    expect(warningsWith(imported(other), other)).toEqual([warningThat('this app defines no endpoint of their VPC for')]);
  });

  test('nor a subnet with a route to an internet gateway that the VPC does not list', () => {
    const vpc = aVpc(testStack());
    const { stack } = vpc;
    const subnet = new ec2.PublicSubnet(stack, 'Subnet', { vpcId: vpc.vpcId, availabilityZone: 'us-east-1a', cidrBlock: '10.0.250.0/24' });
    subnet.addDefaultInternetRoute('igw-1', vpc);
    const other = new ec2.PrivateSubnet(stack, 'Other', { vpcId: vpc.vpcId, availabilityZone: 'us-east-1b', cidrBlock: '10.0.251.0/24' });
    expect(warningsWith(vpc, stack, { vpcSubnets: { subnets: [subnet, other] } })).toEqual([warning]);
  });

  test('nor those of inference components', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Model', { vpc: onlyPublic(stack), instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.M5_LARGE }] });
    expect(ownWarningsOf(config)).toEqual([warning]);
  });

  test.each([['a VPC of the app', onlyPublic], ['an imported VPC', imported]])('need nothing else in %s with an endpoint', (_, vpcIn) => {
    const stack = testStack();
    const vpc = vpcIn(stack);
    new ec2.InterfaceVpcEndpoint(stack, 'S3', { vpc, service: ec2.InterfaceVpcEndpointAwsService.S3, open: false });
    expect(warningsWith(vpc, stack)).toEqual([]);
  });

  test('are subnets with a way out if their default route leads to a firewall or a virtual private gateway', () => {
    const stack = testStack();
    const vpc = isolatedVpc(stack);
    vpc.isolatedSubnets.forEach((subnet) => (subnet as ec2.Subnet).addRoute('Out', {
      routerId: 'vgw-1', routerType: ec2.RouterType.GATEWAY, destinationCidrBlock: '0.0.0.0/0',
    }));
    expect(warningsWith(vpc, stack)).toEqual([]);
  });
});

test('the tree is searched once for all models and configurations of an app', () => {
  const walksFor = (models: number): number => {
    const app = new App();
    const vpc = isolatedVpc(testStack({ app }));
    Array.from({ length: models }, (_, index) => aModel(vpc.stack, `Model${index}`, { vpc }));
    const search = jest.spyOn(app.node, 'findAll');
    app.synth();
    return search.mock.calls.length;
  };
  expect(walksFor(20)).toBe(walksFor(1));
  expect(walksFor(1)).toBeGreaterThan(0);
});
