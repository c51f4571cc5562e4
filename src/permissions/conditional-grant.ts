import { Token, TokenComparison, aws_iam as iam, type IResource } from 'aws-cdk-lib';

/** Actions, and the conditions on which they are allowed. */
export interface ConditionalPermission {
  readonly actions: string[];
  readonly conditions?: Record<string, Record<string, unknown>>;
}

/** A resource with a policy of its own, and how each of the two policies names it. */
export interface SharedResource extends Pick<IResource, 'env'> {
  /** The ARN in the policy of the principal. */
  readonly arn: string;
  /** The resource in its own policy. */
  readonly ownArn: string;
  /** Adds a statement to its own policy. */
  addStatement(statement: iam.PolicyStatement): void;
}

/**
 * Grants actions on conditions in the policy of the principal; where that takes none, or may be of another account, in the policy of the
 * resource too. `iam.Grant.addToPrincipalOrResource` loses the conditions in the policy of the resource.
 */
export function grantWithConditions(grantee: iam.IGrantable, permission: ConditionalPermission, resource: SharedResource): iam.Grant {
  const granted = iam.Grant.addToPrincipal({ grantee, ...permission, resourceArns: [resource.arn] });
  if (!granted.success || mayBeOfAnotherAccount(resource, grantee.grantPrincipal)) {
    resource.addStatement(new iam.PolicyStatement({ ...permission, resources: [resource.ownArn], principals: [grantee.grantPrincipal] }));
  }
  return granted;
}

/** Tells whether a resource has to name a principal in its own policy, as it must where the two belong to different accounts. */
function mayBeOfAnotherAccount(resource: Pick<IResource, 'env'>, { principalAccount }: iam.IPrincipal): boolean {
  const compared = principalAccount === undefined ? TokenComparison.SAME : Token.compareStrings(resource.env.account, principalAccount);
  return compared === TokenComparison.DIFFERENT || compared === TokenComparison.ONE_UNRESOLVED;
}
