import type { IResource } from 'aws-cdk-lib';
import { Token, TokenComparison } from 'aws-cdk-lib';
import type { Check } from './checks';

/**
 * SageMaker joins resources of one account and region only.
 *
 * @param what how to call the used resource, such as "model"
 */
export function sameEnvironment(what: string, used: IResource, user: IResource): Check[] {
  return [
    same('account', what, used.env.account, user.env.account),
    same('region', what, used.env.region, user.env.region),
  ];
}

function same(kind: string, what: string, used: string, user: string): Check {
  return Token.compareStrings(used, user) === TokenComparison.DIFFERENT
    ? `the ${what} must be in the same ${kind} (${user}), got ${used}`
    : undefined;
}
