import { Stack, aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Returns the grantee for permissions that a construct needs, when they name resources of the construct's stack.
 *
 * It is the role itself, as long as it belongs to the same stack. A role that another stack defines is one that this stack already refers to,
 * because of a model; a statement in the role's own policy would make that stack refer to this one as well, and neither could be
 * deployed first. The same holds for a role that is imported there, whose policy would be there too. So such statements go into a policy
 * of this stack, attached to the role.
 */
export function granteeInStackOf(scope: Construct, role: iam.IRole): iam.IGrantable {
  return Stack.of(role) === Stack.of(scope) ? role : roleWithLocalPolicy(scope, role);
}

/** Returns the grantee for permissions that are in a policy of the construct, which its resource waits for, rather than in that of the role. */
export function roleWithLocalPolicy(scope: Construct, role: iam.IRole): iam.IGrantable {
  return new RoleWithLocalPolicy(scope, role);
}

/** Returns a grantee whose policy the resource of the construct does not wait for: for permissions on the resource itself, which come after it. */
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

  /** Returns the policy of this stack, unless the role takes none: it may not be changed, or is of another account. Then it knows itself what to do. */
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
    // A grant that also goes to the policy of a resource tells of that one only.
    if (this.isAwaited) {
      this.scope.node.defaultChild?.node.addDependency(policy);
    }
    return policy;
  }
}

/** A policy that tells whether a role has taken it. */
class AttachedPolicy extends iam.Policy {
  public attached = false;

  public attachToRole(role: iam.IRole): void {
    this.attached = true;
    super.attachToRole(role);
  }
}
