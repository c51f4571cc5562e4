import { Stack, aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AttachedPolicy } from './attached-policy';
import { addToOwnPolicy } from './common-statements';
import { ownPolicyId, rolePolicyIn, type Purpose } from './role-policies';
import { warnOfSharedPolicyName } from './shared-policy-name';
import { isMarked, mark } from '../private/marks';

/**
 * Returns the grantee for permissions that a construct requires on resources of its stack.
 *
 * Returns the role itself if it belongs to the same stack. If it belongs to another stack, the statements are added to a policy of this stack that
 * is attached to the role. This stack already refers to the other one because of a model: a statement in the role's own policy would make the other
 * stack refer to this one too, so that neither could be deployed first. The same applies to a role that is imported in the other stack, because its
 * policy would be in that stack too.
 */
export function granteeInStackOf(scope: Construct, role: iam.IRole): iam.IGrantable {
  prepare(scope, role);
  return Stack.of(role) === Stack.of(scope) ? role : new RoleInStack(scope, role, 'Hosting');
}

/**
 * Returns the same grantee for a construct whose resource depends on the role with its own policy, as a model does. Statements that are equal
 * in all stacks are added to the role's own policy.
 */
export function granteeOfDependent(scope: Construct, role: iam.IRole): iam.IGrantable {
  prepare(scope, role);
  return Stack.of(role) === Stack.of(scope) ? role : new RoleInStack(scope, role, 'Hosting', true);
}

/** Returns a grantee whose permissions are added to a policy of the construct instead of the role. The construct's resource depends on it. */
export function roleWithLocalPolicy(scope: Construct, role: iam.IRole): iam.IGrantable {
  return new RoleInStack(scope, role, 'Rollback');
}

/** Returns a grantee whose policy the construct's resource does not depend on, for permissions on the resource itself. */
export function roleWithDeferredPolicy(scope: Construct, role: iam.IRole): iam.IGrantable {
  return new RoleInStack(scope, role, 'Invocation');
}

/** Returns the role that a principal adds its permissions to, if the principal is a role or was returned by one of the functions above. */
export function roleBehind({ grantPrincipal }: iam.IGrantable): iam.IRole | undefined {
  if (isMarked(grantPrincipal, ROLE_IN_STACK, ['role'])) {
    return (grantPrincipal as RoleInStack).role;
  }
  return 'roleArn' in grantPrincipal ? grantPrincipal as iam.IRole : undefined;
}

/** Creates the role behind a `LazyRole`, which must exist before references are resolved, and checks the name of its policy. */
function prepare(scope: Construct, role: iam.IRole): void {
  void role.roleArn;
  warnOfSharedPolicyName(scope, role);
}

const ROLE_IN_STACK = 'RoleInStack';

class RoleInStack implements iam.IPrincipal {
  public readonly grantPrincipal = this;
  public readonly assumeRoleAction: string;
  public readonly policyFragment: iam.PrincipalPolicyFragment;
  public readonly principalAccount?: string;

  constructor(
    private readonly scope: Construct, public readonly role: iam.IRole, private readonly purpose: Purpose, private readonly dependsOnRole = false,
  ) {
    this.assumeRoleAction = role.assumeRoleAction;
    this.policyFragment = role.policyFragment;
    this.principalAccount = role.principalAccount;
  }

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    return (this.dependsOnRole ? addToOwnPolicy(this.scope, this.role, statement) : undefined)
      ?? (Stack.of(this.role) === Stack.of(this.scope) ? this.addToPolicyOfScope(statement) : this.addToPolicyOfStack(statement))
      // Cannot be attached, because the role is immutable or in another account.
      ?? this.role.addToPrincipalPolicy(statement);
  }

  /** Adds a statement to the policy of this stack for the role. */
  private addToPolicyOfStack(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult | undefined {
    const policyDependable = rolePolicyIn(this.scope, this.role, this.purpose)?.add(this.scope, statement);
    return policyDependable && { statementAdded: true, policyDependable };
  }

  /** Adds a statement to a policy in the scope, for a role of the same stack. */
  private addToPolicyOfScope(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult | undefined {
    const id = ownPolicyId(this.role, this.purpose);
    const existing = this.scope.node.tryFindChild(id) as iam.Policy | undefined;
    const policy = existing ?? AttachedPolicy.attach(this.scope, id, this.role);
    if (!policy) {
      return undefined;
    }
    policy.addStatements(statement);
    // Adds the dependency here, because a grant that also changes the policy of a resource depends only on that policy.
    if (!existing && this.purpose !== 'Invocation') {
      this.scope.node.defaultChild?.node.addDependency(policy);
    }
    return { statementAdded: true, policyDependable: policy };
  }
}

mark(RoleInStack.prototype, ROLE_IN_STACK);
