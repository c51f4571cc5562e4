import type { aws_iam as iam, aws_kms as kms, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { bucketKeyCheck, uriCheck, uriOf, warnOfBucketKey, warnOfUrl, type BucketLocation } from '../../common/bucket-location';
import { grantWriteObjects, keysOf, PUT_ACTIONS } from '../../permissions/s3';
import { required, type Check } from '../../private/checks';
import { MAX_DESTINATION_LENGTH } from '../../private/names';
import { warnOfKeyBehindAlias } from '../hosting-roles';

/**
 * The options of core dumps, which are written when a process of a container crashes.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCoreDumpConfig.html
 *
 * @example
 * declare const model: sm.Model;
 * declare const bucket: s3.IBucket;
 *
 * new sm.EndpointConfig(this, 'Config', {
 *   instanceProductionVariants: [{
 *     model,
 *     variantName: 'main',
 *     instanceType: sm.InstanceType.M5_LARGE,
 *     coreDump: { destination: { bucket, prefix: 'dumps' } },
 *   }],
 * });
 */
export interface CoreDumpOptions {
  /**
   * The Amazon S3 location that core dumps are written to. The role of the model is granted write access to it.
   */
  readonly destination: BucketLocation;

  /**
   * The KMS key that encrypts the core dumps. The role of the model is granted permission to use it.
   *
   * @default - the key of the bucket, or an AWS managed key
   */
  readonly encryptionKey?: kms.IKey;
}

export function coreDumpChecks({ destination, encryptionKey }: CoreDumpOptions): Check[] {
  return [
    required('coreDump.destination', destination, 'specify a bucket and optionally a prefix'),
    uriCheck('coreDump.destination', destination, MAX_DESTINATION_LENGTH),
    bucketKeyCheck('coreDump.encryptionKey', encryptionKey, destination),
  ];
}

/** Warns about an encryption key that is not known. */
export function warnOfCoreDump(config: IConstruct, variantName: string, { destination, encryptionKey }: CoreDumpOptions): void {
  const name = `coreDump.encryptionKey of variant '${variantName}'`;
  warnOfUrl(config, `coreDump.destination.prefix of variant '${variantName}'`, destination.prefix);
  warnOfKeyBehindAlias(config, name, encryptionKey);
  warnOfBucketKey(config, name, encryptionKey, destination);
}

export function renderCoreDump({ destination, encryptionKey }: CoreDumpOptions): sagemaker.CfnEndpointConfig.CoreDumpConfigProperty {
  return { destinationS3Uri: uriOf(destination), kmsKeyId: encryptionKey?.keyArn };
}

/** Grants permission to write core dumps. */
export function grantCoreDump(grantee: iam.IGrantable, { destination, encryptionKey }: CoreDumpOptions): iam.Grant[] {
  return grantWriteObjects(grantee, destination.bucket, keysOf(destination), { actions: PUT_ACTIONS, key: encryptionKey });
}
