import { Stack, aws_iam as iam, type aws_ec2 as ec2, type CfnResource } from 'aws-cdk-lib';
import { DependencyGroup, type Construct, type IDependable } from 'constructs';
import { ModelBase } from '../model/model-base';
import { ValidationError } from '../private/errors';

/**
 * Stands in for the models that will use a package: its images and artifacts are bound to this, which notes what they want to be granted.
 */
export class FutureModel extends ModelBase {
  /** The roles of the models are not known yet. */
  public readonly role = undefined;
  public readonly grantPrincipal: iam.IPrincipal;
  private readonly statements: iam.PolicyStatement[] = [];

  /**
   * @param scope the package
   * @param id its id there
   * @param resource what waits for the contents
   */
  constructor(scope: Construct, id: string, resource: CfnResource) {
    super(scope, id);
    this.node.defaultChild = resource;
    this.grantPrincipal = new RecordingPrincipal(Stack.of(this).account, (statement) => this.addToRolePolicy(statement));
  }

  public get modelArn(): string {
    throw this.notKnown('modelArn');
  }

  public get modelName(): string {
    throw this.notKnown('modelName');
  }

  public get connections(): ec2.Connections {
    throw this.notKnown('connections');
  }

  public addToRolePolicy(statement: iam.PolicyStatement): void {
    this.statements.push(statement);
  }

  /** Grants a principal what the images and artifacts need, and returns what to wait for. */
  public grantTo(grantee: iam.IGrantable): IDependable[] {
    return this.statements.flatMap((statement) => grantee.grantPrincipal.addToPrincipalPolicy(statement.copy()).policyDependable ?? []);
  }

  private notKnown(property: string): ValidationError {
    return new ValidationError(`${property} is not known for a model package, which any number of models may use; `
      + 'an image or artifacts that ask for it can only be used by a Model', this.node.scope);
  }
}

/**
 * Takes each statement, and shows itself as the account of the package where the policy of a resource has to name somebody: which roles
 * will use the package is not known yet, but they will have these statements too.
 */
class RecordingPrincipal implements iam.IPrincipal {
  public readonly grantPrincipal = this;
  public readonly assumeRoleAction = 'sts:AssumeRole';
  public readonly policyFragment: iam.PrincipalPolicyFragment;

  constructor(public readonly principalAccount: string, private readonly note: (statement: iam.PolicyStatement) => void) {
    this.policyFragment = new iam.AccountPrincipal(principalAccount).policyFragment;
  }

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    this.note(statement);
    return { statementAdded: true, policyDependable: new DependencyGroup() };
  }
}
