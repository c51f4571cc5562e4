import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { DEFAULT_WEIGHT } from './production-variant';
import type { ServerlessProductionVariant, ServerlessProductionVariantProps } from './serverless-variant-props';
import { isDefinedModel } from '../../model/model-base';
import { isUnknown, mebibytesAmong, oneOf, required, integerBetween, type Check } from '../../private/checks';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantServerlessConfig.html */
const MEMORY_SIZES_MB = [1024, 2048, 3072, 4096, 5120, 6144];
export const MIN_CONCURRENCY = 1;
export const MAX_CONCURRENCY = 200;

export function serverlessVariantChecks(props: ServerlessProductionVariantProps): Check[] {
  const { maxConcurrency, provisionedConcurrency } = props;
  return [
    required('maxConcurrency', maxConcurrency, `a whole number from ${MIN_CONCURRENCY} to ${MAX_CONCURRENCY}`),
    integerBetween('maxConcurrency', maxConcurrency, MIN_CONCURRENCY, MAX_CONCURRENCY),
    ...memoryChecks(props),
    integerBetween('provisionedConcurrency', provisionedConcurrency, MIN_CONCURRENCY, MAX_CONCURRENCY),
    !isUnknown(maxConcurrency) && !isUnknown(provisionedConcurrency) && provisionedConcurrency! > maxConcurrency
      ? `provisionedConcurrency must be at most maxConcurrency (${maxConcurrency}), got ${provisionedConcurrency}`
      : undefined,
  ];
}

function memoryChecks({ memorySize, memorySizeInMB }: ServerlessProductionVariantProps): Check[] {
  return [
    memorySize === undefined ? required('memorySizeInMB', memorySizeInMB, `one of ${MEMORY_SIZES_MB.join(', ')}`) : undefined,
    memorySize !== undefined && memorySizeInMB !== undefined ? "memorySize and memorySizeInMB can't be combined; set one of them" : undefined,
    oneOf('memorySizeInMB', memorySizeInMB, MEMORY_SIZES_MB),
    mebibytesAmong('memorySize', memorySize, MEMORY_SIZES_MB),
  ];
}

/**
 * What serverless inference does not offer, seen on the finished model. Nothing is known of an imported model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html#serverless-endpoints-how-it-works-exclusions
 */
export function serverlessModelChecks({ model, variantName }: ServerlessProductionVariantProps): Check[] {
  if (!isDefinedModel(model)) {
    return [];
  }
  const { inVpc, isolated, containers, multiModel, dataSource, privateRegistry, foreignRepository } = model._hosting;
  const refuse = (what: string, remedy: string) =>
    `serverless variant '${variantName}' can't host the model '${model.node.path}', which has ${what}; ${remedy} or use an instance variant`;
  return [
    inVpc ? refuse('a VPC', 'leave its vpc out') : undefined,
    isolated ? refuse('network isolation', 'leave its networkIsolation out') : undefined,
    containers > 1 ? refuse(`${containers} containers`, 'give it 1 container') : undefined,
    multiModel ? refuse('a multi-model container', 'make it a single-model container') : undefined,
    dataSource ? refuse('artifacts that are uncompressed, licensed or of a hub', 'give it one archive') : undefined,
    privateRegistry ? refuse('an image in a private registry', 'copy the image to Amazon ECR') : undefined,
    foreignRepository ? refuse(`an image in a repository of account ${foreignRepository}`, 'copy the image to the account of the endpoint') : undefined,
  ];
}

/** A serverless variant while its configuration is being put together. */
export class ServerlessVariantDefinition {
  constructor(public readonly props: ServerlessProductionVariantProps) {}

  public describe(): ServerlessProductionVariant {
    return {
      initialVariantWeight: this.props.initialVariantWeight ?? DEFAULT_WEIGHT,
      maxConcurrency: this.props.maxConcurrency,
      memorySizeInMB: this.props.memorySizeInMB ?? this.props.memorySize!.toMebibytes(),
      modelName: this.props.model?.modelName,
      provisionedConcurrency: this.props.provisionedConcurrency,
      variantName: this.props.variantName,
    };
  }

  public render(): sagemaker.CfnEndpointConfig.ProductionVariantProperty {
    const variant = this.describe();
    return {
      initialVariantWeight: variant.initialVariantWeight,
      modelName: variant.modelName,
      serverlessConfig: {
        maxConcurrency: variant.maxConcurrency,
        memorySizeInMb: variant.memorySizeInMB,
        provisionedConcurrency: variant.provisionedConcurrency,
      },
      variantName: variant.variantName,
    };
  }
}
