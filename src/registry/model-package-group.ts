import {
  ArnFormat, Lazy, Names, RemovalPolicy, Resource, Stack, aws_iam as iam, aws_sagemaker as sagemaker, type aws_events as events,
} from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { grantableArns, registryArn } from './arns';
import { ModelPackage } from './model-package';
import type { IModelPackageGroup } from './model-package-group-interface';
import { policyTooLong, sharingStatements } from './model-package-group-policy';
import type { ModelPackageOptions } from './model-package-props';
import { DESCRIPTION } from './names';
import { stateChangeRule } from '../common/state-change-rule';
import { assertValid, type Check, problemsOf, matches, eachMatches } from '../private/checks';
import { ACCOUNT_ID, isFixedName, RESOURCE_NAME, sagemakerArn } from '../private/names';

/**
 * What a group of the model registry is.
 */
export interface ModelPackageGroupProps {
  /**
   * The name of the group: at most 63 letters, digits and hyphens. It can't be changed; CloudFormation then makes another group.
   *
   * @default - a unique name in lower case, which stays the same as long as the group stays where it is in the app
   */
  readonly modelPackageGroupName?: string;

  /**
   * What the group is for: at most 1024 characters, no line breaks. A change of it takes another group, which CloudFormation can't make
   * under the same name: change `modelPackageGroupName` or the id of the construct too, or leave the description as it is.
   *
   * @default - no description
   */
  readonly modelPackageGroupDescription?: string;

  /**
   * The resource policy of the group; grants to other accounts, `sharedWith` and `addToResourcePolicy` add to it. At most 20480 characters.
   *
   * @default - a policy if something is added to it
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_PutModelPackageGroupPolicy.html
   */
  readonly policy?: iam.PolicyDocument;

  /**
   * The accounts that may read, approve and deploy the versions: 12 digits each. The same as `shareWith`.
   *
   * @default - not shared
   */
  readonly sharedWith?: string[];

  /**
   * What becomes of the group when it is removed from the app. SageMaker deletes no group that has versions, so `DESTROY` fails unless all
   * of them are deleted before, or are removed together with it. `RETAIN_ON_UPDATE_OR_DELETE` leaves nothing behind only when the
   * creation fails, so that the name is free to try again.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-delete-model-group.html
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** The resources that IAM checks actions against. */
interface Parts {
  readonly group?: boolean;
  readonly versions?: boolean;
}

abstract class ModelPackageGroupBase extends Resource implements IModelPackageGroup {
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

  /** @internal */
  protected _grantOn(grantee: iam.IGrantable, actions: string[], parts: Parts): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: this._arnsOf(parts) });
  }

  /** @internal */
  protected _arnsOf({ group, versions }: Parts): string[] {
    const name = this.modelPackageGroupName;
    return [
      ...group ? grantableArns(this, 'model-package-group', name, this.env) : [],
      ...versions ? grantableArns(this, 'model-package', name, this.env, '/*') : [],
    ];
  }
}

/**
 * A group of the model registry: the versions of one model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-models.html
 */
@propertyInjectable
export class ModelPackageGroup extends ModelPackageGroupBase implements iam.IResourceWithPolicyV2 {
  /** The id by which property injectors know this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.registry.ModelPackageGroup';

  /**
   * A group that is defined elsewhere, by its ARN. ARNs are in lower case: if the name of the group has capitals, its rules need
   * `fromModelPackageGroupName`.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param modelPackageGroupArn the ARN of the group
   */
  public static fromModelPackageGroupArn(scope: Construct, id: string, modelPackageGroupArn: string): IModelPackageGroup {
    assertValid(scope, sagemakerArn('modelPackageGroupArn', modelPackageGroupArn, 'model-package-group'));
    const name = Stack.of(scope).splitArn(modelPackageGroupArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
    return importGroup(scope, id, modelPackageGroupArn, name);
  }

  /**
   * A group that is defined elsewhere in the account and region of the stack, by its name.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param modelPackageGroupName the name of the group
   */
  public static fromModelPackageGroupName(scope: Construct, id: string, modelPackageGroupName: string): IModelPackageGroup {
    assertValid(scope, matches('modelPackageGroupName', modelPackageGroupName, RESOURCE_NAME));
    return importGroup(scope, id, registryArn(scope, 'model-package-group', modelPackageGroupName), modelPackageGroupName);
  }

  private readonly resource: sagemaker.CfnModelPackageGroup;
  private readonly policy: iam.PolicyDocument;

  /**
   * Defines a group. Throws when a property has a value that SageMaker does not take; the message lists all of them.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param props what the group is
   */
  constructor(scope: Construct, id: string, props: ModelPackageGroupProps = {}) {
    super(scope, id, { physicalName: isFixedName(props.modelPackageGroupName) ? props.modelPackageGroupName : uniqueName(scope, id) });
    assertValid(this, ...modelPackageGroupChecks(props));
    this.policy = props.policy ?? new iam.PolicyDocument();
    this.resource = new sagemaker.CfnModelPackageGroup(this, 'Resource', {
      modelPackageGroupName: this.physicalName,
      modelPackageGroupDescription: props.modelPackageGroupDescription,
      modelPackageGroupPolicy: Lazy.any({ produce: () => this.policy.isEmpty ? undefined : this.policy }),
    });
    this.resource.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.node.addValidation({
      validate: () => [...this.policy.validateForResourcePolicy(), ...problemsOf(policyTooLong(this, this.policy))],
    });
    if (props.sharedWith?.length) {
      this.shareWith(...props.sharedWith);
    }
  }

  /**
   * The name of this group, with its capitals. It is known at synth, so something that uses it does not wait for the group by itself.
   */
  public get modelPackageGroupName(): string {
    return this.physicalName;
  }

  /** The ARN of this group. */
  public get modelPackageGroupArn(): string {
    return this.getResourceArnAttribute(this.resource.attrModelPackageGroupArn, {
      service: 'sagemaker', resource: 'model-package-group', resourceName: this.physicalName,
    });
  }

  /**
   * Adds a statement to the resource policy of this group. A statement can name the group by its ARN only as a text, not as
   * `modelPackageGroupArn`: the policy is part of the group.
   *
   * @param statement what to allow or deny, and to whom
   */
  public addToResourcePolicy(statement: iam.PolicyStatement): iam.AddToResourcePolicyResult {
    this.policy.addStatements(statement);
    return { statementAdded: true, policyDependable: this.resource };
  }

  /**
   * Lets other accounts read, approve and deploy the versions of this group, with what AWS says that this takes. Who may do so there, the
   * other account decides; the images, artifacts and keys of the versions must be shared too. To let an account register versions, use
   * `grantRegister` with an `AccountPrincipal`.
   *
   * @param accounts the accounts: 12 digits each
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy-xaccount.html
   */
  public shareWith(...accounts: string[]): void {
    assertValid(this, ...accountChecks('accounts', accounts), accounts.length === 0 ? 'accounts must have at least 1 entry, got 0' : undefined);
    sharingStatements(accounts, this._arnsOf({ group: true }), this._arnsOf({ versions: true }))
      .forEach((statement) => this.addToResourcePolicy(statement));
  }

  /**
   * Registers a version of the model in this group.
   *
   * @param id the id of the version
   * @param props what the version consists of
   */
  public addModelPackage(id: string, props: ModelPackageOptions): ModelPackage {
    return new ModelPackage(this, id, { ...props, modelPackageGroup: this });
  }

  /** @internal */
  protected _grantOn(grantee: iam.IGrantable, actions: string[], parts: Parts): iam.Grant {
    return iam.Grant.addToPrincipalOrResource({ grantee, actions, resourceArns: this._arnsOf(parts), resource: this });
  }
}

function importGroup(scope: Construct, id: string, modelPackageGroupArn: string, modelPackageGroupName: string): IModelPackageGroup {
  class Import extends ModelPackageGroupBase {
    public readonly modelPackageGroupArn = modelPackageGroupArn;
    public readonly modelPackageGroupName = modelPackageGroupName;
  }
  return new Import(scope, id, { environmentFromArn: modelPackageGroupArn });
}

/**
 * CloudFormation makes no name. One that is made before the group, in its place, is a name as good as one that the user gives: other
 * environments can refer to it.
 */
function uniqueName(scope: Construct, id: string): string {
  const place = new Construct(scope, id);
  const name = Names.uniqueResourceName(place, { maxLength: 63, separator: '-' });
  scope.node.tryRemoveChild(id);
  // As in ARNs.
  return name.toLowerCase();
}

export function modelPackageGroupChecks(props: ModelPackageGroupProps): Check[] {
  return [
    matches('modelPackageGroupName', props.modelPackageGroupName, RESOURCE_NAME),
    matches('modelPackageGroupDescription', props.modelPackageGroupDescription, DESCRIPTION),
    ...accountChecks('sharedWith', props.sharedWith),
  ];
}

export function accountChecks(name: string, accounts: string[] | undefined): Check[] {
  return eachMatches(name, accounts, ACCOUNT_ID);
}
