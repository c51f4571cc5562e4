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
