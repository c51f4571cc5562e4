import { Token, aws_iam as iam, type aws_kms as kms, type aws_s3 as s3 } from 'aws-cdk-lib';
import { grantWithConditions } from './conditional-grant';
import { ENCRYPT_ACTIONS } from './kms';
import { prefixOf, type BucketLocation } from '../common/bucket-location';

/** Reading an object. @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html */
const READ_ACTIONS = ['s3:GetObject'];

/** Listing what is in a bucket. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const LIST_ACTIONS = ['s3:ListBucket'];

/** Writing an object in one request. @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html */
export const PUT_ACTIONS = ['s3:PutObject'];

/** Writing an object, a large one in parts. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
export const WRITE_ACTIONS = ['s3:AbortMultipartUpload', 's3:PutObject'];

/** Matches a token inside of a key, and a character that means more in a policy than in a key. */
const SPECIAL = /\$\{Token\[[^\]]*\]\}|[*?$]/g;

/** Writes a key as a policy has to, in which `*` and `?` would stand for other keys too. */
export function escapeForPolicy(key: string): string {
  return key.replace(SPECIAL, (found) => found.length > 1 ? found : `\${${found}}`);
}

/** Returns the pattern of all keys that begin with a prefix. */
export function keysBelow(prefix: string): string {
  return `${escapeForPolicy(prefix)}*`;
}

/** Returns the pattern of the keys of a location. A prefix that is a token may end with a slash or not. */
export function keysOf(location: BucketLocation): string {
  const prefix = prefixOf(location);
  return prefix === '' || Token.isUnresolved(prefix) ? keysBelow(prefix) : keysBelow(`${prefix}/`);
}

/**
 * Grants reading objects of a bucket, and decrypting them where the bucket has a key: nothing else, not even listing the bucket.
 *
 * @param keyPattern an object key, in which `*` may stand for anything
 */
export function grantReadObjects(grantee: iam.IGrantable, bucket: s3.IBucket, keyPattern: string): iam.Grant[] {
  return [grantGetObjects(grantee, bucket, keyPattern), ...grantDecryptObjects(grantee, bucket)];
}

/** Grants reading objects, as far as the policy of the bucket has a say in it. */
export function grantGetObjects(grantee: iam.IGrantable, bucket: s3.IBucket, keyPattern: string): iam.Grant {
  return iam.Grant.addToPrincipalOrResource({ grantee, actions: READ_ACTIONS, resourceArns: [bucket.arnForObjects(keyPattern)], resource: bucket });
}

/** Grants decrypting the objects of a bucket, where it has a key. */
export function grantDecryptObjects(grantee: iam.IGrantable, { encryptionKey }: s3.IBucket): iam.Grant[] {
  return encryptionKey ? [encryptionKey.grantDecrypt(grantee)] : [];
}

/** Grants reading the objects whose keys begin with a prefix, and finding them. */
export function grantReadPrefix(grantee: iam.IGrantable, bucket: s3.IBucket, prefix: string): iam.Grant[] {
  return [...grantReadObjects(grantee, bucket, keysBelow(prefix)), grantListKeys(grantee, bucket, keysBelow(prefix))];
}

/** Options for writing objects. */
export interface WriteOptions {
  readonly actions: string[];
  /** @default - the key of the bucket */
  readonly key?: kms.IKey;
  /** @default ENCRYPT_ACTIONS */
  readonly encryptActions?: string[];
}

/** Grants writing objects, and encrypting them where there is a key. */
export function grantWriteObjects(
  grantee: iam.IGrantable, bucket: s3.IBucket, keyPattern: string,
  { actions, key = bucket.encryptionKey, encryptActions = ENCRYPT_ACTIONS }: WriteOptions,
): iam.Grant[] {
  return [
    iam.Grant.addToPrincipalOrResource({ grantee, actions, resourceArns: [bucket.arnForObjects(keyPattern)], resource: bucket }),
    ...key ? [key.grant(grantee, ...encryptActions)] : [],
  ];
}

/** Grants listing a bucket: without it, S3 does not say that an object does not exist. */
export function grantListBucket(grantee: iam.IGrantable, bucket: s3.IBucket): iam.Grant {
  return iam.Grant.addToPrincipalOrResource({ grantee, actions: LIST_ACTIONS, resourceArns: [bucket.bucketArn], resource: bucket });
}

/** Grants listing the objects of a bucket whose keys match a pattern. */
export function grantListKeys(grantee: iam.IGrantable, bucket: s3.IBucket, keyPattern: string): iam.Grant {
  return grantWithConditions(grantee, { actions: LIST_ACTIONS, conditions: { StringLike: { 's3:prefix': keyPattern } } }, {
    env: bucket.env,
    arn: bucket.bucketArn,
    ownArn: bucket.bucketArn,
    addStatement: (statement) => bucket.addToResourcePolicy(statement),
  });
}
