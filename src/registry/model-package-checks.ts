import { inferenceChecks } from './inference-specification';
import type { ModelPackageCard } from './model-package-card';
import type { ModelPackageProps } from './model-package-props';
import { ALGORITHM_NAME, DESCRIPTION, METADATA_KEY, METADATA_VALUE, ONE_LINE, SOURCE_URI } from './names';
import { fileChecks, filesChecks } from './s3-file';
import { validationChecks } from './validation-specification';
import { isUnknown, matches, type Check } from '../private/checks';
import { RESOURCE_NAME } from '../private/names';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
const MAX_METADATA = 50;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageModelCard.html */
const MAX_CARD_LENGTH = 100000;

export function modelPackageChecks(props: ModelPackageProps): Check[] {
  return [
    groupOrName(props),
    matches('modelPackageName', props.modelPackageName, RESOURCE_NAME),
    matches('modelPackageDescription', props.modelPackageDescription, DESCRIPTION),
    ...inferenceChecks(props, props.modelPackageGroup !== undefined),
    matches('approvalDescription', props.approvalDescription, ONE_LINE),
    ...customerMetadataChecks(props.customerMetadataProperties),
    ...fileChecks('samplePayload', props.samplePayload),
    samplePayloadArchive(props.samplePayload?.objectKey),
    matches('sourceUri', props.sourceUri, SOURCE_URI),
    ...cardChecks(props.modelCard),
    ...Object.entries(props.metadataProperties ?? {}).map(([name, value]) => matches(`metadataProperties.${name}`, value, ONE_LINE)),
    ...filesChecks('modelMetrics', props.modelMetrics),
    ...filesChecks('driftCheckBaselines', props.driftCheckBaselines),
    matches('sourceAlgorithm.algorithmName', props.sourceAlgorithm?.algorithmName, ALGORITHM_NAME),
    ...props.validationSpecification ? validationChecks(props.validationSpecification) : [],
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
function groupOrName({ modelPackageGroup, modelPackageName }: ModelPackageProps): Check {
  if (modelPackageGroup && modelPackageName !== undefined) {
    return `a model package either is a version of a group or has a name, got modelPackageGroup '${modelPackageGroup.node.path}' and `
      + `modelPackageName '${modelPackageName}'; leave one of them out`;
  }
  return modelPackageGroup || modelPackageName !== undefined
    ? undefined
    : 'a model package either is a version of a group or has a name, got neither; set modelPackageGroup or modelPackageName';
}

function customerMetadataChecks(metadata: { [key: string]: string } | undefined): Check[] {
  const entries = Object.entries(metadata ?? {});
  return [
    metadata === undefined || (entries.length >= 1 && entries.length <= MAX_METADATA)
      ? undefined
      : `customerMetadataProperties must have 1 to ${MAX_METADATA} entries, got ${entries.length}`,
    ...entries.flatMap(([key, value]) => [
      matches('a name in customerMetadataProperties', key, METADATA_KEY),
      matches(`customerMetadataProperties['${key}']`, value, METADATA_VALUE),
    ]),
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
function samplePayloadArchive(objectKey: string | undefined): Check {
  return isUnknown(objectKey) || objectKey!.endsWith('.tar.gz')
    ? undefined
    : `samplePayload must be a gzip-compressed tar archive whose key ends in .tar.gz, got '${objectKey}'`;
}

function cardChecks(card: ModelPackageCard | undefined): Check[] {
  if (!card || isUnknown(card.content)) {
    return [];
  }
  return [
    card.content.length > MAX_CARD_LENGTH
      ? `modelCard.content must have at most ${MAX_CARD_LENGTH} characters, got ${card.content.length}`
      : undefined,
    isJson(card.content) ? undefined : `modelCard.content must be JSON, got '${card.content.slice(0, 40)}'; in Python use json.dumps`,
  ];
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
