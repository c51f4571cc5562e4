import type { aws_iam as iam, aws_kms as kms, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { warnOfKeyBehindAlias } from './hosting-roles';
import { uriOf, uriTooLong, type BucketLocation } from '../common/bucket-location';
import { grantWriteObjects, keysOf, PUT_ACTIONS } from '../permissions/s3';
import { atMostItems, type Check, oneOf, required, type StringRule, eachMatches, upToItems, integerBetween } from '../private/checks';
import { MAX_DESTINATION_LENGTH } from '../private/names';
import { warn } from '../private/warnings';

/**
 * What is captured of a request.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CaptureOption.html
 */
export enum CaptureMode {
  /** The request. */
  INPUT = 'Input',

  /** The response. */
  OUTPUT = 'Output',

  /** Both, by one setting. Endpoints have refused it; `INPUT` and `OUTPUT` say the same. */
  INPUT_AND_OUTPUT = 'InputAndOutput',
}

/**
 * Which requests and responses are kept, and where.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
 */
export interface DataCaptureOptions {
  /**
   * Where the captured data goes. The role of the model may then write there.
   */
  readonly destination: BucketLocation;

  /**
   * The share of requests that is captured, in percent: a whole number from 0 to 100.
   *
   * @default 100
   */
  readonly samplingPercentage?: number;

  /**
   * What is captured of a request. Throws when the list is empty.
   *
   * @default - the request and the response
   */
  readonly captureModes?: CaptureMode[];

  /**
   * The key that encrypts the captured data. The role of the model may then use it.
   *
   * @default - the key of the bucket, or a key of AWS
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The content types that are captured as CSV: 1 to 10 such as `text/csv`.
   *
   * @default - content types that are named in neither list are captured as base64
   */
  readonly csvContentTypes?: string[];

  /**
   * The content types that are captured as JSON: 1 to 10 such as `application/json`.
   *
   * @default - content types that are named in neither list are captured as base64
   */
  readonly jsonContentTypes?: string[];

  /**
   * Whether data is captured. Set to false, the settings stay for later.
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
    required('dataCapture.destination', options.destination, 'a bucket, and a prefix if you like'),
    uriTooLong('dataCapture.destination', options.destination, MAX_DESTINATION_LENGTH),
    integerBetween('dataCapture.samplingPercentage', options.samplingPercentage, 0, 100),
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
    ...eachMatches(name, types, CONTENT_TYPE),
  ];
}

/** Warns of modes that endpoints have refused or that are repeated, and of a key that is not known. */
export function warnOfDataCapture(config: IConstruct, options: DataCaptureOptions): void {
  const modes = options.captureModes ?? [];
  if (new Set(modes).size < modes.length) {
    warn(config, 'captureModeTwice', 'captureModes of dataCapture has an entry twice; leave one out');
  }
  if (modes.includes(CaptureMode.INPUT_AND_OUTPUT)) {
    warn(config, 'captureInputAndOutput', 'endpoints have refused INPUT_AND_OUTPUT as one of captureModes; use INPUT and OUTPUT');
  }
  warnOfKeyBehindAlias(config, 'dataCapture.encryptionKey', options.encryptionKey);
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

/** Grants writing the captured data. */
export function grantDataCapture(grantee: iam.IGrantable, { destination, encryptionKey }: DataCaptureOptions): iam.Grant[] {
  return grantWriteObjects(grantee, destination.bucket, keysOf(destination), { actions: PUT_ACTIONS, key: encryptionKey });
}
