import { InstanceEndpointVariant } from './instance-endpoint-variant';
import type { EndpointContext } from './scaling-target';
import { ServerlessEndpointVariant } from './serverless-endpoint-variant';
import { EndpointConfig } from '../endpoint-config/endpoint-config';
import type { IEndpointConfig } from '../endpoint-config/endpoint-config-interface';
import { findInstanceVariant, findServerlessVariant } from '../endpoint-config/variants/variants';
import { ValidationError } from '../private/errors';

/** The variants of one endpoint, one object for each. They are looked up when asked for: a configuration may still get more. */
export class EndpointVariants {
  private readonly instance = new Map<string, InstanceEndpointVariant>();
  private readonly serverless = new Map<string, ServerlessEndpointVariant>();

  /**
   * @param endpoint the endpoint
   * @param config its configuration; not known for an imported endpoint
   */
  constructor(private readonly endpoint: EndpointContext, private readonly config?: IEndpointConfig) {}

  public allInstance(): InstanceEndpointVariant[] {
    const config = this.definedConfig();
    if (!config) {
      throw new ValidationError("the variants of an endpoint configuration that is imported can't be listed; "
        + 'use findInstanceProductionVariant or findServerlessProductionVariant with the name of the variant', this.endpoint.scope);
    }
    return config._variants.instance.map(({ props }) => this.findInstance(props.variantName));
  }

  public findInstance(name: string): InstanceEndpointVariant {
    return cached(this.instance, name, () => {
      const config = this.definedConfig();
      const definition = config && findInstanceVariant(this.endpoint.scope, config._variants, name);
      return new InstanceEndpointVariant(this.endpoint, name, definition);
    });
  }

  public findServerless(name: string): ServerlessEndpointVariant {
    return cached(this.serverless, name, () => {
      const config = this.definedConfig();
      const definition = config && findServerlessVariant(this.endpoint.scope, config._variants, name);
      return new ServerlessEndpointVariant(this.endpoint, name, definition);
    });
  }

  private definedConfig(): EndpointConfig | undefined {
    return this.config instanceof EndpointConfig ? this.config : undefined;
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
