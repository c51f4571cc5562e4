import type { aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InferenceComponentHandle } from './inference-component-handle';
import { InstanceVariantHandle } from './instance-variant-handle';
import { ServerlessVariantHandle } from './serverless-variant-handle';
import { ShadowVariantHandle } from './shadow-variant-handle';
import { isDefinedConfig, variantsOf, type IEndpointConfig } from '../../endpoint-config/endpoint-config-base';
import { findInstanceVariant, findServerlessVariant, findShadowVariant, type Variants } from '../../endpoint-config/variants/variant-set';
import { assertValid } from '../../private/checks';
import { ValidationError } from '../../private/errors';
import { importedName } from '../../private/names';
import { VariantPropertyRetention, VariantPropertyType } from '../deployment/variant-property-retention';
import type { EndpointContext } from '../endpoint-context';

/**
 * The variants of one endpoint, with one object for each. They are looked up on each call, because variants can be added to a configuration
 * later.
 */
export class EndpointVariants {
  private readonly instance = new Map<string, InstanceVariantHandle>();
  private readonly shadow = new Map<string, ShadowVariantHandle>();
  private readonly serverlessByName = new Map<string, ServerlessVariantHandle>();
  private readonly components = new Map<string, InferenceComponentHandle>();
  private readonly componentListeners: (() => void)[] = [];

  /**
   * @param endpoint the endpoint
   * @param config the configuration of the endpoint; undefined if it is not known, as for an imported endpoint
   */
  constructor(private readonly endpoint: EndpointContext, public readonly config?: IEndpointConfig) {}

  public allInstance(): InstanceVariantHandle[] {
    return this.listed().instance.map(({ props }) => this.findInstance(props.variantName));
  }

  public allShadow(): ShadowVariantHandle[] {
    return this.listed().shadow.map(({ props }) => this.findShadow(props.variantName));
  }

  public serverless(): ServerlessVariantHandle | undefined {
    const { serverless } = this.listed();
    return serverless && this.findServerless(serverless.props.variantName);
  }

  /** Returns the only instance variant. Throws if there are several or none, or if the variants are not known. */
  public onlyInstance(): InstanceVariantHandle {
    return this.findInstance(findInstanceVariant(this.endpoint.scope, this.listed()).props.variantName);
  }

  /** Returns the serverless variant. Throws if there is none, or if the variants are not known. */
  public onlyServerless(): ServerlessVariantHandle {
    return this.findServerless(findServerlessVariant(this.endpoint.scope, this.listed()).props.variantName);
  }

  /** @param named the name of the variant; can be omitted if the variants are known and there is one of them */
  public findInstance(named?: string): InstanceVariantHandle {
    const name = this.nameOf(named, findInstanceVariant);
    return cached(this.instance, name, () => {
      this.assertName(name, 'variant');
      const variants = this.known();
      const definition = variants && findInstanceVariant(this.endpoint.scope, variants, name);
      return new InstanceVariantHandle(this.endpoint, name, definition);
    });
  }

  public findShadow(named?: string): ShadowVariantHandle {
    const name = this.nameOf(named, findShadowVariant, isDefinedConfig(this.config));
    return cached(this.shadow, name, () => {
      this.assertName(name, 'variant');
      const variants = isDefinedConfig(this.config) ? this.known() : undefined;
      if (variants) {
        findShadowVariant(this.endpoint.scope, variants, name);
      }
      return new ShadowVariantHandle(this.endpoint, name);
    });
  }

  public findServerless(named?: string): ServerlessVariantHandle {
    const name = this.nameOf(named, findServerlessVariant);
    return cached(this.serverlessByName, name, () => {
      this.assertName(name, 'variant');
      const variants = this.known();
      const definition = variants && findServerlessVariant(this.endpoint.scope, variants, name);
      return new ServerlessVariantHandle(this.endpoint, name, definition);
    });
  }

  /** Returns an inference component of any name, because inference components can be created and deleted outside of the app. */
  public findComponent(name: string): InferenceComponentHandle {
    const existing = this.components.get(name);
    if (existing && !existing.isRemoved) {
      return existing;
    }
    this.assertName(name, 'inference component');
    const component = new InferenceComponentHandle(this.endpoint, name);
    this.addComponent(component);
    return component;
  }

  /**
   * Adds a component, so that it is found by its name, and returns whether it was added: an import or a name of a component that the app defines is
   * another object of that component, and does not take its place. Two components with one name are refused at synthesis.
   */
  public addComponent(component: InferenceComponentHandle): boolean {
    const earlier = this.components.get(component.inferenceComponentName);
    if (earlier && !earlier.isRemoved) {
      component.continueWith(earlier);
      if (earlier.isDefined && !component.isDefined) {
        return false;
      }
    }
    this.components.set(component.inferenceComponentName, component);
    this.componentListeners.forEach((listener) => listener());
    return true;
  }

  /** Calls a function when the app adds or looks up a component. */
  public whenComponentAdded(listener: () => void): void {
    this.componentListeners.push(listener);
  }

  /**
   * Returns the components that a request can be for, without adapters; undefined if the endpoint is not known to host components. An endpoint with a
   * model hosts none. Attributes of an imported configuration do not describe models.
   */
  public requested(): InferenceComponentHandle[] | undefined {
    const components = this.namedComponents().filter(({ isAdapter }) => !isAdapter);
    const isHost = this.known()?.instance.some(({ hostsComponents }) => hostsComponents) ?? false;
    return isHost || (components.length > 0 && !this.hostsModels) ? components : undefined;
  }

  /** Indicates whether the endpoint is known to host models, so that it hosts no components. */
  public get hostsModels(): boolean {
    const { instance = [], serverless } = this.known() ?? {};
    return serverless !== undefined || (instance.length > 0 && instance.every(({ hostsModel }) => hostsModel));
  }

  /** Returns the definitions of the variants; undefined if they are not known. */
  public known(): Variants | undefined {
    return variantsOf(this.config);
  }

  /** Calls a function when a variant is added to the configuration. An imported configuration has a fixed set of variants. */
  public whenAdded(listener: () => void): void {
    if (isDefinedConfig(this.config)) {
      this.config._whenVariantAdded?.(listener);
    }
  }

  /** Returns the names of the variants that the app has used through this endpoint, such as in metrics and for scaling. */
  public used(): string[] {
    const handles = [...this.instance.values(), ...this.serverlessByName.values(), ...this.shadow.values()];
    return handles.filter(({ isUsed }) => isUsed).map(({ variantName }) => variantName);
  }

  /** Returns the names of the variants whose instance counts this endpoint scales. Another endpoint with the same configuration may scale others. */
  public autoscaled(): string[] {
    return [...this.instance.values()].filter(({ scaling }) => scaling).map(({ variantName }) => variantName);
  }

  /** Returns the roles of the models that the inference components run. */
  public rolesOfComponents(): iam.IRole[] {
    return this.known()?.instance.flatMap(({ rolesOfComponents }) => rolesOfComponents) ?? [];
  }

  /**
   * Returns what the endpoint retains when it is updated. Scaling can be added until synthesis. If the user does not specify it and autoscaling changes
   * the instance count of each instance variant, the instance counts are retained, because an update would otherwise reset them. Retention applies to
   * all variants, so that it is not the default if the configuration sets the instance count of one of them.
   *
   * @param given what the user specified
   */
  public retention(given: VariantPropertyRetention | undefined): VariantPropertyRetention | undefined {
    const instance = this.known()?.instance ?? [];
    const autoscaled = this.autoscaled();
    const areScaled = instance.length > 0 && instance.every(({ props }) => autoscaled.includes(props.variantName));
    return given ?? (areScaled ? VariantPropertyRetention.allExcept(VariantPropertyType.DESIRED_WEIGHT) : undefined);
  }

  /** Returns the inference components that the app has added or looked up, without those that were removed from the construct tree. */
  public namedComponents(): InferenceComponentHandle[] {
    return [...this.components.values()].filter(({ isRemoved }) => !isRemoved);
  }

  /** Returns the name of a variant: the given one, or that of the only variant of its kind. */
  private nameOf(
    name: string | undefined, find: (scope: IConstruct, variants: Variants) => { readonly props: { readonly variantName: string } }, areListed = true,
  ): string {
    const variants = areListed ? this.known() : undefined;
    // Returns an omitted name as it is if the variants are not known, so that the name is found to be required.
    return (name ?? undefined) === undefined && variants ? find(this.endpoint.scope, variants).props.variantName : name!;
  }

  private assertName(name: string, what: string): void {
    assertValid(this.endpoint.scope, importedName('name', name, what));
  }

  /** Returns the definitions of the variants. Throws if they are not known. */
  private listed(): Variants {
    const variants = this.known();
    if (!variants) {
      throw new ValidationError(this.config
        ? 'the variants of an imported endpoint configuration cannot be listed; '
          + 'use findInstanceProductionVariant or findServerlessProductionVariant with the name of the variant'
        : 'the variants of an imported endpoint cannot be listed; import it with fromEndpointAttributes and an endpointConfig, '
          + 'such as one that EndpointConfig.fromEndpointConfigAttributes returns', this.endpoint.scope);
    }
    return variants;
  }
}

function cached<T>(cache: Map<string, T>, name: string, make: () => T): T {
  const existing = cache.get(name);
  if (existing !== undefined) {
    return existing;
  }
  const made = make();
  cache.set(name, made);
  return made;
}
