import { Stack, aws_iam as iam } from 'aws-cdk-lib';
import { DependencyGroup, type Construct, type IConstruct } from 'constructs';
import type { ComponentEnvironment } from '../../endpoint-config/endpoint-config-base';
import { imageCuda, imageTarget, repositoriesOf, type ImageCuda, type ImageTarget } from '../../model/bound-image';
import type { ContainerImageConfig } from '../../model/container-image-config';
import { isDefinedModel, markModel, ModelBase, type DefinedModel, type IModel, type ModelHosting } from '../../model/model-base';
import type { Attachment } from '../../model/vpc/missing-endpoints';
import { granteeInStackOf } from '../../permissions/role-in-stack';
import { ValidationError } from '../../private/errors';

/** The repositories of the image that a component runs, and the environment variables of its container. */
export interface ComponentContainer {
  readonly repositories: readonly string[];
  readonly environment: { readonly [name: string]: unknown };
}

/** The container of a specification. */
export interface NamedContainer extends ComponentContainer {
  /** The property with the specification. */
  readonly name: string;
  /** Indicates whether the container can have artifacts, which can contain settings of its model server. */
  readonly mayHaveArtifacts: boolean;
}

/**
 * Stands in for the model of a component: the image and the artifacts that a component has instead of those of a model, or in addition, are bound to it.
 * It has the role and the network of the configuration, and its resource is the component, which therefore depends on what they need.
 */
export class ComponentModel extends ModelBase {
  public readonly role?: iam.IRole;
  public readonly grantPrincipal: iam.IPrincipal;
  /** @internal */
  public readonly _attachment?: Attachment;
  /** @internal */
  public readonly _hosting: ModelHosting;
  /** @internal */
  public readonly _containerHostnames: string[] = [];
  private image?: ContainerImageConfig;
  private environment: { [name: string]: string } = {};
  private readonly unknownRole?: UnknownRole;

  /**
   * @param scope the component
   * @param id the ID of the construct, unique within its scope
   * @param resource the resource of the component
   * @param hosting what the configuration of the endpoint provides
   * @param model the model that the component runs, with its image and environment unless the component has others
   */
  constructor(scope: Construct, id: string, resource: IConstruct, hosting: ComponentEnvironment, private readonly model?: IModel) {
    super(scope, id);
    this.node.defaultChild = resource;
    this.role = hosting.role;
    this.unknownRole = hosting.role ? undefined : new UnknownRole(this);
    this.grantPrincipal = this.unknownRole ?? granteeInStackOf(this, hosting.role!).grantPrincipal;
    this._connections = hosting.connections;
    this._attachment = hosting.attachment;
    this._hosting = {
      inVpc: hosting.connections !== undefined,
      isolated: hosting.isolated,
      containers: 1,
      direct: false,
      multiModel: false,
      dataSource: false,
      privateRegistry: false,
    };
  }

  public get modelArn(): string {
    throw this.notAModel('modelArn');
  }

  public get modelName(): string {
    throw this.notAModel('modelName');
  }

  /** @internal */
  public get _imageTargets(): (ImageTarget | undefined)[] {
    return this.image ? [imageTarget(this.image)] : this.definedModel?._imageTargets ?? [];
  }

  /** @internal */
  public get _imageCuda(): ImageCuda[] {
    const cuda = this.image && imageCuda(this, this.image);
    return cuda ? [cuda] : !this.image && this.definedModel?._imageCuda || [];
  }

  /** @internal */
  public get _repositories(): (readonly string[] | undefined)[] {
    return this.image ? [repositoriesOf(this.image)] : this.definedModel?._repositories ?? [];
  }

  /** @internal */
  public get _environments(): { [name: string]: string }[] {
    const [ofModel = {}, ...others] = this.definedModel?._environments ?? [];
    return [{ ...ofModel, ...this.environment }, ...others];
  }

  /** The container of the component; undefined if its image or its environment is not known, or if there are several. */
  public get container(): ComponentContainer | undefined {
    const { model, definedModel, _repositories: [repositories, ...others], _environments: [environment] } = this;
    // The model can have variables that only its image in a model package shows.
    const isKnown = !model || definedModel?._repositories?.[0];
    return isKnown && repositories && others.length === 0 ? { repositories, environment } : undefined;
  }

  /** The actions that the images and artifacts require, if the role is not known. */
  public get missingActions(): readonly string[] {
    return this.unknownRole?.actions ?? [];
  }

  /** Adds a statement to the policy of the role. If the role is not known, a warning of the component contains its actions. */
  public addToRolePolicy(statement: iam.PolicyStatement): void {
    this.grantPrincipal.addToPrincipalPolicy(statement);
  }

  private get definedModel(): DefinedModel | undefined {
    return isDefinedModel(this.model) ? this.model : undefined;
  }

  /** Records what the container runs. */
  public record(image: ContainerImageConfig | undefined, environment: { [name: string]: string } | undefined): void {
    this.image = image;
    this.environment = environment ?? {};
  }

  private notAModel(property: string): ValidationError {
    return new ValidationError(`${property} is not available, because the inference component has an image or artifacts instead of a model; `
      + 'use InferenceComponentSpecification.fromModel with a Model', this.node.scope);
  }
}

markModel(ComponentModel.prototype);

/** A role that is not known. Records the actions that would be allowed, for a single warning instead of one for each statement. */
class UnknownRole extends iam.UnknownPrincipal {
  /** The account of the endpoint, so that the policies of resources in this account do not have to name the role. */
  public readonly principalAccount: string;
  private readonly recorded = new Set<string>();

  constructor(private readonly user: Construct) {
    super({ resource: user });
    this.principalAccount = Stack.of(user).account;
  }

  /** Throws, because a resource of another account has to name the role in its policy. */
  public get policyFragment(): iam.PrincipalPolicyFragment {
    throw new ValidationError('the role of the endpoint configuration is not known, so a resource of another account cannot allow it in its policy; use an image and artifacts of this '
      + 'account, or define the endpoint configuration in this app', this.user.node.scope);
  }

  public get actions(): readonly string[] {
    return [...this.recorded];
  }

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    statement.actions.forEach((action) => this.recorded.add(action));
    return { statementAdded: true, policyDependable: new DependencyGroup() };
  }
}

