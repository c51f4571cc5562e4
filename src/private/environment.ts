import { Stack, Token, TokenComparison, type ResourceEnvironment } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Check } from './checks';
import { warn } from './warnings';

/**
 * Checks that one resource is in the account and region of the other: SageMaker joins no others.
 *
 * @param what how to call the used resource, such as "model"
 */
export function sameEnvironment(what: string, used: ResourceEnvironment, user: ResourceEnvironment): Check[] {
  return [
    same('account', what, used.account, user.account),
    sameRegion(what, used, user),
  ];
}

/** Checks the region of what may be in another account. */
export function sameRegion(what: string, used: Pick<ResourceEnvironment, 'region'>, user: Pick<ResourceEnvironment, 'region'>): Check {
  return same('region', what, used.region, user.region);
}

function same(kind: string, what: string, used: string, user: string): Check {
  return Token.compareStrings(used, user) === TokenComparison.DIFFERENT
    ? `the ${what} must be in the same ${kind} (${user}), got ${used}`
    : undefined;
}

/**
 * Warns of an image, an artifact or a package of another region: SageMaker reads them in the region of the model.
 *
 * @param what how to call what is read, such as "bucket of the model data"
 */
export function warnOfOtherRegion(model: IConstruct, what: string, region: string): void {
  const own = Stack.of(model).region;
  if (Token.compareStrings(region, own) === TokenComparison.DIFFERENT) {
    warn(model, 'otherRegion', `the ${what} is in ${region}, but SageMaker reads it in ${own}, the region of the model; copy it there`);
  }
}
