import type { IModel } from '../model/model-base';
import type { IModelPackage } from '../model/model-package-interface';
import { isUnknown } from '../private/checks';
import { warn } from '../private/warnings';

/**
 * The approval status of a model package version. SageMaker deploys only approved versions.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
 */
export enum ModelApprovalStatus {
  /** The version is approved for deployment. */
  APPROVED = 'Approved',

  /** The version is rejected and cannot be deployed. */
  REJECTED = 'Rejected',

  /** The version is pending manual approval and cannot be deployed until it is approved. */
  PENDING_MANUAL_APPROVAL = 'PendingManualApproval',
}

/**
 * Adds a warning to a model if the version it uses is not approved.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html
 */
function warnOfUnapproved(model: IModel, version: IModelPackage, status: ModelApprovalStatus | undefined): void {
  const isOmitted = status === undefined;
  if (!isOmitted && (isUnknown(status) || status === ModelApprovalStatus.APPROVED)) {
    return;
  }
  const found = isOmitted ? 'no modelApprovalStatus, so that it is pending approval' : `modelApprovalStatus ${status}`;
  warn(model, 'unapprovedModelPackage', `model package '${version.node.path}' has ${found}, but SageMaker deploys only approved versions; approve the version before `
    + 'you deploy the model, or set modelApprovalStatus to ModelApprovalStatus.APPROVED');
}

export default { warnOfUnapproved };
