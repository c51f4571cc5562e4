import { aws_iam as iam, type aws_s3 as s3 } from 'aws-cdk-lib';
import { waitForGrant } from '../model-dependencies';
import type { IModel } from '../model-interface';

/** A token inside of a key, or a character that means more in a policy than in a key. */
const SPECIAL = /\$\{Token\[[^\]]*\]\}|[*?$]/g;

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
  grantReadObjects(model, bucket, `${literally(prefix)}*`);
  waitForGrant(model, iam.Grant.addToPrincipalOrResource({
    grantee: model,
    actions: ['s3:ListBucket'],
    resourceArns: [bucket.bucketArn],
    resource: bucket,
    conditions: { StringLike: { 's3:prefix': `${literally(prefix)}*` } },
  }));
}

/** The key as a policy has to write it, in which `*` and `?` would stand for other keys too. */
export function literally(key: string): string {
  return key.replace(SPECIAL, (found) => found.length > 1 ? found : `\${${found}}`);
}
