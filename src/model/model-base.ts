import { Resource, Token, type IResource, type aws_ec2 as ec2, type aws_iam as iam } from 'aws-cdk-lib';
import type { IDependable } from 'constructs';
import type { ImageCuda, ImageTarget } from './bound-image';
import type { Attachment } from './vpc/missing-endpoints';
import type { InstanceType } from '../common/instance-type.generated';
import { Processor, processorOf } from '../dlc/processor';
import { waitForGrant } from '../permissions/wait-for';
import { ValidationError } from '../private/errors';
import { isMarked, mark } from '../private/marks';

/**
 * A SageMaker model: the containers with inference code and model artifacts that an endpoint configuration can host.
 *
 * @stable
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
 *
 * @example
 * const model = sm.Model.fromModelName(this, 'Theirs', 'churn-3');
 * new sm.EndpointConfig(this, 'Config', {
 *   instanceProductionVariants: [{ model, variantName: 'main', instanceType: sm.InstanceType.M5_LARGE }],
 * });
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
   * The execution role, which SageMaker and the containers of this model assume.
   *
   * @default - undefined for a model that is imported without its role
   */
  readonly role?: iam.IRole;

  /**
   * Adds a statement to the policy of the execution role. Has no effect on an imported model without a role.
   *
   * @param statement the policy statement to add
   */
  addToRolePolicy(statement: iam.PolicyStatement): void;
}

/**
 * The facts that decide which endpoint configurations can host a model. Other versions of this package read them, so members must not be
 * renamed or change their meaning. If a member is absent, the rules that depend on it do not apply.
 */
export interface ModelHosting {
  readonly inVpc: boolean;
  readonly isolated: boolean;
  readonly containers: number;
  readonly direct: boolean;
  readonly multiModel: boolean;
  /** Indicates whether artifacts are specified by `ModelDataSource`. */
  readonly dataSource: boolean;
  readonly privateRegistry: boolean;
  /** The account of an image that is in neither the account of the model nor an AWS account; undefined if there is none. */
  readonly foreignRepository?: string;
}

/** Looks up the processor of a variant at synthesis, because the variant can change its instance type until then. */
export interface ProcessorLookup {
  (): Processor | undefined;
  /** Returns whether the CPUs are Arm-based; absent for serverless variants and in older versions of this package. */
  readonly isArm?: () => boolean;
  /** Returns the instance type; absent for serverless variants and in older versions of this package. */
  readonly instanceType?: () => InstanceType;
}

/** The grants and constructs that images and artifacts create for a model. The resource of the model is created after them. */
export interface Prerequisites {
  readonly grants: readonly iam.Grant[];
  readonly dependencies?: readonly IDependable[];
}

/**
 * The common base class of models that are defined here, models that are imported, and models that a model package is deployed as.
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

  /**
   * The network connections of the containers. Throws if the model has no VPC, or is imported without its security groups.
   */
  public get connections(): ec2.Connections {
    if (!this._connections) {
      throw new ValidationError('the network connections of this model cannot be managed, because it is not in a VPC, '
        + 'or was imported without its security groups; set vpc, or securityGroups for an imported model', this);
    }
    return this._connections;
  }

  public addToRolePolicy(statement: iam.PolicyStatement): void {
    if (this.role) {
      this.grantPrincipal.addToPrincipalPolicy(statement);
    }
  }

  /**
   * Makes the resource of this model depend on the prerequisites that SageMaker reads while it creates the model. Has no effect on an
   * imported model.
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
}

const MODEL = 'Model';

/** A model that is defined in this app, by this or another copy of the package, so that its containers are known. */
export interface DefinedModel extends IModel {
  readonly _hosting: ModelHosting;
  readonly _containerHostnames: string[];
  readonly _imageTargets: (ImageTarget | undefined)[];
  /** The CUDA versions of the images that show one; absent in older versions of this package. */
  readonly _imageCuda?: ImageCuda[];
  /** The repositories that the image of each container can be in; undefined if it is unknown, absent in older versions of this package. */
  readonly _repositories?: (readonly string[] | undefined)[];
  /** The environment variables of each container; absent in older versions of this package. */
  readonly _environments?: { readonly [name: string]: string }[];
  /** The VPC and its selected subnets; absent in older versions of this package, and in models without a VPC. */
  readonly _attachment?: Attachment;
}

const MEMBERS: readonly (keyof DefinedModel)[] = ['_hosting', '_containerHostnames', '_imageTargets'];

/** Marks the class of the models that are defined in this app. */
export function markModel(prototype: DefinedModel): void {
  mark(prototype, MODEL);
}

/** Returns whether a model is defined in this app. Imported models, and models of another implementation of `IModel`, are not. */
export function isDefinedModel(model: IModel | undefined): model is DefinedModel {
  return isMarked(model, MODEL, MEMBERS);
}

/** Makes the resource of a model depend on its prerequisites. Also works for other implementations of `IModel`. */
export function waitForPrerequisites(model: IModel, prerequisites: Prerequisites): void {
  const { _waitFor = ModelBase.prototype._waitFor } = model as Partial<ModelBase>;
  _waitFor.call(model as ModelBase, prerequisites);
}

/** The same symbol in each copy of the package, under which a model keeps what hosts it. */
const PROCESSOR_LOOKUPS = Symbol.for('cdk-sagemaker-hosting.processorLookups');

/** Returns a lookup of the processor of an instance type. */
export function processorLookup(instanceType: () => InstanceType): ProcessorLookup {
  return Object.assign(() => processorOf(instanceType()), { isArm: () => instanceType()._isArm(), instanceType });
}

/** Records that a variant hosts a model. Also works for other implementations of `IModel`, whose image then follows the instances too. */
export function recordHosting(model: IModel, lookup: ProcessorLookup): void {
  const host = model as { [PROCESSOR_LOOKUPS]?: ProcessorLookup[] };
  if (host[PROCESSOR_LOOKUPS]) {
    host[PROCESSOR_LOOKUPS].push(lookup);
  } else if (Object.isExtensible(host)) {
    Object.defineProperty(host, PROCESSOR_LOOKUPS, { value: [lookup] });
  }
}

/** Returns the known processors of the variants that host a model. */
export function hostProcessors(model: IModel): Processor[] {
  return [...new Set(allHostProcessors(model).filter((processor) => processor !== undefined))];
}

/** Returns the instance types that host a model and are known. */
export function hostInstanceTypes(model: IModel): string[] {
  const names = lookupsOf(model).flatMap(({ instanceType }) => instanceType?.().toString() ?? []);
  return [...new Set(names.filter((name) => !Token.isUnresolved(name)))];
}

/** Returns for each variant with a known processor that hosts a model whether its CPUs are Arm-based. */
export function areHostsArm(model: IModel): boolean[] {
  return lookupsOf(model).filter((lookup) => lookup() !== undefined).map((lookup) => lookup.isArm?.() ?? lookup() === Processor.GRAVITON);
}

/** Returns whether the processor of a variant that hosts a model is unknown, because its instance type is a token or not known. */
export function hasUnknownHost(model: IModel): boolean {
  return allHostProcessors(model).includes(undefined);
}

function allHostProcessors(model: IModel): (Processor | undefined)[] {
  return lookupsOf(model).map((lookup) => lookup());
}

function lookupsOf(model: IModel): readonly ProcessorLookup[] {
  return (model as { [PROCESSOR_LOOKUPS]?: ProcessorLookup[] })[PROCESSOR_LOOKUPS] ?? [];
}
