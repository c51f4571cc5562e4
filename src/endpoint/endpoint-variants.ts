import { InstanceEndpointVariant } from './instance-endpoint-variant';
import type { EndpointContext } from './scaling-target';
import { ServerlessEndpointVariant } from './serverless-endpoint-variant';
import { describedVariants } from '../endpoint-config/described-variants';
import { EndpointConfig } from '../endpoint-config/endpoint-config';
import type { IEndpointConfig } from '../endpoint-config/endpoint-config-interface';
import { findInstanceVariant, findServerlessVariant, type Variants } from '../endpoint-config/variants/variants';
import { ValidationError } from '../private/errors';

/** The variants of one endpoint, one object for each. They are looked up when asked for: a configuration may still get more. */
export class EndpointVariants {
  private readonly instance = new Map<string, InstanceEndpointVariant>();
  private readonly serverlessByName = new Map<string, ServerlessEndpointVariant>();

  /**
   * @param endpoint the endpoint
   * @param config its configuration; not known for an imported endpoint
   */
  constructor(private readonly endpoint: EndpointContext, private readonly config?: IEndpointConfig) {}

  public allInstance(): InstanceEndpointVariant[] {
    return this.listedVariants().instance.map(({ props }) => this.findInstance(props.variantName));
  }

  public serverless(): ServerlessEndpointVariant | undefined {
    const { serverless } = this.listedVariants();
    return serverless && this.findServerless(serverless.props.variantName);
  }

  public findInstance(name: string): InstanceEndpointVariant {
    return cached(this.instance, name, () => {
      const variants = this.knownVariants();
      const definition = variants && findInstanceVariant(this.endpoint.scope, variants, name);
      return new InstanceEndpointVariant(this.endpoint, name, definition);
    });
  }

  public findServerless(name: string): ServerlessEndpointVariant {
    return cached(this.serverlessByName, name, () => {
      const variants = this.knownVariants();
      const definition = variants && findServerlessVariant(this.endpoint.scope, variants, name);
      return new ServerlessEndpointVariant(this.endpoint, name, definition);
    });
  }

  private listedVariants(): Variants {
    const variants = this.knownVariants();
    if (!variants) {
      throw new ValidationError("the variants of an endpoint configuration that is imported can't be listed; "
        + 'use findInstanceProductionVariant or findServerlessProductionVariant with the name of the variant', this.endpoint.scope);
    }
    return variants;
  }

  private knownVariants(): Variants | undefined {
    if (this.config instanceof EndpointConfig) {
      return this.config._variants;
    }
    return this.config && describedVariants(this.config);
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
