import type { EndpointConfigAttributes } from './endpoint-config-attributes';
import { sagemakerArn } from '../private/arns';
import { isUnknown, required, text, wholeAtLeast, wholeBetween, type Check } from '../private/checks';
import { RESOURCE_NAME } from '../private/names';
import { MAX_CONCURRENCY, MIN_CONCURRENCY } from './variants/serverless-variant';

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
      text(`instanceProductionVariants[${index}].variantName`, variantName, RESOURCE_NAME),
      wholeAtLeast(`instanceProductionVariants[${index}].initialInstanceCount`, initialInstanceCount, 1),
    ]),
    serverless && required('serverlessProductionVariant.variantName', serverless.variantName, 'the name of the variant'),
    text('serverlessProductionVariant.variantName', serverless?.variantName, RESOURCE_NAME),
    wholeBetween('serverlessProductionVariant.maxConcurrency', serverless?.maxConcurrency, MIN_CONCURRENCY, MAX_CONCURRENCY),
    wholeBetween('serverlessProductionVariant.provisionedConcurrency', serverless?.provisionedConcurrency, MIN_CONCURRENCY, MAX_CONCURRENCY),
  ];
}

function nameInUse(where: string, name: string, others: readonly string[]): Check {
  return !isUnknown(name) && others.includes(name) ? `${where}.variantName must differ from those of the other variants, got '${name}' again` : undefined;
}
