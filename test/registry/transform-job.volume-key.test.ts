import { App, Fn, Stack, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { aKey, aValidation, aVersion, packageIn, packageResourceIn } from './given';
import { EndpointConfig, InstanceType } from '../../src';
import { aModel } from '../helpers/given';
import { propertiesOf, resourcesOf, statementsOf, testStack } from '../helpers/stack';
import { aRole, unchangeable } from '../model/given';

const POLICY = 'AWS::IAM::Policy';
const KEY = 'AWS::KMS::Key';
const OTHER = { account: '999999999999', region: 'us-east-1' };

/** The whole of what a role is allowed for the sake of a key. */
function keyUse(key: unknown): object[] {
  return [
    { Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], Effect: 'Allow', Resource: key },
    { Action: 'kms:CreateGrant', Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } }, Effect: 'Allow', Resource: key },
  ];
}

/** The same in the policy of a key. */
function keyUseBy(principal: unknown): object[] {
  return keyUse('*').map((statement) => ({ ...statement, Principal: { AWS: principal } }));
}

/** The statement by which the CDK lets the account of a key administer it. */
function trusting(account: unknown): object {
  return { Action: 'kms:*', Effect: 'Allow', Principal: { AWS: accountRoot(account) }, Resource: '*' };
}

function accountRoot(account: unknown): object {
  const parts = typeof account === 'string' ? [`:iam::${account}:root`] : [':iam::', account, ':root'];
  return { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ...parts]] };
}

/** A version whose validation encrypts its volumes. */
function validated(stack: Stack, volumeEncryptionKey: kms.IKey, role?: iam.IRole): void {
  aVersion(stack, { validationSpecification: aValidation(stack, { resources: { instanceType: InstanceType.M5_LARGE, volumeEncryptionKey } }, role) });
}

function volumeKeyIn(stack: Stack): unknown {
  return packageIn(stack).ValidationSpecification.ValidationProfiles[0].TransformJobDefinition.TransformResources.VolumeKmsKeyId;
}

function kmsStatements(stack: Stack): object[] {
  return statementsOf(stack).filter((statement) => [statement.Action].flat().some((action) => action.startsWith('kms:')));
}

function keyPolicyOf(stack: Stack): object[] {
  return propertiesOf(stack, KEY).KeyPolicy.Statement;
}

function arnOf(stack: Stack): object {
  return { 'Fn::GetAtt': [Object.keys(resourcesOf(stack, KEY))[0], 'Arn'] };
}

describe('a key of the same account', () => {
  test('is granted in the policy of the role alone, for which the package waits', () => {
    const stack = testStack();
    validated(stack, new kms.Key(stack, 'Key'));
    expect(volumeKeyIn(stack)).toEqual(arnOf(stack));
    expect(kmsStatements(stack)).toEqual(keyUse(arnOf(stack)));
    expect(keyPolicyOf(stack)).toEqual([trusting('123456789012')]);
    expect(packageResourceIn(stack).DependsOn).toEqual(expect.arrayContaining(Object.keys(resourcesOf(stack, POLICY))));
  });

  test('may be in another stack', () => {
    const app = new App();
    const [keys, stack] = ['Keys', 'Test'].map((id) => testStack({ app, id }));
    validated(stack, new kms.Key(keys, 'Key'));
    app.synth();
    expect(kmsStatements(stack)).toEqual(keyUse({ 'Fn::ImportValue': expect.stringMatching(/^Keys:ExportsOutputFnGetAttKey/) }));
    expect(keyPolicyOf(keys)).toEqual([trusting('123456789012')]);
    expect(keys.dependencies).toEqual([]);
  });

  test('may be imported', () => {
    const stack = testStack();
    validated(stack, aKey(stack, 'volume'));
    expect(kmsStatements(stack)).toEqual(keyUse('arn:aws:kms:us-east-1:123456789012:key/volume'));
    expect(resourcesOf(stack, KEY)).toEqual({});
  });

  test('may be the same unknown account', () => {
    const stack = testStack({ env: undefined });
    validated(stack, new kms.Key(stack, 'Key'));
    expect(kmsStatements(stack)).toEqual(keyUse(arnOf(stack)));
    expect(keyPolicyOf(stack)).toEqual([trusting({ Ref: 'AWS::AccountId' })]);
  });

  test('may be an L1 resource, whose policy stays as it was written', () => {
    const stack = testStack();
    const resource = new kms.CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [trusting('123456789012')] } });
    validated(stack, kms.Key.fromCfnKey(resource));
    expect(volumeKeyIn(stack)).toEqual(arnOf(stack));
    expect(kmsStatements(stack)).toEqual(keyUse(arnOf(stack)));
    expect(keyPolicyOf(stack)).toEqual([trusting('123456789012')]);
  });
});

describe('a key of another account', () => {
  const named = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:role/named']] };

  function keyAndRole(): { readonly app: App; readonly keys: Stack; readonly stack: Stack; readonly key: kms.Key; readonly role: iam.Role } {
    const app = new App();
    const [keys, stack] = [testStack({ app, id: 'Keys', env: OTHER }), testStack({ app })];
    const role = new iam.Role(stack, 'Role', { roleName: 'named', assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
    return { app, keys, stack, key: new kms.Key(keys, 'Key', { alias: 'named' }), role };
  }

  test('names the role in its own policy too, under the same condition', () => {
    const { app, keys, stack, key, role } = keyAndRole();
    validated(stack, key, role);
    app.synth();
    expect(keyPolicyOf(keys)).toEqual([trusting('999999999999'), ...keyUseBy(named)]);
    expect(kmsStatements(stack)).toEqual(keyUse(volumeKeyIn(stack)));
  });

  test('names the role that is created for the validation', () => {
    const { app, keys, stack, key } = keyAndRole();
    validated(stack, key);
    app.synth();
    const made = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, expect.stringMatching(/^:iam::123456789012:role\/test/)]] };
    expect(keyPolicyOf(keys)).toEqual([trusting('999999999999'), ...keyUseBy(made)]);
    expect(kmsStatements(stack)).toEqual(keyUse(volumeKeyIn(stack)));
  });

  test('is granted as it is for an endpoint configuration', () => {
    const forPackage = keyAndRole();
    validated(forPackage.stack, forPackage.key, forPackage.role);
    forPackage.app.synth();
    const forConfig = keyAndRole();
    const model = aModel(forConfig.stack, 'Model', { role: forConfig.role });
    new EndpointConfig(forConfig.stack, 'Config', { encryptionKey: forConfig.key, instanceProductionVariants: [{ model, variantName: 'main' }] });
    forConfig.app.synth();
    expect(keyPolicyOf(forPackage.keys)).toEqual(keyPolicyOf(forConfig.keys));
    expect(kmsStatements(forPackage.stack)).toEqual(kmsStatements(forConfig.stack));
  });

  test('that is imported can not be changed, so the policy of the role alone allows its use', () => {
    const stack = testStack();
    const arn = 'arn:aws:kms:us-east-1:999999999999:key/volume';
    validated(stack, kms.Key.fromKeyArn(stack, 'Key', arn));
    expect(kmsStatements(stack)).toEqual(keyUse(arn));
    expect(resourcesOf(stack, KEY)).toEqual({});
  });
});

describe('a role', () => {
  test.each<[string, (stack: Stack) => iam.IRole]>([
    ['that is defined here', unchangeable],
    ['that is imported', (stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/theirs', {
      mutable: false, addGrantsToResources: true,
    })],
  ])('%s and can not be changed, and asks for it, is named in the policy of the key only', (_, roleIn) => {
    const stack = testStack();
    const role = roleIn(stack);
    validated(stack, new kms.Key(stack, 'Key'), role);
    expect(resourcesOf(stack, POLICY)).toEqual({});
    expect(keyPolicyOf(stack)).toEqual([trusting('123456789012'), ...keyUseBy(stack.resolve(role.roleArn))]);
  });

  test.each<[string, (stack: Stack) => iam.IRole]>([
    ['that is defined here', (stack) => aRole(stack).withoutPolicyUpdates()],
    ['that is imported', (stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/theirs', { mutable: false })],
  ])('%s and can not be changed is left alone', (_, roleIn) => {
    const stack = testStack();
    validated(stack, new kms.Key(stack, 'Key'), roleIn(stack));
    expect(resourcesOf(stack, POLICY)).toEqual({});
    expect(keyPolicyOf(stack)).toEqual([trusting('123456789012')]);
  });

  test('that is imported may use the key', () => {
    const stack = testStack();
    validated(stack, new kms.Key(stack, 'Key'), iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/theirs'));
    expect(kmsStatements(stack)).toEqual(keyUse(arnOf(stack)));
    expect(propertiesOf(stack, POLICY).Roles).toEqual(['theirs']);
    expect(keyPolicyOf(stack)).toEqual([trusting('123456789012')]);
  });

  test('whose account is not known is named in the policy of the key too', () => {
    const stack = testStack();
    validated(stack, new kms.Key(stack, 'Key'), iam.Role.fromRoleArn(stack, 'Role', Fn.importValue('role')));
    expect(kmsStatements(stack)).toEqual(keyUse(arnOf(stack)));
    expect(keyPolicyOf(stack)).toEqual([trusting('123456789012'), ...keyUseBy({ 'Fn::ImportValue': 'role' })]);
  });
});
