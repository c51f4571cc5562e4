import { aws_iam as iam, type aws_s3 as s3 } from 'aws-cdk-lib';
import { mayBeOfAnotherAccount } from '../../private/accounts';
import { literally } from '../../private/policy-literal';
import { waitForGrant } from '../model-dependencies';
import type { IModel } from '../model-interface';

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
  waitForGrant(model, grantListPrefix(model, bucket, prefix));
}

/** The CDK's own way to grant to a principal or by the policy of the bucket loses the condition in the latter. */
function grantListPrefix(model: IModel, bucket: s3.IBucket, prefix: string): iam.Grant {
  const permission = {
    actions: ['s3:ListBucket'],
    conditions: { StringLike: { 's3:prefix': `${literally(prefix)}*` } },
  };
  const granted = iam.Grant.addToPrincipal({ grantee: model, resourceArns: [bucket.bucketArn], ...permission });
  if (granted.success && !mayBeOfAnotherAccount(bucket, model.grantPrincipal)) {
    return granted;
  }
  bucket.addToResourcePolicy(new iam.PolicyStatement({ ...permission, resources: [bucket.bucketArn], principals: [model.grantPrincipal] }));
  return granted;
}
