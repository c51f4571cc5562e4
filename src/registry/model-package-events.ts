import type { aws_events as events } from 'aws-cdk-lib';
import type { ModelApprovalStatus } from './model-approval-status';
import type { IModelPackageGroup } from './model-package-group-interface';
import { stateChangeRule } from '../common/state-change-rule';
import { assertValid } from '../private/checks';

/**
 * The options of a rule for state changes of the versions of a group.
 *
 * @example
 * declare const group: sm.registry.ModelPackageGroup;
 * declare const team: sns.ITopic;
 *
 * group.onModelPackageStateChange('Rejected', {
 *   target: new targets.SnsTopic(team),
 *   approvalStatuses: [sm.registry.ModelApprovalStatus.REJECTED],
 * });
 */
export interface OnModelPackageStateChangeOptions extends events.OnEventOptions {
  /**
   * The approval statuses that the rule matches. It matches each change of a version that has one of them, such as of its description. Throws if the
   * array is empty.
   *
   * @default - all approval statuses
   */
  readonly approvalStatuses?: ModelApprovalStatus[];
}

const APPROVED = 'Approved';

/** The field of an event that contains the approval status, and its name in the list of the changed fields. */
const APPROVAL = 'ModelApprovalStatus';

/** Adds a rule that matches the events of the versions of a group. */
function versionRule(
  group: IModelPackageGroup, id: string, { approvalStatuses, ...options }: OnModelPackageStateChangeOptions,
): events.Rule {
  assertValid(group, approvalStatuses?.length === 0 ? 'approvalStatuses must not be empty; omit it to match all approval statuses' : undefined);
  return rule(group, id, options, approvalStatuses ? { [APPROVAL]: approvalStatuses } : {});
}

/**
 * Adds a rule that matches the approval of a version.
 *
 * An approved version sends an event for each later change of its metadata or life cycle, too. The events name the changed fields, except those of a
 * version that is registered as approved. They do not contain the previous status if the version was approved with the API.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
 */
function approvalRule(group: IModelPackageGroup, id: string, options: events.OnEventOptions): events.Rule {
  return rule(group, id, options, { [APPROVAL]: [APPROVED], UpdatedModelPackageFields: [APPROVAL, { exists: false }] });
}

function rule(group: IModelPackageGroup, id: string, options: events.OnEventOptions, detail: { [field: string]: unknown[] }): events.Rule {
  return stateChangeRule(group, id, options, 'SageMaker Model Package State Change', { ModelPackageGroupName: [group.modelPackageGroupName], ...detail });
}

export default { versionRule, approvalRule };
