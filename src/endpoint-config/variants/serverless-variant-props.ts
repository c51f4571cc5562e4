import type { Size } from 'aws-cdk-lib';
import type { ProductionVariant, ProductionVariantProps } from './production-variant';

/**
 * The properties of a serverless production variant. SageMaker provisions its compute resources and scales them with the requests.
 *
 * @stable
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
 *
 * @example
 * declare const model: sm.Model;
 *
 * const endpointConfig = new sm.EndpointConfig(this, 'Serverless', {
 *   serverlessProductionVariant: { model, variantName: 'main', memorySize: Size.gibibytes(4), maxConcurrency: 20, provisionedConcurrency: 2 },
 * });
 * new sm.Endpoint(this, 'Endpoint', { endpointConfig });
 */
export interface ServerlessProductionVariantProps extends ProductionVariantProps {
  /**
   * The maximum number of concurrent requests: an integer from 1 to 200.
   */
  readonly maxConcurrency: number;

  /**
   * The memory size of each container, in whole gibibytes: 1 to 6. Either `memorySize` or `memorySizeInMB` is required; they cannot be
   * combined.
   *
   * @default - the value of `memorySizeInMB`
   */
  readonly memorySize?: Size;

  /**
   * The memory size of each container, in megabytes: 1024, 2048, 3072, 4096, 5120 or 6144. An alternative to `memorySize`.
   *
   * @default - the value of `memorySize`
   */
  readonly memorySizeInMB?: number;

  /**
   * The amount of provisioned concurrency, which is the number of containers to keep warm: an integer from 1 to 200, at most
   * `maxConcurrency`.
   *
   * @default - no provisioned concurrency
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html#serverless-endpoints-how-it-works
   */
  readonly provisionedConcurrency?: number;
}

/**
 * A serverless production variant of an endpoint configuration.
 *
 * @example
 * declare const model: sm.Model;
 *
 * const endpointConfig = new sm.EndpointConfig(this, 'Serverless', {
 *   serverlessProductionVariant: { model, variantName: 'main', memorySize: Size.gibibytes(4), maxConcurrency: 20 },
 * });
 * const memory = endpointConfig.findServerlessProductionVariant('main').memorySizeInMB;
 */
export interface ServerlessProductionVariant extends ProductionVariant {
  /**
   * The maximum number of concurrent requests.
   */
  readonly maxConcurrency: number;

  /**
   * The memory size of each container, in megabytes.
   */
  readonly memorySizeInMB: number;

  /**
   * The amount of provisioned concurrency, which is the number of containers that are kept warm.
   *
   * @default - no provisioned concurrency
   */
  readonly provisionedConcurrency?: number;
}
