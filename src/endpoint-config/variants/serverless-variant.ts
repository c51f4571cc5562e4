import type { IResource, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { warnOfImages } from './image-compatibility';
import { checksOfVariant, DEFAULT_WEIGHT, named, productionVariantChecks, type Named } from './production-variant';
import type { ServerlessProductionVariant, ServerlessProductionVariantProps } from './serverless-variant-props';
import { Processor } from '../../dlc/processor';
import { isDefinedModel } from '../../model/model-base';
import { integerBetween, isUnknown, mebibytesAmong, oneOf, required, type Check } from '../../private/checks';

/** The serverless variant of a configuration. */
export class ServerlessVariantDefinition {
  public readonly props: Named<ServerlessProductionVariantProps>;

  constructor(props: ServerlessProductionVariantProps) {
    this.props = named(props);
  }

  /** Returns the public description of the variant. */
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

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantServerlessConfig.html */
const MEMORY_SIZES_MB = [1024, 2048, 3072, 4096, 5120, 6144];
export const MIN_CONCURRENCY = 1;
export const MAX_CONCURRENCY = 200;

export function serverlessVariantChecks(config: IResource, props: ServerlessProductionVariantProps): Check[] {
  return [
    ...checksOfVariant(props, [...productionVariantChecks(config, props), required('model', props.model, 'specify a Model')]),
    ...serverlessSizeChecks(props),
  ];
}

/** Checks the sizes of a variant, which do not depend on its model. */
export function serverlessSizeChecks(props: ServerlessProductionVariantProps): Check[] {
  const { maxConcurrency, provisionedConcurrency } = props;
  return checksOfVariant(props, [
    required('maxConcurrency', maxConcurrency, `specify an integer from ${MIN_CONCURRENCY} to ${MAX_CONCURRENCY}`),
    integerBetween('maxConcurrency', maxConcurrency, MIN_CONCURRENCY, MAX_CONCURRENCY),
    ...memoryChecks(props),
    integerBetween('provisionedConcurrency', provisionedConcurrency, MIN_CONCURRENCY, MAX_CONCURRENCY),
    !isUnknown(maxConcurrency) && !isUnknown(provisionedConcurrency) && provisionedConcurrency! > maxConcurrency
      ? `provisionedConcurrency must be at most maxConcurrency (${maxConcurrency}), got ${provisionedConcurrency}`
      : undefined,
  ]);
}

function memoryChecks({ memorySize, memorySizeInMB }: ServerlessProductionVariantProps): Check[] {
  return [
    required('memorySize or memorySizeInMB', memorySize ?? memorySizeInMB, `specify for example Size.gibibytes(2), or one of ${MEMORY_SIZES_MB.join(', ')} megabytes`),
    memorySize !== undefined && memorySizeInMB !== undefined ? 'memorySize and memorySizeInMB cannot be combined; set one of them' : undefined,
    oneOf('memorySizeInMB', memorySizeInMB, MEMORY_SIZES_MB),
    mebibytesAmong('memorySize', memorySize, MEMORY_SIZES_MB),
  ];
}

/**
 * Checks that the complete model uses only features that serverless inference supports. Skips imported models, whose features are not known.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html#serverless-endpoints-how-it-works-exclusions
 */
export function serverlessModelChecks({ model, variantName }: Named<ServerlessProductionVariantProps>): Check[] {
  if (!isDefinedModel(model)) {
    return [];
  }
  const { inVpc, isolated, containers, multiModel, dataSource, privateRegistry, foreignRepository } = model._hosting;
  const refuse = (what: string, remedy: string) =>
    `serverless variant '${variantName}' cannot host model '${model.node.path}', which has ${what}; ${remedy} or use an instance variant`;
  return [
    inVpc ? refuse('a VPC', 'remove vpc of the model') : undefined,
    isolated ? refuse('network isolation', 'remove networkIsolation of the model') : undefined,
    containers > 1 ? refuse(`${containers} containers`, 'use 1 container') : undefined,
    multiModel ? refuse('a multi-model container', 'use a single-model container') : undefined,
    dataSource ? refuse('model data that is uncompressed, requires an EULA, or comes from a hub', 'use 1 compressed archive') : undefined,
    privateRegistry ? refuse('an image in a private registry', 'copy the image to Amazon ECR') : undefined,
    foreignRepository ? refuse(`an image in a repository of account ${foreignRepository}`, 'copy the image to the account of the endpoint') : undefined,
  ];
}

/** Warns about images that are not built for CPUs, because serverless inference has no other processors. */
export function warnOfServerlessVariant(config: IConstruct, { variantName, model }: Named<ServerlessProductionVariantProps>): void {
  warnOfImages(config, variantName, model, 'serverless inference', Processor.CPU);
}
