import type { aws_s3 as s3 } from 'aws-cdk-lib';

/**
 * A file in Amazon S3 that tells something of a model, such as a report. Nobody is granted anything on it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsSource.html
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_FileSource.html
 */
export interface S3File {
  /**
   * The bucket the file is in.
   */
  readonly bucket: s3.IBucket;

  /**
   * The key of the file in the bucket, at most 1024 characters.
   */
  readonly objectKey: string;

  /**
   * The MIME type of the file, at most 256 characters.
   *
   * @default - `application/json` for reports, constraints and statistics, which need one; not told for others
   */
  readonly contentType?: string;

  /**
   * The digest of the file: `sha256:` and 64 hexadecimal digits.
   *
   * @default - not told
   */
  readonly contentDigest?: string;
}
