import type { EndpointConfigAttributes } from './endpoint-config-attributes';
import type { IEndpointConfig } from './endpoint-config-base';
import { InstanceVariantDefinition } from './variants/instance-variant';
import { ServerlessVariantDefinition } from './variants/serverless-variant';
import type { Variants } from './variants/variant-set';

/** The variants of imported configurations, where somebody has told them. */
const DESCRIBED = new WeakMap<IEndpointConfig, Variants>();

export function describeVariants(config: IEndpointConfig, attrs: EndpointConfigAttributes): void {
  const { instanceProductionVariants: instance, serverlessProductionVariant: serverless } = attrs;
  if (instance || serverless) {
    DESCRIBED.set(config, {
      instance: (instance ?? []).map((variant) => new InstanceVariantDefinition(variant, attrs.asyncInference, true)),
      shadow: [],
      serverless: serverless && new ServerlessVariantDefinition(serverless),
    });
  }
}

export function describedVariants(config: IEndpointConfig): Variants | undefined {
  return DESCRIBED.get(config);
}
