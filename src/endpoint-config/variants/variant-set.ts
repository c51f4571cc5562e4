import type { IResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { oneReservationCheck } from './capacity-reservation';
import { instanceVariantChecks, type InstanceVariantDefinition } from './instance-variant';
import type { InstanceProductionVariantProps } from './instance-variant-props';
import { serverlessVariantChecks, type ServerlessVariantDefinition } from './serverless-variant';
import type { ServerlessProductionVariantProps } from './serverless-variant-props';
import { isDefinedModel, type DefinedModel } from '../../model/model-base';
import type { Check } from '../../private/checks';
import { ValidationError } from '../../private/errors';

/** The variants of a configuration: any number on instances, one of them with a shadow, or the serverless one. */
export interface Variants {
  readonly instance: readonly InstanceVariantDefinition[];
  readonly shadow: readonly InstanceVariantDefinition[];
  readonly serverless?: ServerlessVariantDefinition;
}

/** Returns the variants that take requests from clients. */
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

/** Returns the models of variants, those of pools included. Nothing is known of imported models. */
export function modelsOf(variants: readonly Pick<InstanceVariantDefinition, 'props'>[]): ModelOfVariant[] {
  return variants.flatMap(({ props: { variantName, model, instancePools = [] } }) => {
    const models = new Set([model, ...instancePools.map((pool) => pool.model)]);
    return [...models].flatMap((each) => isDefinedModel(each) ? [{ variant: variantName, model: each }] : []);
  });
}

/** The variants that the properties of a configuration define. */
interface VariantSetProps {
  readonly instanceProductionVariants?: InstanceProductionVariantProps[];
  readonly shadowProductionVariants?: InstanceProductionVariantProps[];
  readonly serverlessProductionVariant?: ServerlessProductionVariantProps;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html */
const MAX_VARIANTS = 10;
const MAX_SHADOW_VARIANTS = 1;

/** Checks the variants that a configuration begins with. */
export function variantSetChecks(config: IResource, props: VariantSetProps): Check[] {
  const instance = props.instanceProductionVariants ?? [];
  const shadow = props.shadowProductionVariants ?? [];
  const serverless = props.serverlessProductionVariant;
  return [
    instance.length > 0 && serverless ? "instanceProductionVariants and serverlessProductionVariant can't be combined; set one of them" : undefined,
    ...instanceVariantsChecks(config, instance),
    ...shadowVariantsChecks(config, shadow),
    oneReservationCheck([...instance, ...shadow]),
    ...serverless ? serverlessVariantChecks(config, serverless) : [],
  ];
}

/** Checks an instance variant that is added. */
export function addInstanceVariantChecks(config: IResource, props: InstanceProductionVariantProps, variants: Variants): Check[] {
  const { instance, shadow, serverless } = variants;
  const existing = instance.map((variant) => variant.props);
  return [
    serverless
      ? `instance variant '${props.variantName}' can't be added next to serverless variant '${serverless.props.variantName}'; use one kind only`
      : undefined,
    ...instanceVariantsChecks(config, [...existing, props], existing.length),
    oneReservationCheck([...existing, ...shadow.map((variant) => variant.props), props]),
  ];
}

/** Checks a shadow variant that is added. */
export function addShadowVariantChecks(config: IResource, props: InstanceProductionVariantProps, { instance, shadow }: Variants): Check[] {
  const existing = shadow.map((variant) => variant.props);
  return [
    ...shadowVariantsChecks(config, [...existing, props], existing.length),
    oneReservationCheck([...instance.map((variant) => variant.props), ...existing, props]),
  ];
}

/** Checks a serverless variant that is added. */
export function addServerlessVariantChecks(config: IResource, props: ServerlessProductionVariantProps, { instance, serverless }: Variants): Check[] {
  return [
    instance.length > 0 ? `serverless variant '${props.variantName}' can't be added next to instance variants; use one kind only` : undefined,
    serverless ? `only 1 serverless variant is possible, got '${props.variantName}' beside '${serverless.props.variantName}'` : undefined,
    ...serverlessVariantChecks(config, props),
  ];
}

function instanceVariantsChecks(config: IResource, variants: readonly InstanceProductionVariantProps[], from = 0): Check[] {
  return [
    variants.length > MAX_VARIANTS
      ? `an endpoint configuration must have at most ${MAX_VARIANTS} production variants, got ${variants.length}`
      : undefined,
    ...eachInstanceVariantChecks(config, variants, from),
  ];
}

function shadowVariantsChecks(config: IResource, variants: readonly InstanceProductionVariantProps[], from = 0): Check[] {
  return [
    variants.length > MAX_SHADOW_VARIANTS
      ? `an endpoint configuration must have at most ${MAX_SHADOW_VARIANTS} shadow variant, got ${variants.length}`
      : undefined,
    ...eachInstanceVariantChecks(config, variants, from),
  ];
}

/** Checks each variant next to those before it. When one is added, the first ones have passed before. */
function eachInstanceVariantChecks(config: IResource, variants: readonly InstanceProductionVariantProps[], from: number): Check[] {
  const names = variants.map((variant) => variant.variantName);
  return variants.slice(from).flatMap((variant, offset) => instanceVariantChecks(config, variant, names.slice(0, from + offset)));
}
