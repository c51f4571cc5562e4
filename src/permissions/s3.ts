import { aws_iam as iam, type aws_s3 as s3 } from 'aws-cdk-lib';
import { mayBeOfAnotherAccount } from './accounts';

/** A token inside of a key, or a character that means more in a policy than in a key. */
const SPECIAL = /\$\{Token\[[^\]]*\]\}|[*?$]/g;

/** A key as a policy has to write it, in which `*` and `?` would stand for other keys too. */
export function escapeForPolicy(key: string): string {
  return key.replace(SPECIAL, (found) => found.length > 1 ? found : `\${${found}}`);
}


/**
 * Lets somebody list the objects of a bucket whose keys match a pattern. The CDK's own way to grant to a principal or by the policy of the
 * bucket loses the condition in the latter.
 */
export function grantListKeys(grantee: iam.IGrantable, bucket: s3.IBucket, keyPattern: string): iam.Grant {
  const permission = { actions: ['s3:ListBucket'], conditions: { StringLike: { 's3:prefix': keyPattern } } };
  const granted = iam.Grant.addToPrincipal({ grantee, resourceArns: [bucket.bucketArn], ...permission });
  if (!granted.success || mayBeOfAnotherAccount(bucket, grantee.grantPrincipal)) {
    bucket.addToResourcePolicy(new iam.PolicyStatement({ ...permission, resources: [bucket.bucketArn], principals: [grantee.grantPrincipal] }));
  }
  return granted;
}
