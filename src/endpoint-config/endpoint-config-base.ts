import { Resource, type IResource } from 'aws-cdk-lib';
import type { HostingRoles } from './hosting-roles';
import type { Variants } from './variants/variant-set';
import { isMarked, mark } from '../private/marks';

/**
 * An endpoint configuration: which models an endpoint hosts, and on what.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
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
 * The common part of endpoint configurations: those that are defined here, and those that are imported.
 *
 * @internal
 */
export abstract class EndpointConfigBase extends Resource implements IEndpointConfig {
  public abstract readonly endpointConfigArn: string;
  public abstract readonly endpointConfigName: string;

  /**
   * The variants. An imported configuration only has those that were described.
   *
   * @internal
   */
  public abstract readonly _variants?: Variants;

  /**
   * The roles that SageMaker acts as behind an endpoint of this configuration. They are not known of an imported one.
   *
   * @internal
   */
  public abstract readonly _roles?: HostingRoles;
}

const ENDPOINT_CONFIG = 'EndpointConfig';

/** A configuration that is defined in this app, by this copy of the package or another one, so that all of it is known. */
export interface DefinedEndpointConfig extends IEndpointConfig {
  readonly _variants: Variants;
  readonly _roles: HostingRoles;
}

/** Marks the class of the configurations that are defined in this app. */
export function markEndpointConfig(prototype: DefinedEndpointConfig): void {
  mark(prototype, ENDPOINT_CONFIG);
}

/** Tells whether a configuration is defined in this app, rather than imported or implemented by the user. */
export function isDefinedConfig(config: IEndpointConfig | undefined): config is DefinedEndpointConfig {
  return isMarked(config, ENDPOINT_CONFIG);
}

/** Returns the variants of a configuration, as they are defined or described; undefined where they are not known. */
export function variantsOf(config: IEndpointConfig | undefined): Variants | undefined {
  return (config as Partial<EndpointConfigBase> | undefined)?._variants;
}

/** Returns the roles behind a configuration; undefined where they are not known. */
export function rolesOf(config: IEndpointConfig | undefined): HostingRoles | undefined {
  return (config as Partial<EndpointConfigBase> | undefined)?._roles;
}
