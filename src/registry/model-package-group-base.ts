import { Resource, aws_iam as iam, type IResource, type aws_events as events } from 'aws-cdk-lib';
import { registryArnsForPolicy } from './arns';
import { stateChangeRule } from '../common/state-change-rule';

/**
 * A group of the model registry: the versions of one model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-models.html
 */
export interface IModelPackageGroup extends IResource {
  /**
   * The name of this group, with its capitals.
   *
   * @attribute
   */
  readonly modelPackageGroupName: string;

  /**
   * The ARN of this group.
   *
   * @attribute
   */
  readonly modelPackageGroupArn: string;

  /**
   * Grants actions on this group and on all of its versions.
   *
   * A grantee of another account gets them by the resource policy of the group as well, as long as this app defines the group.
   *
   * @param grantee who is granted them
   * @param actions such as `sagemaker:ListModelPackages`
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants listing and reading the versions (`sagemaker:DescribeModelPackageGroup`, `sagemaker:ListModelPackages`,
   * `sagemaker:DescribeModelPackage`).
   *
   * @param grantee who is granted it
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-details.html
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants registering versions (`sagemaker:CreateModelPackage`), and reading them, which waiting for their completion takes.
   *
   * @param grantee who is granted it
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-version.html
   */
  grantRegister(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants approving and rejecting versions (`sagemaker:UpdateModelPackage`).
   *
   * @param grantee who is granted it
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
   */
  grantApprove(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants models the use of each version, also of those to come (`sagemaker:AccessModelPackage`, `sagemaker:DescribeModelPackage`).
   *
   * @param grantee who is granted it
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html
   */
  grantAccess(grantee: iam.IGrantable): iam.Grant;

  /**
   * A rule for what happens to the versions of this group: one is registered, approved or rejected. Narrow it by
   * `options.eventPattern.detail`, such as `{ ModelApprovalStatus: ['Approved'] }`.
   *
   * @param id the id of the rule
   * @param options what the rule does
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
   */
  onModelPackageStateChange(id: string, options?: events.OnEventOptions): events.Rule;
}

/** The resources that IAM checks actions against. */
export interface GroupParts {
  readonly group?: boolean;
  readonly versions?: boolean;
}

/**
 * The common part of groups: those that are defined here, and those that are imported.
 *
 * @internal
 */
export abstract class ModelPackageGroupBase extends Resource implements IModelPackageGroup {
  public abstract readonly modelPackageGroupName: string;
  public abstract readonly modelPackageGroupArn: string;

  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return this._grantOn(grantee, actions, { group: true, versions: true });
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this._grantOn(grantee, ['sagemaker:DescribeModelPackageGroup'], { group: true })
      .combine(this._grantOn(grantee, ['sagemaker:DescribeModelPackage', 'sagemaker:ListModelPackages'], { versions: true }));
  }

  public grantRegister(grantee: iam.IGrantable): iam.Grant {
    return this._grantOn(grantee, ['sagemaker:CreateModelPackage'], { group: true, versions: true })
      .combine(this._grantOn(grantee, ['sagemaker:DescribeModelPackage'], { versions: true }));
  }

  public grantApprove(grantee: iam.IGrantable): iam.Grant {
    return this._grantOn(grantee, ['sagemaker:UpdateModelPackage'], { versions: true });
  }

  public grantAccess(grantee: iam.IGrantable): iam.Grant {
    return this._grantOn(grantee, ['sagemaker:AccessModelPackage', 'sagemaker:DescribeModelPackage'], { versions: true });
  }

  public onModelPackageStateChange(id: string, options: events.OnEventOptions = {}): events.Rule {
    return stateChangeRule(this, id, options, 'SageMaker Model Package State Change', { ModelPackageGroupName: [this.modelPackageGroupName] });
  }

  /**
   * Grants actions that IAM checks against some parts of the group.
   *
   * @internal
   */
  protected _grantOn(grantee: iam.IGrantable, actions: string[], parts: GroupParts): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: this._arnsOf(parts) });
  }

  /**
   * Returns the ARNs of some parts of the group, as a policy needs them.
   *
   * @internal
   */
  protected _arnsOf({ group, versions }: GroupParts): string[] {
    const name = this.modelPackageGroupName;
    return [
      ...group ? registryArnsForPolicy(this, 'model-package-group', name, this.env) : [],
      ...versions ? registryArnsForPolicy(this, 'model-package', name, this.env, '/*') : [],
    ];
  }
}
