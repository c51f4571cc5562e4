import { aws_iam as iam, aws_kms as kms, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { IModel } from '../model/model-base';
import { mayBeOfAnotherAccount } from '../permissions/accounts';
import { granteeInStackOf } from '../permissions/role-in-stack';
import { warn } from '../private/warnings';

type Permission = Pick<iam.PolicyStatementProps, 'actions' | 'conditions'>;

/**
 * What SageMaker does with the key in the name of a model's role. The same as AWS's own hosting solutions allow.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html#sagemaker-CreateEndpointConfig-request-KmsKeyId
 */
const USE_KEY: Permission = { actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'] };

/** SageMaker hands the key on to the volumes by a KMS grant, and retires the grant when the endpoint is deleted. */
const CREATE_KMS_GRANT: Permission = { actions: ['kms:CreateGrant'], conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } };

/** Lets the roles of the hosted models use the key of the storage volumes. */
export class VolumeEncryption {
  private readonly allowed = new Set<iam.IRole>();
  private readonly key?: kms.IKeyRef;

  /**
   * @param config the endpoint configuration
   * @param resource its resource, which is created after the permissions and outlived by them
   * @param key the key of the volumes
   */
  constructor(
    private readonly config: Construct,
    private readonly resource: sagemaker.CfnEndpointConfig,
    key: kms.IKeyRef,
  ) {
    this.key = keyOfAlias(key);
    if (!this.key) {
      warn(config, 'encryptionKeyBehindAlias', "encryptionKey is an imported alias, whose key is not known, so the roles of the models can't be "
        + 'granted the use of it; import the key by its ARN');
    }
  }

  public allow(model: IModel): void {
    const { role } = model;
    if (!this.key) {
      return;
    }
    if (!role) {
      warn(this.config, 'encryptionKeyOfImportedModel', `the role of the imported model '${model.node.path}' is not known, so it `
        + "can't be granted the use of encryptionKey; import the model with its role");
      return;
    }
    this.allowRole(role);
  }

  public allowRole(role: iam.IRole): void {
    if (this.key && !this.allowed.has(role)) {
      this.allowed.add(role);
      const { grantPrincipal } = granteeInStackOf(this.config, role);
      this.grant(this.key, grantPrincipal, USE_KEY);
      this.grant(this.key, grantPrincipal, CREATE_KMS_GRANT);
    }
  }

  /** Like the grants of the CDK, which would lose the condition where a statement goes into the policy of the key. */
  private grant(key: kms.IKeyRef, principal: iam.IPrincipal, permission: Permission): void {
    const added = principal.addToPrincipalPolicy(new iam.PolicyStatement({ ...permission, resources: [key.keyRef.keyArn] }));
    if (added.policyDependable) {
      this.resource.node.addDependency(added.policyDependable);
    }
    // The policy of the key delegates to its own account only.
    if (!added.statementAdded || mayBeOfAnotherAccount(key, principal)) {
      policyOf(key)?.addToResourcePolicy(new iam.PolicyStatement({ ...permission, principals: [principal], resources: ['*'] }));
    }
  }
}

/** A policy has to name the key itself; an alias in its place allows nothing. */
export function keyOfAlias(key: kms.IKeyRef): kms.IKeyRef | undefined {
  if (!('aliasName' in key)) {
    return key;
  }
  try {
    return (key as kms.IAlias).aliasTargetKey;
  } catch {
    // An alias that is imported by its name throws.
    return undefined;
  }
}

/** An L1 key has the policy that the user wrote. */
function policyOf(key: kms.IKeyRef): iam.IResourceWithPolicyV2 | undefined {
  return kms.CfnKey.isCfnKey(key) ? undefined : iam.ResourceWithPolicies.of(key);
}
