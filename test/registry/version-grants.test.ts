import { App, Stack, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { aKey, aPackage, aVersion, groupIn } from './given';
import { Model } from '../../src';
import * as registry from '../../src/registry';
import { ENV, propertiesOf, resourcesOf, statementsOf, testStack } from '../helpers/stack';
import { aRole, arnIn } from '../model/given';

const OTHER = '222222222222';
const VERSIONS = arnIn('sagemaker', 'model-package/churn/*');
const ROOT = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${OTHER}:root`]] } };

type Grant = [string, string, (version: registry.ModelPackage, grantee: iam.IGrantable) => iam.Grant];

describe('a grant on a version', () => {
  const grants: Grant[] = [
    ['grant', 'sagemaker:DeleteModelPackage', (version, grantee) => version.grant(grantee, 'sagemaker:DeleteModelPackage')],
    ['grantAccess', 'sagemaker:AccessModelPackage', (version, grantee) => version.grantAccess(grantee)],
    ['grantRead', 'sagemaker:DescribeModelPackage', (version, grantee) => version.grantRead(grantee)],
    ['grantUpdate', 'sagemaker:UpdateModelPackage', (version, grantee) => version.grantUpdate(grantee)],
  ];

  test.each(grants)('%s for another account is in the policy of the group', (_name, Action, grant) => {
    const stack = testStack();
    expect(grant(aVersion(stack), new iam.AccountPrincipal(OTHER)).success).toBe(true);
    expect(groupIn(stack).ModelPackageGroupPolicy.Statement).toEqual([{ Action, Effect: 'Allow', Principal: ROOT, Resource: VERSIONS }]);
  });

  test.each(grants)('%s for a role of the account is not in the policy of the group', (_name, _action, grant) => {
    const stack = testStack();
    grant(aVersion(stack), aRole(stack));
    expect(groupIn(stack).ModelPackageGroupPolicy).toBeUndefined();
  });

  test.each<[string, iam.IPrincipal, object]>([
    ['an ARN', new iam.ArnPrincipal('arn:aws:iam::123456789012:role/deployer'), { AWS: 'arn:aws:iam::123456789012:role/deployer' }],
    ['the own account', new iam.AccountPrincipal('123456789012'), { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:root']] } }],
    ['a service', new iam.ServicePrincipal('events.amazonaws.com'), { Service: 'events.amazonaws.com' }],
  ])('for a principal without a policy of its own is in the policy of the group: %s', (_what, principal, Principal) => {
    const stack = testStack();
    expect(aVersion(stack).grantRead(principal).success).toBe(true);
    expect(groupIn(stack).ModelPackageGroupPolicy.Statement).toEqual([{ Action: 'sagemaker:DescribeModelPackage', Effect: 'Allow', Principal, Resource: VERSIONS }]);
  });

  test('names the group as it is called and as ARNs have it', () => {
    const stack = testStack();
    const group = new registry.ModelPackageGroup(stack, 'Group', { modelPackageGroupName: 'Churn' });
    group.addModelPackage('Version', {}).grantRead(new iam.AccountPrincipal(OTHER));
    expect(groupIn(stack).ModelPackageGroupPolicy.Statement[0].Resource)
      .toEqual(['Churn', 'churn'].map((name) => arnIn('sagemaker', `model-package/${name}/*`)));
  });

  test('for a role that a stack of another account defines is in both policies', () => {
    const app = new App();
    const stack = testStack({ app });
    const other = new Stack(app, 'Other', { env: { ...ENV, account: OTHER } });
    const role = new iam.Role(other, 'Role', { roleName: 'deployer', assumedBy: new iam.AccountRootPrincipal() });
    aVersion(stack).grantRead(role);
    expect(statementsOf(other)).toEqual([
      {
        Action: 'sagemaker:DescribeModelPackage',
        Effect: 'Allow',
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:us-east-1:123456789012:model-package/churn/*']] },
      },
    ]);
    expect(JSON.stringify(groupIn(stack).ModelPackageGroupPolicy.Statement[0].Principal)).toContain(`:iam::${OTHER}:role/deployer`);
  });

  test('for another account includes the key', () => {
    const stack = testStack();
    aVersion(stack, { encryptionKey: new kms.Key(stack, 'Key') }).grantAccess(new iam.AccountPrincipal(OTHER));
    expect(groupIn(stack).ModelPackageGroupPolicy.Statement).toHaveLength(1);
    expect(propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement[1]).toEqual({ Action: 'kms:Decrypt', Effect: 'Allow', Principal: ROOT, Resource: '*' });
  });

  test.each<[string, (stack: Stack) => registry.ModelPackage]>([
    ['of an imported group', (stack) => aVersion(stack, {
      modelPackageGroup: registry.ModelPackageGroup.fromModelPackageGroupName(stack, 'Theirs', 'theirs'), encryptionKey: new kms.Key(stack, 'Key'),
    })],
    ['outside of a group', (stack) => aPackage(stack, { encryptionKey: new kms.Key(stack, 'Key') })],
  ])('%s for another account fails as a whole, and does not grant half of it', (_where, define) => {
    const stack = testStack();
    const made = define(stack);
    expect(made.grantAccess(new iam.AccountPrincipal(OTHER)).success).toBe(false);
    expect(made.grantUpdate(new iam.AccountPrincipal(OTHER)).success).toBe(false);
    expect(propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement).toHaveLength(1);
  });

  test('for an imported model without a role does not fail', () => {
    const stack = testStack();
    expect(() => aVersion(stack).grantAccess(Model.fromModelName(stack, 'Theirs', 'theirs'))).not.toThrow();
    expect(groupIn(stack).ModelPackageGroupPolicy).toBeUndefined();
  });

  test('for a role of unknown account in a stack without an environment is in its policy only', () => {
    const stack = testStack({ env: undefined });
    aVersion(stack).grantAccess(iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${OTHER}:role/deployer`));
    expect(groupIn(stack).ModelPackageGroupPolicy).toBeUndefined();
    expect(statementsOf(stack)).toHaveLength(1);
  });
});

test('an update is granted with all that the key requires, also behind an alias', () => {
  const stack = testStack();
  const key = new kms.Key(stack, 'Key');
  aVersion(stack, { encryptionKey: key.addAlias('alias/registry') }).grantUpdate(aRole(stack));
  const Resource = { 'Fn::GetAtt': [Object.keys(resourcesOf(stack, 'AWS::KMS::Key'))[0], 'Arn'] };
  expect(statementsOf(stack).slice(1)).toEqual([
    { Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], Effect: 'Allow', Resource },
    { Action: 'kms:CreateGrant', Effect: 'Allow', Resource, Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } },
  ]);
});

test('an update with the alias of an unknown key does not fail', () => {
  const stack = testStack();
  aVersion(stack, { encryptionKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/registry') }).grantUpdate(aRole(stack));
  expect(statementsOf(stack).map(({ Action }) => Action)).toEqual(['sagemaker:UpdateModelPackage']);
});

test('an imported key is named', () => {
  const stack = testStack();
  aVersion(stack, { encryptionKey: aKey(stack, 'registry') }).grantUpdate(aRole(stack));
  expect(statementsOf(stack).slice(1).map(({ Resource }) => Resource)).toEqual(Array(2).fill('arn:aws:kms:us-east-1:123456789012:key/registry'));
});
