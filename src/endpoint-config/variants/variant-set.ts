import type { IResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { oneReservationCheck } from './capacity-reservation';
import { instanceVariantChecks, type InstanceVariantDefinition } from './instance-variant';
import type { InstanceProductionVariantProps } from './instance-variant-props';
import { checksOfVariant, named, namesCheck, nameRequired } from './production-variant';
import { serverlessVariantChecks, type ServerlessVariantDefinition } from './serverless-variant';
import type { ServerlessProductionVariantProps } from './serverless-variant-props';
import { isDefinedModel, type DefinedModel } from '../../model/model-base';
import { assertValid, type Check } from '../../private/checks';
import { ValidationError } from '../../private/errors';

/** The variants of a configuration: either a serverless variant, or instance variants and at most one shadow variant. */
export interface Variants {
  readonly instance: readonly InstanceVariantDefinition[];
  readonly shadow: readonly InstanceVariantDefinition[];
  readonly serverless?: ServerlessVariantDefinition;
}

/** Returns the variants that receive requests from clients, which excludes shadow variants. */
export function allVariants(variants: Variants): (InstanceVariantDefinition | ServerlessVariantDefinition)[] {
  return [...variants.instance, ...(variants.serverless ? [variants.serverless] : [])];
}

export function findInstanceVariant(scope: IConstruct, variants: Variants, name?: string): InstanceVariantDefinition {
  return find(scope, 'instance', name, variants.instance, variants);
}

export function findShadowVariant(scope: IConstruct, variants: Variants, name?: string): InstanceVariantDefinition {
  return find(scope, 'shadow', name, variants.shadow, variants);
}

export function findServerlessVariant(scope: IConstruct, variants: Variants, name?: string): ServerlessVariantDefinition {
  return find(scope, 'serverless', name, variants.serverless ? [variants.serverless] : [], variants);
}

type Kind = 'instance' | 'shadow' | 'serverless';

function find<T extends { readonly props: { readonly variantName: string } }>(
  scope: IConstruct, kind: Kind, name: string | undefined, variants: readonly T[], all: Variants,
): T {
  const names = variants.map((variant) => `'${variant.props.variantName}'`);
  const isNamed = name !== undefined && name !== null;
  assertValid(scope, names.length > 1 && !isNamed ? `name is required, because there are ${names.length} ${kind} variants; specify one of ${names.join(', ')}` : undefined);
  const found = isNamed ? variants.find((variant) => variant.props.variantName === name) : variants[0];
  if (!found) {
    const listed = names.length === 1 ? `the ${kind} variant is ${names[0]}` : `the ${kind} variants are ${names.join(', ')}`;
    throw new ValidationError(`no ${kind} variant${isNamed ? ` '${name}'` : ''}; ${names.length > 0 ? listed : insteadOf(kind, all)}`, scope);
  }
  return found;
}

/** Returns what the configuration has instead of a kind of variant, and the methods for it, which are those of an endpoint. */
function insteadOf(kind: Kind, { instance, serverless }: Variants): string {
  if (kind === 'shadow') {
    return 'the endpoint configuration has production variants only; set shadowProductionVariants';
  }
  if (serverless && kind === 'instance') {
    return `the endpoint is serverless, with variant '${serverless.props.variantName}'; use findServerlessProductionVariant, or to scale it `
      + 'autoScaleProvisionedConcurrency, or maxCapacity of Capacity.serverless';
  }
  if (instance.length > 0) {
    return `the endpoint has ${instance.length === 1 ? 'variant' : 'variants'} ${instance.map(({ props }) => `'${props.variantName}'`).join(', ')} on instances; use `
      + `findInstanceProductionVariant, or to scale ${instance.length === 1 ? 'it' : 'them'} ${instance.every(({ hostsComponents }) => hostsComponents)
        ? 'autoScaleCopyCount of the inference components' : 'autoScaleInstanceCount'}`;
  }
  return 'the endpoint configuration has no production variant; set instanceProductionVariants or serverlessProductionVariant';
}

/** A variant with a model that is defined in this app, so that all of its properties are known. */
export interface ModelOfVariant {
  readonly variant: string;
  readonly model: DefinedModel;
}

/** Returns the models of variants and of their pools. Skips imported models, whose properties are not known. */
export function modelsOf(variants: readonly Pick<InstanceVariantDefinition, 'props'>[]): ModelOfVariant[] {
  return variants.flatMap(({ props: { variantName, model, instancePools = [] } }) => {
    const models = new Set([model, ...instancePools.map((pool) => pool.model)]);
    return [...models].flatMap((each) => isDefinedModel(each) ? [{ variant: variantName, model: each }] : []);
  });
}

/** The properties of a configuration that define its variants. */
interface VariantSetProps {
  readonly instanceProductionVariants?: InstanceProductionVariantProps[];
  readonly shadowProductionVariants?: InstanceProductionVariantProps[];
  readonly serverlessProductionVariant?: ServerlessProductionVariantProps;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html */
const MAX_VARIANTS = 10;
const MAX_SHADOW_VARIANTS = 1;

/** Checks the variants in the properties of a configuration. */
export function variantSetChecks(config: IResource, props: VariantSetProps): Check[] {
  const instance = props.instanceProductionVariants ?? [];
  const shadow = props.shadowProductionVariants ?? [];
  const serverless = props.serverlessProductionVariant;
  return [
    instance.length > 0 && serverless ? 'instanceProductionVariants and serverlessProductionVariant cannot be combined; set one of them' : undefined,
    ...instanceVariantsChecks(config, instance),
    ...shadowVariantsChecks(config, shadow),
    oneReservationCheck([...instance, ...shadow]),
    ...serverless ? serverlessVariantChecks(config, serverless) : [],
  ];
}

/** Checks an instance variant that is added. */
export function addInstanceVariantChecks(config: IResource, props: InstanceProductionVariantProps, variants: Variants): Check[] {
  const { instance, shadow, serverless } = variants;
  const existing = instance.map((variant) => variant.given);
  return [
    serverless
      ? `instance variant '${named(props).variantName}' cannot be combined with serverless variant '${serverless.props.variantName}'; remove one of them`
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
    instance.length > 0 ? `serverless variant '${named(props).variantName}' cannot be combined with instance variants; use one kind of variant` : undefined,
    serverless ? `an endpoint configuration must have at most 1 serverless variant, got '${serverless.props.variantName}' and '${named(props).variantName}'; remove one of them` : undefined,
    ...serverlessVariantChecks(config, props),
  ];
}

function instanceVariantsChecks(config: IResource, variants: readonly InstanceProductionVariantProps[], from = 0): Check[] {
  return [
    variants.length > MAX_VARIANTS
      ? `an endpoint configuration must have at most ${MAX_VARIANTS} production variants, got ${variants.length}`
      : undefined,
    namesCheck(variants),
    ...eachInstanceVariantChecks(config, variants, from),
  ];
}

function shadowVariantsChecks(config: IResource, variants: readonly InstanceProductionVariantProps[], from = 0): Check[] {
  return [
    variants.length > MAX_SHADOW_VARIANTS
      ? `an endpoint configuration must have at most ${MAX_SHADOW_VARIANTS} shadow variant, got ${variants.length}`
      : undefined,
    ...variants.slice(from).flatMap((variant) => checksOfVariant(variant, [nameRequired(variant)])),
    ...eachInstanceVariantChecks(config, variants, from),
  ];
}

/** Checks each variant against the previous ones, beginning at an index: earlier variants were checked when they were added. */
function eachInstanceVariantChecks(config: IResource, variants: readonly InstanceProductionVariantProps[], from: number): Check[] {
  const names = variants.map((variant) => variant.variantName);
  return variants.slice(from).flatMap((variant, offset) => instanceVariantChecks(config, variant, names.slice(0, from + offset)));
}
