import { aPackage, aVersion, otherWarningsOf } from './given';
import { Model } from '../../src';
import * as registry from '../../src/registry';
import { testStack } from '../helpers/stack';

function use(modelPackage: registry.IModelPackage): void {
  new Model(modelPackage.stack, 'Model', { containers: [{ modelPackage }] });
}

describe('the approval', () => {
  const warning = (status: string) => `Test/Model: model package 'Test/Version' has modelApprovalStatus ${status}, but SageMaker deploys only `
    + 'approved versions; approve the version before you deploy the model [ack: cdk-sagemaker-hosting:unapprovedModelPackage]';
  const { APPROVED, REJECTED, PENDING_MANUAL_APPROVAL } = registry.ModelApprovalStatus;

  test.each([
    [REJECTED, [warning('Rejected')]], [PENDING_MANUAL_APPROVAL, [warning('PendingManualApproval')]], [APPROVED, []], [undefined, []],
  ])('%s of a version that a model uses', (modelApprovalStatus, warnings) => {
    const stack = testStack();
    use(aVersion(stack, { modelApprovalStatus }));
    expect(otherWarningsOf(stack)).toEqual(warnings);
  });

  test('of a package without a group, or of one that no model uses, is ignored', () => {
    const stack = testStack();
    use(aPackage(stack, { modelApprovalStatus: REJECTED }));
    aVersion(stack, { modelApprovalStatus: REJECTED });
    expect(otherWarningsOf(stack)).toEqual([]);
  });
});
