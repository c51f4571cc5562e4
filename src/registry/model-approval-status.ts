import type { IModel } from '../model/model-base';
import type { IModelPackage } from '../model/model-package-interface';
import { warn } from '../private/warnings';

/**
 * Whether a version of a model may be deployed.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
 */
export enum ModelApprovalStatus {
  /** It may be deployed. */
  APPROVED = 'Approved',

  /** It may not be deployed. */
  REJECTED = 'Rejected',

  /** Somebody has yet to decide; until then it may not be deployed. */
  PENDING_MANUAL_APPROVAL = 'PendingManualApproval',
}

/**
 * Warns of a model that uses a version which may not be deployed.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html
 */
function warnOfUnapproved(model: IModel, version: IModelPackage, status: ModelApprovalStatus | undefined): void {
  if (status !== undefined && status !== ModelApprovalStatus.APPROVED) {
    warn(model, 'unapprovedModelPackage', `model package '${version.node.path}' has modelApprovalStatus ${status}, but SageMaker `
      + 'deploys only approved versions; approve it, or deploy the model once somebody has');
  }
}

export default { warnOfUnapproved };
