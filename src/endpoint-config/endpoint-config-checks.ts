import type { IResource } from 'aws-cdk-lib';
import type { EndpointConfigProps } from './endpoint-config';
import { isUnknown, problemsOf, text, type Check } from '../private/checks';
import { sameEnvironment } from '../private/environment';
import { HYPHENATED_NAME } from '../private/names';
import type { InstanceProductionVariantProps } from './variants/instance';
import { instanceVariantChecks } from './variants/instance-variant';
import type { ServerlessProductionVariantProps } from './variants/serverless';
import { serverlessModelChecks, serverlessVariantChecks } from './variants/serverless-variant';
import { allVariants, type Variants } from './variants/variants';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html */
const MAX_VARIANTS = 10;

/** What the properties of a configuration say by themselves. */
export function endpointConfigPropsChecks(props: EndpointConfigProps): Check[] {
  return [
    text('endpointConfigName', props.endpointConfigName, HYPHENATED_NAME),
    props.instanceProductionVariants?.length && props.serverlessProductionVariant
      ? "instanceProductionVariants and serverlessProductionVariant can't be combined; set one of them"
      : undefined,
    tooManyVariants(props.instanceProductionVariants?.length ?? 0),
  ];
}

/** What a further instance variant may not be, next to those the configuration already has. */
export function addInstanceVariantChecks(config: IResource, props: InstanceProductionVariantProps, variants: Variants): Check[] {
  return [
    variants.serverless
      ? `instance variant '${props.variantName}' can't be added next to serverless variant '${variants.serverless.props.variantName}'; use one kind only`
      : undefined,
    tooManyVariants(variants.instance.length + 1),
    nameInUse(props.variantName, variants),
    ...instanceVariantChecks(props),
    ...sameEnvironment('model', props.model, config),
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
    ...serverlessVariantChecks(props),
    ...sameEnvironment('model', props.model, config),
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

function tooManyVariants(count: number): Check {
  return count > MAX_VARIANTS ? `an endpoint configuration must have at most ${MAX_VARIANTS} production variants, got ${count}` : undefined;
}

function nameInUse(name: string, variants: Variants): Check {
  return !isUnknown(name) && variants.instance.some((variant) => variant.props.variantName === name)
    ? `variantName must differ from those of the other variants, got '${name}' again`
    : undefined;
}
