import { Token, type aws_iam as iam, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Entry } from './directory/entry';
import { grantHubContent } from '../../permissions/hub-content';
import { matches, required, type Check } from '../../private/checks';
import { HUB_CONTENT_ARN, MODEL_DATA_URL } from '../../private/names';
import type { Prerequisites } from '../model-base';
import type { ArtifactPlace } from '../surroundings';

/**
 * The configuration of model artifacts that are bound to a model.
 *
 * @stable
 * @example
 * class SharedData extends sm.ModelData {
 *   public bind(scope: Construct, model: sm.IModel): sm.ModelDataConfig {
 *     const bucket = s3.Bucket.fromBucketName(scope, 'Shared', 'shared-models');
 *     bucket.grantRead(model, 'churn/*');
 *     return { uri: bucket.s3UrlForObject('churn/'), format: sm.ModelDataFormat.PREFIX };
 *   }
 * }
 */
export interface ModelDataConfig {
  /**
   * The location of the artifacts in Amazon S3, as `s3://bucket/key` or `https://s3.region.amazonaws.com/bucket/key`: at most 1024
   * characters. The URI of a prefix ends with `/`.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
   */
  readonly uri: string;

  /**
   * The format of the artifacts: an archive, an object, or a prefix.
   *
   * @default - a gzip-compressed tar archive; for a multi-model container, a prefix
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html
   */
  readonly format?: ModelDataFormat;

  /**
   * Indicates whether the end-user license agreement (EULA) of the model is accepted.
   *
   * @default - the model has no EULA
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelAccessConfig.html
   */
  readonly acceptEula?: boolean;

  /**
   * The ARN of the hub content, if the artifacts are accessed through a hub: at most 255 characters.
   *
   * @default - the artifacts are not accessed through a hub
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceHubAccessConfig.html
   */
  readonly hubContentArn?: string;
}

/**
 * The format of model artifacts in Amazon S3.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html
 */
export enum ModelDataFormat {
  /** A gzip-compressed tar archive, which SageMaker extracts. */
  ARCHIVE = 'archive',

  /** A single object, which SageMaker copies without extracting it. */
  OBJECT = 'object',

  /** All objects below a prefix, which SageMaker copies without extracting them. */
  PREFIX = 'prefix',
}

/**
 * Options for accessing models that require a license agreement or a hub.
 *
 * @example
 * declare const bucket: s3.IBucket;
 *
 * sm.ModelData.fromBucketPrefix(bucket, 'llama/', { acceptEula: true });
 */
export interface ModelAccessOptions {
  /**
   * Indicates whether you accept the end-user license agreement (EULA) of the model. Models with an EULA, such as Llama, cannot be used
   * unless you accept it; read it first. With this property, the artifacts are specified by `ModelDataSource`, which neither serverless
   * inference nor multi-model containers support.
   *
   * @default - the model has no EULA
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelAccessConfig.html
   */
  readonly acceptEula?: boolean;

  /**
   * The ARN of the hub content, for artifacts that are accessed through a private hub or the public JumpStart hub: at most 255 characters.
   * The model's role is granted permission to describe and deploy this content. With this property, the artifacts are specified by
   * `ModelDataSource`, as with `acceptEula`.
   *
   * @default - the artifacts are not accessed through a hub
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceHubAccessConfig.html
   */
  readonly hubContentArn?: string;
}

/**
 * Options for model artifacts in an object of a bucket.
 *
 * @example
 * declare const bucket: s3.IBucket;
 *
 * sm.ModelData.fromBucket(bucket, 'whisper/model.gguf', { compressed: false });
 */
export interface BucketModelDataOptions extends ModelAccessOptions {
  /**
   * Indicates whether the object is a gzip-compressed tar archive, which SageMaker extracts to `/opt/ml/model`. If false, SageMaker copies
   * the object without extracting it.
   *
   * @default true
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html
   */
  readonly compressed?: boolean;
}

/** Artifacts that are bound to a model, and the prerequisites of the model's resource. */
export interface DataBinding extends Prerequisites {
  readonly data: ModelDataConfig;
}

/** Artifacts that this library has bound, with facts that the public struct does not contain. A struct that Python returns does not have them. */
interface BoundData extends ModelDataConfig {
  /** The location as `s3://bucket/key`, where `uri` has the form that the alpha module renders. */
  readonly _s3Uri?: string;
  /** The local directory that is packed. */
  readonly _directory?: string;
  /** The entries of the local directory that are packed or copied. */
  readonly _contents?: readonly Entry[];
}

/** Adds the location as `s3://bucket/key`, hidden, so that a copy of the struct, which may have another URI, does not have it. */
export function withS3Uri(data: ModelDataConfig, uri: string): BoundData {
  return Object.defineProperty(data, '_s3Uri', { value: uri });
}

/** Adds the local directory that is packed, hidden. */
export function withDirectory(data: ModelDataConfig, directory: string): ModelDataConfig {
  return Object.defineProperty(data, '_directory', { value: directory });
}

/** Returns the local directory that is packed; undefined for other artifacts. */
export function directoryOf(data: ModelDataConfig): string | undefined {
  return (data as BoundData)._directory;
}

/** Adds the entries of the local directory that are packed or copied, hidden. */
export function withContents(data: ModelDataConfig, contents: readonly Entry[] | undefined): ModelDataConfig {
  return Object.defineProperty(data, '_contents', { value: contents });
}

/** Returns the entries of the local directory, without those that are excluded; undefined for other artifacts, and for a directory that is not read. */
export function contentsIn(data: ModelDataConfig | undefined): readonly Entry[] | undefined {
  return (data as BoundData | undefined)?._contents;
}

/** Returns the location of artifacts in the form that AWS uses for inference components, or else as it is given. */
export function s3UriOf(data: ModelDataConfig): string {
  return (data as BoundData)._s3Uri ?? data.uri;
}

/** Returns the bucket and the key of artifacts; undefined if their URI has another form, such as a token. */
export function placeOf(data: ModelDataConfig): ArtifactPlace | undefined {
  return placeIn(s3UriOf(data));
}

/** Returns the bucket and the key of a URI, of which each part can be a token; undefined for another form. The key is empty for the top level of a bucket. */
export function placeIn(uri: string): ArtifactPlace | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/([^]*)/.exec(uri) ?? [];
  return bucket === undefined ? undefined : { bucket, key };
}

/** The values that CloudFormation has for the formats. It has none for a gzip-compressed prefix. */
const COMPRESSION_AND_TYPE = {
  [ModelDataFormat.ARCHIVE]: { compressionType: 'Gzip', s3DataType: 'S3Object' },
  [ModelDataFormat.OBJECT]: { compressionType: 'None', s3DataType: 'S3Object' },
  [ModelDataFormat.PREFIX]: { compressionType: 'None', s3DataType: 'S3Prefix' },
} as const;

/** Checks artifacts that have been bound to a model. */
export function modelDataChecks(where: string, data: ModelDataConfig | undefined, isMultiModel = false): Check[] {
  if (!data) {
    return [required(where, data, 'the bind method of the model data must return its location')];
  }
  return [
    required(`${where}.uri`, data.uri, 'the bind method of the model data must return it'),
    matches(where, data.uri, MODEL_DATA_URL),
    ...hubContentChecks(data, `${where}.hubContentArn`),
    data.format === ModelDataFormat.PREFIX && !mayEndWith(data.uri, '/') ? `${where} is a prefix, which must end with '/', got '${data.uri}'; append it` : undefined,
    isMultiModel ? multiModelCheck(where, data) : undefined,
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelDataSource.html */
function multiModelCheck(where: string, data: ModelDataConfig): Check {
  const { format, uri } = data;
  if (format === ModelDataFormat.OBJECT || format === ModelDataFormat.ARCHIVE || (format === undefined && isEndKnown(uri) && uri.endsWith('.gz'))) {
    return `${where} is a single object, but a multi-model container requires the prefix of its archives; use ModelData.fromBucketPrefix`;
  }
  return needsDataSource({ ...data, format: undefined })
    ? `${where} has acceptEula or hubContentArn, which multi-model containers do not support; omit them`
    : undefined;
}

/** Checks the ARN of hub content. */
export function hubContentChecks({ hubContentArn }: ModelAccessOptions, name = 'hubContentArn'): Check[] {
  return [matches(name, hubContentArn, HUB_CONTENT_ARN)];
}

/** Returns whether the artifacts are expected to be an archive, but have a name without the extension of one. */
export function isUnlikelyArchive({ format = ModelDataFormat.ARCHIVE, uri }: ModelDataConfig): boolean {
  return format === ModelDataFormat.ARCHIVE && !mayEndWith(uri, '.gz');
}

/** The buckets of the SageMaker JumpStart models that have a license agreement, in URIs of each form. */
const GATED = /^(s3:\/\/|https:\/\/([^/]+\/)?)jumpstart-private-cache-/;

/** Returns whether artifacts have a license agreement that is not accepted. */
export function isGated({ uri, acceptEula }: ModelDataConfig): boolean {
  return acceptEula !== true && GATED.test(uri);
}

/** Returns whether a string ends with another, or can do so because it ends with a token. */
function mayEndWith(value: string, end: string): boolean {
  return !isEndKnown(value) || value.endsWith(end);
}

function isEndKnown(value: string): boolean {
  return !Token.isUnresolved(value) || !value.endsWith('}');
}

/**
 * Returns whether a single-model container specifies its artifacts by `ModelDataSource`. Otherwise it uses `ModelDataUrl`, which is the
 * only one that serverless inference supports, and the one that the alpha module renders.
 */
export function needsDataSource(data: ModelDataConfig): boolean {
  return (data.format ?? ModelDataFormat.ARCHIVE) !== ModelDataFormat.ARCHIVE || data.acceptEula !== undefined || data.hubContentArn !== undefined;
}

type RenderedModelData = Pick<sagemaker.CfnModel.ContainerDefinitionProperty, 'modelDataUrl' | 'modelDataSource'>;

/** Renders the artifacts of a container. */
export function renderModelData(data: ModelDataConfig, isMultiModel = false): RenderedModelData {
  return isMultiModel || !needsDataSource(data) ? { modelDataUrl: data.uri } : { modelDataSource: { s3DataSource: renderS3DataSource(data) } };
}

function renderS3DataSource(data: ModelDataConfig): sagemaker.CfnModel.S3DataSourceProperty {
  return {
    s3Uri: data.uri,
    ...COMPRESSION_AND_TYPE[data.format ?? ModelDataFormat.ARCHIVE],
    modelAccessConfig: data.acceptEula === undefined ? undefined : { acceptEula: data.acceptEula },
    hubAccessConfig: data.hubContentArn === undefined ? undefined : { hubContentArn: data.hubContentArn },
  };
}

/** Grants permission to use hub content, if the artifacts are accessed through a hub. */
export function grantHubAccess(grantee: iam.IGrantable, { hubContentArn }: ModelAccessOptions): iam.Grant[] {
  return hubContentArn === undefined ? [] : grantHubContent(grantee, hubContentArn);
}
