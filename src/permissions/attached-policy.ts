import { aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isMarked, mark } from '../private/marks';

/** The name by which these policies are recognized. */
const ATTACHED_POLICY = 'AttachedPolicy';

/** A policy that this library adds to a role. It records whether it was attached. */
export class AttachedPolicy extends iam.Policy {
  /** Creates a policy and attaches it to a role. Returns undefined if it cannot be attached, because the role is immutable or in another account. */
  public static attach(scope: Construct, id: string, role: iam.IRole): AttachedPolicy | undefined {
    return attachedOrRemoved(new AttachedPolicy(scope, id), role);
  }

  /** @internal */
  public _isAttached = false;

  public attachToRole(role: iam.IRole): void {
    this._isAttached = true;
    super.attachToRole(role);
  }
}

/** Attaches a policy to a role. If it cannot be attached, removes it and returns undefined. */
export function attachedOrRemoved<T extends AttachedPolicy>(policy: T, role: iam.IRole): T | undefined {
  role.attachInlinePolicy(policy);
  if (!policy._isAttached) {
    policy.node.scope!.node.tryRemoveChild(policy.node.id);
    return undefined;
  }
  return policy;
}

/** Returns whether a construct is a policy that this library adds to a role. */
export function isAttachedPolicy(construct: unknown): boolean {
  return isMarked(construct, ATTACHED_POLICY);
}

mark(AttachedPolicy.prototype, ATTACHED_POLICY);
