import type { IResource } from 'aws-cdk-lib';
import { asyncInferenceChecks } from './async-inference';
import { dataCaptureChecks } from './data-capture';
import type { EndpointConfigProps } from './endpoint-config-props';
import { explainerChecks } from './explainer';
import { metricsChecks } from './metrics-config';
import { type ModelNetwork, networkChecks, tooManySecurityGroups } from '../model/network';
import { atLeast, isUnknown, problemsOf, required, matches, type Check } from '../private/checks';
import { sameEnvironment } from '../private/environment';
import { RESOURCE_NAME } from '../private/names';
import { instanceVariantChecks } from './variants/instance-variant';
import type { InstanceProductionVariantProps } from './variants/instance-variant-props';
import type { ProductionVariantProps } from './variants/production-variant';
import { serverlessModelChecks, serverlessVariantChecks } from './variants/serverless-variant';
import type { ServerlessProductionVariantProps } from './variants/serverless-variant-props';
import { allVariants, modelsOf, type Variants } from './variants/variant-set';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html */
const MAX_VARIANTS = 10;

/** What the properties of a configuration say by themselves. */
export function endpointConfigPropsChecks(config: IResource, props: EndpointConfigProps): Check[] {
  const instanceVariants = props.instanceProductionVariants ?? [];
  const shadowVariants = props.shadowProductionVariants ?? [];
  return [
    matches('endpointConfigName', props.endpointConfigName, RESOURCE_NAME),
    instanceVariants.length > 0 && props.serverlessProductionVariant
      ? "instanceProductionVariants and serverlessProductionVariant can't be combined; set one of them"
      : undefined,
    ...instanceVariantsChecks(config, instanceVariants),
    ...shadowVariantsChecks(config, shadowVariants),
    capacityReservationsCheck([...instanceVariants, ...shadowVariants]),
    ...(props.serverlessProductionVariant ? oneServerlessVariantChecks(config, props.serverlessProductionVariant) : []),
    ...(props.asyncInference ? asyncInferenceChecks(props.asyncInference) : []),
    ...(props.dataCapture ? dataCaptureChecks(props.dataCapture) : []),
    ...(props.explainer ? explainerChecks(props.explainer) : []),
    ...(props.metrics ? metricsChecks(props.metrics) : []),
    ...networkChecks(props),
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
    capacityReservationsCheck([...existing, ...variants.shadow.map((variant) => variant.props), props]),
  ];
}

/** The same for a shadow variant. */
export function addShadowVariantChecks(config: IResource, props: InstanceProductionVariantProps, variants: Variants): Check[] {
  const existing = variants.shadow.map((variant) => variant.props);
  return [
    ...shadowVariantsChecks(config, [...existing, props], existing.length),
    capacityReservationsCheck([...variants.instance.map((variant) => variant.props), ...existing, props]),
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
export function finishedConfigProblems(props: EndpointConfigProps, variants: Variants, network: ModelNetwork | undefined): string[] {
  return problemsOf(
    allVariants(variants).length === 0
      ? 'an endpoint configuration must have at least 1 production variant, got 0; set instanceProductionVariants or serverlessProductionVariant'
      : undefined,
    ...(variants.serverless ? serverlessProblems(props, variants.serverless.props) : []),
    ...(props.asyncInference ? asyncProblems(variants) : []),
    ...(variants.shadow.length > 0 ? shadowProblems(props, variants) : []),
    ...componentsProblems(props, variants),
    tooManySecurityGroups('an endpoint configuration', network),
  );
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html#serverless-endpoints-how-it-works-exclusions */
function serverlessProblems(props: EndpointConfigProps, variant: ServerlessProductionVariantProps): Check[] {
  const refuse = (what: string) => `serverless variant '${variant.variantName}' can't be combined with ${what}; leave it out, or use an instance variant`;
  return [
    ...serverlessModelChecks(variant),
    props.asyncInference ? refuse('asyncInference') : undefined,
    props.dataCapture && props.dataCapture.enabled !== false ? refuse('dataCapture') : undefined,
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html */
function asyncProblems(variants: Variants): Check[] {
  const count = variants.instance.length;
  return [
    count > 1 ? `asyncInference takes exactly 1 instance variant, got ${count}; leave the others out` : undefined,
    ...modelsOf(variants.instance).flatMap(({ variant, model: { _hosting: hosting, node } }) => {
      const refuse = (what: string) => `asyncInference can't be combined with variant '${variant}', whose model '${node.path}' has ${what}; use another model`;
      return [
        hosting.multiModel ? refuse('a multi-model container') : undefined,
        hosting.direct ? refuse('containers that are invoked directly') : undefined,
      ];
    }),
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests.html */
function shadowProblems(props: EndpointConfigProps, variants: Variants): Check[] {
  return [
    variants.serverless ? "a shadow variant can't be combined with a serverless variant; use an instance variant" : undefined,
    variants.instance.length > 1 ? `a shadow variant takes exactly 1 production variant, got ${variants.instance.length}; leave the others out` : undefined,
    props.asyncInference ? "a shadow variant can't be combined with asyncInference; leave one of them out" : undefined,
    ...modelsOf([...variants.instance, ...variants.shadow]).flatMap(({ variant, model: { _hosting: hosting, node } }) => {
      const refuse = (what: string) => `variant '${variant}' can't be part of a shadow test, because its model '${node.path}' has ${what}; use another model`;
      return [
        hosting.containers > 1 ? refuse(`${hosting.containers} containers`) : undefined,
        hosting.multiModel ? refuse('a multi-model container') : undefined,
      ];
    }),
  ];
}

/** VPC and isolation of a configuration are for inference components; those of models are the models' own. */
function componentsProblems(props: EndpointConfigProps, variants: Variants): Check[] {
  const withModel = [...allVariants(variants), ...variants.shadow].find((variant) => variant.props.model);
  const refuse = (name: string) =>
    `${name} can't be combined with variant '${withModel!.props.variantName}', which has a model; set ${name} of the model instead`;
  return [
    withModel && props.vpc ? refuse('vpc') : undefined,
    withModel && props.networkIsolation ? refuse('networkIsolation') : undefined,
  ];
}

/** What instance variants may not be, one by one and together. The first ones have passed before when one is added. */
function instanceVariantsChecks(config: IResource, variants: readonly InstanceProductionVariantProps[], from = 0): Check[] {
  return [
    variants.length > MAX_VARIANTS
      ? `an endpoint configuration must have at most ${MAX_VARIANTS} production variants, got ${variants.length}`
      : undefined,
    ...eachInstanceVariantChecks(config, variants, from),
  ];
}

/** There can be one of them, @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html */
function shadowVariantsChecks(config: IResource, variants: readonly InstanceProductionVariantProps[], from = 0): Check[] {
  return [
    variants.length > 1 ? `an endpoint configuration must have at most 1 shadow variant, got ${variants.length}` : undefined,
    ...eachInstanceVariantChecks(config, variants, from),
  ];
}

function eachInstanceVariantChecks(config: IResource, variants: readonly InstanceProductionVariantProps[], from: number): Check[] {
  return variants.slice(from).flatMap((variant, offset) => ofVariant(variant, [
    nameInUse(variant.variantName, variants.slice(0, from + offset)),
    ...variantChecks(config, variant),
    ...instanceVariantChecks(variant),
    ...(variant.instancePools ?? []).flatMap(({ model }, index) => model ? sameEnvironment(`model of instancePools[${index}]`, model.env, config.env) : []),
  ]));
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCapacityReservationConfig.html */
function capacityReservationsCheck(variants: readonly InstanceProductionVariantProps[]): Check {
  const plans = [...new Set(variants.map((variant) => variant.capacityReservation?.mlReservationArn).filter((arn) => !isUnknown(arn)))];
  return plans.length > 1 ? `the variants of an endpoint can use 1 capacity reservation, got ${plans.join(' and ')}; use one of them` : undefined;
}

function oneServerlessVariantChecks(config: IResource, variant: ServerlessProductionVariantProps): Check[] {
  return ofVariant(variant, [
    ...variantChecks(config, variant),
    required('model', variant.model, 'use a Model'),
    ...serverlessVariantChecks(variant),
  ]);
}

function variantChecks(config: IResource, variant: ProductionVariantProps): Check[] {
  return [
    required('variantName', variant.variantName, 'up to 63 letters, digits and hyphens'),
    matches('variantName', variant.variantName, RESOURCE_NAME),
    atLeast('initialVariantWeight', variant.initialVariantWeight, 0),
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
