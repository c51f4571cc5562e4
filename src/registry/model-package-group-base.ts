import { Resource, aws_iam as iam, type aws_events as events, type aws_kms as kms } from 'aws-cdk-lib';
import { registryArnsForPolicy } from './arns';
import modelPackageEvents, { type OnModelPackageStateChangeOptions } from './model-package-events';
import type { IModelPackageGroup } from './model-package-group-interface';
import { VersionKeys } from './version-keys';
import { grantModelPackageKey } from '../permissions/kms';
import { assertValid } from '../private/checks';
import { given } from '../private/given';
import { granteeCheck } from '../private/shapes';

/** The parts of a group that a grant covers: the group itself, its versions, or both. */
export interface GroupParts {
  readonly group?: boolean;
  readonly versions?: boolean;
}

/**
 * The base class of model package groups, both defined and imported.
 *
 * @internal
 */
export abstract class ModelPackageGroupBase extends Resource implements IModelPackageGroup {
  public abstract readonly modelPackageGroupName: string;
  public abstract readonly modelPackageGroupArn: string;
  private readonly keys = new VersionKeys();

  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return this._grantOn(grantee, actions, { group: true, versions: true });
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    const grant = this._grantOn(grantee, ['sagemaker:DescribeModelPackageGroup'], { group: true })
      .combine(this._grantOn(grantee, ['sagemaker:DescribeModelPackage', 'sagemaker:ListModelPackages'], { versions: true }));
    return this.keys.addTo(grant, (key) => key.grantDecrypt(grantee));
  }

  public grantRegister(grantee: iam.IGrantable): iam.Grant {
    return this._grantOn(grantee, ['sagemaker:CreateModelPackage'], { group: true, versions: true })
      .combine(this._grantOn(grantee, ['sagemaker:DescribeModelPackage'], { versions: true }));
  }

  public grantApprove(grantee: iam.IGrantable): iam.Grant {
    const grant = this._grantOn(grantee, ['sagemaker:UpdateModelPackage'], { versions: true });
    return this.keys.addTo(grant, (key) => grantModelPackageKey(grantee, key));
  }

  public grantAccess(grantee: iam.IGrantable): iam.Grant {
    const grant = this._grantOn(grantee, ['sagemaker:AccessModelPackage', 'sagemaker:DescribeModelPackage'], { versions: true });
    return this.keys.addTo(grant, (key) => key.grantDecrypt(grantee));
  }

  public onModelPackageStateChange(id: string, options: OnModelPackageStateChangeOptions = {}): events.Rule {
    options = given('registry.OnModelPackageStateChangeOptions', options, this, 'options');
    return modelPackageEvents.versionRule(this, id, options);
  }

  public onApproved(id: string, options: events.OnEventOptions = {}): events.Rule {
    options = given('aws_events.OnEventOptions', options, this, 'options');
    return modelPackageEvents.approvalRule(this, id, options);
  }

  /**
   * Adds the key of a version that is defined in this app, so that grants on the versions include it.
   *
   * @internal
   */
  public _addVersionKey(key: kms.IKey): void {
    this.keys.add(key);
  }

  /**
   * Grants actions on the group, on its versions, or on both.
   *
   * @internal
   */
  protected _grantOn(grantee: iam.IGrantable, actions: string[], parts: GroupParts): iam.Grant {
    assertValid(this, granteeCheck(grantee));
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: this._arnsOf(parts) });
  }

  /**
   * Returns the ARNs of the group, of its versions, or of both, for a policy.
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
