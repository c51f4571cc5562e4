import { Resource, Token, TokenComparison, type aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { warn } from '../../private/warnings';

/**
 * Warns about a permission that the principal does not get: it has no policy that the app can change, and CloudFormation has no resource policy of
 * an endpoint.
 *
 * @param method the method that grants the permission
 * @returns the grant
 */
export function checkedGrant(scope: Resource, method: string, { grantPrincipal }: iam.IGrantable, grant: iam.Grant): iam.Grant {
  if (!grant.success || isImportedFromOtherAccount(scope, grantPrincipal)) {
    warn(scope, 'grantWithoutEffect', `${method} has no effect for ${nameOf(grantPrincipal)}, which has no policy in this app, and CloudFormation has no resource policy of an endpoint; grant `
      + 'the permission to a role of the app, and allow the principal to assume it');
  }
  return grant;
}

/** Returns the name of a principal. One that an app implements need not have one. */
function nameOf(principal: iam.IPrincipal): string {
  return principal.toString === Object.prototype.toString ? 'a custom principal' : String(principal);
}

/** Returns whether the CDK leaves out the policy of a principal, because it is a role of another account. */
function isImportedFromOtherAccount(scope: Resource, principal: iam.IPrincipal): boolean {
  const { principalAccount } = principal;
  return principalAccount !== undefined && Construct.isConstruct(principal) && !Resource.isOwnedResource(principal)
    && Token.compareStrings(principalAccount, scope.env.account) === TokenComparison.DIFFERENT;
}
