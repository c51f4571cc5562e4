import { aws_iam as iam } from 'aws-cdk-lib';
import { aGroup, groupIn } from './given';
import * as registry from '../../src/registry';
import { propertiesOf, statementsOf, testStack } from '../helpers/stack';
import { aRole, arnIn } from '../model/given';

const GROUP = arnIn('sagemaker', 'model-package-group/churn');
const VERSIONS = arnIn('sagemaker', 'model-package/churn/*');
const rootOf = (account: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${account}:root`]] });

describe('grants', () => {
  const grants: [string, (group: registry.IModelPackageGroup, grantee: iam.IGrantable) => iam.Grant, object[]][] = [
    ['grant', (group, grantee) => group.grant(grantee, 'sagemaker:DeleteModelPackage'), [
      { Action: 'sagemaker:DeleteModelPackage', Resource: [GROUP, VERSIONS] },
    ]],
    ['grantRead', (group, grantee) => group.grantRead(grantee), [
      { Action: 'sagemaker:DescribeModelPackageGroup', Resource: GROUP },
      { Action: ['sagemaker:DescribeModelPackage', 'sagemaker:ListModelPackages'], Resource: VERSIONS },
    ]],
    ['grantRegister', (group, grantee) => group.grantRegister(grantee), [
      { Action: 'sagemaker:CreateModelPackage', Resource: [GROUP, VERSIONS] },
      { Action: 'sagemaker:DescribeModelPackage', Resource: VERSIONS },
    ]],
    ['grantApprove', (group, grantee) => group.grantApprove(grantee), [{ Action: 'sagemaker:UpdateModelPackage', Resource: VERSIONS }]],
    ['grantAccess', (group, grantee) => group.grantAccess(grantee), [
      { Action: ['sagemaker:AccessModelPackage', 'sagemaker:DescribeModelPackage'], Resource: VERSIONS },
    ]],
  ];

  test.each(grants)('%s', (_name, grant, expected) => {
    const stack = testStack();
    const group = aGroup({}, stack);
    expect(grant(group, aRole(stack)).success).toBe(true);
    expect(statementsOf(stack)).toEqual(expected.map((statement) => ({ Effect: 'Allow', ...statement })));
    expect(groupIn(stack).ModelPackageGroupPolicy).toBeUndefined();
  });

  test.each(grants)('%s to another account is in the resource policy', (_name, grant, expected) => {
    const group = aGroup();
    grant(group, new iam.AccountPrincipal('999999999999')).assertSuccess();
    expect(groupIn(group).ModelPackageGroupPolicy.Statement)
      .toEqual(expected.map((statement) => ({ Effect: 'Allow', Principal: { AWS: rootOf('999999999999') }, ...statement })));
  });

  test('to a role of another account is in the resource policy', () => {
    const stack = testStack();
    const group = aGroup({}, stack);
    group.grantApprove(iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::999999999999:role/approver'));
    expect(groupIn(stack).ModelPackageGroupPolicy.Statement[0].Principal).toEqual({ AWS: 'arn:aws:iam::999999999999:role/approver' });
  });

  test.each(grants)('%s on an imported group', (_name, grant, expected) => {
    const stack = testStack();
    grant(registry.ModelPackageGroup.fromModelPackageGroupName(stack, 'Theirs', 'churn'), aRole(stack));
    expect(statementsOf(stack)).toEqual(expected.map((statement) => ({ Effect: 'Allow', ...statement })));
  });

  test('on a group of another account and region', () => {
    const stack = testStack();
    const arn = 'arn:aws:sagemaker:eu-west-1:999999999999:model-package-group/churn';
    registry.ModelPackageGroup.fromModelPackageGroupArn(stack, 'Theirs', arn).grantApprove(aRole(stack));
    expect(statementsOf(stack)[0].Resource).toEqual(arnIn('sagemaker', 'model-package/churn/*', 'eu-west-1:999999999999'));
  });
});

describe('a rule', () => {
  const EVENT = { 'source': ['aws.sagemaker'], 'detail-type': ['SageMaker Model Package State Change'] };

  test('for the versions of the group', () => {
    const group = aGroup({ modelPackageGroupName: 'Churn' });
    group.onModelPackageStateChange('Rule', { target: { bind: () => ({ arn: 'arn:aws:sns:us-east-1:123456789012:topic' }) } });
    expect(propertiesOf(group, 'AWS::Events::Rule')).toMatchObject({
      EventPattern: { ...EVENT, detail: { ModelPackageGroupName: ['Churn'] } },
      Targets: [{ Arn: 'arn:aws:sns:us-east-1:123456789012:topic' }],
    });
  });

  test('may be narrowed, for an imported group too', () => {
    const group = registry.ModelPackageGroup.fromModelPackageGroupName(testStack(), 'Theirs', 'churn');
    group.onModelPackageStateChange('Rule', { eventPattern: { detail: { ModelApprovalStatus: ['Approved'] } } });
    expect(propertiesOf(group, 'AWS::Events::Rule').EventPattern)
      .toEqual({ ...EVENT, detail: { ModelPackageGroupName: ['churn'], ModelApprovalStatus: ['Approved'] } });
  });
});
