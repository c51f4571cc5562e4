import { Resource, aws_iam as iam } from 'aws-cdk-lib';
import type { IModelPackage } from '../model/model-package-interface';
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
    return this.grant(grantee, 'sagemaker:AccessModelPackage');
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'sagemaker:DescribeModelPackage');
  }

  public grantUpdate(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'sagemaker:UpdateModelPackage');
  }
}
