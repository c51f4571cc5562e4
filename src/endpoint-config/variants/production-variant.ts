import type { IResource } from 'aws-cdk-lib';
import type { IModel } from '../../model/model-base';
import { atLeast, isUnknown, matches, problemsOf, required, type Check } from '../../private/checks';
import { sameEnvironment } from '../../private/environment';
import { RESOURCE_NAME } from '../../private/names';

/**
 * What all kinds of production variants are defined by.
 */
export interface ProductionVariantProps {
  /**
   * The share of requests this variant gets: its weight divided by the sum of all weights. At least 0; a variant of weight 0 only
   * gets requests that name it. A variant without a model has none.
   *
   * @default 1.0
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
   */
  readonly initialVariantWeight?: number;

  /**
   * The model to host. Must be in the account and region of the endpoint configuration.
   *
   * @default - no model: instances of the variant host inference components; throws for a serverless variant
   */
  readonly model?: IModel;

  /**
   * The name of the variant: at most 63 letters, digits and hyphens, different from those of the other variants.
   */
  readonly variantName: string;
}

/**
 * What all kinds of production variants of an endpoint configuration have.
 */
export interface ProductionVariant {
  /**
   * The share of requests this variant gets: its weight divided by the sum of all weights.
   */
  readonly initialVariantWeight: number;

  /**
   * The name of the model that is hosted.
   *
   * @default - no model: the variant hosts inference components
   */
  readonly modelName?: string;

  /**
   * The name of the variant.
   */
  readonly variantName: string;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html */
export const DEFAULT_WEIGHT = 1;

export function productionVariantChecks(config: IResource, { variantName, initialVariantWeight, model }: ProductionVariantProps): Check[] {
  return [
    required('variantName', variantName, 'up to 63 letters, digits and hyphens'),
    matches('variantName', variantName, RESOURCE_NAME),
    atLeast('initialVariantWeight', initialVariantWeight, 0),
    ...model ? sameEnvironment('model', model.env, config.env) : [],
  ];
}

/** Says which variant it is that has the problems. */
export function checksOfVariant({ variantName }: ProductionVariantProps, checks: Check[]): Check[] {
  const which = isUnknown(variantName) ? 'a variant' : `variant '${variantName}'`;
  return problemsOf(...checks).map((problem) => `${which}: ${problem}`);
}
