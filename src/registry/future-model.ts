import { CfnResource, Stack, aws_iam as iam, type aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Dependable, DependencyGroup, type Construct, type IDependable } from 'constructs';
import { imageCuda, type ImageCuda } from '../model/bound-image';
import type { ContainerImageConfig } from '../model/container-image-config';
import { ModelBase } from '../model/model-base';
import { ValidationError } from '../private/errors';

/**
 * A stand-in for the models that will use a package. The images and artifacts of the package are bound to it before the resource of the
 * package is created. It records the permissions and dependencies that they give a model.
 */
export class FutureModel extends ModelBase {
  /** The role is undefined, because the roles of the models are not known yet. */
  public readonly role = undefined;
  public readonly grantPrincipal: iam.IPrincipal;
  private readonly images: { readonly specification?: string; readonly image: ContainerImageConfig }[] = [];
  private readonly statements: iam.PolicyStatement[] = [];
  private readonly standIn: CfnResource;

  /**
   * @param scope the model package
   * @param id the ID of the construct, unique within its scope
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

  /** Returns the dependencies of the package. The list is read at synthesis, so that it includes dependencies that are added later. */
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

  /**
   * Records the images of an inference specification.
   *
   * @param specification the name of an additional specification; undefined for the main specification
   */
  public recordImages(specification: string | undefined, images: readonly ContainerImageConfig[]): void {
    this.images.push(...images.map((image) => ({ specification, image })));
  }

  /** Returns the CUDA versions of the images of an inference specification. */
  public cudaOf(specification: string | undefined): ImageCuda[] {
    return this.images.filter((each) => each.specification === specification).flatMap(({ image }) => imageCuda(this, image) ?? []);
  }

  /** Grants a principal the permissions that the images and artifacts need, and returns the dependencies of these grants. */
  public grantTo(grantee: iam.IGrantable): IDependable[] {
    return this.statements.flatMap((statement) => grantee.grantPrincipal.addToPrincipalPolicy(statement.copy()).policyDependable ?? []);
  }

  private notKnown(property: string): ValidationError {
    return new ValidationError(`${property} is not available in a model package, because several models can use it; `
      + 'use the image or the artifacts in a Model instead', this.node.scope);
  }
}

/**
 * Creates the resource that images and artifacts find as the default child of the model, because user-defined subclasses may add dependencies to
 * it. Removes it from the tree again, so that it is not part of the template.
 */
function createStandIn(model: FutureModel): CfnResource {
  const id = 'Resource';
  const standIn = new CfnResource(model, id, { type: 'AWS::SageMaker::ModelPackage' });
  model.node.tryRemoveChild(id);
  return standIn;
}

/**
 * A principal that records each statement. A resource policy names the account of the package instead: the roles that will use the package
 * are not known yet, but their own policies will have these statements too.
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
