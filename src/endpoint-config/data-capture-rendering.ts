import type { aws_iam as iam, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { CaptureMode, type DataCaptureOptions } from './data-capture';
import { grantWrite } from './storage-grants';
import { uriOf, uriTooLong } from '../common/location-in-bucket';
import { atMostItems, oneOf, required, wholeBetween, type Check, type TextRule } from '../private/checks';
import { texts, upToItems } from '../private/item-checks';
import { MAX_DESTINATION_LENGTH } from '../private/names';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataCaptureConfig.html */
const MAX_CAPTURE_OPTIONS = 32;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CaptureContentTypeHeader.html */
const MAX_CONTENT_TYPES = 10;
const CONTENT_TYPE: TextRule = {
  pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9])*\/[a-zA-Z0-9](-*[a-zA-Z0-9.])*$/, maxLength: 256, allowed: "a content type such as 'text/csv'",
};

export function dataCaptureChecks(options: DataCaptureOptions): Check[] {
  const { captureModes } = options;
  return [
    required('dataCapture.destination', options.destination, 'a bucket, and a prefix if you like'),
    uriTooLong('dataCapture.destination', options.destination, MAX_DESTINATION_LENGTH),
    wholeBetween('dataCapture.samplingPercentage', options.samplingPercentage, 0, 100),
    captureModes?.length === 0 ? 'dataCapture.captureModes must not be empty; leave it out to capture requests and responses' : undefined,
    atMostItems('dataCapture.captureModes', captureModes, MAX_CAPTURE_OPTIONS),
    ...(captureModes ?? []).map((mode, index) => oneOf(`dataCapture.captureModes[${index}]`, mode, Object.values(CaptureMode))),
    ...contentTypesChecks('dataCapture.csvContentTypes', options.csvContentTypes),
    ...contentTypesChecks('dataCapture.jsonContentTypes', options.jsonContentTypes),
  ];
}

function contentTypesChecks(name: string, types: string[] | undefined): Check[] {
  return [
    ...upToItems(name, types, MAX_CONTENT_TYPES),
    ...texts(name, types, CONTENT_TYPE),
  ];
}

export function renderDataCapture(options: DataCaptureOptions): sagemaker.CfnEndpointConfig.DataCaptureConfigProperty {
  const { csvContentTypes, jsonContentTypes, captureModes = [CaptureMode.INPUT, CaptureMode.OUTPUT] } = options;
  return {
    enableCapture: options.enabled ?? true,
    destinationS3Uri: uriOf(options.destination),
    initialSamplingPercentage: options.samplingPercentage ?? 100,
    captureOptions: captureModes.map((captureMode) => ({ captureMode })),
    kmsKeyId: options.encryptionKey?.keyArn,
    captureContentTypeHeader: csvContentTypes || jsonContentTypes ? { csvContentTypes, jsonContentTypes } : undefined,
  };
}

export function grantDataCapture(grantee: iam.IGrantable, { destination, encryptionKey }: DataCaptureOptions): iam.Grant[] {
  return grantWrite(grantee, destination, ['s3:PutObject'], encryptionKey);
}
