import { Token, TokenComparison, type ResourceEnvironment } from 'aws-cdk-lib';
import type { Check } from './checks';

/**
 * SageMaker joins resources of one account and region only.
 *
 * @param what how to call the used resource, such as "model"
 */
export function sameEnvironment(what: string, used: ResourceEnvironment, user: ResourceEnvironment): Check[] {
  return [
    same('account', what, used.account, user.account),
    sameRegion(what, used, user),
  ];
}

/** The same for what may be in another account. */
export function sameRegion(what: string, used: Pick<ResourceEnvironment, 'region'>, user: Pick<ResourceEnvironment, 'region'>): Check {
  return same('region', what, used.region, user.region);
}

function same(kind: string, what: string, used: string, user: string): Check {
  return Token.compareStrings(used, user) === TokenComparison.DIFFERENT
    ? `the ${what} must be in the same ${kind} (${user}), got ${used}`
    : undefined;
}
