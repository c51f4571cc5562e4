import { aws_iam as iam, type aws_kms as kms, type aws_sns as sns } from 'aws-cdk-lib';
import { type BucketLocation, keysOf } from '../common/bucket-location';
/** Encrypting takes a data key; a large object is put together of parts, which takes decrypting them. */
const ENCRYPT_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'];

/** What a topic with a key takes of those who publish to it. */
const PUBLISH_ENCRYPTED_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Lets a role write to a location, encrypted by the given key, or that of the bucket. */
export function grantWrite(grantee: iam.IGrantable, location: BucketLocation, actions: string[], key?: kms.IKey): iam.Grant[] {
  const encryptionKey = key ?? location.bucket.encryptionKey;
  return [
    iam.Grant.addToPrincipalOrResource({
      grantee, actions, resourceArns: [location.bucket.arnForObjects(keysOf(location))], resource: location.bucket,
    }),
    ...(encryptionKey ? [encryptionKey.grant(grantee, ...ENCRYPT_ACTIONS)] : []),
  ];
}

/** Lets a role read from a location, and decrypt what is there. */
export function grantRead(grantee: iam.IGrantable, location: BucketLocation): iam.Grant[] {
  const { bucket } = location;
  return [
    iam.Grant.addToPrincipalOrResource({ grantee, actions: ['s3:GetObject'], resourceArns: [bucket.arnForObjects(keysOf(location))], resource: bucket }),
    ...(bucket.encryptionKey ? [bucket.encryptionKey.grantDecrypt(grantee)] : []),
  ];
}

/** Lets a role see what is in a bucket: S3 says only then that an object does not exist. */
export function grantList(grantee: iam.IGrantable, { bucket }: BucketLocation): iam.Grant {
  return iam.Grant.addToPrincipalOrResource({ grantee, actions: ['s3:ListBucket'], resourceArns: [bucket.bucketArn], resource: bucket });
}

/**
 * Lets a role publish to a topic, encrypted if the topic is. The CDK's own grant would allow each kind of data key.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function grantPublish(grantee: iam.IGrantable, topic: sns.ITopic): iam.Grant[] {
  return [
    iam.Grant.addToPrincipalOrResource({ grantee, actions: ['sns:Publish'], resourceArns: [topic.topicArn], resource: topic }),
    ...(topic.masterKey ? [topic.masterKey.grant(grantee, ...PUBLISH_ENCRYPTED_ACTIONS)] : []),
  ];
}
