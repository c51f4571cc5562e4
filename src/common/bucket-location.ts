import { Resource, Token, TokenComparison, type aws_kms as kms, type aws_s3 as s3 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isUnknown, matches, required, type Check } from '../private/checks';
import { keyInRegion } from '../private/environment';
import { OBJECT_PREFIX } from '../private/names';
import { BUCKET, KEY, shaped } from '../private/shapes';
import { warn } from '../private/warnings';

/**
 * A location in Amazon S3 to write objects to.
 */
export interface BucketLocation {
  /**
   * The bucket to write to.
   */
  readonly bucket: s3.IBucket;

  /**
   * The prefix of the object keys, such as `results`. A `/` at the beginning or the end has no effect.
   *
   * @default - no prefix: objects are written to the top level of the bucket
   */
  readonly prefix?: string;
}

/** Checks that the bucket of a location is specified, and that it is a bucket. */
export function bucketCheck(name: string, location: BucketLocation | undefined): Check {
  return location ? required(`${name}.bucket`, location.bucket, 'specify a bucket and optionally a prefix') ?? shaped(`${name}.bucket`, location.bucket, BUCKET) : undefined;
}

/** Checks that a key is in the region of a bucket that this app defines, because Amazon S3 uses only keys of the region of the bucket. */
export function bucketKeyCheck(name: string, key: kms.IKey | undefined, location: BucketLocation | undefined): Check {
  const bucket = location?.bucket;
  const isOwned = key && bucket && !shaped(name, bucket, BUCKET) && Resource.isOwnedResource(bucket);
  return shaped(name, key, KEY) ?? (isOwned ? keyInRegion(name, key, bucket.env) : undefined);
}

/** Warns about a key in another region than an imported bucket. The region of the bucket might differ from that of its stack. */
export function warnOfBucketKey(scope: IConstruct, name: string, key: kms.IKey | undefined, { bucket }: BucketLocation): void {
  if (key?.env && !Resource.isOwnedResource(bucket) && Token.compareStrings(key.env.region, bucket.env.region) === TokenComparison.DIFFERENT) {
    warn(scope, 'keyOfOtherRegion', `${name} is in ${key.env.region}, but its bucket is imported in ${bucket.env.region}; Amazon S3 uses only keys of the region of the bucket; `
      + 'specify a key of that region, or import the bucket with its region');
  }
}

/** Warns about a URL instead of a key or its prefix. Throwing would be wrong, because a key can begin like a URL. */
export function warnOfUrl(scope: IConstruct, name: string, key: string | undefined): void {
  if (key !== undefined && /^(s3|https?):\/\//.test(key)) {
    warn(scope, 'urlAsKey', `${name} looks like a URL instead of a key within the bucket, got '${key}'; remove the part before the key`);
  }
}

/**
 * Checks the prefix of a location, and the length of its URI, which is limited in SageMaker.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataCaptureConfig.html
 */
export function uriCheck(name: string, location: BucketLocation | undefined, maxLength: number): Check {
  const problem = bucketCheck(name, location) ?? matches(`${name}.prefix`, location?.prefix, OBJECT_PREFIX);
  if (problem) {
    return problem;
  }
  const uri = location && uriOf(location);
  return isUnknown(uri) || uri!.length <= maxLength
    ? undefined
    : `${name} must have at most ${maxLength} characters as a URI, got ${uri!.length}: '${uri}'; choose a shorter prefix`;
}

/** Returns the prefix of a location without slashes at its ends; an empty string for the top level of the bucket. */
export function prefixOf({ prefix }: BucketLocation): string {
  return (prefix ?? '').replace(/^\/+|\/+$/g, '');
}

/** Returns the URI of a location without a slash at its end, as in the SageMaker documentation. */
export function uriOf(location: BucketLocation): string {
  const prefix = prefixOf(location);
  return prefix === '' ? location.bucket.s3UrlForObject() : `${location.bucket.s3UrlForObject()}/${prefix}`;
}
