import type { aws_s3 as s3 } from 'aws-cdk-lib';

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
