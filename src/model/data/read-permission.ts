import { aws_iam as iam, type aws_s3 as s3 } from 'aws-cdk-lib';
import { grantListKeys, escapeForPolicy } from '../../permissions/s3';
import type { IModel } from '../model-base';
import { waitForGrant } from '../model-dependencies';

/**
 * Lets the model read objects of a bucket, and decrypt them where the bucket has a key: nothing else, not even listing the bucket.
 *
 * @param keyPattern an object key, in which `*` may stand for anything
 */
export function grantReadObjects(model: IModel, bucket: s3.IBucket, keyPattern: string): void {
  waitForGrant(model, iam.Grant.addToPrincipalOrResource({
    grantee: model,
    actions: ['s3:GetObject'],
    resourceArns: [bucket.arnForObjects(keyPattern)],
    resource: bucket,
  }));
  if (bucket.encryptionKey) {
    waitForGrant(model, bucket.encryptionKey.grantDecrypt(model));
  }
}

/** Lets the model read, and find, the objects whose keys begin with a prefix. */
export function grantReadPrefix(model: IModel, bucket: s3.IBucket, prefix: string): void {
  grantReadObjects(model, bucket, `${escapeForPolicy(prefix)}*`);
  waitForGrant(model, grantListKeys(model, bucket, `${escapeForPolicy(prefix)}*`));
}
