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
import { uniqueInStack } from '../private/fixed-names';
import { given, pathOf } from '../private/given';
import { ACCOUNT_ID, fixedName, importedName, isFixedName, RESOURCE_NAME, sagemakerArn } from '../private/names';
import { granteeCheck } from '../private/shapes';

/**
 * A model package group: the collection of the versions of a model in Amazon SageMaker Model Registry.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-models.html
 *
 * @example
 * declare const trainingRole: iam.IRole;
 * declare const deployment: targets.SfnStateMachine;
 *
 * const group = new sm.registry.ModelPackageGroup(this, 'Churn', { modelPackageGroupName: 'churn' });
 * group.grantRegister(trainingRole);
 * group.shareWith('111122223333'); // an account that deploys the versions
 * group.onApproved('Deploy', { target: deployment });
 */
@propertyInjectable
export class ModelPackageGroup extends ModelPackageGroupBase implements iam.IResourceWithPolicyV2 {
  /** The ID that property injectors use to identify this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.registry.ModelPackageGroup';

  /**
   * Imports an existing group by its ARN. ARNs are in lower case: to define rules for a group whose name has capital letters, use
   * `fromModelPackageGroupName` instead. Throws if the value is not the ARN of a group.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param modelPackageGroupArn the ARN of the group
   */
  public static fromModelPackageGroupArn(scope: Construct, id: string, modelPackageGroupArn: string): IModelPackageGroup {
    assertValid(scope, sagemakerArn('modelPackageGroupArn', modelPackageGroupArn, 'model-package-group'));
    const name = Stack.of(scope).splitArn(modelPackageGroupArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
    return importGroup(scope, id, modelPackageGroupArn, name);
  }

  /**
   * Imports an existing group in the account and region of the stack by its name. Throws if the name is not valid.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param modelPackageGroupName the name of the group
   */
  public static fromModelPackageGroupName(scope: Construct, id: string, modelPackageGroupName: string): IModelPackageGroup {
    assertValid(scope, importedName('modelPackageGroupName', modelPackageGroupName, 'group'));
    return importGroup(scope, id, registryArn(scope, 'model-package-group', modelPackageGroupName), modelPackageGroupName);
  }

  private readonly resource: sagemaker.CfnModelPackageGroup;
  private readonly policy: iam.PolicyDocument;

  /**
   * Defines a model package group. Throws if a property has a value that SageMaker does not accept; the message lists every problem.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the group
   */
  constructor(scope: Construct, id: string, props: ModelPackageGroupProps = {}) {
    props = given('registry.ModelPackageGroupProps', props, pathOf(scope, id));
    super(scope, id, { physicalName: isFixedName(props.modelPackageGroupName) ? props.modelPackageGroupName : uniqueName(scope, id) });
    assertValid(this, ...modelPackageGroupChecks(props));
    this.policy = props.policy ?? new iam.PolicyDocument();
    this.resource = new sagemaker.CfnModelPackageGroup(this, 'Resource', {
      modelPackageGroupName: this.physicalName,
      modelPackageGroupDescription: props.description,
      modelPackageGroupPolicy: Lazy.any({ produce: () => this.policy.isEmpty ? undefined : this.policy }),
    });
    this.resource.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    // Checks the policy at synthesis, because statements can be added until then.
    const nameCheck = uniqueInStack(this.resource, 'modelPackageGroupName', fixedName(props.modelPackageGroupName));
    atSynth(this, () => [...this.policy.validateForResourcePolicy(), ...problemsOf(nameCheck(), policyLengthCheck(this, this.policy))]);
    if (props.sharedWith?.length) {
      this.shareWith(...props.sharedWith);
    }
    if (props.sharedWithApprovers?.length) {
      this.shareWithApprovers(...props.sharedWithApprovers);
    }
  }

  /**
   * The name of this group, in its original case. It is known at synthesis, so a resource that uses the name does not depend on the group; add the
   * dependency yourself.
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
   * Adds a statement to the resource policy of this group. Write the ARN of the group in a statement as a string, because
   * `modelPackageGroupArn` would make the group depend on itself.
   *
   * @param statement the statement to add
   */
  public addToResourcePolicy(statement: iam.PolicyStatement): iam.AddToResourcePolicyResult {
    this.policy.addStatements(statement);
    return { statementAdded: true, policyDependable: this.resource };
  }

  /**
   * Shares the versions of this group with other accounts, which can then read and deploy them. It adds the statements that AWS documents for this
   * purpose to the resource policy, except the permission to approve versions: for accounts that approve, use `shareWithApprovers`. Each account
   * must also grant the actions to its own principals. Share the images, artifacts and keys of the versions too. To allow an account to register
   * versions, use `grantRegister` with an `AccountPrincipal`.
   *
   * Throws if no account is specified, or if an account ID is not 12 digits.
   *
   * @param accounts the IDs of the accounts: 12 digits each
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html#model-registry-deploy-xaccount
   */
  public shareWith(...accounts: string[]): void {
    this.share(accounts, false);
  }

  /**
   * Shares the versions of this group with other accounts, which can then read, deploy, approve and reject them. Equivalent to `shareWith`, with the
   * permission to approve versions (`sagemaker:UpdateModelPackage`) in addition.
   *
   * Throws if no account is specified, or if an account ID is not 12 digits.
   *
   * @param accounts the IDs of the accounts: 12 digits each
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html#model-registry-deploy-xaccount
   */
  public shareWithApprovers(...accounts: string[]): void {
    this.share(accounts, true);
  }

  /**
   * Registers a version of the model in this group.
   *
   * @param id the ID of the version, unique within this group
   * @param props the properties of the version
   */
  public addModelPackage(id: string, props: ModelPackageOptions): ModelPackage {
    props = given('registry.ModelPackageOptions', props, this);
    return new ModelPackage(this, id, { ...props, modelPackageGroup: this });
  }

  /** @internal */
  protected _grantOn(grantee: iam.IGrantable, actions: string[], parts: GroupParts): iam.Grant {
    assertValid(this, granteeCheck(grantee));
    return iam.Grant.addToPrincipalOrResource({ grantee, actions, resourceArns: this._arnsOf(parts), resource: this });
  }

  private share(accounts: string[], canApprove: boolean): void {
    assertValid(this, ...accountChecks('accounts', accounts), accounts.length === 0 ? 'accounts must have at least 1 entry, got 0' : undefined);
    sharingStatements(accounts, this._arnsOf({ group: true }), this._arnsOf({ versions: true }), canApprove)
      .forEach((statement) => this.addToResourcePolicy(statement));
  }
}

function modelPackageGroupChecks(props: ModelPackageGroupProps): Check[] {
  return [
    matches('modelPackageGroupName', props.modelPackageGroupName, RESOURCE_NAME),
    matches('description', props.description, DESCRIPTION),
    ...accountChecks('sharedWith', props.sharedWith),
    ...accountChecks('sharedWithApprovers', props.sharedWithApprovers),
  ];
}

function accountChecks(name: string, accounts: string[] | undefined): Check[] {
  return eachMatches(name, accounts, ACCOUNT_ID);
}

/**
 * Returns a unique name derived from the construct path, because CloudFormation does not generate one. The group receives it as its
 * physical name when it is defined, so that stacks in other environments can refer to the group.
 */
function uniqueName(scope: Construct, id: string): string {
  const place = new Construct(scope, id);
  const name = Names.uniqueResourceName(place, { maxLength: 63, separator: '-' });
  scope.node.tryRemoveChild(id);
  // Converts the name to lower case, as SageMaker does in ARNs.
  return name.toLowerCase();
}

function importGroup(scope: Construct, id: string, modelPackageGroupArn: string, modelPackageGroupName: string): IModelPackageGroup {
  class Import extends ModelPackageGroupBase {
    public readonly modelPackageGroupArn = modelPackageGroupArn;
    public readonly modelPackageGroupName = modelPackageGroupName;
  }
  return new Import(scope, id, { environmentFromArn: modelPackageGroupArn });
}
