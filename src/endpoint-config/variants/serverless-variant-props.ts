import type { Size } from 'aws-cdk-lib';
import type { ProductionVariant, ProductionVariantProps } from './production-variant';

/**
 * A production variant without instances to choose: SageMaker runs as many containers as there are requests.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
 */
export interface ServerlessProductionVariantProps extends ProductionVariantProps {
  /**
   * How many requests are processed at the same time at most: a whole number from 1 to 200.
   */
  readonly maxConcurrency: number;

  /**
   * The memory of each container: 1 to 6 whole gibibytes. Can't be combined with `memorySizeInMB`; one of them is needed.
   *
   * @default - as `memorySizeInMB` says
   */
  readonly memorySize?: Size;

  /**
   * The memory of each container, in megabytes: 1024, 2048, 3072, 4096, 5120 or 6144. The same as `memorySize`.
   *
   * @default - as `memorySize` says
   */
  readonly memorySizeInMB?: number;

  /**
   * How many containers are kept warm: a whole number from 1 to 200, at most `maxConcurrency`.
   *
   * @default - no container is kept warm
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html#serverless-endpoints-how-it-works
   */
  readonly provisionedConcurrency?: number;
}

/**
 * A serverless production variant, as an endpoint configuration has it.
 */
export interface ServerlessProductionVariant extends ProductionVariant {
  /**
   * How many requests are processed at the same time at most.
   */
  readonly maxConcurrency: number;

  /**
   * The memory of each container, in megabytes.
   */
  readonly memorySizeInMB: number;

  /**
   * How many containers are kept warm.
   *
   * @default - no container is kept warm
   */
  readonly provisionedConcurrency?: number;
}
