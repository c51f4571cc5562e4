import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { renderedProperty } from '../../private/dependencies/unrendered';
import { isInTree } from '../../private/fixed-names';
import { OncePerSynth } from '../../private/once-per-synth';
import { isRenderedAs } from '../../private/rendered';

const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';

/** What a scaling policy of the app scales, as in its template. */
interface PolicyTarget {
  readonly targetId: unknown;
  readonly resourceId: unknown;
  readonly dimension: unknown;
}

/** The targets of all scaling policies of an app, for those of its scaling targets that have none below their construct. */
const TARGETS = new OncePerSynth<readonly PolicyTarget[]>(({ node: { root } }) => root.node.findAll().filter(isPolicy).map((policy) => ({
  targetId: renderedProperty(policy, 'ScalingTargetId'),
  resourceId: renderedProperty(policy, 'ResourceId'),
  dimension: renderedProperty(policy, 'ScalableDimension'),
})));

/** Announces that a scaling target will be checked for policies. Call it when the target is created. */
export function watchPolicies(target: CfnResource): void {
  TARGETS.announce(target);
}

/**
 * Returns whether nothing changes the capacity of a scaling target between limits that differ: neither a scaling policy of the app, which can also be an L1
 * construct elsewhere, nor a scheduled action. Call it at validation.
 *
 * @param scalable the construct that contains the target and the policies of this library
 */
export function isWithoutPolicy(scalable: IConstruct, target: CfnResource): boolean {
  if (scalable.node.findAll().some(isPolicy) || !isInTree(target)) {
    return false;
  }
  const [min, max, actions, resourceId, dimension] = ['MinCapacity', 'MaxCapacity', 'ScheduledActions', 'ResourceId', 'ScalableDimension']
    .map((name) => renderedProperty(target, name));
  const hasActions = Array.isArray(actions) ? actions.length > 0 : actions !== undefined;
  return !hasActions && JSON.stringify(min) !== JSON.stringify(max) && !TARGETS.atValidation(target).some((policy) =>
    isRenderedAs(policy.targetId, target.ref, target) || (policy.dimension === dimension && mayBeSame(policy.resourceId, resourceId)));
}

function isPolicy(construct: IConstruct): construct is CfnResource {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === POLICY;
}

/** Returns whether two resource IDs are or may be of one resource: a reference to an endpoint may stand for its name. */
function mayBeSame(one: unknown, other: unknown): boolean {
  const [parts, others] = [one, other].map((id) => textOf(id).split('/'));
  const mayBeEqual = (part: string, index: number) => part === others[index] || [part, others[index]].some((each) => each.includes(UNKNOWN));
  // Two references are of one resource only if they are equal.
  return JSON.stringify(one) === JSON.stringify(other)
    || ([one, other].some((id) => typeof id === 'string') && parts.length === others.length && parts.every(mayBeEqual));
}

/** Stands for a part of a text that is not known at synthesis, and no resource ID contains. */
const UNKNOWN = '*';

function textOf(id: unknown): string {
  if (typeof id === 'string') {
    return id;
  }
  const parts = (id as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] } | undefined)?.['Fn::Join']?.[1];
  return Array.isArray(parts) ? parts.map(textOf).join('') : UNKNOWN;
}
