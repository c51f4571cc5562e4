import { Token } from 'aws-cdk-lib';
import type { BucketLocation } from './bucket-location';
import { isUnknown, type Check } from '../private/checks';
import { literally } from '../private/policy-literal';

/** The URI of a location, as SageMaker's own examples write it: without a slash at its end. */
export function uriOf(location: BucketLocation): string {
  const prefix = prefixOf(location);
  return prefix === '' ? location.bucket.s3UrlForObject() : `${location.bucket.s3UrlForObject()}/${prefix}`;
}

/** The keys of a location, as a policy writes them. Of a prefix that is a token, nobody knows whether it ends with a slash. */
export function keysOf(location: BucketLocation): string {
  const prefix = prefixOf(location);
  return prefix === '' || Token.isUnresolved(prefix) ? `${literally(prefix)}*` : `${literally(prefix)}/*`;
}

/** A location whose URI SageMaker does not take because it is too long. */
export function uriTooLong(name: string, location: BucketLocation | undefined, maxLength: number): Check {
  if (location && !location.bucket) {
    return `${name}.bucket is required; give the bucket, and a prefix if you like`;
  }
  const uri = location && uriOf(location);
  return isUnknown(uri) || uri!.length <= maxLength
    ? undefined
    : `${name} must have at most ${maxLength} characters as a URI, got ${uri!.length}: '${uri}'; choose a shorter prefix`;
}

export function prefixOf({ prefix = '' }: BucketLocation): string {
  return prefix.replace(/^\/+|\/+$/g, '');
}
