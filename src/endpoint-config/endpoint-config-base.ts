import { Resource, type IResource, type aws_ec2 as ec2, type aws_iam as iam } from 'aws-cdk-lib';
import type { HostingRoles } from './hosting-roles';
import type { Variants } from './variants/variant-set';
import type { Attachment } from '../model/vpc/missing-endpoints';
import { isMarked, mark } from '../private/marks';

/**
 * An endpoint configuration: the models to host and the capacity to host them on.
 *
 * @stable
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
 *
 * @example
 * const endpointConfig = sm.EndpointConfig.fromEndpointConfigName(this, 'Theirs', 'churn-3');
 * new sm.Endpoint(this, 'Endpoint', { endpointConfig });
 */
export interface IEndpointConfig extends IResource {
  /**
   * The ARN of this endpoint configuration.
   *
   * @attribute
   */
  readonly endpointConfigArn: string;

  /**
   * The name of this endpoint configuration.
   *
   * @attribute
   */
  readonly endpointConfigName: string;
}

/**
 * The base class of endpoint configurations, both defined and imported.
 *
 * @internal
 */
export abstract class EndpointConfigBase extends Resource implements IEndpointConfig {
  public abstract readonly endpointConfigArn: string;
  public abstract readonly endpointConfigName: string;

  /**
   * The variants. Those of an imported configuration are known only if its attributes describe them.
   *
   * @internal
   */
  public abstract readonly _variants?: Variants;

  /**
   * The roles that SageMaker assumes for an endpoint of this configuration. Undefined for an imported configuration without a role.
   *
   * @internal
   */
  public abstract readonly _roles?: HostingRoles;

  /**
   * Returns what inference components get from this configuration.
   *
   * @internal
   */
  public abstract _componentEnvironment(): ComponentEnvironment;
}

/** What the containers of inference components get from the configuration of their endpoint. */
export interface ComponentEnvironment {
  /** The role that SageMaker assumes for the components; undefined if it is not known. */
  readonly role?: iam.IRole;
  readonly isolated: boolean;
  /** Indicates that VPC and network isolation are not known, as for an imported configuration. */
  readonly hasUnknownNetwork?: boolean;
  readonly connections?: ec2.Connections;
  /** The VPC and the selected subnets. */
  readonly attachment?: Attachment;
  /** Indicates whether detailed observability is enabled; undefined if SageMaker decides. */
  readonly detailedObservability?: boolean;
}

const ENDPOINT_CONFIG = 'EndpointConfig';

/** A configuration that is defined in this app, with this copy of the package or another one, so that all of its properties are known. */
export interface DefinedEndpointConfig extends IEndpointConfig {
  readonly _variants: Variants;
  readonly _roles: HostingRoles;
  /** Returns what inference components get from the configuration; undefined in other versions of the package. */
  readonly _componentEnvironment?: () => ComponentEnvironment;
  /** Calls a function when a variant is added; undefined in other versions of the package. */
  readonly _whenVariantAdded?: (listener: () => void) => void;
}

/** Marks the class of the configurations that are defined in this app. */
export function markEndpointConfig(prototype: DefinedEndpointConfig): void {
  mark(prototype, ENDPOINT_CONFIG);
}

/** Returns whether a configuration is defined in this app, rather than imported or implemented by the user. */
export function isDefinedConfig(config: IEndpointConfig | undefined): config is DefinedEndpointConfig {
  return isMarked(config, ENDPOINT_CONFIG);
}

/** Returns the variants of a configuration; undefined for an imported configuration whose variants are not described. */
export function variantsOf(config: IEndpointConfig | undefined): Variants | undefined {
  return (config as Partial<EndpointConfigBase> | undefined)?._variants;
}

/** Returns the roles that SageMaker assumes for a configuration; undefined for an imported configuration without a role. */
export function rolesOf(config: IEndpointConfig | undefined): HostingRoles | undefined {
  return (config as Partial<EndpointConfigBase> | undefined)?._roles;
}
