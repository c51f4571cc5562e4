import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { DEFAULT_WEIGHT } from './default-weight';
import type { ServerlessProductionVariant, ServerlessProductionVariantProps } from './serverless';
import { Model } from '../../model/model';
import { isUnknown, oneOf, required, wholeBetween, type Check } from '../../private/checks';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantServerlessConfig.html */
const MEMORY_SIZES_MB = [1024, 2048, 3072, 4096, 5120, 6144];
const MIN_CONCURRENCY = 1;
const MAX_CONCURRENCY = 200;

export function serverlessVariantChecks(props: ServerlessProductionVariantProps): Check[] {
  const { maxConcurrency, provisionedConcurrency } = props;
  return [
    required('maxConcurrency', maxConcurrency, `a whole number from ${MIN_CONCURRENCY} to ${MAX_CONCURRENCY}`),
    wholeBetween('maxConcurrency', maxConcurrency, MIN_CONCURRENCY, MAX_CONCURRENCY),
    required('memorySizeInMB', props.memorySizeInMB, `one of ${MEMORY_SIZES_MB.join(', ')}`),
    oneOf('memorySizeInMB', props.memorySizeInMB, MEMORY_SIZES_MB),
    wholeBetween('provisionedConcurrency', provisionedConcurrency, MIN_CONCURRENCY, MAX_CONCURRENCY),
    !isUnknown(maxConcurrency) && !isUnknown(provisionedConcurrency) && provisionedConcurrency! > maxConcurrency
      ? `provisionedConcurrency must be at most maxConcurrency (${maxConcurrency}), got ${provisionedConcurrency}`
      : undefined,
  ];
}

/**
 * What serverless inference does not offer, seen on the finished model. Nothing is known of an imported model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html#serverless-endpoints-how-it-works-exclusions
 */
export function serverlessModelChecks({ model, variantName }: ServerlessProductionVariantProps): Check[] {
  if (!(model instanceof Model)) {
    return [];
  }
  const { inVpc, isolated, containers } = model._hosting;
  const refuse = (what: string, remedy: string) =>
    `serverless variant '${variantName}' can't host the model '${model.node.path}', which has ${what}; ${remedy} or use an instance variant`;
  return [
    inVpc ? refuse('a VPC', 'leave its vpc out') : undefined,
    isolated ? refuse('network isolation', 'leave its networkIsolation out') : undefined,
    containers > 1 ? refuse(`${containers} containers`, 'give it 1 container') : undefined,
  ];
}

/** A serverless variant while its configuration is being put together. */
export class ServerlessVariant {
  constructor(public readonly props: ServerlessProductionVariantProps) {}

  public describe(): ServerlessProductionVariant {
    return {
      initialVariantWeight: this.props.initialVariantWeight ?? DEFAULT_WEIGHT,
      maxConcurrency: this.props.maxConcurrency,
      memorySizeInMB: this.props.memorySizeInMB,
      modelName: this.props.model.modelName,
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
