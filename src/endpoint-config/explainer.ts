import type { aws_iam as iam, aws_s3 as s3, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ClarifyFeatureType, type ClarifyInferenceOptions, ClarifyTextGranularity, type ClarifyTextOptions } from './explainer-options';
import { escapeForPolicy, grantReadObjects } from '../permissions/s3';
import { type Check, isUnknown, mebibytesBetween, oneOf, required, requiredString, matches, type StringRule, eachMatches, upToItems, integerAtLeast, integerBetween, MAX_INTEGER } from '../private/checks';
import { given } from '../private/given';
import { MODEL_DATA_URL, OBJECT_KEY } from '../private/names';
import { BUCKET, requiredShape, shaped } from '../private/shapes';
import { warn } from '../private/warnings';

/**
 * The options of a SHAP baseline.
 */
export interface ShapBaselineOptions {
  /**
   * The MIME type of the baseline, such as `text/csv` or `application/jsonlines`: at most 255 characters.
   *
   * @default - the MIME type of the request
   */
  readonly mimeType?: string;
}

/**
 * The SHAP baseline of an explainer: the records that predictions are compared with to compute the contribution of each feature.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyShapBaselineConfig.html
 *
 * @example
 * declare const bucket: s3.IBucket;
 *
 * sm.ShapBaseline.fromBucket(bucket, 'baseline.csv', { mimeType: 'text/csv' });
 * sm.ShapBaseline.inline('35,50000', { mimeType: 'text/csv' });
 */
export class ShapBaseline {
  /**
   * Creates a baseline that is part of the endpoint configuration. Use it for small baselines.
   *
   * @param content the records, in the format of a request: 1 to 4096 characters
   * @param options the options of the baseline
   */
  public static inline(content: string, options: ShapBaselineOptions = {}): ShapBaseline {
    options = given('ShapBaselineOptions', options, 'ShapBaseline.inline', 'options');
    return new ShapBaseline({ shapBaseline: content, mimeType: options.mimeType });
  }

  /**
   * Creates a baseline from an object in Amazon S3. The role of the model is granted permission to read this object.
   *
   * @param bucket the bucket that contains the baseline
   * @param objectKey the key of the object
   * @param options the options of the baseline
   */
  public static fromBucket(bucket: s3.IBucket, objectKey: string, options: ShapBaselineOptions = {}): ShapBaseline {
    options = given('ShapBaselineOptions', options, 'ShapBaseline.fromBucket', 'options');
    const shapBaselineUri = shaped('bucket', bucket, BUCKET) ? undefined : bucket?.s3UrlForObject(objectKey);
    return new ShapBaseline({ shapBaselineUri, mimeType: options.mimeType }, { bucket, objectKey });
  }

  private constructor(
    /** @internal */
    public readonly _rendered: sagemaker.CfnEndpointConfig.ClarifyShapBaselineConfigProperty,
    /** @internal */
    public readonly _object?: { readonly bucket: s3.IBucket; readonly objectKey: string },
  ) {}
}

/**
 * The options of an explainer of SageMaker Clarify.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyExplainerConfig.html
 */
export interface ClarifyExplainerOptions {
  /**
   * The SHAP baseline, which predictions are compared with.
   */
  readonly baseline: ShapBaseline;

  /**
   * The JMESPath expression that selects the requests to explain by the features of their records: 1 to 64 characters. A request can
   * override it.
   *
   * @default - all requests are explained
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-online-explainability-create-endpoint.html
   */
  readonly enableExplanations?: string;

  /**
   * The number of synthetic records that Kernel SHAP generates for each record: an integer, at least 1.
   *
   * @default - chosen by SageMaker Clarify
   */
  readonly numberOfSamples?: number;

  /**
   * The seed of the random number generator, an integer. Set it to receive the same explanation each time.
   *
   * @default - a different seed each time
   */
  readonly seed?: number;

  /**
   * Set to true to explain log-odds instead of probabilities.
   *
   * @default false
   */
  readonly useLogit?: boolean;

  /**
   * The options for explaining text features. Required if a feature is text.
   *
   * @default - features are not treated as text
   */
  readonly text?: ClarifyTextOptions;

  /**
   * The format of requests to the model and of its responses.
   *
   * @default - the defaults of SageMaker Clarify
   */
  readonly inference?: ClarifyInferenceOptions;
}

/**
 * An explainer of the predictions of an endpoint. SageMaker Clarify is closed to new customers.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-online-explainability.html
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-availability-change.html
 *
 * @example
 * declare const model: sm.Model;
 * declare const bucket: s3.IBucket;
 *
 * new sm.EndpointConfig(this, 'Explained', {
 *   instanceProductionVariants: [{ model, variantName: 'main', instanceType: sm.InstanceType.M5_LARGE }],
 *   explainer: sm.Explainer.clarify({
 *     baseline: sm.ShapBaseline.fromBucket(bucket, 'baseline.csv', { mimeType: 'text/csv' }),
 *     numberOfSamples: 100,
 *     inference: { featureHeaders: ['age', 'income'], maxRecordCount: 100 },
 *   }),
 * });
 */
export class Explainer {
  /**
   * Creates an explainer that uses SageMaker Clarify with Kernel SHAP to compute the contribution of each feature of a request to the
   * prediction.
   *
   * @param options the options of the explainer
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-online-explainability.html
   */
  public static clarify(options: ClarifyExplainerOptions): Explainer {
    options = given('ClarifyExplainerOptions', options, 'Explainer.clarify', 'options');
    return new Explainer(options);
  }

  private constructor(
    /** @internal */
    public readonly _clarify: ClarifyExplainerOptions,
  ) {}
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyInferenceConfig.html */
const EXPRESSION: StringRule = { maxLength: 64, allowed: 'an expression' };
const HEADER: StringRule = { maxLength: 64, allowed: 'a name' };
const MAX_FEATURES = 256;
const MAX_LABELS = 16;
const MAX_PAYLOAD_MEBIBYTES = 25;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyShapBaselineConfig.html */
const BASELINE: StringRule = { maxLength: 4096, allowed: 'records' };
const MIME_TYPE: StringRule = {
  pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9])*\/[a-zA-Z0-9]/, maxLength: 255, allowed: "a MIME type such as 'text/csv'",
};

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyTextConfig.html */
const LANGUAGES = ('af sq ar hy eu bn bg ca zh hr cs da nl en et fi fr de el gu he hi hu is id ga it kn ky lv lt lb mk ml mr ne nb fa pl pt ro ru sa '
  + 'sr tn si sk sl es sv tl ta tt te tr uk ur yo lij xx').split(' ');

export function explainerChecks({ _clarify: options }: Explainer): Check[] {
  const { shapBaseline, shapBaselineUri, mimeType } = options.baseline?._rendered ?? {};
  return [
    required('explainer.baseline', options.baseline, 'create it with a method of ShapBaseline'),
    inlineBaselineCheck(shapBaseline),
    matches('explainer.baseline', shapBaselineUri, MODEL_DATA_URL),
    ...options.baseline?._object ? [
      requiredShape('bucket of explainer.baseline', options.baseline._object.bucket, BUCKET),
      requiredString('objectKey of explainer.baseline', options.baseline._object.objectKey, 'specify the key of the baseline'),
    ] : [],
    matches('objectKey of explainer.baseline', options.baseline?._object?.objectKey, OBJECT_KEY),
    matches('explainer.baseline.mimeType', mimeType, MIME_TYPE),
    matches('explainer.enableExplanations', options.enableExplanations, EXPRESSION),
    integerAtLeast('explainer.numberOfSamples', options.numberOfSamples, 1),
    integerBetween('explainer.seed', options.seed, -MAX_INTEGER - 1, MAX_INTEGER),
    ...options.text ? textRequired(options.text) : [],
    oneOf('explainer.text.granularity', options.text?.granularity, Object.values(ClarifyTextGranularity)),
    oneOf('explainer.text.language', options.text?.language, LANGUAGES),
    ...(options.inference ? inferenceChecks(options.inference) : []),
  ];
}

function inlineBaselineCheck(content: string | undefined): Check {
  const problem = matches('explainer.baseline', content, BASELINE);
  return problem && `${problem}; use ShapBaseline.fromBucket for larger baselines`;
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

function textRequired({ granularity, language }: ClarifyTextOptions): Check[] {
  return [
    required('explainer.text.granularity', granularity, 'use a member of ClarifyTextGranularity'),
    required('explainer.text.language', language, "specify a language such as 'en'"),
  ];
}

/** Warns about text options if feature types are set, but none of them is text. */
export function warnOfExplainer(config: IConstruct, { _clarify: { text: textOptions, inference } }: Explainer): void {
  const types = inference?.featureTypes;
  if (textOptions !== undefined && !isUnknown(types) && !types!.some((type) => isUnknown(type) || type === ClarifyFeatureType.TEXT)) {
    warn(config, 'explainerTextFeature', 'explainer.text is set, but explainer.inference.featureTypes does not contain TEXT; add it');
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

/** Grants permission to read the baseline; an inline baseline requires no permission. */
export function grantExplainer(grantee: iam.IGrantable, { _clarify: { baseline } }: Explainer): iam.Grant[] {
  if (!baseline._object) {
    return [];
  }
  const { bucket, objectKey } = baseline._object;
  return grantReadObjects(grantee, bucket, escapeForPolicy(objectKey.replace(/^\//, '')));
}
