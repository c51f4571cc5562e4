import { Stack, Token, TokenComparison, type ResourceEnvironment, type aws_kms as kms } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Check } from './checks';
import { warn } from './warnings';

/**
 * Checks that two resources are in the same account and region, because SageMaker cannot combine resources in different accounts or regions.
 *
 * @param what the noun for the used resource, such as "model"
 */
export function sameEnvironment(what: string, used: ResourceEnvironment, user: ResourceEnvironment): Check[] {
  return [
    same('account', what, used.account, user.account),
    sameRegion(what, used, user),
  ];
}

/** Checks the region of a resource that can be in another account. */
export function sameRegion(what: string, used: Pick<ResourceEnvironment, 'region'>, user: Pick<ResourceEnvironment, 'region'>): Check {
  return same('region', what, used.region, user.region);
}

function same(kind: string, what: string, used: string, user: string): Check {
  return Token.compareStrings(used, user) === TokenComparison.DIFFERENT
    ? `the ${what} must be in the same ${kind} (${user}), got ${used}`
    : undefined;
}

/** Checks the region of a key, because a service uses only keys of its own region. */
export function keyInRegion(name: string, key: kms.IKeyRef | undefined, user: Pick<ResourceEnvironment, 'region'>): Check {
  return key?.env ? sameRegion(name, key.env, user) : undefined;
}

/**
 * Warns about a resource in another region, which AWS does not document for an endpoint.
 *
 * @param name the name of the property
 */
export function warnOfRegion(scope: IConstruct, name: string, region: string | undefined): void {
  const own = Stack.of(scope).region;
  if (region !== undefined && Token.compareStrings(region, own) === TokenComparison.DIFFERENT) {
    warn(scope, 'resourceOfOtherRegion', `${name} is in ${region}, but the endpoint is in ${own}; AWS does not document this; use a resource of that region`);
  }
}

/**
 * Warns about an image, an artifact or a package in another region, because SageMaker reads them in the region of the model.
 *
 * @param what the noun for the resource, such as "bucket of the model data"
 */
export function warnOfOtherRegion(model: IConstruct, what: string, region: string): void {
  const own = Stack.of(model).region;
  if (Token.compareStrings(region, own) === TokenComparison.DIFFERENT) {
    warn(model, 'otherRegion', `the ${what} is in ${region}, but SageMaker reads it in ${own}, the region of the model; copy it to that region`);
  }
}
