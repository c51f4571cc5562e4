import { ArnFormat, Lazy, Names, RemovalPolicy, Stack, aws_iam as iam, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { registryArn } from './arns';
import { ModelPackage } from './model-package';
import { ModelPackageGroupBase, type GroupParts } from './model-package-group-base';
import type { IModelPackageGroup } from './model-package-group-interface';
import { policyLengthCheck, sharingStatements } from './model-package-group-policy';
import type { ModelPackageGroupProps } from './model-package-group-props';
import type { ModelPackageOptions } from './model-package-props';
import { DESCRIPTION } from './names';
import { atSynth } from '../private/at-synth';
import { assertValid, type Check, problemsOf, matches, eachMatches } from '../private/checks';
import { ACCOUNT_ID, isFixedName, RESOURCE_NAME, sagemakerArn } from '../private/names';

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
      modelPackageGroupDescription: props.description,
      modelPackageGroupPolicy: Lazy.any({ produce: () => this.policy.isEmpty ? undefined : this.policy }),
    });
    this.resource.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    // Statements may be added until the synthesis.
    atSynth(this, () => [...this.policy.validateForResourcePolicy(), ...problemsOf(policyLengthCheck(this, this.policy))]);
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
  protected _grantOn(grantee: iam.IGrantable, actions: string[], parts: GroupParts): iam.Grant {
    return iam.Grant.addToPrincipalOrResource({ grantee, actions, resourceArns: this._arnsOf(parts), resource: this });
  }
}

function modelPackageGroupChecks(props: ModelPackageGroupProps): Check[] {
  return [
    matches('modelPackageGroupName', props.modelPackageGroupName, RESOURCE_NAME),
    matches('description', props.description, DESCRIPTION),
    ...accountChecks('sharedWith', props.sharedWith),
  ];
}

function accountChecks(name: string, accounts: string[] | undefined): Check[] {
  return eachMatches(name, accounts, ACCOUNT_ID);
}

/**
 * Returns a name that is made of the place of the group, because CloudFormation makes none. The group gets it before it is there, as it
 * would get one of the user's, so other environments can refer to it.
 */
function uniqueName(scope: Construct, id: string): string {
  const place = new Construct(scope, id);
  const name = Names.uniqueResourceName(place, { maxLength: 63, separator: '-' });
  scope.node.tryRemoveChild(id);
  // As in ARNs.
  return name.toLowerCase();
}

function importGroup(scope: Construct, id: string, modelPackageGroupArn: string, modelPackageGroupName: string): IModelPackageGroup {
  class Import extends ModelPackageGroupBase {
    public readonly modelPackageGroupArn = modelPackageGroupArn;
    public readonly modelPackageGroupName = modelPackageGroupName;
  }
  return new Import(scope, id, { environmentFromArn: modelPackageGroupArn });
}
