import type { IResource } from 'aws-cdk-lib';
import { asyncInferenceChecks } from './async-inference';
import { dataCaptureChecks } from './data-capture';
import type { EndpointConfigProps } from './endpoint-config-props';
import { explainerChecks } from './explainer';
import { metricsChecks } from './metrics-config';
import type { Named } from './variants/production-variant';
import { serverlessModelChecks } from './variants/serverless-variant';
import type { ServerlessProductionVariantProps } from './variants/serverless-variant-props';
import { allVariants, modelsOf, variantSetChecks, type Variants } from './variants/variant-set';
import { networkChecks, tooManySecurityGroups, type ModelNetwork } from '../model/network';
import { roleCheck } from '../permissions/execution-role';
import { roleRestrictionsChecks } from '../permissions/role-restrictions';
import { matches, problemsOf, type Check } from '../private/checks';
import { keyInRegion } from '../private/environment';
import { RESOURCE_NAME } from '../private/names';
import { KEY_REF, shaped } from '../private/shapes';

/** Checks the properties of a configuration. */
export function endpointConfigPropsChecks(config: IResource, props: EndpointConfigProps): Check[] {
  return [
    matches('endpointConfigName', props.endpointConfigName, RESOURCE_NAME),
    roleCheck('role', props.role, config),
    shaped('encryptionKey', props.encryptionKey, KEY_REF) ?? keyInRegion('encryptionKey', props.encryptionKey, config.env),
    ...variantSetChecks(config, props),
    ...props.asyncInference ? asyncInferenceChecks(props.asyncInference) : [],
    ...props.dataCapture ? dataCaptureChecks(props.dataCapture) : [],
    ...props.explainer ? explainerChecks(props.explainer) : [],
    ...props.metrics ? metricsChecks(props.metrics) : [],
    ...networkChecks(props),
    ...roleRestrictionsChecks(props.roleRestrictions, props.vpc !== undefined),
  ];
}

/** Returns the problems that can only be found in the complete configuration. */
export function finishedConfigProblems(props: EndpointConfigProps, variants: Variants, network: ModelNetwork | undefined): string[] {
  return problemsOf(
    allVariants(variants).length === 0
      ? 'an endpoint configuration must have at least 1 production variant, got 0; set instanceProductionVariants or serverlessProductionVariant'
      : undefined,
    ...variants.serverless ? serverlessProblems(props, variants.serverless.props) : [],
    ...props.asyncInference ? asyncProblems(variants) : [],
    ...variants.shadow.length > 0 ? shadowProblems(props, variants) : [],
    ...componentsProblems(props, variants),
    tooManySecurityGroups('an endpoint configuration', network),
  );
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html#serverless-endpoints-how-it-works-exclusions */
function serverlessProblems(props: EndpointConfigProps, variant: Named<ServerlessProductionVariantProps>): Check[] {
  const refuse = (what: string) => `serverless variant '${variant.variantName}' cannot be combined with ${what}; remove ${what} or use an instance variant`;
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
    count > 1 ? `asyncInference requires exactly 1 instance variant, got ${count}; remove the others` : undefined,
    ...modelsOf(variants.instance).flatMap(({ variant, model: { _hosting: hosting, node } }) => {
      const refuse = (what: string) => `asyncInference cannot be combined with variant '${variant}', whose model '${node.path}' has ${what}; use another model`;
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
    variants.serverless ? 'a shadow variant cannot be combined with a serverless variant; use an instance variant' : undefined,
    variants.instance.length > 1 ? `a shadow variant requires exactly 1 production variant, got ${variants.instance.length}; remove the others` : undefined,
    props.asyncInference ? 'a shadow variant cannot be combined with asyncInference; remove one of them' : undefined,
    ...modelsOf([...variants.instance, ...variants.shadow]).flatMap(({ variant, model: { _hosting: hosting, node } }) => {
      const refuse = (what: string) => `variant '${variant}' cannot be part of a shadow test, because its model '${node.path}' has ${what}; use another model`;
      return [
        hosting.containers > 1 ? refuse(`${hosting.containers} containers`) : undefined,
        hosting.multiModel ? refuse('a multi-model container') : undefined,
      ];
    }),
    ...[...variants.instance, ...variants.shadow].map(({ props: { variantName }, instanceTypes }) => {
      const inf1 = instanceTypes.find((type) => type._family() === 'inf1');
      return inf1 && `variant '${variantName}' cannot be part of a shadow test, because SageMaker does not support shadow tests on ${inf1}; choose another instanceType`;
    }),
  ];
}

/** Rejects VPC and network isolation if a variant has a model: these settings apply to inference components, and a model has its own. */
function componentsProblems(props: EndpointConfigProps, variants: Variants): Check[] {
  const withModel = [...allVariants(variants), ...variants.shadow].find((variant) => variant.props.model);
  const refuse = (name: string) =>
    `${name} cannot be combined with variant '${withModel!.props.variantName}', which has a model; set ${name} of the model instead`;
  return [
    withModel && props.vpc ? refuse('vpc') : undefined,
    withModel && props.networkIsolation ? refuse('networkIsolation') : undefined,
  ];
}
