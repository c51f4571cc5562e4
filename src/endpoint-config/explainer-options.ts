import type { Size } from 'aws-cdk-lib';

/**
 * The part of a text that is explained.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyTextConfig.html
 */
export enum ClarifyTextGranularity {
  /** Each word. */
  TOKEN = 'token',

  /** Each sentence. */
  SENTENCE = 'sentence',

  /** Each paragraph. */
  PARAGRAPH = 'paragraph',
}

/**
 * What a feature is.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyInferenceConfig.html
 */
export enum ClarifyFeatureType {
  /** A number. */
  NUMERICAL = 'numerical',

  /** One of a set of values. */
  CATEGORICAL = 'categorical',

  /** Text. */
  TEXT = 'text',
}

/**
 * How text is explained.
 */
export interface ClarifyTextOptions {
  /**
   * The part of a text that is explained.
   */
  readonly granularity: ClarifyTextGranularity;

  /**
   * The language, as SageMaker Clarify names it: `en`, `de`, `zh`, or `xx` for text in several languages.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyTextConfig.html
   */
  readonly language: string;
}

/**
 * What requests to the model, and its responses, look like to the explainer.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyInferenceConfig.html
 */
export interface ClarifyInferenceOptions {
  /**
   * Where the features are in a record of JSON Lines: a JMESPath expression of 1 to 64 characters.
   *
   * @default - the record itself is the list of features
   */
  readonly featuresAttribute?: string;

  /**
   * What a record of JSON Lines is made of, with `$features` in the place of the features: 1 to 64 characters.
   *
   * @default - the features as they are
   */
  readonly contentTemplate?: string;

  /**
   * The names of the features: 1 to 256 of them, 1 to 64 characters each.
   *
   * @default - the features have no names
   */
  readonly featureHeaders?: string[];

  /**
   * What each feature is: 1 to 256 of them.
   *
   * @default - found out from the data
   */
  readonly featureTypes?: ClarifyFeatureType[];

  /**
   * How many records the model takes at once: a whole number from 1.
   *
   * @default 1
   */
  readonly maxRecordCount?: number;

  /**
   * How large a request to the model may be: whole mebibytes, 1 to 25.
   *
   * @default Size.mebibytes(6)
   */
  readonly maxPayload?: Size;

  /**
   * The column of the probability in a response in CSV: a whole number from 0.
   *
   * @default - all columns
   */
  readonly probabilityIndex?: number;

  /**
   * The column of the label in a response in CSV: a whole number from 0.
   *
   * @default - the response has no label
   */
  readonly labelIndex?: number;

  /**
   * Where the probability is in a response of JSON Lines: a JMESPath expression of 1 to 64 characters.
   *
   * @default - the response itself
   */
  readonly probabilityAttribute?: string;

  /**
   * Where the label is in a response of JSON Lines: a JMESPath expression of 1 to 64 characters.
   *
   * @default - the response has no label
   */
  readonly labelAttribute?: string;

  /**
   * The names of the labels: 1 to 16 of them, 1 to 64 characters each.
   *
   * @default - the labels have no names
   */
  readonly labelHeaders?: string[];
}
