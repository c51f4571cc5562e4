import type { IConstruct } from 'constructs';
import type { InstanceVariantDefinition } from './instance-variant';
import type { ServerlessVariantDefinition } from './serverless-variant';
import { isDefinedModel, type DefinedModel } from '../../model/model-base';
import { ValidationError } from '../../private/errors';

/** The variants of a configuration: any number on instances, one of them with a shadow, or the serverless one. */
export interface Variants {
  readonly instance: readonly InstanceVariantDefinition[];
  readonly shadow: readonly InstanceVariantDefinition[];
  readonly serverless?: ServerlessVariantDefinition;
}

/** All that take requests from clients. */
export function allVariants(variants: Variants): (InstanceVariantDefinition | ServerlessVariantDefinition)[] {
  return [...variants.instance, ...(variants.serverless ? [variants.serverless] : [])];
}

export function findInstanceVariant(scope: IConstruct, variants: Variants, name: string): InstanceVariantDefinition {
  return find(scope, 'instance', name, variants.instance);
}

export function findShadowVariant(scope: IConstruct, variants: Variants, name: string): InstanceVariantDefinition {
  return find(scope, 'shadow', name, variants.shadow);
}

export function findServerlessVariant(scope: IConstruct, variants: Variants, name: string): ServerlessVariantDefinition {
  return find(scope, 'serverless', name, variants.serverless ? [variants.serverless] : []);
}

function find<T extends { readonly props: { readonly variantName: string } }>(
  scope: IConstruct, kind: string, name: string, variants: readonly T[],
): T {
  const found = variants.find((variant) => variant.props.variantName === name);
  if (!found) {
    const names = variants.map((variant) => `'${variant.props.variantName}'`).join(', ');
    throw new ValidationError(`there is no ${kind} variant '${name}'; ${names ? `there is ${names}` : `there are no ${kind} variants`}`, scope);
  }
  return found;
}

/** A variant with a model that this app defines, and so knows. */
export interface ModelOfVariant {
  readonly variant: string;
  readonly model: DefinedModel;
}

/** Those of the pools too. Nothing is known of imported models. */
export function modelsOf(variants: readonly Pick<InstanceVariantDefinition, 'props'>[]): ModelOfVariant[] {
  return variants.flatMap(({ props: { variantName, model, instancePools = [] } }) => {
    const models = new Set([model, ...instancePools.map((pool) => pool.model)]);
    return [...models].flatMap((each) => isDefinedModel(each) ? [{ variant: variantName, model: each }] : []);
  });
}
