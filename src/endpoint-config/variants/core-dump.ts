import type { aws_iam as iam, aws_kms as kms, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { uriOf, uriTooLong, type BucketLocation } from '../../common/bucket-location';
import { grantWriteObjects, keysOf, PUT_ACTIONS } from '../../permissions/s3';
import { required, type Check } from '../../private/checks';
import { MAX_DESTINATION_LENGTH } from '../../private/names';
import { warnOfKeyBehindAlias } from '../hosting-roles';

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

export function coreDumpChecks({ destination }: CoreDumpOptions): Check[] {
  return [
    required('coreDump.destination', destination, 'a bucket, and a prefix if you like'),
    uriTooLong('coreDump.destination', destination, MAX_DESTINATION_LENGTH),
  ];
}

/** Warns of a key that is not known. */
export function warnOfCoreDump(config: IConstruct, variantName: string, { encryptionKey }: CoreDumpOptions): void {
  warnOfKeyBehindAlias(config, `coreDump.encryptionKey of variant '${variantName}'`, encryptionKey);
}

export function renderCoreDump({ destination, encryptionKey }: CoreDumpOptions): sagemaker.CfnEndpointConfig.CoreDumpConfigProperty {
  return { destinationS3Uri: uriOf(destination), kmsKeyId: encryptionKey?.keyArn };
}

/** Grants writing core dumps. */
export function grantCoreDump(grantee: iam.IGrantable, { destination, encryptionKey }: CoreDumpOptions): iam.Grant[] {
  return grantWriteObjects(grantee, destination.bucket, keysOf(destination), { actions: PUT_ACTIONS, key: encryptionKey });
}
