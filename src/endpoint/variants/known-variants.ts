import { describedVariants } from '../../endpoint-config/described-variants';
import { EndpointConfig } from '../../endpoint-config/endpoint-config';
import type { IEndpointConfig } from '../../endpoint-config/endpoint-config-interface';
import type { Variants } from '../../endpoint-config/variants/variants';

/** The variants of a configuration as they are defined, or as somebody has told them; undefined where that is not known. */
export function knownVariants(config: IEndpointConfig | undefined): Variants | undefined {
  if (config instanceof EndpointConfig) {
    return config._variants;
  }
  return config && describedVariants(config);
}
