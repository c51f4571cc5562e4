import { Token, TokenComparison, aws_iam as iam } from 'aws-cdk-lib';
import { registryArnsForPolicy } from './arns';
import type { IModelPackageGroup } from './model-package-group-interface';
import type { IModelPackage } from '../model/model-package-interface';

/**
 * Grants actions on a version of a group. A version has no resource policy: for a principal of another account, or one without a policy of its own,
 * the policy of the group has the statement. It names all versions of the group, because the number of this version is not known at synthesis.
 */
export function grantOnVersion(grantee: iam.IGrantable, actions: string[], version: IModelPackage, group: IModelPackageGroup): iam.Grant {
  const policy = iam.ResourceWithPolicies.of(group);
  const resourceArns = [version.modelPackageArn];
  const byVersions = (resource: iam.IResourceWithPolicyV2) => iam.Grant.addToPrincipalOrResource({
    grantee, actions, resource, resourceArns: registryArnsForPolicy(group, 'model-package', group.modelPackageGroupName, group.env, '/*'),
  });
  if (policy && isOfOtherAccount(grantee, group)) {
    return byVersions(policy);
  }
  const grant = iam.Grant.addToPrincipal({ grantee, actions, resourceArns });
  return policy && !grant.success ? byVersions(policy) : grant;
}

function isOfOtherAccount({ grantPrincipal: { principalAccount } }: iam.IGrantable, { env }: IModelPackageGroup): boolean {
  return principalAccount !== undefined && Token.compareStrings(principalAccount, env.account) === TokenComparison.DIFFERENT;
}
