import { App, Fn, NestedStack, Stack, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EndpointConfig, Model, type IModel } from '../../src';
import { aModel } from '../helpers/given';
import { like } from '../helpers/problems';
import { propertiesOf, resourcesOf, statementsOf, testStack, warningsOf } from '../helpers/stack';

const CONFIG = 'AWS::SageMaker::EndpointConfig';
const POLICY = 'AWS::IAM::Policy';
const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012';
const TRUSTS_ACCOUNT = {
  Action: 'kms:*',
  Effect: 'Allow',
  Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:root']] } },
  Resource: '*',
};

/** The whole of what a role is allowed for the sake of a key. */
function keyUse(key: unknown): unknown[] {
  return [
    {
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Effect: 'Allow',
      Resource: key,
    },
    {
      Action: 'kms:CreateGrant',
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      Effect: 'Allow',
      Resource: key,
    },
  ];
}

/** The same in the policy of a key. */
function keyUseBy(principal: unknown): unknown[] {
  return keyUse('*').map((statement) => ({ ...statement as object, Principal: { AWS: principal } }));
}

function keyPolicyOf(stack: Stack): unknown {
  return propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement;
}

function kmsStatements(stack: Stack): any[] {
  return statementsOf(stack).filter((statement) => [statement.Action].flat().some((action) => action.startsWith('kms:')));
}

function configOf(stack: Stack, encryptionKey: kms.IKeyRef, ...models: IModel[]): EndpointConfig {
  return new EndpointConfig(stack, 'Config', {
    encryptionKey,
    instanceProductionVariants: models.map((model, index) => ({ model, variantName: `v${index}` })),
  });
}

function arnOf(stack: Stack): unknown {
  const [logicalId] = Object.keys(resourcesOf(stack, 'AWS::KMS::Key'));
  return { 'Fn::GetAtt': [logicalId, 'Arn'] };
}

function modelWithRole(stack: Stack, role: iam.IRole): IModel {
  const { account, region } = stack;
  return Model.fromModelAttributes(stack, 'Theirs', { modelArn: `arn:aws:sagemaker:${region}:${account}:model/theirs`, role });
}

function onlyConfig(stack: Stack): any {
  return Object.values(resourcesOf(stack, CONFIG))[0];
}

describe('the key', () => {
  test('of a key construct: the role may use it, and the configuration waits for that', () => {
    const stack = testStack();
    configOf(stack, new kms.Key(stack, 'Key'), aModel(stack));
    expect(onlyConfig(stack).Properties.KmsKeyId).toEqual(arnOf(stack));
    expect(kmsStatements(stack)).toEqual(keyUse(arnOf(stack)));
    expect(onlyConfig(stack).DependsOn).toEqual(Object.keys(resourcesOf(stack, POLICY)));
    expect(propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement).toEqual([TRUSTS_ACCOUNT]);
  });

  test('that is imported', () => {
    const stack = testStack();
    configOf(stack, kms.Key.fromKeyArn(stack, 'Key', KEY_ARN), aModel(stack));
    expect(onlyConfig(stack).Properties.KmsKeyId).toBe(KEY_ARN);
    expect(kmsStatements(stack)).toEqual(keyUse(KEY_ARN));
  });

  test('that is an L1 resource', () => {
    const stack = testStack();
    configOf(stack, new kms.CfnKey(stack, 'Key', { keyPolicy: { Statement: [TRUSTS_ACCOUNT] } }), aModel(stack));
    expect(onlyConfig(stack).Properties.KmsKeyId).toEqual(arnOf(stack));
    expect(kmsStatements(stack)).toEqual(keyUse(arnOf(stack)));
    expect(onlyConfig(stack).DependsOn).toEqual(expect.arrayContaining(Object.keys(resourcesOf(stack, POLICY))));
  });

  test('that is an L1 resource of another stack, which does not get to know this one', () => {
    const app = new App();
    const keys = testStack({ app, id: 'Keys' });
    const stack = testStack({ app });
    configOf(stack, new kms.CfnKey(keys, 'Key', { keyPolicy: { Statement: [TRUSTS_ACCOUNT] } }), aModel(stack));
    app.synth();
    expect(keys.dependencies).toEqual([]);
    expect(kmsStatements(stack)).toHaveLength(2);
  });

  test('behind an alias: the role may use the key, which alone counts in a policy', () => {
    const stack = testStack();
    const alias = new kms.Key(stack, 'Key').addAlias('volumes');
    configOf(stack, alias, aModel(stack));
    expect(kmsStatements(stack)).toEqual(keyUse(arnOf(stack)));
  });

  test('behind an imported alias can not be granted, which is warned of', () => {
    const stack = testStack();
    configOf(stack, kms.Alias.fromAliasName(stack, 'Alias', 'alias/volumes'), aModel(stack));
    expect(kmsStatements(stack)).toEqual([]);
    expect(warningsOf(stack)).toEqual([like('Test/Config: encryptionKey ... imported alias, ... [ack: cdk-sagemaker-hosting:encryptionKeyBehindAlias]')]);
  });

  test('with a policy of its own: that is left alone, as by each grant of the CDK, and the role may use it', () => {
    const stack = testStack();
    const admin = new iam.PolicyStatement({
      actions: ['kms:*'], principals: [new iam.ArnPrincipal('arn:aws:iam::123456789012:role/Admin')], resources: ['*'],
    });
    configOf(stack, new kms.Key(stack, 'Key', { policy: new iam.PolicyDocument({ statements: [admin] }) }), aModel(stack));
    expect(kmsStatements(stack)).toEqual(keyUse(arnOf(stack)));
    expect(propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement).toEqual([
      { Action: 'kms:*', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:role/Admin' }, Resource: '*' },
    ]);
  });

  test('of another stack, which does not get to know this one', () => {
    const app = new App();
    const keys = testStack({ app, id: 'Keys' });
    const stack = testStack({ app });
    configOf(stack, new kms.Key(keys, 'Key'), aModel(stack));
    app.synth();
    expect(stack.dependencies).toEqual([keys]);
    expect(keys.dependencies).toEqual([]);
    expect(kmsStatements(stack)).toHaveLength(2);
    expect(propertiesOf(keys, 'AWS::KMS::Key').KeyPolicy.Statement).toEqual([TRUSTS_ACCOUNT]);
  });
});

describe('the role', () => {
  test('of models that share it is allowed once', () => {
    const stack = testStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
    configOf(stack, new kms.Key(stack, 'Key'), aModel(stack, 'One', { role }), aModel(stack, 'Two', { role }));
    expect(kmsStatements(stack)).toEqual(keyUse(arnOf(stack)));
  });

  test('of each model is allowed, also of one that is added later', () => {
    const stack = testStack();
    const config = configOf(stack, new kms.Key(stack, 'Key'), aModel(stack, 'One'));
    config.addInstanceProductionVariant({ model: aModel(stack, 'Two'), variantName: 'late' });
    expect(kmsStatements(stack)).toEqual([...keyUse(arnOf(stack)), ...keyUse(arnOf(stack))]);
    expect(onlyConfig(stack).DependsOn).toEqual(Object.keys(resourcesOf(stack, POLICY)));
  });

  test('of a serverless variant is allowed too', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', {
      encryptionKey: new kms.Key(stack, 'Key'),
      serverlessProductionVariant: { model: aModel(stack), variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024 },
    });
    expect(kmsStatements(stack)).toEqual(keyUse(arnOf(stack)));
  });

  test('of an imported model is allowed, if it is known', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/theirs');
    configOf(stack, new kms.Key(stack, 'Key'), modelWithRole(stack, role));
    expect(kmsStatements(stack)).toEqual(keyUse(arnOf(stack)));
    expect(propertiesOf(stack, POLICY).Roles).toEqual(['theirs']);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('of an imported model is warned of, if it is not known', () => {
    const stack = testStack();
    configOf(stack, new kms.Key(stack, 'Key'), Model.fromModelName(stack, 'Theirs', 'theirs'));
    expect(warningsOf(stack)).toEqual([
      "Test/Config: the role of imported model 'Test/Theirs' is not known, so it cannot be granted the permissions for encryptionKey; "
      + 'import the model with its role [ack: cdk-sagemaker-hosting:unknownModelRole]',
    ]);
    expect(resourcesOf(stack, POLICY)).toEqual({});
  });

  test('whose account is not known is named in the policy of the key too, under the same condition', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', Fn.importValue('role'));
    configOf(stack, new kms.Key(stack, 'Key'), modelWithRole(stack, role));
    expect(kmsStatements(stack)).toEqual(keyUse(arnOf(stack)));
    expect(keyPolicyOf(stack)).toEqual([TRUSTS_ACCOUNT, ...keyUseBy({ 'Fn::ImportValue': 'role' })]);
  });

  test('of another account than the key is named in the policy of the key too, under the same condition', () => {
    const app = new App();
    const keys = testStack({ app, id: 'Keys', env: { account: '210987654321', region: 'us-east-1' } });
    const stack = testStack({ app });
    const role = new iam.Role(stack, 'Role', { roleName: 'named', assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
    configOf(stack, new kms.Key(keys, 'Key', { alias: 'named' }), aModel(stack, 'Model', { role }));
    app.synth();
    const roleArn = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:role/named']] };
    expect(keyPolicyOf(keys)).toEqual([expect.objectContaining({ Action: 'kms:*' }), ...keyUseBy(roleArn)]);
    expect(kmsStatements(stack)).toEqual(keyUse(expect.anything()));
  });

  test('that is imported from another account than the key is named in the policy of the key', () => {
    const stack = testStack();
    const model = modelWithRole(stack, iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::210987654321:role/theirs'));
    configOf(stack, new kms.Key(stack, 'Key'), model);
    expect(resourcesOf(stack, POLICY)).toEqual({});
    expect(keyPolicyOf(stack)).toEqual([TRUSTS_ACCOUNT, ...keyUseBy('arn:aws:iam::210987654321:role/theirs')]);
  });

  test('of a known account is named in the policy of a key whose account is not known, too', () => {
    const stack = testStack({ env: undefined });
    const model = modelWithRole(stack, iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::210987654321:role/theirs'));
    configOf(stack, new kms.Key(stack, 'Key'), model);
    expect(kmsStatements(stack)).toEqual(keyUse(arnOf(stack)));
    expect(keyPolicyOf(stack)).toEqual([expect.objectContaining({ Action: 'kms:*' }), ...keyUseBy('arn:aws:iam::210987654321:role/theirs')]);
  });

  test('of the same unknown account as the key is not named in the policy of the key', () => {
    const stack = testStack({ env: undefined });
    configOf(stack, new kms.Key(stack, 'Key'), aModel(stack));
    expect(kmsStatements(stack)).toEqual(keyUse(arnOf(stack)));
    expect(keyPolicyOf(stack)).toEqual([expect.objectContaining({ Action: 'kms:*' })]);
  });

  test('that can not be changed, and asks for it, is named in the policy of the key only, under the same condition', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/theirs', { mutable: false, addGrantsToResources: true });
    configOf(stack, new kms.Key(stack, 'Key'), aModel(stack, 'Model', { role }));
    expect(resourcesOf(stack, POLICY)).toEqual({});
    expect(keyPolicyOf(stack)).toEqual([TRUSTS_ACCOUNT, ...keyUseBy('arn:aws:iam::123456789012:role/theirs')]);
    expect(onlyConfig(stack)).not.toHaveProperty('DependsOn');
  });

  test('that is defined here and can not be changed, and asks for it, is named in the policy of the key only', () => {
    const stack = testStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') })
      .withoutPolicyUpdates({ addGrantsToResources: true });
    configOf(stack, new kms.Key(stack, 'Key'), aModel(stack, 'Model', { role }));
    expect(resourcesOf(stack, POLICY)).toEqual({});
    expect(keyPolicyOf(stack)).toEqual([TRUSTS_ACCOUNT, ...keyUseBy(stack.resolve(role.roleArn))]);
  });

  test.each<[string, (stack: Stack) => iam.IRole]>([
    ['of the same account', (stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/theirs')],
    ['of another account', (stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::210987654321:role/theirs')],
    ['of an account that is not known', (stack) => iam.Role.fromRoleArn(stack, 'Role', Fn.importValue('role'))],
    ['that can not be changed', (stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/theirs', {
      mutable: false, addGrantsToResources: true,
    })],
  ])('%s does not get into the policy of an L1 key, which is as it was written', (_, roleIn) => {
    const stack = testStack();
    configOf(stack, new kms.CfnKey(stack, 'Key', { keyPolicy: { Statement: [TRUSTS_ACCOUNT] } }), modelWithRole(stack, roleIn(stack)));
    expect(keyPolicyOf(stack)).toEqual([TRUSTS_ACCOUNT]);
  });

  test('of another account than an imported key may use it, as far as its own policy goes', () => {
    const stack = testStack();
    configOf(stack, kms.Key.fromKeyArn(stack, 'Key', KEY_ARN.replace('123456789012', '210987654321')), aModel(stack));
    expect(kmsStatements(stack)).toEqual(keyUse(KEY_ARN.replace('123456789012', '210987654321')));
    expect(resourcesOf(stack, 'AWS::KMS::Key')).toEqual({});
  });

  test('that can not be changed is left alone', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/theirs', { mutable: false });
    configOf(stack, new kms.Key(stack, 'Key'), aModel(stack, 'Model', { role }));
    expect(resourcesOf(stack, POLICY)).toEqual({});
    expect(propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement).toEqual([TRUSTS_ACCOUNT]);
  });
});

describe('a role of another stack', () => {
  test('with its model: the policy is in the stack of the configuration, which is the only one that refers to the other', () => {
    const app = new App();
    const models = testStack({ app, id: 'Models' });
    const stack = testStack({ app });
    configOf(stack, new kms.Key(stack, 'Key'), aModel(models));
    app.synth();
    expect(stack.dependencies).toEqual([models]);
    expect(models.dependencies).toEqual([]);
    expect(kmsStatements(models)).toEqual([]);
    expect(propertiesOf(stack, POLICY)).toMatchObject({
      PolicyDocument: { Statement: keyUse(arnOf(stack)) },
      Roles: [{ 'Fn::ImportValue': expect.stringMatching(/^Models:ExportsOutputRefModelRole/) }],
    });
    expect(onlyConfig(stack).DependsOn).toEqual(Object.keys(resourcesOf(stack, POLICY)));
  });

  test('with a model in this stack', () => {
    const app = new App();
    const roles = testStack({ app, id: 'Roles' });
    const stack = testStack({ app });
    const role = new iam.Role(roles, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
    configOf(stack, kms.Key.fromKeyArn(stack, 'Key', KEY_ARN), aModel(stack, 'Model', { role }));
    app.synth();
    expect(kmsStatements(roles)).toEqual([]);
    expect(kmsStatements(stack)).toEqual(keyUse(KEY_ARN));
    const [policy] = Object.keys(resourcesOf(stack, POLICY)).filter((id) => id.startsWith('HostingPolicyOfRole'));
    expect(onlyConfig(stack).DependsOn).toEqual([policy]);
  });

  test('two models that share it make one policy, and two roles two', () => {
    const app = new App();
    const models = testStack({ app, id: 'Models' });
    const stack = testStack({ app });
    const one = aModel(models, 'One');
    configOf(stack, new kms.Key(stack, 'Key'), one, aModel(models, 'Same', { role: one.role }), aModel(models, 'Two'));
    app.synth();
    expect(Object.keys(resourcesOf(stack, POLICY))).toHaveLength(2);
    expect(kmsStatements(stack)).toEqual([...keyUse(arnOf(stack)), ...keyUse(arnOf(stack))]);
  });

  test('above a nested one', () => {
    const app = new App();
    const stack = testStack({ app });
    const nested = new NestedStack(stack, 'Nested');
    configOf(nested, kms.Key.fromKeyArn(stack, 'Key', KEY_ARN), aModel(stack));
    app.synth();
    const policies = Object.values(Template.fromStack(nested).findResources(POLICY));
    expect(policies.map((policy) => policy.Properties.PolicyDocument.Statement)).toEqual([keyUse(KEY_ARN)]);
  });
});
