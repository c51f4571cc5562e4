import { App, Stack, aws_cloudwatch as cloudwatch, aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { TYPE, alarmOf, otherAlarm, theirAlarm } from './given';
import { Endpoint, EndpointConfig, InstanceType, Model, type EndpointConfigProps, type IModel } from '../../../src';
import { resourcesOf, statementsOf, testStack, warningsOf } from '../../helpers/stack';
import { UserImage, aRole, unchangeable } from '../../model/given';

const POLICY = 'AWS::IAM::Policy';
const THEIR_ALARM = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:theirs';

/** The policy that lets a role look at alarms, as far as it counts. */
const policyOf = (role: unknown, ...alarms: unknown[]) => ({
  roles: [role],
  statements: [{ Action: 'cloudwatch:DescribeAlarms', Effect: 'Allow', Resource: alarms.length === 1 ? alarms[0] : alarms }],
});
const arn = (prefix: string) => ({ 'Fn::GetAtt': [expect.stringMatching(`^${prefix}`), 'Arn'] });
const role = (prefix: string) => ({ Ref: expect.stringMatching(`^${prefix}`) });

/** The policies beside the endpoints of a stack, and those for roles of other stacks. */
function policiesIn(stack: Stack): any[] {
  return Object.entries(resourcesOf(stack, POLICY))
    .filter(([id]) => /^(Endpoint|RollbackPolicy)/.test(id))
    .map(([, { Properties }]) => ({ roles: Properties.Roles, statements: Properties.PolicyDocument.Statement }));
}

function modelOf(stack: Stack, id: string, given?: iam.IRole): Model {
  return new Model(stack, id, { role: given, containers: [{ image: new UserImage() }] });
}

function theirModel(stack: Stack, id = 'Theirs', given?: iam.IRole): IModel {
  return Model.fromModelAttributes(stack, id, { modelArn: 'arn:aws:sagemaker:us-east-1:123456789012:model/theirs', role: given });
}

function configOf(stack: Stack, models: readonly IModel[], props: Partial<EndpointConfigProps> = {}): EndpointConfig {
  return new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: models.map((model, index) => ({ model, variantName: `v${index}` })),
    ...props,
  });
}

function endpointOf(stack: Stack, models: readonly IModel[], props: Partial<EndpointConfigProps> = {}): Endpoint {
  return new Endpoint(stack, 'Endpoint', { endpointConfig: configOf(stack, models, props) });
}

describe('who may look at the alarms', () => {
  test('the role of a model', () => {
    const stack = testStack();
    endpointOf(stack, [modelOf(stack, 'Model')]).addAutoRollbackAlarms(otherAlarm(stack));
    expect(policiesIn(stack)).toEqual([policyOf(role('ModelRole'), arn('Other'))]);
  });

  test('the role of each model', () => {
    const stack = testStack();
    endpointOf(stack, [modelOf(stack, 'One'), modelOf(stack, 'Two')]).addAutoRollbackAlarms(theirAlarm(stack));
    expect(policiesIn(stack)).toEqual([policyOf(role('OneRole'), THEIR_ALARM), policyOf(role('TwoRole'), THEIR_ALARM)]);
  });

  test('a role that models share, once', () => {
    const stack = testStack();
    const shared = aRole(stack);
    endpointOf(stack, [modelOf(stack, 'One', shared), modelOf(stack, 'Two', shared)]).addAutoRollbackAlarms(theirAlarm(stack));
    expect(policiesIn(stack)).toEqual([policyOf(role('GivenRole'), THEIR_ALARM)]);
  });

  test('the roles of variants that are added before and after the alarms', () => {
    const stack = testStack();
    const config = configOf(stack, [modelOf(stack, 'One')]);
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: config });
    config.addInstanceProductionVariant({ variantName: 'before', model: modelOf(stack, 'Before') });
    endpoint.addAutoRollbackAlarms(theirAlarm(stack));
    config.addInstanceProductionVariant({ variantName: 'after', model: modelOf(stack, 'After') });
    expect(policiesIn(stack)).toEqual(['One', 'Before', 'After'].map((id) => policyOf(role(`${id}Role`), THEIR_ALARM)));
  });

  test('the roles of a shadow variant and of the models of pools', () => {
    const stack = testStack();
    const instancePools = [
      { instanceType: InstanceType.G5_XLARGE, priority: 1 }, { instanceType: InstanceType.G6_XLARGE, priority: 2, model: modelOf(stack, 'Pooled') },
    ];
    endpointOf(stack, [], {
      instanceProductionVariants: [{ variantName: 'main', model: modelOf(stack, 'Model'), instancePools }],
      shadowProductionVariants: [{ variantName: 'shadow', model: modelOf(stack, 'Shadow') }],
    }).addAutoRollbackAlarms(theirAlarm(stack));
    expect(policiesIn(stack)).toEqual(['Model', 'Pooled', 'Shadow'].map((id) => policyOf(role(`${id}Role`), THEIR_ALARM)));
  });

  test('the role of a serverless variant', () => {
    const stack = testStack();
    const serverlessProductionVariant = { variantName: 'less', model: modelOf(stack, 'Model'), maxConcurrency: 1, memorySizeInMB: 1024 };
    endpointOf(stack, [], { instanceProductionVariants: undefined, serverlessProductionVariant }).addAutoRollbackAlarms(theirAlarm(stack));
    expect(policiesIn(stack)).toEqual([policyOf(role('ModelRole'), THEIR_ALARM)]);
  });

  test.each<[string, (stack: Stack) => iam.IRole | undefined, string]>([
    ['that is made', () => undefined, 'ConfigRole'],
    ['that is given', (stack) => aRole(stack), 'GivenRole'],
  ])('the role of inference components %s', (_how, given, prefix) => {
    const stack = testStack();
    endpointOf(stack, [], { role: given(stack), instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.M5_LARGE }] })
      .addAutoRollbackAlarms(theirAlarm(stack));
    expect(policiesIn(stack)).toEqual([policyOf(role(prefix), THEIR_ALARM)]);
  });

  test('an imported role', () => {
    const stack = testStack();
    const imported = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/imported');
    endpointOf(stack, [modelOf(stack, 'Model', imported)]).addAutoRollbackAlarms(theirAlarm(stack));
    expect(policiesIn(stack)).toEqual([policyOf('imported', THEIR_ALARM)]);
  });

  test('the role of a model that is imported with its role', () => {
    const stack = testStack();
    endpointOf(stack, [theirModel(stack, 'Theirs', aRole(stack))]).addAutoRollbackAlarms(theirAlarm(stack));
    expect(policiesIn(stack)).toEqual([policyOf(role('GivenRole'), THEIR_ALARM)]);
    expect(warningsOf(stack)).not.toContainEqual(expect.stringMatching(/rollbackOfUnknownRole|unknownModelRole/));
  });

  test.each<[string, (stack: Stack) => iam.IRole]>([
    ['as immutable', (stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/imported', { mutable: false })],
    ['without updates of its policies', (stack) => unchangeable(stack)],
  ])('no role that is taken %s: who did so allows it', (_how, given) => {
    const stack = testStack();
    endpointOf(stack, [modelOf(stack, 'Model', given(stack))]).addAutoRollbackAlarms(theirAlarm(stack));
    expect(statementsOf(stack)).not.toContainEqual(expect.objectContaining({ Action: 'cloudwatch:DescribeAlarms' }));
    expect(Object.values(resourcesOf(stack, TYPE))[0]).not.toHaveProperty('DependsOn');
  });

  test('a role of another stack, by a policy of this one', () => {
    const app = new App();
    const home = testStack({ app, id: 'Home' });
    const stack = testStack({ app });
    endpointOf(stack, [modelOf(home, 'Model')]).addAutoRollbackAlarms(otherAlarm(stack));
    app.synth();
    expect(policiesIn(stack)).toEqual([policyOf({ 'Fn::ImportValue': expect.stringMatching(/^Home:ExportsOutputRefModelRole/) }, arn('Other'))]);
    expect(statementsOf(home)).not.toContainEqual(expect.objectContaining({ Action: 'cloudwatch:DescribeAlarms' }));
    expect(home.dependencies).toEqual([]);
  });

  test('the roles of a configuration of another stack, whose variants may come later', () => {
    const app = new App();
    const home = testStack({ app, id: 'Home' });
    const stack = testStack({ app });
    const config = configOf(home, [modelOf(home, 'One')]);
    new Endpoint(stack, 'Endpoint', { endpointConfig: config, autoRollbackAlarms: [otherAlarm(stack)] });
    config.addInstanceProductionVariant({ variantName: 'after', model: modelOf(home, 'After') });
    app.synth();
    expect(policiesIn(stack)).toEqual(['One', 'After']
      .map((id) => policyOf({ 'Fn::ImportValue': expect.stringMatching(`^Home:ExportsOutputRef${id}Role`) }, arn('Other'))));
    expect(home.dependencies).toEqual([]);
  });

  test('no role, without alarms', () => {
    const stack = testStack();
    endpointOf(stack, [modelOf(stack, 'Model')]);
    expect(policiesIn(stack)).toEqual([]);
  });
});

describe('which alarms', () => {
  test('those in the properties and those that are added, in one statement, each once', () => {
    const stack = testStack();
    const [one, two] = ['one', 'two'].map((name) => theirAlarm(stack, name));
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: configOf(stack, [modelOf(stack, 'Model')]), autoRollbackAlarms: [one, one] });
    endpoint.addAutoRollbackAlarms(two, one, two);
    endpoint.addAutoRollbackAlarms(otherAlarm(stack));
    expect(policiesIn(stack)).toEqual([policyOf(role('ModelRole'), one.alarmArn, two.alarmArn, arn('Other'))]);
  });

  test('those of each of two endpoints of a configuration', () => {
    const stack = testStack();
    const config = configOf(stack, [modelOf(stack, 'Model')]);
    const alarms = ['one', 'two'].map((name) => theirAlarm(stack, name));
    alarms.forEach((alarm, index) => new Endpoint(stack, `Endpoint${index}`, { endpointConfig: config, autoRollbackAlarms: [alarm] }));
    expect(policiesIn(stack)).toEqual(alarms.map((alarm) => policyOf(role('ModelRole'), alarm.alarmArn)));
  });
});

describe('what waits for what', () => {
  test('the endpoint for each policy, models and the configuration for none, and for no alarm', () => {
    const stack = testStack();
    const endpoint = endpointOf(stack, [modelOf(stack, 'One'), modelOf(stack, 'Two')]);
    endpoint.addAutoRollbackAlarms(alarmOf(stack, endpoint.findInstanceProductionVariant('v0').metricInvocations()));
    const dependsOn = (type: string) => Object.values(resourcesOf(stack, type)).map(({ DependsOn = [] }) => [...DependsOn].sort());
    const policies = Object.keys(resourcesOf(stack, POLICY));
    const beside = policies.filter((id) => id.startsWith('EndpointRolePolicy')).sort();
    expect(beside).toHaveLength(2);
    expect(dependsOn(TYPE)).toEqual([beside]);
    expect(dependsOn('AWS::SageMaker::Model')).toEqual(['One', 'Two']
      .map((id) => [expect.stringMatching(`^${id}Role[0-9A-F]{8}$`), expect.stringMatching(`^${id}RoleDefaultPolicy`)]));
    expect(dependsOn('AWS::SageMaker::EndpointConfig').flat().filter((id: string) => beside.includes(id) || id.startsWith('Alarm'))).toEqual([]);
    expect(dependsOn('AWS::CloudWatch::Alarm')).toEqual([[]]);
  });
});

describe('whose role is not known', () => {
  const unknownModel = (id: string) => `Test/Config: the role of imported model 'Test/${id}' is not known, so it cannot be granted the permissions for `
    + "autoRollbackAlarms of endpoint 'Test/Endpoint'; import the model with its role [ack: cdk-sagemaker-hosting:unknownModelRole]";
  const warned = (stack: Stack) => warningsOf(stack).filter((warning) => /:(rollbackOfUnknownRole|unknownModelRole)\]$/.test(warning));

  test('is warned of an imported model, beside one that is known', () => {
    const stack = testStack();
    endpointOf(stack, [theirModel(stack), modelOf(stack, 'Model')]).addAutoRollbackAlarms(theirAlarm(stack));
    expect(warned(stack)).toEqual([unknownModel('Theirs')]);
    expect(policiesIn(stack)).toEqual([policyOf(role('ModelRole'), THEIR_ALARM)]);
  });

  test('is warned of imported models, each once, whenever they come', () => {
    const stack = testStack();
    const [one, two] = ['One', 'Two'].map((id) => theirModel(stack, id));
    const config = configOf(stack, [one, one]);
    new Endpoint(stack, 'Endpoint', { endpointConfig: config, autoRollbackAlarms: [theirAlarm(stack)] });
    config.addInstanceProductionVariant({ variantName: 'after', model: two });
    expect(warned(stack)).toEqual([unknownModel('One'), unknownModel('Two')]);
  });

  test('is warned of once, for all that an imported model needs', () => {
    const stack = testStack();
    const endpointConfig = new EndpointConfig(stack, 'Config', {
      encryptionKey: new kms.Key(stack, 'Key'),
      dataCapture: { destination: { bucket: new s3.Bucket(stack, 'Bucket') } },
      instanceProductionVariants: [{ variantName: 'main', model: Model.fromModelName(stack, 'Theirs', 'theirs'), ssmAccess: true }],
    });
    new Endpoint(stack, 'Endpoint', { endpointConfig, autoRollbackAlarms: [theirAlarm(stack)] });
    expect(warned(stack)).toEqual([unknownModel('Theirs').replace('autoRollback', "encryptionKey and dataCapture and ssmAccess of variant 'main' and autoRollback")]);
  });

  test.each<[string, (stack: Stack) => ReturnType<typeof EndpointConfig.fromEndpointConfigName>]>([
    ['an imported configuration', (stack) => EndpointConfig.fromEndpointConfigName(stack, 'TheirConfig', 'theirs')],
    ['one whose variants are told', (stack) => EndpointConfig.fromEndpointConfigAttributes(stack, 'TheirConfig', {
      endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs', instanceProductionVariants: [{ variantName: 'main' }],
    })],
  ])('is warned of %s', (_what, endpointConfig) => {
    const stack = testStack();
    new Endpoint(stack, 'Endpoint', { endpointConfig: endpointConfig(stack) }).addAutoRollbackAlarms(theirAlarm(stack));
    expect(warned(stack)).toEqual([
      'Test/Endpoint: the role of the imported configuration is not known, so it cannot be granted cloudwatch:DescribeAlarms on the alarms that roll a '
        + 'deployment back; grant the permission where the role is defined [ack: cdk-sagemaker-hosting:rollbackOfUnknownRole]',
    ]);
    expect(policiesIn(stack)).toEqual([]);
  });

  test('is not warned of without alarms', () => {
    const stack = testStack();
    endpointOf(stack, [theirModel(stack)]);
    expect(warned(stack)).toEqual([]);
  });
});

test('an alarm that combines others takes the permission to look at all: CloudWatch does not show it otherwise', () => {
  const stack = testStack();
  const both = new cloudwatch.CompositeAlarm(stack, 'Both', {
    alarmRule: cloudwatch.AlarmRule.anyOf(otherAlarm(stack, 'One'), otherAlarm(stack, 'Two')),
  });
  endpointOf(stack, [modelOf(stack, 'Model')]).addAutoRollbackAlarms(both);
  expect(policiesIn(stack)).toEqual([policyOf(role('ModelRole'), '*')]);
});
