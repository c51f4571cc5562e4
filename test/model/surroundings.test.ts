import { App, Aws, CfnCondition, CfnParameter, Fn, Lazy, Stack, aws_ec2 as ec2, aws_iam as iam, aws_s3 as s3, type CfnResource } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DependencyGroup, type IConstruct } from 'constructs';
import { aRole, dependenciesIn } from './given';
import { awaitedBy, broken, endpointOf, idsOf, policyFor, statement } from './given-surroundings';
import { Endpoint, EndpointConfig, HostingVpcEndpoints, InstanceType, RuntimeVpcEndpoint, type Model } from '../../src';
import { aModel, aVpc } from '../helpers/given';
import { resourcesOf, testStack } from '../helpers/stack';

describe('a model waits for policies that others attach to its role', () => {
  test.each<[string, (stack: Stack, role: iam.IRole) => IConstruct]>([
    ['by the role', (stack, role) => {
      const policy = new iam.Policy(stack, 'Outside', { statements: [statement()] });
      role.attachInlinePolicy(policy);
      return policy;
    }],
    ['by the policy', (stack, role) => policyFor(stack, role)],
    ['as a managed policy', (stack, role) => new iam.ManagedPolicy(stack, 'Outside', { roles: [role], statements: [statement()] })],
    ['as a policy of CloudFormation', (stack, role) => new iam.CfnPolicy(stack, 'Outside', {
      roles: [role.roleName], policyName: 'outside', policyDocument: new iam.PolicyDocument({ statements: [statement()] }),
    })],
    ['as a managed policy of CloudFormation', (stack, role) => new iam.CfnManagedPolicy(stack, 'Outside', {
      roles: [(role.node.defaultChild as iam.CfnRole).ref], policyDocument: new iam.PolicyDocument({ statements: [statement()] }),
    })],
    ['as a role policy of CloudFormation', (stack, role) => new iam.CfnRolePolicy(stack, 'Outside', { roleName: role.roleName, policyName: 'outside' })],
    ['by an override', (stack, role) => {
      const policy = new iam.CfnManagedPolicy(stack, 'Outside', { policyDocument: new iam.PolicyDocument({ statements: [statement()] }) });
      policy.addPropertyOverride('Roles', [{ 'Fn::If': ['Never', { Ref: stack.getLogicalId(role.node.defaultChild as iam.CfnRole) }, { Ref: 'AWS::NoValue' }] }]);
      return policy;
    }],
  ])('%s', (_how, attach) => {
    const stack = testStack();
    const role = aRole(stack);
    // The model comes first, so that it has to look when all others have been defined.
    const model = aModel(stack, 'Model', { role });
    const attached = attach(stack, role);
    expect(awaitedBy(model)).toEqual(idsOf(attached));
  });

  test('also to a role that is imported by its name or by its ARN', () => {
    const stack = testStack();
    const byName = aModel(stack, 'One', { role: iam.Role.fromRoleName(stack, 'ByName', 'serving') });
    const byArn = aModel(stack, 'Two', { role: iam.Role.fromRoleArn(stack, 'ByArn', 'arn:aws:iam::123456789012:role/team/serving') });
    const policy = policyFor(stack, iam.Role.fromRoleName(stack, 'Again', 'serving'));
    expect([byName, byArn].map(awaitedBy).map((ids) => ids.filter((id) => idsOf(policy).includes(id)))).toEqual([idsOf(policy), idsOf(policy)]);
  });

  test('also to a role whose name contains a token', () => {
    const stack = testStack();
    const role = (id: string) => iam.Role.fromRoleName(stack, id, `serving-${Aws.REGION}`);
    const model = aModel(stack, 'One', { role: role('ByName') });
    const policy = policyFor(stack, role('Again'));
    expect(awaitedBy(model)).toEqual(expect.arrayContaining(idsOf(policy)));
  });

  test('and not to a role whose name contains the same token, with another text', () => {
    const stack = testStack();
    const team = new s3.CfnBucket(stack, 'Team').ref;
    const role = (id: string, use: string) => iam.Role.fromRoleName(stack, id, `${use}-${team}`);
    const model = aModel(stack, 'One', { role: role('Serving', 'serving') });
    const policy = policyFor(stack, role('Again', 'serving'));
    policyFor(stack, role('Training', 'training'), 'Other');
    expect(awaitedBy(model).filter((id) => /^(Outside|Other)/.test(id))).toEqual(idsOf(policy));
  });

  test('to the role that it creates, with no policy of another role', () => {
    const stack = testStack();
    const model = aModel(stack);
    const policy = policyFor(stack, model.role!);
    policyFor(stack, aRole(stack), 'Other');
    expect(awaitedBy(model)).toEqual(idsOf(policy));
  });

  test('as does a configuration with a role, and not one that has models', () => {
    const stack = testStack();
    const model = aModel(stack);
    endpointOf(model);
    policyFor(stack, model.role!);
    const role = aRole(stack);
    const config = new EndpointConfig(stack, 'Components', {
      role, instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.M5_LARGE, initialInstanceCount: 1 }],
    });
    const policy = policyFor(stack, role, 'OfComponents');
    const waiting = Object.values(resourcesOf(stack, 'AWS::SageMaker::EndpointConfig')).map(({ DependsOn }) => DependsOn);
    expect(waiting).toEqual([undefined, expect.arrayContaining(idsOf(policy))]);
    expect(config.role).toBe(role);
  });

  test('each for its own, where there are two in one scope', () => {
    const stack = testStack();
    const models = ['One', 'Two'].map((id) => aModel(stack, id));
    const policies = models.map((model, index) => policyFor(stack, model.role!, `Outside${index}`));
    expect(models.map(awaitedBy)).toEqual(policies.map((policy) => idsOf(policy)));
  });

  test('after an aspect has attached them', () => {
    const stack = testStack();
    const model = aModel(stack);
    const policy = new iam.Policy(stack, 'Outside', { statements: [statement()] });
    // What an aspect would do, which comes before the CDK looks at dependencies.
    model.node.addDependency(new DependencyGroup());
    model.role!.attachInlinePolicy(policy);
    expect(awaitedBy(model)).toEqual(idsOf(policy));
  });

  test('in each synthesis anew', () => {
    const app = new App();
    const stack = testStack({ app });
    const model = aModel(stack);
    app.synth({ skipValidation: true });
    const policy = policyFor(stack, model.role!);
    app.synth({ force: true, skipValidation: true });
    expect(awaitedBy(model)).toEqual(idsOf(policy));
  });
});

describe('a model does not wait for a policy', () => {
  test.each<[string, (stack: Stack, endpoint: Endpoint, model: Model) => void]>([
    ['that names its endpoint', (stack, endpoint, model) => policyFor(stack, model.role!, 'Outside', endpoint.endpointArn)],
    ['that names its endpoint, and is a managed one', (stack, endpoint, model) => new iam.ManagedPolicy(stack, 'Outside', {
      roles: [model.role!], statements: [statement(endpoint.endpointArn)],
    })],
    ['that names the model itself', (stack, _endpoint, model) => policyFor(stack, model.role!, 'Outside', model.modelArn)],
    ['that names a resource that names its endpoint', (stack, endpoint, model) => {
      const bucket = new s3.Bucket(stack, 'Bucket', { bucketName: `of-${endpoint.endpointName}` });
      policyFor(stack, model.role!, 'Outside', bucket.bucketArn);
    }],
    ['that depends on its endpoint', (stack, endpoint, model) => policyFor(stack, model.role!).node.addDependency(endpoint)],
    ['in a construct that depends on its endpoint', (stack, endpoint, model) => {
      const scope = new s3.Bucket(stack, 'Bucket');
      scope.node.addDependency(endpoint);
      policyFor(scope, model.role!);
    }],
    ['that permits it to invoke its endpoint', (_stack, endpoint, model) => endpoint.grantInvoke(model)],
    ['that permits it to describe the alarms', (_stack, endpoint) => endpoint.addAutoRollbackAlarms(...endpoint.addRecommendedAlarms().critical)],
  ])('%s', (_which, attach) => {
    const stack = testStack();
    const model = aModel(stack);
    attach(stack, endpointOf(model), model);
    expect(awaitedBy(model)).toEqual([]);
  });

  test('that cannot be rendered, which the CDK reports', () => {
    const stack = testStack();
    policyFor(stack, aModel(stack).role!, 'Outside', Lazy.string({ produce: () => broken() }));
    expect(() => Template.fromStack(stack)).toThrow(/broken/);
  });

  test('that names another endpoint, whose model has a policy with the name of the first', () => {
    const stack = testStack();
    const models = ['One', 'Two'].map((id) => aModel(stack, id));
    const endpoints = models.map((model, index) => endpointOf(model, `Endpoint${index}`));
    models.forEach((model, index) => policyFor(stack, model.role!, `Outside${index}`, endpoints[1 - index].endpointArn));
    expect(models.map(awaitedBy)).toEqual([[], []]);
  });

  test('under a condition that it does not have itself', () => {
    const stack = testStack();
    const [free, bound] = ['One', 'Two'].map((id) => aModel(stack, id, { role: iam.Role.fromRoleName(stack, `Role${id}`, 'serving', { mutable: false }) }));
    const condition = new CfnCondition(stack, 'Condition', { expression: Fn.conditionEquals(Aws.REGION, 'us-east-1') });
    const policy = policyFor(stack, iam.Role.fromRoleName(stack, 'Role', 'serving'));
    [policy, bound].forEach(({ node }) => (node.defaultChild as CfnResource).cfnOptions.condition = condition);
    expect([free, bound].map(awaitedBy)).toEqual([[], idsOf(policy)]);
  });
});

describe('a model in a VPC waits', () => {
  /** The names of what the only model in a stack waits for, but for its role and its hash. */
  const awaited = (stack: Stack) => dependenciesIn(stack).filter((id) => !id.startsWith('ModelRole')).map((id) => id.slice(0, -8));

  test('for the routes of its subnets, and those only', () => {
    const stack = testStack();
    const vpc = aVpc(stack);
    aModel(stack, 'Model', { vpc, vpcSubnets: { subnets: [vpc.privateSubnets[0]] } });
    expect(awaited(stack)).toEqual(['VpcPrivateSubnet1DefaultRoute', 'VpcPrivateSubnet1RouteTableAssociation']);
  });

  test('for routes that were added to its subnets', () => {
    const stack = testStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0, subnetConfiguration: [{ name: 'Own', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
    aModel(stack, 'Model', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
    (vpc.isolatedSubnets[0] as ec2.Subnet).addRoute('Transit', { routerId: 'tgw-1', routerType: ec2.RouterType.TRANSIT_GATEWAY });
    expect(awaited(stack)).toEqual(['VpcOwnSubnet1RouteTableAssociation', 'VpcOwnSubnet1Transit']);
  });

  test('for VPC endpoints that are added later, and not for those of another VPC', () => {
    const stack = testStack();
    const vpc = aVpc(stack);
    const model = aModel(stack, 'Model', { vpc });
    const interfaceServices = [ec2.InterfaceVpcEndpointAwsService.KMS, ec2.InterfaceVpcEndpointAwsService.LAMBDA];
    const own = new HostingVpcEndpoints(stack, 'Own', { vpc, interfaceServices });
    new HostingVpcEndpoints(stack, 'Other', { vpc: aVpc(stack, 'OtherVpc'), interfaceServices });
    const endpoints = idsOf(own).filter((id) => Object.keys(resourcesOf(stack, 'AWS::EC2::VPCEndpoint')).includes(id));
    expect(endpoints).toHaveLength(3);
    expect(awaitedBy(model).filter((id) => !id.startsWith('VpcPrivateSubnet')).sort()).toEqual(endpoints.sort());
  });

  test('for rules of its security groups, on either side', () => {
    const stack = testStack();
    const vpc = aVpc(stack);
    const model = aModel(stack, 'Model', { vpc, allowAllOutbound: false });
    const group = new ec2.SecurityGroup(stack, 'Database', { vpc });
    const another = new ec2.SecurityGroup(stack, 'Another', { vpc });
    model.connections.allowTo(group, ec2.Port.tcp(5432));
    another.connections.allowFrom(group, ec2.Port.tcp(5432));
    expect(awaited(stack).map((id) => id.slice(0, 24))).toEqual(expect.arrayContaining(['DatabasefromTestModelSec', 'ModelSecurityGrouptoTest']));
    expect(awaited(stack).join()).not.toContain('Another');
  });

  test('for those of security groups that its connections get later', () => {
    const stack = testStack();
    const vpc = aVpc(stack);
    const model = aModel(stack, 'Model', { vpc });
    const groups = ['Added', 'Other'].map((id) => new ec2.SecurityGroup(stack, id, { vpc }));
    const rules = groups.map(({ securityGroupId: groupId }, index) =>
      new ec2.CfnSecurityGroupIngress(stack, `Rule${index}`, { groupId, ipProtocol: 'tcp', cidrIp: '10.0.0.0/8' }));
    model.connections.addSecurityGroup(groups[0]);
    expect(awaitedBy(model).filter((id) => id.startsWith('Rule'))).toEqual(idsOf(rules[0]));
  });

  test.each([[true, []], [false, [expect.stringMatching(/^Runtime/)]]])('for a VPC endpoint of SageMaker Runtime, unless that names its endpoint: %s', (isNamed, awaitedIds) => {
    const stack = testStack();
    const vpc = aVpc(stack);
    const model = aModel(stack, 'Model', { vpc });
    const endpoint = endpointOf(model);
    new RuntimeVpcEndpoint(stack, 'Runtime', { vpc, endpoints: isNamed ? [endpoint] : undefined });
    expect(awaitedBy(model).filter((id) => id.startsWith('Runtime'))).toEqual(awaitedIds);
  });

  test('as does a configuration in a VPC', () => {
    const stack = testStack();
    const vpc = aVpc(stack);
    const config = new EndpointConfig(stack, 'Config', {
      vpc, instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.M5_LARGE, initialInstanceCount: 1 }],
    });
    config.connections.allowFrom(new ec2.SecurityGroup(stack, 'Client', { vpc }), ec2.Port.tcp(443));
    const s3Endpoint = vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    const routes = vpc.privateSubnets.map((subnet) => subnet.node.findChild('DefaultRoute'));
    const [{ DependsOn: waiting }] = Object.values(resourcesOf(stack, 'AWS::SageMaker::EndpointConfig'));
    const rules = Object.keys(resourcesOf(stack, 'AWS::EC2::SecurityGroupIngress'));
    expect(rules).toHaveLength(1);
    expect(waiting).toEqual(expect.arrayContaining([...idsOf(s3Endpoint, ...routes), ...rules]));
  });

  test('for nothing of an imported VPC, but for what is added to that', () => {
    const stack = testStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1', availabilityZones: ['us-east-1a', 'us-east-1b'], privateSubnetIds: ['subnet-1', 'subnet-2'], privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
    });
    const model = aModel(stack, 'Model', { vpc, role: iam.Role.fromRoleName(stack, 'Role', 'serving', { mutable: false }) });
    const s3Endpoint = vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    new ec2.CfnVPCEndpoint(stack, 'Other', { vpcId: 'vpc-2', serviceName: 'com.amazonaws.us-east-1.s3' });
    expect(awaitedBy(model)).toEqual(idsOf(s3Endpoint));
  });

  test('for nothing of other subnets where they are in parameters', () => {
    const stack = testStack();
    const ids = new CfnParameter(stack, 'Ids', { type: 'CommaDelimitedList' }).valueAsList;
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a', 'us-east-1b'], privateSubnetIds: [Fn.select(0, ids), Fn.select(1, ids)] });
    const model = aModel(stack, 'Model', { vpc });
    new ec2.CfnSubnetRouteTableAssociation(stack, 'Association', { subnetId: Fn.select(2, ids), routeTableId: 'rtb-1' });
    const own = new ec2.CfnSubnetRouteTableAssociation(stack, 'Own', { subnetId: Fn.select(1, ids), routeTableId: 'rtb-1' });
    expect(awaitedBy(model)).toEqual(idsOf(own));
  });
});

test('what models share is looked at once, for any number of models', () => {
  const looks = [1, 30].map((count) => {
    const stack = testStack();
    const vpc = aVpc(stack);
    const shared = vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    const rendered = jest.spyOn(shared.node.defaultChild as any, '_toCloudFormation');
    Array.from({ length: count }, (_, index) => aModel(stack, `Model${index}`, { vpc }));
    Template.fromStack(stack);
    return rendered.mock.calls.length;
  });
  expect(looks[1]).toBe(looks[0]);
});
