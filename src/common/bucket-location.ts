import type { aws_s3 as s3 } from 'aws-cdk-lib';
import { isUnknown, type Check } from '../private/checks';

/**
 * A place in Amazon S3 that something is written to.
 */
export interface BucketLocation {
  /**
   * The bucket.
   */
  readonly bucket: s3.IBucket;

  /**
   * What the keys of the objects begin with, such as `results`; a `/` at either end makes no difference.
   *
   * @default - the top of the bucket
   */
  readonly prefix?: string;
}

/** Checks a location, whose URI SageMaker takes up to some length. */
export function uriTooLong(name: string, location: BucketLocation | undefined, maxLength: number): Check {
  if (location && !location.bucket) {
    return `${name}.bucket is required; give the bucket, and a prefix if you like`;
  }
  const uri = location && uriOf(location);
  return isUnknown(uri) || uri!.length <= maxLength
    ? undefined
    : `${name} must have at most ${maxLength} characters as a URI, got ${uri!.length}: '${uri}'; choose a shorter prefix`;
}

/** Returns the prefix of a location without slashes at its ends; empty for the top of the bucket. */
export function prefixOf({ prefix = '' }: BucketLocation): string {
  return prefix.replace(/^\/+|\/+$/g, '');
}

/** Returns the URI of a location, as SageMaker's own examples write it: without a slash at its end. */
export function uriOf(location: BucketLocation): string {
  const prefix = prefixOf(location);
  return prefix === '' ? location.bucket.s3UrlForObject() : `${location.bucket.s3UrlForObject()}/${prefix}`;
}
