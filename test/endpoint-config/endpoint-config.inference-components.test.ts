import { App, aws_ec2 as ec2, aws_iam as iam, CfnParameter, type Stack } from 'aws-cdk-lib';
import { CONFIG, awaitedIn, hosting, hostingComponents, warning } from './variants/given';
import { EndpointConfig, InstanceType, type EndpointConfigProps, type InstanceProductionVariantProps } from '../../src';
import { aModel, aVpc } from '../helpers/given';
import { like, messageOf, problemsAtSynth } from '../helpers/problems';
import { propertiesOf, resourcesOf, statementsOf, testStack, warningsOf } from '../helpers/stack';
import { aRole, arnIn, foreign } from '../model/given';
import { aKey } from '../registry/given';

const POLICY = 'AWS::IAM::Policy';
const ROLE = 'AWS::IAM::Role';

const allow = (Action: string | string[], Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
const LOGS = allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], arnIn('logs', 'log-group:/aws/sagemaker/*'));
const METRICS = allow('cloudwatch:PutMetricData', '*');
const NETWORK = allow([
  'ec2:CreateNetworkInterface', 'ec2:CreateNetworkInterfacePermission', 'ec2:DeleteNetworkInterface', 'ec2:DeleteNetworkInterfacePermission',
  'ec2:DescribeDhcpOptions', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcEndpoints', 'ec2:DescribeVpcs',
], '*');

/** A variant with a model and one without. */
function mixed(stack: Stack, config: Partial<EndpointConfigProps> = {}): EndpointConfig {
  return new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{ model: aModel(stack), variantName: 'with' }, { variantName: 'without' }], ...config,
  });
}

describe('a variant without a model', () => {
  test('is rendered without model and weight', () => {
    const stack = testStack();
    hostingComponents({ initialInstanceCount: 2, instanceType: InstanceType.M5_LARGE }, stack);
    expect(propertiesOf(stack, CONFIG).ProductionVariants).toEqual([{ InitialInstanceCount: 2, InstanceType: 'ml.m5.large', VariantName: 'main' }]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('may be added later', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config');
    expect(config.role).toBeUndefined();
    config.addInstanceProductionVariant({ variantName: 'late' });
    expect(config.role).toBeInstanceOf(iam.Role);
    expect(problemsAtSynth(config)).toEqual([]);
  });

  test('is described without a model', () => {
    expect(hostingComponents({}).findInstanceProductionVariant('main').modelName).toBeUndefined();
  });

  describe('has neither weight nor sessions, which is warned of', () => {
    const ignored = (what: string) => [warning('ignoredWithoutModel', `variant 'main' ignores ${what}, because it has no model; remove ${what}`)];

    test.each<[string, Partial<InstanceProductionVariantProps>]>([
      ['initialVariantWeight', { initialVariantWeight: 1 }],
      ['initialVariantWeight', { initialVariantWeight: 0 }],
      ['ssmAccess', { ssmAccess: true }],
      ['initialVariantWeight and ssmAccess', { initialVariantWeight: 2, ssmAccess: true }],
    ])('for %s', (what, props) => {
      const stack = testStack();
      hostingComponents(props, stack);
      const [variant] = propertiesOf(stack, CONFIG).ProductionVariants;
      expect(variant).not.toHaveProperty('InitialVariantWeight');
      expect(variant).not.toHaveProperty('EnableSSMAccess');
      expect(warningsOf(stack)).toEqual(ignored(what));
      expect(statementsOf(stack)).toEqual([LOGS, METRICS]);
    });

    test('and not where they are off', () => {
      const stack = testStack();
      hostingComponents({ ssmAccess: false }, stack);
      expect(warningsOf(stack)).toEqual([]);
    });

    test('also as a token', () => {
      const stack = testStack();
      hostingComponents({ initialVariantWeight: new CfnParameter(stack, 'Weight', { type: 'Number' }).valueAsNumber }, stack);
      expect(warningsOf(stack)).toEqual(ignored('initialVariantWeight'));
    });
  });
});

describe('the role', () => {
  test('is made, with no more than its components need, and the configuration waits for it', () => {
    const stack = testStack();
    const config = hostingComponents({}, stack);
    const [[roleId, role]] = Object.entries(resourcesOf(stack, ROLE));
    expect(role.Properties).toEqual({
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' } }], Version: '2012-10-17',
      },
    });
    expect(config.role!.node.path).toBe('Test/Config/Role');
    expect(propertiesOf(stack, CONFIG).ExecutionRoleArn).toEqual({ 'Fn::GetAtt': [roleId, 'Arn'] });
    expect(propertiesOf(stack, POLICY).PolicyDocument).toEqual({ Statement: [LOGS, METRICS], Version: '2012-10-17' });
    expect(awaitedIn(stack)).toEqual([...Object.keys(resourcesOf(stack, POLICY)), roleId].sort());
  });

  test('is made once for all variants', () => {
    const stack = testStack();
    hostingComponents({}, stack).addInstanceProductionVariant({ variantName: 'second' });
    expect(Object.keys(resourcesOf(stack, ROLE))).toHaveLength(1);
  });

  test('is made for each configuration', () => {
    const stack = testStack();
    ['One', 'Two'].forEach((id) => new EndpointConfig(stack, id, { instanceProductionVariants: [{ variantName: 'main' }] }));
    expect(Object.keys(resourcesOf(stack, ROLE))).toEqual([expect.stringMatching(/^OneRole/), expect.stringMatching(/^TwoRole/)]);
  });

  test('that is given is used, and allowed the same', () => {
    const stack = testStack();
    const role = aRole(stack);
    expect(hostingComponents({}, stack, { role }).role).toBe(role);
    expect(Object.keys(resourcesOf(stack, ROLE))).toHaveLength(1);
    expect(propertiesOf(stack, CONFIG).ExecutionRoleArn).toEqual(stack.resolve(role.roleArn));
    expect(statementsOf(stack)).toEqual([LOGS, METRICS]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('that is given counts for a variant that comes later', () => {
    const stack = testStack();
    const role = aRole(stack);
    const config = new EndpointConfig(stack, 'Config', { role });
    config.addInstanceProductionVariant({ variantName: 'late' });
    expect(config.role).toBe(role);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('of another stack is allowed there, where nothing names this stack', () => {
    const app = new App();
    const roles = testStack({ app, id: 'Roles' });
    const stack = testStack({ app });
    hostingComponents({}, stack, { role: aRole(roles) });
    app.synth();
    expect(roles.dependencies).toEqual([]);
    expect(statementsOf(roles)).toEqual([LOGS, METRICS]);
    expect(resourcesOf(stack, POLICY)).toEqual({});
    expect(stack.dependencies).toEqual([roles]);
  });

  test('that can not be changed is left alone', () => {
    const stack = testStack();
    hostingComponents({}, stack, { role: aRole(stack).withoutPolicyUpdates() });
    expect(resourcesOf(stack, POLICY)).toEqual({});
  });

  test('of another account is refused, because it can not be passed on', () => {
    const stack = testStack();
    expect(messageOf(() => hostingComponents({}, stack, { role: foreign(stack) })))
      .toEqual(like('Test/Config: role must be in account 123456789012, ..., got a role in account 999999999999; ...'));
  });

  test('is waited for, also where it takes no permissions', () => {
    const [stack, other] = [testStack(), testStack()];
    hostingComponents({}, stack);
    expect(awaitedIn(stack)).toEqual(expect.arrayContaining(Object.keys(resourcesOf(stack, ROLE))));
    const role = new iam.Role(other, 'Own', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
    hostingComponents({}, other, { role: role.withoutPolicyUpdates() });
    expect(awaitedIn(other)).toEqual(Object.keys(resourcesOf(other, ROLE)));
  });

  test('is not there where the variants have models', () => {
    const stack = testStack();
    expect(hosting({}, stack).role).toBeUndefined();
    expect(propertiesOf(stack, CONFIG)).not.toHaveProperty('ExecutionRoleArn');
    expect(Object.keys(resourcesOf(stack, ROLE))).toEqual([expect.stringMatching(/^ModelRole/)]);
  });

  test('may use the key of the volumes', () => {
    const stack = testStack();
    hostingComponents({}, stack, { encryptionKey: aKey(stack, 'volumes') });
    const key = 'arn:aws:kms:us-east-1:123456789012:key/volumes';
    expect(statementsOf(stack)).toEqual([
      LOGS, METRICS,
      allow(['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], key),
      { ...allow('kms:CreateGrant', key), Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } },
    ]);
  });
});

describe('a role beside models', () => {
  const beside = [warning('roleBesideModel', 'role has no effect, because it applies to inference components and each variant has a model with its own role; omit role')];

  test('is warned of once, whatever the number of variants', () => {
    const stack = testStack();
    hosting({}, stack, { role: aRole(stack) }).addInstanceProductionVariant({ model: aModel(stack, 'Second'), variantName: 'second' });
    expect(warningsOf(stack)).toEqual(beside);
  });

  test('is warned of in a serverless configuration', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', {
      serverlessProductionVariant: { model: aModel(stack), variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024 }, role: aRole(stack),
    });
    expect(warningsOf(stack)).toEqual(beside);
  });

  test('is not warned of where another variant has none, and acts as it', () => {
    const stack = testStack();
    mixed(stack, { role: aRole(stack) });
    expect(warningsOf(stack)).toEqual([expect.stringContaining('[ack: cdk-sagemaker-hosting:mixedVariants]')]);
  });
});

describe('variants with and without a model', () => {
  const message = [warning('mixedVariants', 'some variants have a model and others host inference components; AWS does not document such an endpoint; '
    + 'set a model for all variants or for none')];

  test('are warned of together', () => {
    const stack = testStack();
    expect(problemsAtSynth(mixed(stack))).toEqual([]);
    expect(warningsOf(stack)).toEqual(message);
  });

  test('are warned of where the second comes later', () => {
    const stack = testStack();
    hostingComponents({}, stack).addInstanceProductionVariant({ model: aModel(stack), variantName: 'with' });
    expect(warningsOf(stack)).toEqual(message);
  });

  test.each([true, false])('are not warned of apart (models: %p)', (models) => {
    const stack = testStack();
    const model = models ? aModel(stack) : undefined;
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: ['v1', 'v2'].map((variantName) => ({ model, variantName })) });
    expect(warningsOf(stack)).toEqual([]);
  });
});

test('weights that are left out do not count as weights of 0', () => {
  const stack = testStack();
  hostingComponents({ initialVariantWeight: 0 }, stack);
  expect(warningsOf(stack)).toEqual([expect.stringContaining('[ack: cdk-sagemaker-hosting:ignoredWithoutModel]')]);
});

describe('a VPC', () => {
  test('attaches the components, whose role may make network interfaces', () => {
    const stack = testStack();
    const vpc = aVpc(stack);
    const config = hostingComponents({}, stack, { vpc });
    const [groupId] = Object.keys(resourcesOf(stack, 'AWS::EC2::SecurityGroup'));
    expect(groupId).toMatch(/^ConfigSecurityGroup/);
    expect(propertiesOf(stack, CONFIG).VpcConfig).toEqual({
      SecurityGroupIds: [{ 'Fn::GetAtt': [groupId, 'GroupId'] }], Subnets: stack.resolve(vpc.privateSubnets.map((subnet) => subnet.subnetId)),
    });
    expect(statementsOf(stack)).toEqual([LOGS, METRICS, NETWORK]);
    expect(config.connections.securityGroups).toHaveLength(1);
    expect(problemsAtSynth(config)).toEqual([]);
  });

  test('has connections that others can be allowed by', () => {
    const stack = testStack();
    const vpc = aVpc(stack);
    const [one, two] = ['One', 'Two'].map((id) => new EndpointConfig(stack, id, { vpc, instanceProductionVariants: [{ variantName: 'main' }] }));
    one.connections.allowFromAnyIpv4(ec2.Port.tcp(443));
    expect(one.connections.securityGroups[0]).not.toBe(two.connections.securityGroups[0]);
    const inbound = Object.entries(resourcesOf(stack, 'AWS::EC2::SecurityGroup')).map(([id, group]) => [id.slice(0, 3), group.Properties.SecurityGroupIngress?.length]);
    expect(inbound).toEqual([['One', 1], ['Two', undefined]]);
  });

  test('fails with a variant that has a model, also one of two', () => {
    const stack = testStack();
    const config = mixed(stack, { vpc: aVpc(stack) });
    expect(problemsAtSynth(config)).toEqual(["vpc cannot be combined with variant 'with', which has a model; set vpc of the model instead"]);
  });

  test('fails with a shadow variant that has a model', () => {
    const stack = testStack();
    const config = hostingComponents({}, stack, { vpc: aVpc(stack), shadowProductionVariants: [{ model: aModel(stack), variantName: 'shadow' }] });
    expect(problemsAtSynth(config)).toEqual([like("vpc ... 'shadow', ... vpc ...")]);
  });

  test('fails with 6 security groups at synth', () => {
    const stack = testStack();
    const vpc = aVpc(stack);
    const config = hostingComponents({}, stack, { vpc });
    const others = ['1', '2', '3', '4', '5'].map((id) => new ec2.SecurityGroup(stack, id, { vpc }));
    config.connections.addSecurityGroup(...others.slice(0, 4));
    expect(problemsAtSynth(config)).toEqual([]);
    config.connections.addSecurityGroup(others[4]);
    expect(problemsAtSynth(config)).toEqual([like('an endpoint configuration ... 5 ... groups, got 6')]);
  });

  test('is needed for what depends on it', () => {
    expect(messageOf(() => hostingComponents({}, testStack(), { allowAllOutbound: false })))
      .toEqual(like('Test/Config: allowAllOutbound ... vpc; ... vpc'));
  });
});

test('fails to tell connections without a VPC', () => {
  expect(messageOf(() => hostingComponents({}).connections)).toBe('Test/Config: the endpoint configuration is not in a VPC, so it has no network connections; set vpc, '
    + 'or use the connections of the models');
});

describe('networkIsolation', () => {
  test.each([true, false])('is rendered as %p', (networkIsolation) => {
    const stack = testStack();
    expect(problemsAtSynth(hostingComponents({}, stack, { networkIsolation }))).toEqual([]);
    expect(propertiesOf(stack, CONFIG).EnableNetworkIsolation).toBe(networkIsolation);
  });

  test('fails with a variant that has a model', () => {
    const stack = testStack();
    expect(problemsAtSynth(hosting({}, stack, { networkIsolation: true })))
      .toEqual([like("networkIsolation ... 'main', ... networkIsolation ...")]);
  });

  test('may be off with a variant that has a model', () => {
    expect(problemsAtSynth(hosting({}, testStack(), { networkIsolation: false }))).toEqual([]);
  });

  test('fails together with a VPC in one message for each', () => {
    const stack = testStack();
    expect(problemsAtSynth(hosting({}, stack, { networkIsolation: true, vpc: aVpc(stack) }))).toEqual([
      like("vpc ... 'main', ... vpc ..."),
      like("networkIsolation ... 'main', ... networkIsolation ..."),
    ]);
  });
});

test('inference components in subnets without a way out warn of what the VPC lacks', () => {
  const stack = testStack();
  const vpc = new ec2.Vpc(stack, 'Isolated', {
    maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  new EndpointConfig(stack, 'Config', { vpc, instanceProductionVariants: [{ variantName: 'gpu', instanceType: InstanceType.M5_LARGE }] });
  expect(warningsOf(stack)).toEqual([expect.stringMatching(/^Test\/Config: the selected subnets have no route .*missingVpcEndpoints\]$/)]);
});
