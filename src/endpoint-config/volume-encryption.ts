import type { aws_iam as iam, aws_kms as kms, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { IModel } from '../model/model-base';
import { grantVolumeKey, keyOfAlias } from '../permissions/kms';
import { granteeInStackOf } from '../permissions/role-in-stack';
import { waitForGrant } from '../permissions/wait-for';
import { warn } from '../private/warnings';

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
      grantVolumeKey(granteeInStackOf(this.config, role), this.key).forEach((grant) => waitForGrant(this.resource, grant));
    }
  }
}
