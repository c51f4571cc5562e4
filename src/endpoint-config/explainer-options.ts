import type { Size } from 'aws-cdk-lib';

/**
 * The unit of text that an explanation applies to.
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
 * The data type of a feature.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyInferenceConfig.html
 *
 * @example
 * const inference: sm.ClarifyInferenceOptions = {
 *   featureHeaders: ['age', 'review'],
 *   featureTypes: [sm.ClarifyFeatureType.NUMERICAL, sm.ClarifyFeatureType.TEXT],
 * };
 */
export enum ClarifyFeatureType {
  /** A numerical feature. */
  NUMERICAL = 'numerical',

  /** A categorical feature, which has one of a set of values. */
  CATEGORICAL = 'categorical',

  /** A text feature. */
  TEXT = 'text',
}

/**
 * The options for explaining text features.
 *
 * @example
 * const text: sm.ClarifyTextOptions = { granularity: sm.ClarifyTextGranularity.SENTENCE, language: 'en' };
 */
export interface ClarifyTextOptions {
  /**
   * The unit of text that an explanation applies to.
   */
  readonly granularity: ClarifyTextGranularity;

  /**
   * The language code of the text, such as `en`, `de` or `zh`, or `xx` for text in several languages. SageMaker Clarify must support the language.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyTextConfig.html
   */
  readonly language: string;
}

/**
 * The format in which the explainer sends requests to the model and reads its responses.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyInferenceConfig.html
 */
export interface ClarifyInferenceOptions {
  /**
   * The JMESPath expression that locates the features in a JSON Lines record: 1 to 64 characters.
   *
   * @default - the record itself is the list of features
   */
  readonly featuresAttribute?: string;

  /**
   * The template of a JSON Lines record, in which `$features` is replaced with the features: 1 to 64 characters.
   *
   * @default - the record consists of the features only
   */
  readonly contentTemplate?: string;

  /**
   * The names of the features: 1 to 256 names of 1 to 64 characters each.
   *
   * @default - the features have no names
   */
  readonly featureHeaders?: string[];

  /**
   * The data types of the features: 1 to 256.
   *
   * @default - SageMaker Clarify infers the data types from the data
   */
  readonly featureTypes?: ClarifyFeatureType[];

  /**
   * The maximum number of records in a request to the model: an integer, at least 1.
   *
   * @default 1
   */
  readonly maxRecordCount?: number;

  /**
   * The maximum size of a request to the model, in whole mebibytes: 1 to 25.
   *
   * @default Size.mebibytes(6)
   */
  readonly maxPayload?: Size;

  /**
   * The zero-based index of the column that contains the probability in a CSV response: an integer, at least 0.
   *
   * @default - all columns
   */
  readonly probabilityIndex?: number;

  /**
   * The zero-based index of the column that contains the label in a CSV response: an integer, at least 0.
   *
   * @default - the response has no label
   */
  readonly labelIndex?: number;

  /**
   * The JMESPath expression that locates the probability in a JSON Lines response: 1 to 64 characters.
   *
   * @default - the response itself is the probability
   */
  readonly probabilityAttribute?: string;

  /**
   * The JMESPath expression that locates the label in a JSON Lines response: 1 to 64 characters.
   *
   * @default - the response has no label
   */
  readonly labelAttribute?: string;

  /**
   * The names of the labels: 1 to 16 names of 1 to 64 characters each.
   *
   * @default - the labels have no names
   */
  readonly labelHeaders?: string[];
}
