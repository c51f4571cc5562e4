import type { aws_iam as iam, aws_s3 as s3, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ClarifyFeatureType, type ClarifyInferenceOptions, ClarifyTextGranularity, type ClarifyTextOptions } from './explainer-options';
import { escapeForPolicy, grantReadObjects } from '../permissions/s3';
import { type Check, isUnknown, mebibytesBetween, oneOf, required, matches, type StringRule, eachMatches, upToItems, integerAtLeast, integer } from '../private/checks';
import { MODEL_DATA_URL, OBJECT_KEY } from '../private/names';
import { warn } from '../private/warnings';

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

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyInferenceConfig.html */
const EXPRESSION: StringRule = { pattern: /^[^]*$/, maxLength: 64, allowed: 'an expression' };
const HEADER: StringRule = { pattern: /^[^]*$/, maxLength: 64, allowed: 'a name' };
const MAX_FEATURES = 256;
const MAX_LABELS = 16;
const MAX_PAYLOAD_MEBIBYTES = 25;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyShapBaselineConfig.html */
const BASELINE: StringRule = { pattern: /^[^]+$/, maxLength: 4096, allowed: 'records; put larger ones into a bucket' };
const MIME_TYPE: StringRule = {
  pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9])*\/[a-zA-Z0-9](-*[a-zA-Z0-9+.])*/, maxLength: 255, allowed: "a MIME type such as 'text/csv'",
};

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyTextConfig.html */
const LANGUAGES = ('af sq ar hy eu bn bg ca zh hr cs da nl en et fi fr de el gu he hi hu is id ga it kn ky lv lt lb mk ml mr ne nb fa pl pt ro ru sa '
  + 'sr tn si sk sl es sv tl ta tt te tr uk ur yo lij xx').split(' ');

export function explainerChecks({ _clarify: options }: Explainer): Check[] {
  const { shapBaseline, shapBaselineUri, mimeType } = options.baseline?._rendered ?? {};
  return [
    required('explainer.baseline', options.baseline, 'use a method of ShapBaseline'),
    matches('explainer.baseline', shapBaseline, BASELINE),
    matches('explainer.baseline', shapBaselineUri, MODEL_DATA_URL),
    matches('objectKey of explainer.baseline', options.baseline?._object?.objectKey, OBJECT_KEY),
    matches('explainer.baseline.mimeType', mimeType, MIME_TYPE),
    matches('explainer.enableExplanations', options.enableExplanations, EXPRESSION),
    integerAtLeast('explainer.numberOfSamples', options.numberOfSamples, 1),
    integer('explainer.seed', options.seed),
    oneOf('explainer.text.granularity', options.text?.granularity, Object.values(ClarifyTextGranularity)),
    oneOf('explainer.text.language', options.text?.language, LANGUAGES),
    ...(options.inference ? inferenceChecks(options.inference) : []),
  ];
}

function inferenceChecks(inference: ClarifyInferenceOptions): Check[] {
  const at = (name: keyof ClarifyInferenceOptions) => `explainer.inference.${name}`;
  const { featureHeaders, featureTypes, labelHeaders } = inference;
  return [
    ...(['featuresAttribute', 'contentTemplate', 'probabilityAttribute', 'labelAttribute'] as const)
      .map((name) => matches(at(name), inference[name], EXPRESSION)),
    ...upToItems(at('featureHeaders'), featureHeaders, MAX_FEATURES),
    ...eachMatches(at('featureHeaders'), featureHeaders, HEADER),
    ...upToItems(at('featureTypes'), featureTypes, MAX_FEATURES),
    ...(isUnknown(featureTypes) ? [] : featureTypes!).map((type, index) => oneOf(`${at('featureTypes')}[${index}]`, type, Object.values(ClarifyFeatureType))),
    ...upToItems(at('labelHeaders'), labelHeaders, MAX_LABELS),
    ...eachMatches(at('labelHeaders'), labelHeaders, HEADER),
    integerAtLeast(at('maxRecordCount'), inference.maxRecordCount, 1),
    mebibytesBetween(at('maxPayload'), inference.maxPayload, 1, MAX_PAYLOAD_MEBIBYTES),
    integerAtLeast(at('probabilityIndex'), inference.probabilityIndex, 0),
    integerAtLeast(at('labelIndex'), inference.labelIndex, 0),
  ];
}

/** Warns of text that no feature is said to be. */
export function warnOfExplainer(config: IConstruct, { _clarify: { text: textOptions, inference } }: Explainer): void {
  const types = inference?.featureTypes;
  if (textOptions !== undefined && !isUnknown(types) && !types!.some((type) => isUnknown(type) || type === ClarifyFeatureType.TEXT)) {
    warn(config, 'explainerTextFeature', 'explainer has text, but none of featureTypes is TEXT; add it');
  }
}

export function renderExplainer({ _clarify: options }: Explainer): sagemaker.CfnEndpointConfig.ExplainerConfigProperty {
  return {
    clarifyExplainerConfig: {
      enableExplanations: options.enableExplanations,
      inferenceConfig: options.inference && renderInference(options.inference),
      shapConfig: renderShap(options),
    },
  };
}

function renderShap(options: ClarifyExplainerOptions): sagemaker.CfnEndpointConfig.ClarifyShapConfigProperty {
  return {
    shapBaselineConfig: options.baseline._rendered,
    numberOfSamples: options.numberOfSamples,
    seed: options.seed,
    useLogit: options.useLogit,
    textConfig: options.text && { granularity: options.text.granularity, language: options.text.language },
  };
}

function renderInference({ maxPayload, ...inference }: ClarifyInferenceOptions): sagemaker.CfnEndpointConfig.ClarifyInferenceConfigProperty {
  return { ...inference, maxPayloadInMb: maxPayload?.toMebibytes() };
}

/** Grants reading the baseline; one that is part of the configuration takes no permission. */
export function grantExplainer(grantee: iam.IGrantable, { _clarify: { baseline } }: Explainer): iam.Grant[] {
  if (!baseline._object) {
    return [];
  }
  const { bucket, objectKey } = baseline._object;
  return grantReadObjects(grantee, bucket, escapeForPolicy(objectKey.replace(/^\//, '')));
}
