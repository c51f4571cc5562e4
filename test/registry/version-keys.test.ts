import { aws_iam as iam } from 'aws-cdk-lib';
import { aGroup, aKey, aVersion } from './given';
import * as registry from '../../src/registry';
import { statementsOf, testStack } from '../helpers/stack';
import { aRole } from '../model/given';

type GroupGrant = [string, (group: registry.IModelPackageGroup, grantee: iam.IGrantable) => iam.Grant, (string | string[])[]];

const UPDATE = [['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], 'kms:CreateGrant'];

describe('the keys of the versions of a group', () => {
  const grants: GroupGrant[] = [
    ['grantRead', (group, grantee) => group.grantRead(grantee), ['kms:Decrypt']],
    ['grantAccess', (group, grantee) => group.grantAccess(grantee), ['kms:Decrypt']],
    ['grantApprove', (group, grantee) => group.grantApprove(grantee), UPDATE],
    ['grantRegister', (group, grantee) => group.grantRegister(grantee), []],
    ['grant', (group, grantee) => group.grant(grantee, 'sagemaker:ListModelPackages'), []],
  ];
  const ofKey = (stack: ReturnType<typeof testStack>, id: string) =>
    statementsOf(stack).filter(({ Resource }) => Resource === `arn:aws:kms:us-east-1:123456789012:key/${id}`).map(({ Action }) => Action);

  test.each(grants)('are in %s, whether the versions come before or after it', (_name, grant, actions) => {
    const stack = testStack();
    const group = aGroup({}, stack);
    aVersion(stack, { encryptionKey: aKey(stack, 'before') }, 'Before');
    grant(group, aRole(stack)).assertSuccess();
    aVersion(stack, { encryptionKey: aKey(stack, 'after') }, 'After');
    expect(ofKey(stack, 'before')).toEqual(actions);
    expect(ofKey(stack, 'after')).toEqual(actions);
  });

  test('are granted once, and of an imported group too', () => {
    const stack = testStack();
    const group = registry.ModelPackageGroup.fromModelPackageGroupName(stack, 'Theirs', 'theirs');
    const encryptionKey = aKey(stack, 'shared');
    ['First', 'Second'].forEach((id) => aVersion(stack, { modelPackageGroup: group, encryptionKey }, id));
    group.grantRead(aRole(stack));
    aVersion(stack, { modelPackageGroup: group, encryptionKey }, 'Third');
    expect(ofKey(stack, 'shared')).toEqual(['kms:Decrypt']);
  });
});
