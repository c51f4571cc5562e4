import { App, CfnParameter, aws_ec2 as ec2, type Stack } from 'aws-cdk-lib';
import {
  Endpoint, EndpointConfig, InstanceType, RuntimeVpcEndpoint, type IEndpoint, type InstanceProductionVariantProps, type RuntimeVpcEndpointProps,
} from '../../../src';
import { aModel, aVpc } from '../../helpers/given';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack } from '../../helpers/stack';

const VPC_ENDPOINT = 'AWS::EC2::VPCEndpoint';
const GROUP = 'AWS::EC2::SecurityGroup';
const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs';
const HERE = 'us-east-1:123456789012';
const arnIn = (resource: string, place = HERE) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sagemaker:${place}:${resource}`]] });

function anEndpoint(stack: Stack, endpointName?: string, id = 'Endpoint'): Endpoint {
  return new Endpoint(stack, id, { endpointName, endpointConfig: EndpointConfig.fromEndpointConfigName(stack, `${id}Config`, 'theirs') });
}

function runtime(stack: Stack, props: Partial<RuntimeVpcEndpointProps> = {}): RuntimeVpcEndpoint {
  return new RuntimeVpcEndpoint(stack, 'Runtime', { ...props, vpc: props.vpc ?? aVpc(stack) });
}

/** What may be done through the VPC endpoint. */
function policyIn(stack: Stack): any[] {
  return propertiesOf(stack, VPC_ENDPOINT).PolicyDocument.Statement;
}

const allowing = (...Resource: unknown[]) => ({
  Action: [
    'sagemaker:InvokeEndpoint',
    'sagemaker:InvokeEndpointAsync',
    'sagemaker:InvokeEndpointWithBidirectionalStream',
    'sagemaker:InvokeEndpointWithResponseStream',
  ],
  Effect: 'Allow',
  Principal: { AWS: '*' },
  Resource,
});

const TOKENS = { Action: 'sagemaker:CallWithBearerToken', Effect: 'Allow', Principal: { AWS: '*' }, Resource: '*' };

describe('the VPC endpoint', () => {
  test('is that of the runtime, in the private subnets, with private DNS, open to the VPC', () => {
    const stack = testStack();
    const { vpcEndpoint } = runtime(stack);
    const [groupId] = Object.keys(resourcesOf(stack, GROUP));
    expect(propertiesOf(stack, VPC_ENDPOINT)).toEqual({
      PrivateDnsEnabled: true,
      SecurityGroupIds: [{ 'Fn::GetAtt': [groupId, 'GroupId'] }],
      ServiceName: 'com.amazonaws.us-east-1.sagemaker.runtime',
      SubnetIds: [{ Ref: 'VpcPrivateSubnet1Subnet536B997A' }, { Ref: 'VpcPrivateSubnet2Subnet3788AAA1' }],
      VpcEndpointType: 'Interface',
      VpcId: { Ref: 'Vpc8378EB38' },
    });
    expect(stack.resolve(vpcEndpoint.vpcEndpointId)).toEqual({ Ref: Object.keys(resourcesOf(stack, VPC_ENDPOINT))[0] });
    const cidr = { 'Fn::GetAtt': ['Vpc8378EB38', 'CidrBlock'] };
    expect(propertiesOf(stack, GROUP)).toMatchObject({
      GroupDescription: 'VPC endpoint of the SageMaker runtime',
      SecurityGroupEgress: [{ CidrIp: '255.255.255.255/32' }],
      SecurityGroupIngress: [443, 8443].map((port) => ({ CidrIp: cidr, FromPort: port, ToPort: port, IpProtocol: 'tcp' })),
    });
  });

  test('is the same with each option undefined, as other languages give them', () => {
    const [plain, undefineds] = [testStack(), testStack()];
    runtime(plain);
    runtime(undefineds, { subnets: undefined, securityGroups: undefined, privateDnsEnabled: undefined, endpoints: undefined });
    expect(resourcesOf(undefineds, VPC_ENDPOINT)).toEqual(resourcesOf(plain, VPC_ENDPOINT));
    expect(resourcesOf(undefineds, GROUP)).toEqual(resourcesOf(plain, GROUP));
  });

  test('is in other subnets, without private DNS', () => {
    const stack = testStack();
    runtime(stack, { subnets: { subnetType: ec2.SubnetType.PUBLIC }, privateDnsEnabled: false });
    expect(propertiesOf(stack, VPC_ENDPOINT)).toMatchObject({
      PrivateDnsEnabled: false,
      SubnetIds: [{ Ref: 'VpcPublicSubnet1Subnet5C2D37C4' }, { Ref: 'VpcPublicSubnet2Subnet691E08A3' }],
    });
  });

  test('has given security groups, which are not opened', () => {
    const stack = testStack();
    const vpc = aVpc(stack);
    const securityGroups = ['One', 'Two'].map((id) => new ec2.SecurityGroup(stack, id, { vpc }));
    runtime(stack, { vpc, securityGroups });
    expect(propertiesOf(stack, VPC_ENDPOINT).SecurityGroupIds).toEqual(securityGroups.map((group) => stack.resolve(group.securityGroupId)));
    expect(Object.values(resourcesOf(stack, GROUP)).map(({ Properties }) => Properties.SecurityGroupIngress)).toEqual([undefined, undefined]);
  });

  test('is opened to clients by its connections, on port 443', () => {
    const stack = testStack();
    const vpc = aVpc(stack);
    const [own, ofClients] = ['Own', 'Clients'].map((id) => new ec2.SecurityGroup(stack, id, { vpc, allowAllOutbound: false }));
    const clients = new ec2.Connections({ securityGroups: [ofClients] });
    clients.allowToDefaultPort(runtime(stack, { vpc, securityGroups: [own] }));
    const [ownId, clientsId] = [own, ofClients].map((group) => stack.resolve(group.securityGroupId));
    const port = { FromPort: 443, ToPort: 443, IpProtocol: 'tcp' };
    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroupIngress'))
      .toEqual({ ...port, GroupId: ownId, SourceSecurityGroupId: clientsId, Description: expect.stringMatching(/^from TestClients/) });
    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroupEgress'))
      .toEqual({ ...port, GroupId: clientsId, DestinationSecurityGroupId: ownId, Description: expect.stringMatching(/^to TestOwn|^from TestClients/) });
  });

  test('is opened to clients that open bidirectional streams, on port 8443', () => {
    const stack = testStack();
    const vpc = aVpc(stack);
    const clients = new ec2.Connections({ securityGroups: [new ec2.SecurityGroup(stack, 'Clients', { vpc, allowAllOutbound: false })] });
    clients.allowTo(runtime(stack, { vpc, securityGroups: [new ec2.SecurityGroup(stack, 'Own', { vpc })] }), ec2.Port.tcp(8443));
    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroupIngress')).toMatchObject({ FromPort: 8443, ToPort: 8443 });
  });

  test('is opened on its own security group too', () => {
    const stack = testStack();
    runtime(stack).connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.1.0.0/16'));
    expect(propertiesOf(stack, GROUP).SecurityGroupIngress).toContainEqual(expect.objectContaining({ CidrIp: '10.1.0.0/16', FromPort: 443, ToPort: 443 }));
  });

  test('can be there for each of two VPCs', () => {
    const stack = testStack();
    ['One', 'Two'].forEach((id) => new RuntimeVpcEndpoint(stack, id, { vpc: aVpc(stack, `${id}Vpc`), endpoints: [Endpoint.fromEndpointArn(stack, `${id}Endpoint`, ARN)] }));
    expect(Object.values(resourcesOf(stack, VPC_ENDPOINT)).map(({ Properties }) => Properties.PolicyDocument.Statement))
      .toEqual([[TOKENS, allowing(ARN, arnIn('inference-component/*'))], [TOKENS, allowing(ARN, arnIn('inference-component/*'))]]);
    expect(Object.keys(resourcesOf(stack, GROUP))).toHaveLength(2);
  });

  test('can be there twice for one VPC, of which one has private DNS', () => {
    const stack = testStack();
    const vpc = aVpc(stack);
    [true, false].forEach((privateDnsEnabled) => new RuntimeVpcEndpoint(stack, `With${privateDnsEnabled}`, { vpc, privateDnsEnabled }));
    expect(Object.values(resourcesOf(stack, VPC_ENDPOINT)).map(({ Properties }) => Properties.PrivateDnsEnabled)).toEqual([true, false]);
  });

  const NO_GROUPS = 'securityGroups must not be empty; omit it to create a security group';
  const NO_ENDPOINTS = 'endpoints must not be empty; omit it to allow all endpoints';

  test.each<[string, Partial<RuntimeVpcEndpointProps>, string]>([
    ['without security groups', { securityGroups: [] }, NO_GROUPS],
    ['without endpoints', { endpoints: [] }, NO_ENDPOINTS],
    ['without both', { securityGroups: [], endpoints: [] }, `2 problems:\n  - ${NO_GROUPS}\n  - ${NO_ENDPOINTS}`],
  ])('fails %s', (_how, props, problem) => {
    const stack = testStack();
    expect(messageOf(() => runtime(stack, props))).toBe(`Test/Runtime: ${problem}`);
  });
});

describe('the endpoints that may be invoked through it', () => {
  test('are all of them, which takes no policy', () => {
    const stack = testStack();
    runtime(stack);
    expect(propertiesOf(stack, VPC_ENDPOINT)).not.toHaveProperty('PolicyDocument');
  });

  test('are those that are given, with their inference components', () => {
    const stack = testStack();
    const [one, two] = ['One', 'Two'].map((id) => anEndpoint(stack, undefined, id));
    runtime(stack, { endpoints: [one, two] });
    expect(policyIn(stack)).toEqual([TOKENS, ...[one, two].map(({ endpointArn }) => allowing(stack.resolve(endpointArn), arnIn('inference-component/*')))]);
  });

  const hosting = (stack: Stack, props: Partial<InstanceProductionVariantProps>) => {
    const endpointConfig = new EndpointConfig(stack, 'Hosting', {
      instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.M5_LARGE, ...props }],
    });
    return { endpointConfig, endpoint: new Endpoint(stack, 'Endpoint', { endpointConfig }) };
  };

  test('are without inference components if each variant is known to host a model', () => {
    const stack = testStack();
    const { endpoint } = hosting(stack, { model: aModel(stack) });
    runtime(stack, { endpoints: [endpoint, endpoint] });
    expect(policyIn(stack)).toEqual([TOKENS, allowing(stack.resolve(endpoint.endpointArn))]);
  });

  test('are with them if a variant that is added later hosts them', () => {
    const stack = testStack();
    const { endpoint, endpointConfig } = hosting(stack, { model: aModel(stack) });
    runtime(stack, { endpoints: [endpoint] });
    endpointConfig.addInstanceProductionVariant({ variantName: 'more', instanceType: InstanceType.M5_LARGE });
    expect(policyIn(stack)).toEqual([TOKENS, allowing(stack.resolve(endpoint.endpointArn), arnIn('inference-component/*'))]);
  });

  test('are with them if the variants of an imported configuration are described', () => {
    const stack = testStack();
    const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'Described', {
      endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs', instanceProductionVariants: [{ variantName: 'main' }],
    });
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig });
    runtime(stack, { endpoints: [endpoint] });
    expect(policyIn(stack)).toEqual([TOKENS, allowing(stack.resolve(endpoint.endpointArn), arnIn('inference-component/*'))]);
  });

  test('are those that are added later, which closes it to the others', () => {
    const [given, added] = [testStack(), testStack()];
    runtime(given, { endpoints: [anEndpoint(given)] });
    runtime(added).allowInvoke(anEndpoint(added));
    expect(policyIn(added)).toEqual(policyIn(given));
    expect(policyIn(added)).toHaveLength(2);
  });

  test('are allowed once, however often they are added', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    const vpcEndpoint = runtime(stack, { endpoints: [endpoint, endpoint] });
    vpcEndpoint.allowInvoke(endpoint);
    expect(policyIn(stack)).toEqual([TOKENS, allowing(stack.resolve(endpoint.endpointArn), arnIn('inference-component/*'))]);
  });

  test.each<[string, (stack: Stack) => IEndpoint, unknown[]]>([
    ['by its ARN', (stack) => Endpoint.fromEndpointArn(stack, 'Theirs', ARN), [ARN, arnIn('inference-component/*')]],
    ['by a name with capitals, of which the ARN that SageMaker makes has none', (stack) => Endpoint.fromEndpointName(stack, 'Theirs', 'Churn-Prod'),
      [arnIn('endpoint/Churn-Prod'), arnIn('endpoint/churn-prod'), arnIn('inference-component/*')]],
    ['from another account', (stack) => Endpoint.fromEndpointArn(stack, 'Theirs', ARN.replace('123456789012', '210987654321')),
      [ARN.replace('123456789012', '210987654321'), arnIn('inference-component/*', 'us-east-1:210987654321')]],
    ['by an ARN that is a token', (stack) => Endpoint.fromEndpointArn(stack, 'Theirs', new CfnParameter(stack, 'Arn').valueAsString), [
      { Ref: 'Arn' },
      {
        'Fn::Join': ['', [
          'arn:', { Ref: 'AWS::Partition' }, ':sagemaker:', { 'Fn::Select': [3, { 'Fn::Split': [':', { Ref: 'Arn' }] }] }, ':',
          { 'Fn::Select': [4, { 'Fn::Split': [':', { Ref: 'Arn' }] }] }, ':inference-component/*',
        ]],
      },
    ]],
  ])('may be imported %s', (_how, endpoint, resources) => {
    const stack = testStack();
    runtime(stack, { endpoints: [endpoint(stack)] });
    expect(policyIn(stack)).toEqual([TOKENS, allowing(...resources)]);
  });

  test('may be of another stack of the same place', () => {
    const app = new App();
    const [there, here] = [testStack({ app, id: 'There' }), testStack({ app })];
    runtime(here, { endpoints: [anEndpoint(there, 'Churn-Prod')] });
    app.synth();
    expect(policyIn(here)).toEqual([
      TOKENS, allowing({ 'Fn::ImportValue': expect.stringMatching(/^There:ExportsOutputRefEndpoint/) }, arnIn('inference-component/*')),
    ]);
  });

  test('may be of another account, by the ARN in lower case', () => {
    const app = new App();
    const [there, here] = [testStack({ app, id: 'There', env: { account: '210987654321', region: 'us-east-1' } }), testStack({ app })];
    runtime(here, { endpoints: [anEndpoint(there, 'Churn-Prod')] });
    app.synth();
    const place = 'us-east-1:210987654321';
    expect(policyIn(here)).toEqual([TOKENS, allowing(arnIn('endpoint/churn-prod', place), arnIn('inference-component/*', place))]);
  });

  test('are where the stack is, if that is not known', () => {
    const stack = testStack({ env: undefined });
    const endpoint = anEndpoint(stack);
    runtime(stack, { endpoints: [endpoint] });
    expect(policyIn(stack)).toEqual([TOKENS, allowing(stack.resolve(endpoint.endpointArn), {
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, ':sagemaker:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':inference-component/*',
      ]],
    })]);
  });
});
