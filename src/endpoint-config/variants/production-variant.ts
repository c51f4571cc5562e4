import type { IResource } from 'aws-cdk-lib';
import type { IModel } from '../../model/model-base';
import { atLeast, isUnknown, matches, problemsOf, required, type Check } from '../../private/checks';
import { sameEnvironment } from '../../private/environment';
import { RESOURCE_NAME } from '../../private/names';
import { MODEL, shaped } from '../../private/shapes';

/**
 * The properties that all types of production variants have in common.
 *
 * @example
 * declare const endpointConfig: sm.EndpointConfig;
 * declare const model: sm.Model;
 *
 * endpointConfig.addShadowProductionVariant({ model, variantName: 'next', instanceType: sm.InstanceType.M5_LARGE, initialVariantWeight: 0.5 });
 */
export interface ProductionVariantProps {
  /**
   * The weight of the variant, at least 0. The variant receives a share of the requests: its weight divided by the sum of all weights. A
   * variant with weight 0 receives only requests that specify it as their target variant. Ignored for a variant without a model, with a
   * warning.
   *
   * @default 1.0
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
   */
  readonly initialVariantWeight?: number;

  /**
   * The model to host. Must be in the account and region of the endpoint configuration.
   *
   * @default - the variant hosts inference components on its instances; throws if the variant is serverless, which requires a model
   */
  readonly model?: IModel;

  /**
   * The name of the variant: 1 to 63 letters, digits and hyphens, unique among the variants of the endpoint configuration. Throws if it is omitted
   * for a shadow variant, or if it is omitted and there are several production variants.
   *
   * @default AllTraffic
   */
  readonly variantName?: string;
}

/**
 * A production variant of an endpoint configuration, of any kind.
 *
 * @example
 * declare const endpointConfig: sm.EndpointConfig;
 *
 * const weight = endpointConfig.findInstanceProductionVariant('A').initialVariantWeight;
 */
export interface ProductionVariant {
  /**
   * The weight of the variant. The variant receives a share of the requests: its weight divided by the sum of all weights.
   */
  readonly initialVariantWeight: number;

  /**
   * The name of the model that the variant hosts.
   *
   * @default - undefined if the variant hosts inference components
   */
  readonly modelName?: string;

  /**
   * The name of the variant.
   */
  readonly variantName: string;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html */
export const DEFAULT_WEIGHT = 1;

/** The name of the only variant of an endpoint in the SageMaker Python SDK and in the examples of AWS. */
const DEFAULT_NAME = 'AllTraffic';

/** The properties of a variant whose name is known or a token. */
export type Named<T extends ProductionVariantProps> = T & { readonly variantName: string };

/** Returns the properties with the default name, if the name is omitted. */
export function named<T extends ProductionVariantProps>(props: T): Named<T> {
  return { ...props, variantName: props.variantName ?? DEFAULT_NAME };
}

/** Checks that each of several production variants has a name, because the default is the name of an only variant. */
export function namesCheck(variants: readonly ProductionVariantProps[]): Check {
  return variants.length > 1 && variants.some(({ variantName }) => variantName === undefined)
    ? `variantName can be omitted only if there is 1 production variant, got ${variants.length}; set variantName of each variant`
    : undefined;
}

/** Checks that a variant that is not the only one has a name. */
export function nameRequired({ variantName }: ProductionVariantProps): Check {
  return required('variantName', variantName, 'specify 1 to 63 letters, digits and hyphens');
}

export function productionVariantChecks(config: IResource, { variantName, initialVariantWeight, model }: ProductionVariantProps): Check[] {
  return [
    matches('variantName', variantName, RESOURCE_NAME),
    atLeast('initialVariantWeight', initialVariantWeight, 0),
    ...modelChecks('model', 'model', model, config),
  ];
}

/** Checks the model of a variant: that it is one, and that it is in the environment of the endpoint configuration. */
export function modelChecks(name: string, what: string, model: IModel | undefined, config: IResource): Check[] {
  const problem = shaped(name, model, MODEL);
  return problem || !model ? [problem] : sameEnvironment(what, model.env, config.env);
}

/** Returns the problems with the name of their variant in front of each. */
export function checksOfVariant({ variantName }: ProductionVariantProps, checks: Check[]): Check[] {
  const which = isUnknown(variantName) ? 'a variant' : `variant '${variantName}'`;
  return problemsOf(...checks).map((problem) => `${which}: ${problem}`);
}
