import type { aws_s3 as s3, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { ClarifyInferenceOptions, ClarifyTextOptions } from './explainer-options';

/**
 * The type of the contents of a baseline.
 */
export interface ShapBaselineOptions {
  /**
   * The MIME type, such as `text/csv` or `application/jsonlines`: at most 255 characters.
   *
   * @default - that of the request
   */
  readonly mimeType?: string;
}

/**
 * What a prediction is compared with, to tell what each feature adds to it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyShapBaselineConfig.html
 */
export class ShapBaseline {
  /**
   * A baseline that is part of the configuration.
   *
   * @param content the records, in the form of a request: 1 to 4096 characters
   * @param options what they are
   */
  public static inline(content: string, options: ShapBaselineOptions = {}): ShapBaseline {
    return new ShapBaseline({ shapBaseline: content, mimeType: options.mimeType });
  }

  /**
   * A baseline in a bucket. The role of the model may then read this object.
   *
   * @param bucket the bucket
   * @param objectKey the key of the object
   * @param options what it is
   */
  public static fromBucket(bucket: s3.IBucket, objectKey: string, options: ShapBaselineOptions = {}): ShapBaseline {
    return new ShapBaseline({ shapBaselineUri: bucket.s3UrlForObject(objectKey), mimeType: options.mimeType }, { bucket, objectKey });
  }

  private constructor(
    /** @internal */
    public readonly _rendered: sagemaker.CfnEndpointConfig.ClarifyShapBaselineConfigProperty,
    /** @internal */
    public readonly _object?: { readonly bucket: s3.IBucket; readonly objectKey: string },
  ) {}
}

/**
 * How SageMaker Clarify explains predictions.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyExplainerConfig.html
 */
export interface ClarifyExplainerOptions {
  /**
   * What a prediction is compared with.
   */
  readonly baseline: ShapBaseline;

  /**
   * Which requests are explained: a JMESPath expression over the features of a record, 1 to 64 characters. A request may say otherwise.
   *
   * @default - all requests
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-online-explainability-create-endpoint.html
   */
  readonly enableExplanations?: string;

  /**
   * How many synthetic records Kernel SHAP makes for one: a whole number from 1.
   *
   * @default - decided by SageMaker Clarify
   */
  readonly numberOfSamples?: number;

  /**
   * The seed of the random numbers, for the same explanation each time: a whole number.
   *
   * @default - another one each time
   */
  readonly seed?: number;

  /**
   * Whether explanations are of log-odds.
   *
   * @default false
   */
  readonly useLogit?: boolean;

  /**
   * How text is explained. Needed where a feature is text.
   *
   * @default - no feature is text
   */
  readonly text?: ClarifyTextOptions;

  /**
   * What requests to the model, and its responses, look like.
   *
   * @default - as SageMaker Clarify assumes
   */
  readonly inference?: ClarifyInferenceOptions;
}

/**
 * What explains the predictions of an endpoint.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-online-explainability.html
 */
export class Explainer {
  /**
   * SageMaker Clarify, by Kernel SHAP: tells how much each feature of a request adds to the prediction.
   *
   * @param options how it explains
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-online-explainability.html
   */
  public static clarify(options: ClarifyExplainerOptions): Explainer {
    return new Explainer(options);
  }

  private constructor(
    /** @internal */
    public readonly _clarify: ClarifyExplainerOptions,
  ) {}
}
