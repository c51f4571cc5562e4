import type { IModel } from '../model/model-base';
import type { IModelPackage } from '../model/model-package-interface';
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
  if (status !== undefined && status !== ModelApprovalStatus.APPROVED) {
    warn(model, 'unapprovedModelPackage', `model package '${version.node.path}' has modelApprovalStatus ${status}, but SageMaker `
      + 'deploys only approved versions; approve the version before you deploy the model');
  }
}

export default { warnOfUnapproved };
