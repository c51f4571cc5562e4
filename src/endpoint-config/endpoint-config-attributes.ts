import type { InstanceType } from '../common/instance-type.generated';

/**
 * What is known of a variant on instances, of a configuration that is defined elsewhere.
 */
export interface InstanceProductionVariantAttributes {
  /**
   * The name of the variant.
   */
  readonly variantName: string;

  /**
   * The type of its instances.
   *
   * @default - not known
   */
  readonly instanceType?: InstanceType;

  /**
   * How many instances it starts with.
   *
   * @default - not known, taken to be 1
   */
  readonly initialInstanceCount?: number;
}

/**
 * What is known of the serverless variant of a configuration that is defined elsewhere.
 */
export interface ServerlessProductionVariantAttributes {
  /**
   * The name of the variant.
   */
  readonly variantName: string;

  /**
   * How many requests it processes at the same time at most.
   */
  readonly maxConcurrency: number;

  /**
   * How many of its containers are kept warm.
   *
   * @default - no container is kept warm
   */
  readonly provisionedConcurrency?: number;
}

/**
 * What is known of an endpoint configuration that is defined elsewhere.
 */
export interface EndpointConfigAttributes {
  /**
   * The ARN of the endpoint configuration.
   */
  readonly endpointConfigArn: string;

  /**
   * Its production variants on instances. An endpoint that uses the configuration then finds just these.
   *
   * @default - not known: the endpoint takes any name for that of a variant
   */
  readonly instanceProductionVariants?: InstanceProductionVariantAttributes[];

  /**
   * Its serverless production variant. An endpoint that uses the configuration then finds just this.
   *
   * @default - not known: the endpoint takes any name for that of a variant
   */
  readonly serverlessProductionVariant?: ServerlessProductionVariantAttributes;

  /**
   * Whether it is that of an asynchronous endpoint, which queues its requests. Only looked at beside `instanceProductionVariants`.
   *
   * @default false
   */
  readonly asyncInference?: boolean;
}
