import { Stack, Token, aws_iam as iam, type aws_kms as kms, type aws_s3 as s3 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { grantWithConditions } from './conditional-grant';
import { ENCRYPT_ACTIONS } from './kms';
import { prefixOf, type BucketLocation } from '../common/bucket-location';
import { partAtDeployment } from '../private/deployed-text';

/** The action to read an object. @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html */
const READ_ACTIONS = ['s3:GetObject'];

/** The action to list the objects of a bucket. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const LIST_ACTIONS = ['s3:ListBucket'];

/** The action to write an object in one request. @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html */
export const PUT_ACTIONS = ['s3:PutObject'];

/** The actions to write an object, including multipart uploads. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
export const WRITE_ACTIONS = ['s3:AbortMultipartUpload', 's3:PutObject'];

/** Matches a token in a key, and a character that has a special meaning in a policy. */
const SPECIAL = /\$\{Token\[[^\]]*\]\}|[*?$]/g;

/** Escapes a key for a policy, in which `*` and `?` would match other keys too. */
export function escapeForPolicy(key: string): string {
  return key.replace(SPECIAL, (found) => found.length > 1 ? found : `\${${found}}`);
}

/** Returns the pattern that matches all keys with a prefix. */
export function keysBelow(prefix: string): string {
  return `${escapeForPolicy(prefix)}*`;
}

/** Returns the pattern that matches the keys of a location. No slash is added to a prefix that is a token, because it can end with one. */
export function keysOf(location: BucketLocation): string {
  const prefix = prefixOf(location);
  return prefix === '' || Token.isUnresolved(prefix) ? keysBelow(prefix) : keysBelow(`${prefix}/`);
}

/**
 * Grants permission to read objects of a bucket, and to decrypt them if the bucket has a key. Listing the bucket is not included.
 *
 * @param keyPattern the pattern of object keys, in which `*` matches any characters
 */
export function grantReadObjects(grantee: iam.IGrantable, bucket: s3.IBucket, keyPattern: string): iam.Grant[] {
  return [grantGetObjects(grantee, bucket, keyPattern), ...grantDecryptObjects(grantee, bucket)];
}

/** Grants permission to read objects, without decrypting them. */
export function grantGetObjects(grantee: iam.IGrantable, bucket: s3.IBucket, keyPattern: string): iam.Grant {
  return iam.Grant.addToPrincipalOrResource({ grantee, actions: READ_ACTIONS, resourceArns: [bucket.arnForObjects(keyPattern)], resource: bucket });
}

/** Grants permission to decrypt the objects of a bucket if it has a key. */
export function grantDecryptObjects(grantee: iam.IGrantable, { encryptionKey }: s3.IBucket): iam.Grant[] {
  return encryptionKey ? [encryptionKey.grantDecrypt(grantee)] : [];
}

/** Grants permission to list and read the objects whose keys begin with a prefix. */
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

/** Grants permission to write objects, and to encrypt them if there is a key. */
export function grantWriteObjects(
  grantee: iam.IGrantable, bucket: s3.IBucket, keyPattern: string,
  { actions, key = bucket.encryptionKey, encryptActions = ENCRYPT_ACTIONS }: WriteOptions,
): iam.Grant[] {
  return [
    iam.Grant.addToPrincipalOrResource({ grantee, actions, resourceArns: [bucket.arnForObjects(keyPattern)], resource: bucket }),
    ...key ? [key.grant(grantee, ...encryptActions)] : [],
  ];
}

/**
 * Grants permission to list a bucket. Without it, Amazon S3 does not report that an object does not exist. Has no condition on a prefix, which a request
 * for an object does not have.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-create-endpoint-prerequisites.html
 */
export function grantListBucket(grantee: iam.IGrantable, bucket: s3.IBucket): iam.Grant {
  return iam.Grant.addToPrincipalOrResource({ grantee, actions: LIST_ACTIONS, resourceArns: [bucket.bucketArn], resource: bucket });
}

/** Grants permission to list the objects of a bucket whose keys match a pattern. */
export function grantListKeys(grantee: iam.IGrantable, bucket: s3.IBucket, keyPattern: string): iam.Grant {
  return grantWithConditions(grantee, { actions: LIST_ACTIONS, conditions: { StringLike: { 's3:prefix': keyPattern } } }, {
    env: bucket.env,
    arn: bucket.bucketArn,
    ownArn: bucket.bucketArn,
    addStatement: (statement) => bucket.addToResourcePolicy(statement),
  });
}

/**
 * Grants permission to read what a text refers to that CloudFormation knows only at deployment. For a prefix, listing the bucket is included for all keys,
 * because the prefix cannot be told from the name of the bucket.
 *
 * @param place the bucket and the key, such as `bucket/key`, or `bucket/prefix/`
 */
export function grantReadPlace(grantee: iam.IGrantable, scope: IConstruct, place: string, isPrefix: boolean): iam.Grant[] {
  const arn = `arn:${Stack.of(scope).partition}:s3:::`;
  return [
    iam.Grant.addToPrincipal({ grantee, actions: READ_ACTIONS, resourceArns: [`${arn}${place}${isPrefix ? '*' : ''}`] }),
    ...isPrefix ? [iam.Grant.addToPrincipal({ grantee, actions: LIST_ACTIONS, resourceArns: [`${arn}${partAtDeployment(place, '/', 0)}`] })] : [],
  ];
}
