import type { aws_iam as iam, aws_kms as kms, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { warnOfKeyBehindAlias } from './hosting-roles';
import { bucketKeyCheck, uriCheck, uriOf, warnOfBucketKey, warnOfUrl, type BucketLocation } from '../common/bucket-location';
import { grantWriteObjects, keysOf, PUT_ACTIONS } from '../permissions/s3';
import { atMostItems, type Check, oneOf, required, type StringRule, eachMatches, upToItems, integerBetween } from '../private/checks';
import { MAX_DESTINATION_LENGTH } from '../private/names';
import { warn } from '../private/warnings';

/**
 * The part of an invocation that is captured.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CaptureOption.html
 *
 * @example
 * declare const bucket: s3.IBucket;
 *
 * const dataCapture: sm.DataCaptureOptions = {
 *   destination: { bucket },
 *   captureModes: [sm.CaptureMode.INPUT, sm.CaptureMode.OUTPUT],
 * };
 */
export enum CaptureMode {
  /** The request. */
  INPUT = 'Input',

  /** The response. */
  OUTPUT = 'Output',

  /** The request and the response. SageMaker has rejected this value; use `INPUT` and `OUTPUT` together instead. */
  INPUT_AND_OUTPUT = 'InputAndOutput',
}

/**
 * The options of data capture, which stores requests and responses in Amazon S3.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
 *
 * @example
 * declare const model: sm.Model;
 * declare const bucket: s3.IBucket;
 *
 * new sm.EndpointConfig(this, 'Captured', {
 *   instanceProductionVariants: [{ model, variantName: 'main', instanceType: sm.InstanceType.M5_LARGE }],
 *   dataCapture: {
 *     destination: { bucket, prefix: 'captured' },
 *     samplingPercentage: 20,
 *     jsonContentTypes: ['application/json'],
 *   },
 * });
 */
export interface DataCaptureOptions {
  /**
   * The Amazon S3 location that captured data is written to. The role of the model is granted write access to it.
   */
  readonly destination: BucketLocation;

  /**
   * The percentage of requests to capture: an integer from 0 to 100.
   *
   * @default 100
   */
  readonly samplingPercentage?: number;

  /**
   * The parts of each invocation to capture. Throws if the list is empty.
   *
   * @default - the request and the response
   */
  readonly captureModes?: CaptureMode[];

  /**
   * The KMS key that encrypts the captured data. The role of the model is granted permission to use it.
   *
   * @default - the key of the bucket, or an AWS managed key
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The content types that are captured as CSV, such as `text/csv`: 1 to 10.
   *
   * @default - content types that are not in either list are captured with base64 encoding
   */
  readonly csvContentTypes?: string[];

  /**
   * The content types that are captured as JSON, such as `application/json`: 1 to 10.
   *
   * @default - content types that are not in either list are captured with base64 encoding
   */
  readonly jsonContentTypes?: string[];

  /**
   * Indicates whether data is captured. Set to false to stop capturing and keep the other settings.
   *
   * @default true
   */
  readonly enabled?: boolean;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataCaptureConfig.html */
const MAX_CAPTURE_OPTIONS = 32;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CaptureContentTypeHeader.html */
const MAX_CONTENT_TYPES = 10;
const CONTENT_TYPE: StringRule = {
  pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9])*\/[a-zA-Z0-9](-*[a-zA-Z0-9.])*$/, maxLength: 256, allowed: "a content type such as 'text/csv'",
};

export function dataCaptureChecks(options: DataCaptureOptions): Check[] {
  const { captureModes } = options;
  return [
    required('dataCapture.destination', options.destination, 'specify a bucket and optionally a prefix'),
    uriCheck('dataCapture.destination', options.destination, MAX_DESTINATION_LENGTH),
    bucketKeyCheck('dataCapture.encryptionKey', options.encryptionKey, options.destination),
    integerBetween('dataCapture.samplingPercentage', options.samplingPercentage, 0, 100),
    captureModes?.length === 0 ? 'dataCapture.captureModes must not be empty; omit it to capture requests and responses' : undefined,
    atMostItems('dataCapture.captureModes', captureModes, MAX_CAPTURE_OPTIONS),
    ...(captureModes ?? []).map((mode, index) => oneOf(`dataCapture.captureModes[${index}]`, mode, Object.values(CaptureMode))),
    ...contentTypesChecks('dataCapture.csvContentTypes', options.csvContentTypes),
    ...contentTypesChecks('dataCapture.jsonContentTypes', options.jsonContentTypes),
  ];
}

function contentTypesChecks(name: string, types: string[] | undefined): Check[] {
  return [
    ...upToItems(name, types, MAX_CONTENT_TYPES),
    ...eachMatches(name, types, CONTENT_TYPE),
  ];
}

/** Warns about modes that SageMaker has rejected or that are repeated, and about an encryption key that is not known. */
export function warnOfDataCapture(config: IConstruct, options: DataCaptureOptions): void {
  const modes = options.captureModes ?? [];
  if (new Set(modes).size < modes.length) {
    warn(config, 'captureModeTwice', 'dataCapture.captureModes contains a duplicate entry; remove it');
  }
  if (modes.includes(CaptureMode.INPUT_AND_OUTPUT)) {
    warn(config, 'captureInputAndOutput', 'SageMaker has rejected INPUT_AND_OUTPUT in dataCapture.captureModes; use INPUT and OUTPUT instead');
  }
  warnOfUrl(config, 'dataCapture.destination.prefix', options.destination.prefix);
  warnOfKeyBehindAlias(config, 'dataCapture.encryptionKey', options.encryptionKey);
  warnOfBucketKey(config, 'dataCapture.encryptionKey', options.encryptionKey, options.destination);
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

/** Grants permission to write the captured data. */
export function grantDataCapture(grantee: iam.IGrantable, { destination, encryptionKey }: DataCaptureOptions): iam.Grant[] {
  return grantWriteObjects(grantee, destination.bucket, keysOf(destination), { actions: PUT_ACTIONS, key: encryptionKey });
}
