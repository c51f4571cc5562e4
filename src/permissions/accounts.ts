import { Token, TokenComparison, type IResource, type aws_iam as iam } from 'aws-cdk-lib';

/** Whether a resource has to name a principal in its own policy, as it must where the two belong to different accounts. */
export function mayBeOfAnotherAccount(resource: Pick<IResource, 'env'>, { principalAccount }: iam.IPrincipal): boolean {
  const compared = principalAccount === undefined ? TokenComparison.SAME : Token.compareStrings(resource.env.account, principalAccount);
  return compared === TokenComparison.DIFFERENT || compared === TokenComparison.ONE_UNRESOLVED;
}
