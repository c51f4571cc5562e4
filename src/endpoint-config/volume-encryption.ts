import { aws_iam as iam, aws_kms as kms, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { roleSeenFrom } from '../common/role-seen-from';
import type { IModel } from '../model/model-interface';
import { warn } from '../private/warnings';

/**
 * What SageMaker does with the key in the name of a model's role. The same as AWS's own hosting solutions allow.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html#sagemaker-CreateEndpointConfig-request-KmsKeyId
 */
const KEY_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/** SageMaker hands the key on to the volumes by a KMS grant, and retires the grant when the endpoint is deleted. */
const GRANT_ACTION = 'kms:CreateGrant';
const FOR_AWS_RESOURCES_ONLY = { Bool: { 'kms:GrantIsForAWSResource': 'true' } };

/** Lets the roles of the hosted models use the key of the storage volumes. */
export class VolumeEncryption {
  private readonly allowed = new Set<iam.IRole>();

  /**
   * @param config the endpoint configuration
   * @param resource its resource, which is created after the permissions and outlived by them
   * @param key the key of the volumes
   */
  constructor(
    private readonly config: Construct,
    private readonly resource: sagemaker.CfnEndpointConfig,
    private readonly key: kms.IKeyRef,
  ) {}

  public allow(model: IModel): void {
    const { role } = model;
    if (!role) {
      warn(this.config, 'encryptionKeyOfImportedModel', `the role of the imported model '${model.node.path}' is not known, so it `
        + "can't be granted the use of encryptionKey; import the model with its role");
      return;
    }
    if (!this.allowed.has(role)) {
      this.allowed.add(role);
      const grantee = roleSeenFrom(this.config, role);
      kms.KeyGrants.fromKey(this.key).actions(grantee, ...KEY_ACTIONS).applyBefore(this.resource);
      this.allowGrants(grantee);
    }
  }

  private allowGrants(grantee: iam.IGrantable): void {
    const resource = iam.ResourceWithPolicies.of(this.key);
    const options = { grantee, actions: [GRANT_ACTION], resourceArns: [this.key.keyRef.keyArn], conditions: FOR_AWS_RESOURCES_ONLY };
    const grant = resource
      ? iam.Grant.addToPrincipalOrResource({ ...options, resource, resourceSelfArns: ['*'] })
      : iam.Grant.addToPrincipal(options);
    grant.applyBefore(this.resource);
  }
}
