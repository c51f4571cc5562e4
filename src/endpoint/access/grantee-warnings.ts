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
  const account = otherAccount(scope, grantPrincipal);
  if (grant.success && account !== undefined && Resource.isOwnedResource(grantPrincipal as unknown as Construct)) {
    warn(scope, 'grantWithoutEffect', `${method} has no effect for ${nameOf(grantPrincipal)}, which is in account ${account}: a request names an endpoint of the account that it comes from; `
      + `grant the permission to a role in account ${scope.env.account}, and allow the principal to assume it`);
  } else if (!grant.success || account !== undefined) {
    warn(scope, 'grantWithoutEffect', `${method} has no effect for ${nameOf(grantPrincipal)}, which has no policy in this app, and CloudFormation has no resource policy of an endpoint; grant `
      + 'the permission to a role of the app, and allow the principal to assume it');
  }
  return grant;
}

/** Returns the name of a principal. One that an app implements need not have one. */
function nameOf(principal: iam.IPrincipal): string {
  return principal.toString === Object.prototype.toString ? 'a custom principal' : String(principal);
}

/** Returns the account of a role or user, if it is known to be another one than that of the endpoint. The CDK leaves out the policy of an imported one. */
function otherAccount(scope: Resource, principal: iam.IPrincipal): string | undefined {
  const { principalAccount } = principal;
  return principalAccount !== undefined && Construct.isConstruct(principal)
    && Token.compareStrings(principalAccount, scope.env.account) === TokenComparison.DIFFERENT ? principalAccount : undefined;
}
