import { aGroup } from './given';
import { registry } from '../../src';
import { messageOf } from '../helpers/problems';
import { propertiesOf, testStack } from '../helpers/stack';

const { APPROVED, REJECTED } = registry.ModelApprovalStatus;
const EVENT = { 'source': ['aws.sagemaker'], 'detail-type': ['SageMaker Model Package State Change'] };
const target = { bind: () => ({ arn: 'arn:aws:sns:us-east-1:123456789012:topic' }) };

function theirs(): registry.IModelPackageGroup {
  return registry.ModelPackageGroup.fromModelPackageGroupName(testStack(), 'Theirs', 'churn');
}

describe('a rule for some approval statuses', () => {
  test('matches each of them', () => {
    const group = aGroup({ modelPackageGroupName: 'Churn' });
    group.onModelPackageStateChange('Rule', { approvalStatuses: [APPROVED, REJECTED], target });
    expect(propertiesOf(group, 'AWS::Events::Rule')).toMatchObject({
      EventPattern: { ...EVENT, detail: { ModelPackageGroupName: ['Churn'], ModelApprovalStatus: ['Approved', 'Rejected'] } },
      Targets: [{ Arn: 'arn:aws:sns:us-east-1:123456789012:topic' }],
    });
  });

  test('may be for an imported group', () => {
    const group = theirs();
    group.onModelPackageStateChange('Rule', { approvalStatuses: [REJECTED] });
    expect(propertiesOf(group, 'AWS::Events::Rule').EventPattern)
      .toEqual({ ...EVENT, detail: { ModelPackageGroupName: ['churn'], ModelApprovalStatus: ['Rejected'] } });
  });

  test('fails with none', () => {
    expect(messageOf(() => theirs().onModelPackageStateChange('Rule', { approvalStatuses: [] })))
      .toBe('Test/Theirs: approvalStatuses must not be empty; omit it to match all approval statuses');
  });

  test('matches all where it is null, as in JavaScript', () => {
    const group = theirs();
    group.onModelPackageStateChange('Rule', { approvalStatuses: null as unknown as undefined });
    expect(propertiesOf(group, 'AWS::Events::Rule').EventPattern).toEqual({ ...EVENT, detail: { ModelPackageGroupName: ['churn'] } });
  });
});

describe('a rule for approvals', () => {
  const DETAIL = { ModelApprovalStatus: ['Approved'], UpdatedModelPackageFields: ['ModelApprovalStatus', { exists: false }] };

  test('matches a change of the status, and a version without a list of changes', () => {
    const group = aGroup({ modelPackageGroupName: 'Churn' });
    group.onApproved('Deploy', { target, description: 'deploys' });
    expect(propertiesOf(group, 'AWS::Events::Rule')).toMatchObject({
      Description: 'deploys',
      EventPattern: { ...EVENT, detail: { ModelPackageGroupName: ['Churn'], ...DETAIL } },
      Targets: [{ Arn: 'arn:aws:sns:us-east-1:123456789012:topic' }],
    });
  });

  test('may be for an imported group, and narrowed', () => {
    const group = theirs();
    group.onApproved('Deploy', { eventPattern: { detail: { ModelPackageVersion: [{ numeric: ['>', 3] }] } } });
    expect(propertiesOf(group, 'AWS::Events::Rule').EventPattern)
      .toEqual({ ...EVENT, detail: { ModelPackageVersion: [{ numeric: ['>', 3] }], ModelPackageGroupName: ['churn'], ...DETAIL } });
  });

  test('is one of several of a group', () => {
    const group = aGroup();
    group.onApproved('Deploy');
    group.onApproved('Tell');
    expect(group.node.findAll().filter(({ node }) => ['Deploy', 'Tell'].includes(node.id))).toHaveLength(2);
  });
});
