import type { IResource } from 'aws-cdk-lib';
import type { EndpointConfigProps } from './endpoint-config';
import { atLeast, isUnknown, problemsOf, required, text, type Check } from '../private/checks';
import { sameEnvironment } from '../private/environment';
import { RESOURCE_NAME } from '../private/names';
import type { InstanceProductionVariantProps } from './variants/instance';
import { instanceVariantChecks } from './variants/instance-variant';
import type { ServerlessProductionVariantProps } from './variants/serverless';
import { serverlessModelChecks, serverlessVariantChecks } from './variants/serverless-variant';
import type { ProductionVariantProps } from './variants/variant';
import { allVariants, type Variants } from './variants/variants';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html */
const MAX_VARIANTS = 10;

/** What the properties of a configuration say by themselves. */
export function endpointConfigPropsChecks(config: IResource, props: EndpointConfigProps): Check[] {
  const instanceVariants = props.instanceProductionVariants ?? [];
  return [
    text('endpointConfigName', props.endpointConfigName, RESOURCE_NAME),
    instanceVariants.length > 0 && props.serverlessProductionVariant
      ? "instanceProductionVariants and serverlessProductionVariant can't be combined; set one of them"
      : undefined,
    ...instanceVariantsChecks(config, instanceVariants),
    ...(props.serverlessProductionVariant ? oneServerlessVariantChecks(config, props.serverlessProductionVariant) : []),
  ];
}

/** What a further instance variant may not be, next to those the configuration already has. */
export function addInstanceVariantChecks(config: IResource, props: InstanceProductionVariantProps, variants: Variants): Check[] {
  const existing = variants.instance.map((variant) => variant.props);
  return [
    variants.serverless
      ? `instance variant '${props.variantName}' can't be added next to serverless variant '${variants.serverless.props.variantName}'; use one kind only`
      : undefined,
    ...instanceVariantsChecks(config, [...existing, props], existing.length),
  ];
}

/** What a serverless variant may not be, next to the variants the configuration already has. */
export function addServerlessVariantChecks(config: IResource, props: ServerlessProductionVariantProps, variants: Variants): Check[] {
  return [
    variants.instance.length > 0
      ? `serverless variant '${props.variantName}' can't be added next to instance variants; use one kind only`
      : undefined,
    variants.serverless
      ? `only 1 serverless variant is possible, got '${props.variantName}' beside '${variants.serverless.props.variantName}'`
      : undefined,
    ...oneServerlessVariantChecks(config, props),
  ];
}

/** What only the finished configuration can tell. */
export function finishedConfigProblems(variants: Variants): string[] {
  return problemsOf(
    variants.instance.length === 0 && !variants.serverless
      ? 'an endpoint configuration must have at least 1 production variant, got 0; set instanceProductionVariants or serverlessProductionVariant'
      : undefined,
    ...(variants.serverless ? serverlessModelChecks(variants.serverless.props) : []),
  );
}

/** Whether no variant gets any traffic but what names it. */
export function allWeightsZero(variants: Variants): boolean {
  const all = allVariants(variants);
  return all.length > 0 && all.every((variant) => variant.props.initialVariantWeight === 0);
}

/** What instance variants may not be, one by one and together. The first ones have passed before when one is added. */
function instanceVariantsChecks(config: IResource, variants: readonly InstanceProductionVariantProps[], from = 0): Check[] {
  return [
    variants.length > MAX_VARIANTS
      ? `an endpoint configuration must have at most ${MAX_VARIANTS} production variants, got ${variants.length}`
      : undefined,
    ...variants.slice(from).flatMap((variant, offset) => ofVariant(variant, [
      nameInUse(variant.variantName, variants.slice(0, from + offset)),
      ...variantChecks(config, variant),
      ...instanceVariantChecks(variant),
    ])),
  ];
}

function oneServerlessVariantChecks(config: IResource, variant: ServerlessProductionVariantProps): Check[] {
  return ofVariant(variant, [...variantChecks(config, variant), ...serverlessVariantChecks(variant)]);
}

function variantChecks(config: IResource, variant: ProductionVariantProps): Check[] {
  return [
    required('variantName', variant.variantName, 'up to 63 letters, digits and hyphens'),
    text('variantName', variant.variantName, RESOURCE_NAME),
    atLeast('initialVariantWeight', variant.initialVariantWeight, 0),
    required('model', variant.model, 'use a Model'),
    ...(variant.model ? sameEnvironment('model', variant.model.env, config.env) : []),
  ];
}

/** Says which variant it is that has the problems. */
function ofVariant(variant: ProductionVariantProps, checks: Check[]): Check[] {
  const which = isUnknown(variant.variantName) ? 'a variant' : `variant '${variant.variantName}'`;
  return problemsOf(...checks).map((problem) => `${which}: ${problem}`);
}

function nameInUse(name: string, before: readonly ProductionVariantProps[]): Check {
  return !isUnknown(name) && before.some((variant) => variant.variantName === name)
    ? 'variantName must differ from those of the other variants, and is used twice'
    : undefined;
}
