import type { aws_kms as kms } from 'aws-cdk-lib';
import type { BucketLocation } from '../common/bucket-location';

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
