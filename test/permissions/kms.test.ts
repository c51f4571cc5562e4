import { aws_kms as kms } from 'aws-cdk-lib';
import { grantVolumeKey, keyOfAlias } from '../../src/permissions/kms';
import { propertiesOf, statementsOf, testStack } from '../helpers/stack';
import { aRole, unchangeable } from '../model/given';
import { aKey } from '../registry/given';

const USE = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
const FOR_AWS = { Bool: { 'kms:GrantIsForAWSResource': 'true' } };

describe('the key of a volume', () => {
  test('can be used, and passed on to AWS resources', () => {
    const stack = testStack();
    grantVolumeKey(aRole(stack), aKey(stack, 'volume'));
    const Resource = 'arn:aws:kms:us-east-1:123456789012:key/volume';
    expect(statementsOf(stack)).toEqual([
      { Action: USE, Effect: 'Allow', Resource },
      { Action: 'kms:CreateGrant', Condition: FOR_AWS, Effect: 'Allow', Resource },
    ]);
  });

  test('names a role that cannot be changed in its own policy, with the condition', () => {
    const stack = testStack();
    const role = unchangeable(stack);
    grantVolumeKey(role, new kms.Key(stack, 'Key'));
    const Principal = { AWS: stack.resolve(role.roleArn) };
    expect(statementsOf(stack)).toEqual([]);
    expect(propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement.slice(1)).toEqual([
      { Action: USE, Effect: 'Allow', Principal, Resource: '*' },
      { Action: 'kms:CreateGrant', Condition: FOR_AWS, Effect: 'Allow', Principal, Resource: '*' },
    ]);
  });
});

describe('the key of an alias', () => {
  test('is the key that the alias points to', () => {
    const stack = testStack();
    const key = new kms.Key(stack, 'Key');
    expect(keyOfAlias(key.addAlias('ours'))).toBe(key);
    expect(keyOfAlias(key)).toBe(key);
  });

  test('is unknown if the alias is imported by its name', () => {
    expect(keyOfAlias(kms.Alias.fromAliasName(testStack(), 'Alias', 'alias/theirs'))).toBeUndefined();
  });
});
