import { aws_iam as iam } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { ComponentEnvironment } from '../../endpoint-config/endpoint-config-base';
import { imageCuda, imageTarget, type ImageCuda, type ImageTarget } from '../../model/bound-image';
import type { ContainerImageConfig } from '../../model/container-image-config';
import { markModel, ModelBase, type ModelHosting } from '../../model/model-base';
import type { Attachment } from '../../model/vpc/missing-endpoints';
import { granteeInStackOf } from '../../permissions/role-in-stack';
import { ValidationError } from '../../private/errors';

/**
 * Stands in for the model of a component that has an image or artifacts instead of a model: images and artifacts are bound to it. It has the role and
 * the network of the configuration, and its resource is the component, which therefore depends on what they need.
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

  /**
   * @param scope the component
   * @param id the ID of the construct, unique within its scope
   * @param resource the resource of the component
   * @param hosting what the configuration of the endpoint provides
   */
  constructor(scope: Construct, id: string, resource: IConstruct, hosting: ComponentEnvironment) {
    super(scope, id);
    this.node.defaultChild = resource;
    this.role = hosting.role;
    this.grantPrincipal = hosting.role ? granteeInStackOf(this, hosting.role).grantPrincipal : new iam.UnknownPrincipal({ resource: this });
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
    return this.image ? [imageTarget(this.image)] : [];
  }

  /** @internal */
  public get _imageCuda(): ImageCuda[] {
    const cuda = this.image && imageCuda(this, this.image);
    return cuda ? [cuda] : [];
  }

  /** @internal */
  public get _environments(): { [name: string]: string }[] {
    return [this.environment];
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
