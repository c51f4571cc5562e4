import { Stack, aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Returns the grantee for permissions that a construct requires on resources of its stack.
 *
 * Returns the role itself if it belongs to the same stack. If it belongs to another stack, the statements are added to a policy of this stack that
 * is attached to the role. This stack already refers to the other one because of a model: a statement in the role's own policy would make the other
 * stack refer to this one too, so that neither could be deployed first. The same applies to a role that is imported in the other stack, because its
 * policy would be in that stack too.
 */
export function granteeInStackOf(scope: Construct, role: iam.IRole): iam.IGrantable {
  return Stack.of(role) === Stack.of(scope) ? role : roleWithLocalPolicy(scope, role);
}

/** Returns a grantee whose permissions are added to a policy of the construct instead of the role. The construct's resource depends on it. */
export function roleWithLocalPolicy(scope: Construct, role: iam.IRole): iam.IGrantable {
  return new RoleWithLocalPolicy(scope, role);
}

/** Returns a grantee whose policy the construct's resource does not depend on, for permissions on the resource itself. */
export function roleWithDeferredPolicy(scope: Construct, role: iam.IRole): iam.IGrantable {
  return new RoleWithLocalPolicy(scope, role, false);
}

class RoleWithLocalPolicy implements iam.IPrincipal {
  public readonly grantPrincipal = this;
  public readonly assumeRoleAction: string;
  public readonly policyFragment: iam.PrincipalPolicyFragment;
  public readonly principalAccount?: string;

  constructor(private readonly scope: Construct, private readonly role: iam.IRole, private readonly isAwaited = true) {
    this.assumeRoleAction = role.assumeRoleAction;
    this.policyFragment = role.policyFragment;
    this.principalAccount = role.principalAccount;
  }

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    const policy = this.policy();
    if (!policy) {
      return this.role.addToPrincipalPolicy(statement);
    }
    policy.addStatements(statement);
    return { statementAdded: true, policyDependable: policy };
  }

  /** Returns the policy of this stack; undefined if it cannot be attached, because the role is immutable or in another account. */
  private policy(): AttachedPolicy | undefined {
    const id = `${this.isAwaited ? 'RolePolicy' : 'LaterRolePolicy'}${this.role.node.addr.slice(-8)}`;
    const existing = this.scope.node.tryFindChild(id) as AttachedPolicy | undefined;
    if (existing) {
      return existing;
    }
    const policy = new AttachedPolicy(this.scope, id);
    this.role.attachInlinePolicy(policy);
    if (!policy.attached) {
      this.scope.node.tryRemoveChild(id);
      return undefined;
    }
    // Adds the dependency here, because a grant that also changes the policy of a resource depends only on that policy.
    if (this.isAwaited) {
      this.scope.node.defaultChild?.node.addDependency(policy);
    }
    return policy;
  }
}

/** A policy that records whether it was attached to a role. */
class AttachedPolicy extends iam.Policy {
  public attached = false;

  public attachToRole(role: iam.IRole): void {
    this.attached = true;
    super.attachToRole(role);
  }
}
