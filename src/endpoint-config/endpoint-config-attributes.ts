import type { aws_iam as iam } from 'aws-cdk-lib';
import { instanceTypeCheck } from '../common/instance-type-input';
import type { InstanceType } from '../common/instance-type.generated';
import { differs, integerAtLeast, integerBetween, matches, required, type Check } from '../private/checks';
import { RESOURCE_NAME, sagemakerArn } from '../private/names';
import { ROLE, shaped } from '../private/shapes';
import { InstanceVariantDefinition } from './variants/instance-variant';
import { MAX_CONCURRENCY, MIN_CONCURRENCY, ServerlessVariantDefinition } from './variants/serverless-variant';
import type { Variants } from './variants/variant-set';

/**
 * The attributes of an instance variant of an imported endpoint configuration.
 *
 * @example
 * const endpointConfig = sm.EndpointConfig.fromEndpointConfigAttributes(this, 'Theirs', {
 *   endpointConfigArn: 'arn:aws:sagemaker:us-east-1:111122223333:endpoint-config/churn-3',
 *   instanceProductionVariants: [{ variantName: 'main', instanceType: sm.InstanceType.M5_LARGE }],
 * });
 */
export interface InstanceProductionVariantAttributes {
  /**
   * The name of the variant.
   */
  readonly variantName: string;

  /**
   * The type of the instances.
   *
   * @default - warnings and dashboard details that depend on the instance type are omitted
   */
  readonly instanceType?: InstanceType;

  /**
   * The number of instances that the variant starts with.
   *
   * @default - 1 is assumed, and warnings that depend on the number of instances are omitted
   */
  readonly initialInstanceCount?: number;
}

/**
 * The attributes of the serverless variant of an imported endpoint configuration.
 *
 * @example
 * const endpointConfig = sm.EndpointConfig.fromEndpointConfigAttributes(this, 'Theirs', {
 *   endpointConfigArn: 'arn:aws:sagemaker:us-east-1:111122223333:endpoint-config/churn-3',
 *   serverlessProductionVariant: { variantName: 'main', maxConcurrency: 20 },
 * });
 */
export interface ServerlessProductionVariantAttributes {
  /**
   * The name of the variant.
   */
  readonly variantName: string;

  /**
   * The maximum number of concurrent requests: an integer from 1 to 200.
   */
  readonly maxConcurrency: number;

  /**
   * The number of containers that are kept warm: an integer from 1 to 200.
   *
   * @default - no provisioned concurrency
   */
  readonly provisionedConcurrency?: number;
}

/**
 * The attributes of an imported endpoint configuration.
 *
 * @example
 * const endpointConfig = sm.EndpointConfig.fromEndpointConfigAttributes(this, 'Theirs', {
 *   endpointConfigArn: 'arn:aws:sagemaker:us-east-1:111122223333:endpoint-config/churn-3',
 *   instanceProductionVariants: [{ variantName: 'main', instanceType: sm.InstanceType.M5_LARGE, initialInstanceCount: 2 }],
 * });
 * const endpoint = new sm.Endpoint(this, 'Endpoint', { endpointConfig });
 * endpoint.autoScaleInstanceCount({ minCapacity: 2, maxCapacity: 8 });
 */
export interface EndpointConfigAttributes {
  /**
   * The ARN of the endpoint configuration.
   */
  readonly endpointConfigArn: string;

  /**
   * The production variants that run on instances. An endpoint that uses the configuration has exactly these variants.
   *
   * @default - variants of the endpoint can be looked up by any name, unless `serverlessProductionVariant` is set
   */
  readonly instanceProductionVariants?: InstanceProductionVariantAttributes[];

  /**
   * The serverless production variant. An endpoint that uses the configuration has exactly this variant.
   *
   * @default - variants of the endpoint can be looked up by any name, unless `instanceProductionVariants` is set
   */
  readonly serverlessProductionVariant?: ServerlessProductionVariantAttributes;

  /**
   * Indicates whether the configuration is for an asynchronous endpoint, which queues its requests. Only used with
   * `instanceProductionVariants`.
   *
   * @default false
   */
  readonly asyncInference?: boolean;

  /**
   * The role that SageMaker assumes for inference components. It is granted permission to pull their images, to read their artifacts and adapters, and to
   * describe the alarms that roll an update back, unless it is an imported role that cannot be changed.
   *
   * @default - the role is not known, so its permissions must be granted where it is defined
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html
   */
  readonly role?: iam.IRole;
}

/** Checks the attributes of an imported configuration. */
export function endpointConfigAttributesChecks(attrs: EndpointConfigAttributes): Check[] {
  const instance = attrs.instanceProductionVariants ?? [];
  const serverless = attrs.serverlessProductionVariant;
  return [
    sagemakerArn('endpointConfigArn', attrs.endpointConfigArn, 'endpoint-config'),
    shaped('role', attrs.role, ROLE),
    instance.length > 0 && serverless
      ? 'instanceProductionVariants and serverlessProductionVariant cannot be combined; set one of them'
      : undefined,
    ...instance.flatMap(({ variantName, initialInstanceCount, instanceType }, index) => [
      instanceTypeCheck(`instanceProductionVariants[${index}].instanceType`, instanceType),
      required(`instanceProductionVariants[${index}].variantName`, variantName, 'specify the name of the variant'),
      differs(`instanceProductionVariants[${index}].variantName`, variantName, instance.slice(0, index).map((other) => other.variantName), 'variants'),
      matches(`instanceProductionVariants[${index}].variantName`, variantName, RESOURCE_NAME),
      integerAtLeast(`instanceProductionVariants[${index}].initialInstanceCount`, initialInstanceCount, 1),
    ]),
    serverless && required('serverlessProductionVariant.variantName', serverless.variantName, 'specify the name of the variant'),
    matches('serverlessProductionVariant.variantName', serverless?.variantName, RESOURCE_NAME),
    serverless && required('serverlessProductionVariant.maxConcurrency', serverless.maxConcurrency, `specify an integer from ${MIN_CONCURRENCY} to ${MAX_CONCURRENCY}`),
    integerBetween('serverlessProductionVariant.maxConcurrency', serverless?.maxConcurrency, MIN_CONCURRENCY, MAX_CONCURRENCY),
    integerBetween('serverlessProductionVariant.provisionedConcurrency', serverless?.provisionedConcurrency, MIN_CONCURRENCY, MAX_CONCURRENCY),
  ];
}

/** Returns the variants that the attributes describe; undefined if they describe none, so that any name can be looked up. */
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
