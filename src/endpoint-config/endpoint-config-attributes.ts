import type { InstanceType } from '../common/instance-type.generated';
import { sagemakerArn } from '../private/arns';
import { isUnknown, required, matches, integerAtLeast, integerBetween, type Check } from '../private/checks';
import { RESOURCE_NAME } from '../private/names';
import { InstanceVariantDefinition } from './variants/instance-variant';
import { MAX_CONCURRENCY, MIN_CONCURRENCY, ServerlessVariantDefinition } from './variants/serverless-variant';
import type { Variants } from './variants/variant-set';

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

/** What is told of a configuration that is defined elsewhere, and can't be true. */
export function endpointConfigAttributesChecks(attrs: EndpointConfigAttributes): Check[] {
  const instance = attrs.instanceProductionVariants ?? [];
  const serverless = attrs.serverlessProductionVariant ?? undefined;
  return [
    sagemakerArn('endpointConfigArn', attrs.endpointConfigArn, 'endpoint-config'),
    instance.length > 0 && serverless
      ? "instanceProductionVariants and serverlessProductionVariant can't be combined; set one of them"
      : undefined,
    ...instance.flatMap(({ variantName, initialInstanceCount }, index) => [
      required(`instanceProductionVariants[${index}].variantName`, variantName, 'the name of the variant'),
      nameInUse(`instanceProductionVariants[${index}]`, variantName, instance.slice(0, index).map((other) => other.variantName)),
      matches(`instanceProductionVariants[${index}].variantName`, variantName, RESOURCE_NAME),
      integerAtLeast(`instanceProductionVariants[${index}].initialInstanceCount`, initialInstanceCount, 1),
    ]),
    serverless && required('serverlessProductionVariant.variantName', serverless.variantName, 'the name of the variant'),
    matches('serverlessProductionVariant.variantName', serverless?.variantName, RESOURCE_NAME),
    integerBetween('serverlessProductionVariant.maxConcurrency', serverless?.maxConcurrency, MIN_CONCURRENCY, MAX_CONCURRENCY),
    integerBetween('serverlessProductionVariant.provisionedConcurrency', serverless?.provisionedConcurrency, MIN_CONCURRENCY, MAX_CONCURRENCY),
  ];
}

function nameInUse(where: string, name: string, others: readonly string[]): Check {
  return !isUnknown(name) && others.includes(name) ? `${where}.variantName must differ from those of the other variants, got '${name}' again` : undefined;
}

/** Returns the variants that are described; undefined where none are, so that nothing is known of them. */
export function describedVariants(attrs: EndpointConfigAttributes): Variants | undefined {
  const { instanceProductionVariants: instance, serverlessProductionVariant: serverless } = attrs;
  return instance || serverless
    ? {
      instance: (instance ?? []).map((variant) => new InstanceVariantDefinition(variant, attrs.asyncInference, true)),
      shadow: [],
      serverless: serverless && new ServerlessVariantDefinition(serverless),
    }
    : undefined;
}
