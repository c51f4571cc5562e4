import { Resource, aws_iam as iam, type aws_kms as kms } from 'aws-cdk-lib';
import type { IModelPackage } from '../model/model-package-interface';
import { grantModelPackageKey } from '../permissions/kms';
import { assertValid } from '../private/checks';
import { granteeCheck } from '../private/shapes';

/**
 * The base class of model packages, both defined and imported.
 *
 * @internal
 */
export abstract class ModelPackageBase extends Resource implements IModelPackage {
  public abstract readonly modelPackageArn: string;

  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    assertValid(this, granteeCheck(grantee));
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.modelPackageArn] });
  }

  public grantAccess(grantee: iam.IGrantable): iam.Grant {
    return this.withKey(this.grant(grantee, 'sagemaker:AccessModelPackage'), (key) => key.grantDecrypt(grantee));
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.withKey(this.grant(grantee, 'sagemaker:DescribeModelPackage'), (key) => key.grantDecrypt(grantee));
  }

  public grantUpdate(grantee: iam.IGrantable): iam.Grant {
    return this.withKey(this.grant(grantee, 'sagemaker:UpdateModelPackage'), (key) => grantModelPackageKey(grantee, key));
  }

  /**
   * Returns the key of the package; undefined if it has none, or if its key is unknown.
   *
   * @internal
   */
  protected _key(): kms.IKey | undefined {
    return undefined;
  }

  /** Adds permission to use the key of the package to a grant that succeeded, if the key is known. */
  private withKey(grant: iam.Grant, grantKey: (key: kms.IKey) => iam.Grant): iam.Grant {
    const key = this._key();
    return key && grant.success ? grant.combine(grantKey(key)) : grant;
  }
}
