import type { IResource } from 'aws-cdk-lib';
import driftCheckBaselines from './drift-check-baselines';
import inferenceSpecifications from './inference-specification';
import metadataProperties from './metadata-properties';
import modelMetrics from './model-metrics';
import modelCard from './model-package-card';
import type { ModelPackageProps } from './model-package-props';
import { DESCRIPTION, ONE_LINE } from './names';
import s3File from './s3-file';
import sourceAlgorithm from './source-algorithm';
import validation from './validation-specification';
import { isUnknown, matches, type Check, type StringRule } from '../private/checks';
import { keyInRegion } from '../private/environment';
import { missingName } from '../private/environment-variables';
import { RESOURCE_NAME } from '../private/names';
import { KEY, MODEL_PACKAGE_GROUP, shaped } from '../private/shapes';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
const SOURCE_URI: StringRule = {
  pattern: /^[^\p{C}\p{S}]*$/u, minLength: 0, maxLength: 1024, allowed: 'letters, digits, whitespace and punctuation',
};

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
const MAX_METADATA = 50;
const METADATA_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const METADATA_ALLOWED = "letters, digits, whitespace and any of '_.:/=+-@'";
const METADATA_KEY: StringRule = { pattern: METADATA_CHARACTERS, maxLength: 128, allowed: METADATA_ALLOWED };
const METADATA_VALUE: StringRule = { pattern: METADATA_CHARACTERS, maxLength: 256, allowed: METADATA_ALLOWED };

export function modelPackageChecks(modelPackage: IResource, props: ModelPackageProps): Check[] {
  return [
    groupOrNameCheck(props),
    shaped('modelPackageGroup', props.modelPackageGroup, MODEL_PACKAGE_GROUP),
    shaped('encryptionKey', props.encryptionKey, KEY) ?? keyInRegion('encryptionKey', props.encryptionKey, modelPackage.env),
    matches('modelPackageName', props.modelPackageName, RESOURCE_NAME),
    matches('description', props.description, DESCRIPTION),
    ...inferenceSpecifications.checks(props, props.modelPackageGroup !== undefined),
    matches('approvalDescription', props.approvalDescription, ONE_LINE),
    ...customerMetadataChecks(props.customerMetadataProperties),
    ...s3File.checks('samplePayload', props.samplePayload),
    samplePayloadCheck(props.samplePayload?.objectKey),
    matches('sourceUri', props.sourceUri, SOURCE_URI),
    ...modelCard.checks(props.modelCard),
    ...metadataProperties.checks(props.metadataProperties),
    ...modelMetrics.checks(props.modelMetrics),
    ...driftCheckBaselines.checks(props.driftCheckBaselines),
    ...sourceAlgorithm.checks(props.sourceAlgorithm),
    ...props.validationSpecification ? validation.checks(props.validationSpecification, modelPackage) : [],
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
function groupOrNameCheck({ modelPackageGroup, modelPackageName }: ModelPackageProps): Check {
  if (modelPackageGroup && modelPackageName !== undefined) {
    return `a model package must have either a group or a name, got modelPackageGroup '${modelPackageGroup.node.path}' and `
      + `modelPackageName '${modelPackageName}'; remove one of them`;
  }
  return modelPackageGroup || modelPackageName !== undefined
    ? undefined
    : 'a model package must have either a group or a name, got neither; set modelPackageGroup or modelPackageName';
}

function customerMetadataChecks(metadata: { [key: string]: string } | undefined): Check[] {
  const entries = Object.entries(metadata ?? {});
  return [
    isUnknown(metadata) || (entries.length >= 1 && entries.length <= MAX_METADATA)
      ? undefined
      : `customerMetadataProperties must have 1 to ${MAX_METADATA} entries, got ${entries.length}`,
    ...entries.flatMap(([key, value]) => [
      missingName('customerMetadataProperties', key),
      matches('a key of customerMetadataProperties', key, METADATA_KEY),
      matches(`customerMetadataProperties['${key}']`, value, METADATA_VALUE),
    ]),
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
function samplePayloadCheck(objectKey: string | undefined): Check {
  return isUnknown(objectKey) || objectKey!.endsWith('.tar.gz')
    ? undefined
    : `samplePayload must be a gzip-compressed tar archive whose key ends in .tar.gz, got '${objectKey}'`;
}

/** Returns the feature that requires the artifacts of the containers to be archives, if the package uses one. */
export function archiveUserOf({ certifyForMarketplace, validationSpecification }: ModelPackageProps): string | undefined {
  if (certifyForMarketplace) {
    return 'a package for AWS Marketplace';
  }
  return validationSpecification && 'the batch transform job of validationSpecification';
}
