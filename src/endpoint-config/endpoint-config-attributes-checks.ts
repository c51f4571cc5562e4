import type { EndpointConfigAttributes } from './endpoint-config-attributes';
import { sagemakerArn } from '../private/arns';
import { text, wholeAtLeast, wholeBetween, type Check } from '../private/checks';
import { RESOURCE_NAME } from '../private/names';
import { MAX_CONCURRENCY, MIN_CONCURRENCY } from './variants/serverless-variant';

/** What is told of a configuration that is defined elsewhere, and can't be true. */
export function endpointConfigAttributesChecks(attrs: EndpointConfigAttributes): Check[] {
  const { instanceProductionVariants: instance = [], serverlessProductionVariant: serverless } = attrs;
  return [
    sagemakerArn('endpointConfigArn', attrs.endpointConfigArn, 'endpoint-config'),
    instance.length > 0 && serverless
      ? "instanceProductionVariants and serverlessProductionVariant can't be combined; set one of them"
      : undefined,
    ...instance.flatMap(({ variantName, initialInstanceCount }, index) => [
      text(`instanceProductionVariants[${index}].variantName`, variantName, RESOURCE_NAME),
      wholeAtLeast(`instanceProductionVariants[${index}].initialInstanceCount`, initialInstanceCount, 1),
    ]),
    text('serverlessProductionVariant.variantName', serverless?.variantName, RESOURCE_NAME),
    wholeBetween('serverlessProductionVariant.maxConcurrency', serverless?.maxConcurrency, MIN_CONCURRENCY, MAX_CONCURRENCY),
    wholeBetween('serverlessProductionVariant.provisionedConcurrency', serverless?.provisionedConcurrency, MIN_CONCURRENCY, MAX_CONCURRENCY),
  ];
}
