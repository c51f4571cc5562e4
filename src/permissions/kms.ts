import { aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { grantWithConditions, type ConditionalPermission } from './conditional-grant';

/**
 * Encrypting an object, which takes a data key, and decrypting the parts that a large object is put together of.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
export const ENCRYPT_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'];

/** Encrypting an object by Amazon S3. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
export const ENCRYPT_BY_S3_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * Encrypting a storage volume, which SageMaker does in the name of the role. AWS's own hosting solutions allow the same.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html#sagemaker-CreateEndpointConfig-request-KmsKeyId
 */
const USE_KEY: ConditionalPermission = { actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'] };

/** Handing the key on to the volumes by a KMS grant, which SageMaker retires when the volumes are deleted. */
const CREATE_KMS_GRANT: ConditionalPermission = { actions: ['kms:CreateGrant'], conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } };

/** Grants encrypting the storage volumes of instances. */
export function grantVolumeKey(grantee: iam.IGrantable, key: kms.IKeyRef): iam.Grant[] {
  const resource = {
    env: key.env,
    arn: key.keyRef.keyArn,
    ownArn: '*',
    // The policy of the key delegates to its own account only.
    addStatement: (statement: iam.PolicyStatement) => policyOf(key)?.addToResourcePolicy(statement),
  };
  return [USE_KEY, CREATE_KMS_GRANT].map((permission) => grantWithConditions(grantee, permission, resource));
}

/** Returns the key that a policy has to name in place of an alias, which allows nothing there; undefined for an alias imported by its name. */
export function keyOfAlias(key: kms.IKeyRef): kms.IKeyRef | undefined {
  if (!('aliasName' in key)) {
    return key;
  }
  try {
    return (key as kms.IAlias).aliasTargetKey;
  } catch {
    return undefined;
  }
}

/** Returns the policy of a key; an L1 key has the policy that the user wrote. */
function policyOf(key: kms.IKeyRef): iam.IResourceWithPolicyV2 | undefined {
  return kms.CfnKey.isCfnKey(key) ? undefined : iam.ResourceWithPolicies.of(key);
}
