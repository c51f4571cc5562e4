import { CfnResource, Stack, aws_iam as iam, type aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Dependable, DependencyGroup, type Construct, type IDependable } from 'constructs';
import { ModelBase } from '../model/model-base';
import { ValidationError } from '../private/errors';

/**
 * Stands in for the models that will use a package: the images and artifacts of the package are bound to this, before its resource is
 * made. It records what they grant, and what they make a model wait for.
 */
export class FutureModel extends ModelBase {
  /** The roles of the models are not known yet. */
  public readonly role = undefined;
  public readonly grantPrincipal: iam.IPrincipal;
  private readonly statements: iam.PolicyStatement[] = [];
  private readonly standIn: CfnResource;

  /**
   * @param scope the package
   * @param id its id there
   */
  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.standIn = createStandIn(this);
    this.node.defaultChild = this.standIn;
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

  /** Returns what the package has to wait for. It is looked up at synth, so that what is added later counts too. */
  public get prerequisites(): IDependable {
    const { standIn } = this;
    const prerequisites: IDependable = {};
    Dependable.implement(prerequisites, {
      get dependencyRoots() {
        return [...standIn.node.dependencies, ...standIn.obtainDependencies()];
      },
    });
    return prerequisites;
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
 * Creates what images and artifacts find as the resource of the model, because users' subclasses may add dependencies to it. It is taken
 * out of the tree again, so that it does not reach the template.
 */
function createStandIn(model: FutureModel): CfnResource {
  const id = 'Resource';
  const standIn = new CfnResource(model, id, { type: 'AWS::SageMaker::ModelPackage' });
  model.node.tryRemoveChild(id);
  return standIn;
}

/**
 * Records each statement, and shows itself as the account of the package where the policy of a resource has to name a principal: the
 * roles that will use the package are not known yet, but they will have these statements too.
 */
class RecordingPrincipal implements iam.IPrincipal {
  public readonly grantPrincipal = this;
  public readonly assumeRoleAction = 'sts:AssumeRole';
  public readonly policyFragment: iam.PrincipalPolicyFragment;

  constructor(public readonly principalAccount: string, private readonly record: (statement: iam.PolicyStatement) => void) {
    this.policyFragment = new iam.AccountPrincipal(principalAccount).policyFragment;
  }

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    this.record(statement);
    return { statementAdded: true, policyDependable: new DependencyGroup() };
  }
}
