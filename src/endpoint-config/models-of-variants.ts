import { Model } from '../model/model';
import type { InstanceVariant } from './variants/instance-variant';

/** A variant with a model that this app defines, and so knows. */
export interface ModelOfVariant {
  readonly variant: string;
  readonly model: Model;
}

/** Those of the pools too. Nothing is known of imported models. */
export function modelsOf(variants: readonly Pick<InstanceVariant, 'props'>[]): ModelOfVariant[] {
  return variants.flatMap(({ props: { variantName, model, instancePools = [] } }) => {
    const models = new Set([model, ...instancePools.map((pool) => pool.model)]);
    return [...models].flatMap((each) => each instanceof Model ? [{ variant: variantName, model: each }] : []);
  });
}
