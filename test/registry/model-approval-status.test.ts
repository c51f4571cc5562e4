import { Token } from 'aws-cdk-lib';
import { aPackage, aVersion, otherWarningsOf } from './given';
import { Model, type IModelPackage } from '../../src';
import * as registry from '../../src/registry';
import { testStack } from '../helpers/stack';

function use(modelPackage: IModelPackage): void {
  new Model(modelPackage.stack, 'Model', { containers: [{ modelPackage }] });
}

describe('the approval', () => {
  const warning = (found: string) => `Test/Model: model package 'Test/Version' has ${found}, but SageMaker deploys only approved versions; approve the version `
    + 'before you deploy the model, or set modelApprovalStatus to ModelApprovalStatus.APPROVED [ack: cdk-sagemaker-hosting:unapprovedModelPackage]';
  const { APPROVED, REJECTED, PENDING_MANUAL_APPROVAL } = registry.ModelApprovalStatus;

  test.each([
    [REJECTED, [warning('modelApprovalStatus Rejected')]], [PENDING_MANUAL_APPROVAL, [warning('modelApprovalStatus PendingManualApproval')]],
    [undefined, [warning('no modelApprovalStatus, so that it is pending approval')]],
    [APPROVED, []], [Token.asString({ Ref: 'Status' }) as registry.ModelApprovalStatus, []],
  ])('%s of a version that a model uses', (modelApprovalStatus, warnings) => {
    const stack = testStack();
    use(aVersion(stack, { modelApprovalStatus }));
    expect(otherWarningsOf(stack)).toEqual(warnings);
  });

  test('of a package without a group, or of one that no model uses, is ignored', () => {
    const stack = testStack();
    use(aPackage(stack, { modelApprovalStatus: REJECTED }));
    aVersion(stack, { modelApprovalStatus: REJECTED });
    aVersion(stack, {}, 'Pending');
    expect(otherWarningsOf(stack)).toEqual([]);
  });
});
