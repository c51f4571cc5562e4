import { Resource, type IResource, type aws_ec2 as ec2, type aws_iam as iam } from 'aws-cdk-lib';
import type { IDependable } from 'constructs';
import type { ImageTarget } from './bound-image';
import type { Processor } from '../dlc/processor';
import { waitForGrant } from '../permissions/wait-for';
import { ValidationError } from '../private/errors';
import { isMarked, mark } from '../private/marks';

/**
 * A model: containers with inference code and artifacts, which an endpoint configuration can host.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
 */
export interface IModel extends IResource, iam.IGrantable, ec2.IConnectable {
  /**
   * The ARN of this model.
   *
   * @attribute
   */
  readonly modelArn: string;

  /**
   * The name of this model.
   *
   * @attribute
   */
  readonly modelName: string;

  /**
   * The role that SageMaker and the containers of this model act as.
   *
   * @default - not known, for a model that was imported without it
   */
  readonly role?: iam.IRole;

  /**
   * Allows the role of this model something more. Has no effect on an imported model whose role is not known.
   *
   * @param statement what to allow
   */
  addToRolePolicy(statement: iam.PolicyStatement): void;
}

/**
 * The facts that decide which endpoint configurations a model fits into. Other versions of this package read them, so none is renamed, or
 * changes its meaning; where one is absent, the rules on it do not apply.
 */
export interface ModelHosting {
  readonly inVpc: boolean;
  readonly isolated: boolean;
  readonly containers: number;
  readonly direct: boolean;
  readonly multiModel: boolean;
  /** Tells whether artifacts are named by `ModelDataSource`. */
  readonly dataSource: boolean;
  readonly privateRegistry: boolean;
  /** The account of an image, if that is neither the model's nor one of AWS. */
  readonly foreignRepository?: string;
}

/** Looks up the processor of a variant; late, because the variant may yet change its instance type. */
export type ProcessorLookup = () => Processor | undefined;

/** The grants and constructs that images and artifacts have made for a model: its resource is created after them. */
export interface Prerequisites {
  readonly grants: readonly iam.Grant[];
  readonly dependencies?: readonly IDependable[];
}

/**
 * The common part of models: those that are defined here, those that are imported, and those that a model package will be deployed as.
 *
 * @internal
 */
export abstract class ModelBase extends Resource implements IModel {
  public abstract readonly modelArn: string;
  public abstract readonly modelName: string;
  public abstract readonly role?: iam.IRole;
  public abstract readonly grantPrincipal: iam.IPrincipal;

  /** @internal */
  protected _connections?: ec2.Connections;

  private readonly processorLookups: ProcessorLookup[] = [];

  /**
   * The network connections of the containers. Throws for a model without a VPC.
   */
  public get connections(): ec2.Connections {
    if (!this._connections) {
      throw new ValidationError("the network connections of this model can't be managed, because it is not in a VPC, "
        + 'or was imported without its security groups; set vpc, or securityGroups when importing', this);
    }
    return this._connections;
  }

  public addToRolePolicy(statement: iam.PolicyStatement): void {
    if (this.role) {
      this.grantPrincipal.addToPrincipalPolicy(statement);
    }
  }

  /**
   * Makes the resource of this model wait for what SageMaker needs while it creates the model. An imported model exists already.
   *
   * @internal
   */
  public _waitFor({ grants, dependencies = [] }: Prerequisites): void {
    const resource = this.node.defaultChild;
    if (resource) {
      grants.forEach((grant) => waitForGrant(resource, grant));
      resource.node.addDependency(...dependencies);
    }
  }

  /**
   * Records that a variant hosts this model.
   *
   * @internal
   */
  public _recordHosting(lookup: ProcessorLookup): void {
    this.processorLookups.push(lookup);
  }

  /**
   * The processors that this model runs on, as far as they are known.
   *
   * @internal
   */
  public get _hostProcessors(): Processor[] {
    const known = this.processorLookups.map((lookup) => lookup()).filter((processor) => processor !== undefined);
    return [...new Set(known)];
  }
}

const MODEL = 'Model';

/** A model that is defined in this app, by this copy of the package or another one, so that its containers are known. */
export interface DefinedModel extends IModel {
  readonly _hosting: ModelHosting;
  readonly _containerHostnames: string[];
  readonly _imageTargets: (ImageTarget | undefined)[];
}

const MEMBERS: readonly (keyof DefinedModel)[] = ['_hosting', '_containerHostnames', '_imageTargets'];

/** Marks the class of the models that are defined in this app. */
export function markModel(prototype: DefinedModel): void {
  mark(prototype, MODEL);
}

/** Tells whether a model is defined in this app. Nothing is known of imported models, and of those that the user implements. */
export function isDefinedModel(model: IModel | undefined): model is DefinedModel {
  return isMarked(model, MODEL, MEMBERS);
}

/** Makes the resource of a model wait for its prerequisites, also that of a model that the user implements. */
export function waitForPrerequisites(model: IModel, prerequisites: Prerequisites): void {
  const { _waitFor = ModelBase.prototype._waitFor } = model as Partial<ModelBase>;
  _waitFor.call(model as ModelBase, prerequisites);
}

/** Records that a variant hosts a model. The image of a model that the user implements does not follow the instances. */
export function recordHosting(model: IModel, lookup: ProcessorLookup): void {
  (model as Partial<ModelBase>)._recordHosting?.(lookup);
}

/** Returns the processors that a model runs on, as far as they are known. */
export function hostProcessors(model: IModel): Processor[] {
  return (model as Partial<ModelBase>)._hostProcessors ?? [];
}
