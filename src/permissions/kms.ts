import { aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { grantWithConditions, type ConditionalPermission } from './conditional-grant';

/**
 * The actions to encrypt an object, which requires a data key, and to decrypt the parts that a multipart upload combines.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
export const ENCRYPT_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'];

/** The actions that Amazon S3 requires to encrypt an object. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
export const ENCRYPT_BY_S3_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * The actions to encrypt a storage volume, which SageMaker does with the execution role. AWS solutions for model hosting allow the same
 * actions.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html#sagemaker-CreateEndpointConfig-request-KmsKeyId
 */
const USE_KEY: ConditionalPermission = { actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'] };

/** The action to create a KMS grant for the volumes, which SageMaker retires when the volumes are deleted. */
const CREATE_KMS_GRANT: ConditionalPermission = { actions: ['kms:CreateGrant'], conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } };

/** Grants permission to encrypt the storage volumes of instances. */
export function grantVolumeKey(grantee: iam.IGrantable, key: kms.IKeyRef): iam.Grant[] {
  const resource = {
    env: key.env,
    arn: key.keyRef.keyArn,
    ownArn: '*',
    // Changes the policy of the key, because it delegates only to its own account.
    addStatement: (statement: iam.PolicyStatement) => policyOf(key)?.addToResourcePolicy(statement),
  };
  return [USE_KEY, CREATE_KMS_GRANT].map((permission) => grantWithConditions(grantee, permission, resource));
}

/**
 * Grants permission to encrypt the information about a model package, which SageMaker does with the permissions of the caller. The AWS managed
 * policy for Model Registry allows the same kinds of actions: to create KMS grants, to describe the key, and to encrypt and decrypt.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/security-iam-awsmanpol-model-registry.html
 */
export function grantModelPackageKey(grantee: iam.IGrantable, encryptionKey: kms.IKey): iam.Grant {
  const key = keyOfAlias(encryptionKey);
  if (!key) {
    return encryptionKey.grant(grantee, ...USE_KEY.actions, ...CREATE_KMS_GRANT.actions);
  }
  const [useKey, createGrant] = grantVolumeKey(grantee, key);
  return useKey.combine(createGrant);
}

/** Returns the key to name in a policy instead of an alias, which has no effect there; undefined for an alias that is imported by its name. */
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

/** Returns the policy of a key. The policy of an L1 key is not changed, because the user defines it. */
function policyOf(key: kms.IKeyRef): iam.IResourceWithPolicyV2 | undefined {
  return kms.CfnKey.isCfnKey(key) ? undefined : iam.ResourceWithPolicies.of(key);
}
