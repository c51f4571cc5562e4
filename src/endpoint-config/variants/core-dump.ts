import type { aws_kms as kms } from 'aws-cdk-lib';
import type { BucketLocation } from '../../common/bucket-location';

/**
 * Where memory goes when a process of a container crashes.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCoreDumpConfig.html
 */
export interface CoreDumpOptions {
  /**
   * Where the core dumps go. The role of the model may then write there.
   */
  readonly destination: BucketLocation;

  /**
   * The key that encrypts the core dumps. The role of the model may then use it.
   *
   * @default - the key of the bucket, or a key of AWS
   */
  readonly encryptionKey?: kms.IKey;
}
