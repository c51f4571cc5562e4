import { Stack, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/**
 * The grantee to use for permissions that a construct needs, when they name resources of the construct's stack.
 *
 * The role itself, as long as it belongs to the same stack. A role that is defined in another stack is one that this stack already
 * refers to, because of a model; a statement in the role's own policy would make that stack refer to this one as well, and neither
 * could be deployed first. Such statements go into a policy of this stack, attached to the role. Not so for a role that may not be
 * changed, or that is imported: it knows itself what to do with a statement.
 */
export function roleSeenFrom(scope: Construct, role: iam.IRole): iam.IGrantable {
  return Stack.of(role) !== Stack.of(scope) && iam.Role.isRole(role) ? new RoleOfOtherStack(scope, role) : role;
}

class RoleOfOtherStack implements iam.IPrincipal {
  public readonly grantPrincipal = this;
  public readonly assumeRoleAction: string;
  public readonly policyFragment: iam.PrincipalPolicyFragment;
  public readonly principalAccount?: string;

  constructor(private readonly scope: Construct, private readonly role: iam.IRole) {
    this.assumeRoleAction = role.assumeRoleAction;
    this.policyFragment = role.policyFragment;
    this.principalAccount = role.principalAccount;
  }

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    const policy = this.policy();
    policy.addStatements(statement);
    return { statementAdded: true, policyDependable: policy };
  }

  private policy(): iam.Policy {
    const id = `RolePolicy${this.role.node.addr.slice(-8)}`;
    return (this.scope.node.tryFindChild(id) as iam.Policy | undefined) ?? new iam.Policy(this.scope, id, { roles: [this.role] });
  }
}
