import type { EndpointConfigAttributes } from './endpoint-config-attributes';
import type { IEndpointConfig } from './endpoint-config-base';
import { InstanceVariant } from './variants/instance-variant';
import { ServerlessVariant } from './variants/serverless-variant';
import type { Variants } from './variants/variant-set';

/** The variants of imported configurations, where somebody has told them. */
const DESCRIBED = new WeakMap<IEndpointConfig, Variants>();

export function describeVariants(config: IEndpointConfig, attrs: EndpointConfigAttributes): void {
  const { instanceProductionVariants: instance, serverlessProductionVariant: serverless } = attrs;
  if (instance || serverless) {
    DESCRIBED.set(config, {
      instance: (instance ?? []).map((variant) => new InstanceVariant(variant, attrs.asyncInference, true)),
      shadow: [],
      serverless: serverless && new ServerlessVariant(serverless),
    });
  }
}

export function describedVariants(config: IEndpointConfig): Variants | undefined {
  return DESCRIBED.get(config);
}
