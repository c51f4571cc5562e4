import { Token, TokenComparison, aws_iam as iam, type IResource } from 'aws-cdk-lib';

/** Actions, and the conditions under which they are allowed. */
export interface ConditionalPermission {
  readonly actions: string[];
  readonly conditions?: Record<string, Record<string, unknown>>;
}

/** A resource with a policy, and its names in the policy of the principal and in its own policy. */
export interface SharedResource extends Pick<IResource, 'env'> {
  /** The ARN in the policy of the principal. */
  readonly arn: string;
  /** The ARN of the resource in its own policy. */
  readonly ownArn: string;
  /** Adds a statement to the policy of the resource. */
  addStatement(statement: iam.PolicyStatement): void;
}

/**
 * Grants actions under conditions in the policy of the principal. Adds the statement to the policy of the resource too if the principal's
 * policy cannot be changed, or if the principal can be in another account. `iam.Grant.addToPrincipalOrResource` is not used, because it
 * omits the conditions in the policy of the resource.
 */
export function grantWithConditions(grantee: iam.IGrantable, permission: ConditionalPermission, resource: SharedResource): iam.Grant {
  const granted = iam.Grant.addToPrincipal({ grantee, ...permission, resourceArns: [resource.arn] });
  if (!granted.success || mayBeOfAnotherAccount(resource, grantee.grantPrincipal)) {
    resource.addStatement(new iam.PolicyStatement({ ...permission, resources: [resource.ownArn], principals: [grantee.grantPrincipal] }));
  }
  return granted;
}

/** Returns whether the policy of a resource must name a principal, because the two are, or can be, in different accounts. */
function mayBeOfAnotherAccount(resource: Pick<IResource, 'env'>, { principalAccount }: iam.IPrincipal): boolean {
  const compared = principalAccount === undefined ? TokenComparison.SAME : Token.compareStrings(resource.env.account, principalAccount);
  return compared === TokenComparison.DIFFERENT || compared === TokenComparison.ONE_UNRESOLVED;
}
