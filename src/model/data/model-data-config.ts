import { type aws_sagemaker as sagemaker, Token } from 'aws-cdk-lib';
import { required, matches, type Check } from '../../private/checks';
import { HUB_CONTENT_ARN, MODEL_DATA_URL } from '../../private/names';
import type { ContainerDefinition } from '../container-definition';
import type { Prerequisites } from '../model-base';

/**
 * What model artifacts amount to once a model uses them.
 */
export interface ModelDataConfig {
  /**
   * Where the artifacts are in Amazon S3, as `s3://bucket/key` or `https://s3.region.amazonaws.com/bucket/key`; at most 1024
   * characters. That of a prefix ends with a `/`.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
   */
  readonly uri: string;

  /**
   * What is there: an archive, an object, or a prefix.
   *
   * @default - one gzip-compressed tar archive; for a multi-model container, a prefix
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html
   */
  readonly format?: ModelDataFormat;

  /**
   * Whether the end-user license agreement of the model is accepted.
   *
   * @default - there is no agreement
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelAccessConfig.html
   */
  readonly acceptEula?: boolean;

  /**
   * The ARN of the model in a hub, if the artifacts are read through one; at most 255 characters.
   *
   * @default - not read through a hub
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceHubAccessConfig.html
   */
  readonly hubContentArn?: string;
}

/**
 * What artifacts in Amazon S3 are.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html
 */
export enum ModelDataFormat {
  /** One gzip-compressed tar archive, which SageMaker unpacks. */
  ARCHIVE = 'archive',

  /** One object, which SageMaker copies as it is. */
  OBJECT = 'object',

  /** All objects below a prefix, which SageMaker copies as they are. */
  PREFIX = 'prefix',
}

/**
 * What some providers of models ask for before their artifacts can be used.
 */
export interface ModelAccessOptions {
  /**
   * Whether you accept the end-user license agreement of the model. Models that have one, such as Llama, can't be used without; read it
   * first. The artifacts are then named by `ModelDataSource`, which neither serverless inference nor multi-model containers take.
   *
   * @default - there is no agreement
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelAccessConfig.html
   */
  readonly acceptEula?: boolean;

  /**
   * The ARN of the model in a hub, for artifacts that are read through a private or the public JumpStart hub; at most 255 characters.
   * The model's role may then describe and deploy this content. As with `acceptEula`, the artifacts are named by `ModelDataSource`.
   *
   * @default - not read through a hub
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceHubAccessConfig.html
   */
  readonly hubContentArn?: string;
}

/**
 * How to read an object of a bucket.
 */
export interface BucketModelDataOptions extends ModelAccessOptions {
  /**
   * Whether the object is a gzip-compressed tar archive, which is unpacked into `/opt/ml/model`. Otherwise it is put there as it is.
   *
   * @default true
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html
   */
  readonly compressed?: boolean;
}

/** Artifacts that are bound to a model, and what its resource waits for. */
export interface DataBinding extends Prerequisites {
  readonly data: ModelDataConfig;
}

type RenderedModelData = Pick<sagemaker.CfnModel.ContainerDefinitionProperty, 'modelDataUrl' | 'modelDataSource'>;

/** How SageMaker calls what the formats are; it has no gzip-compressed prefix. */
const COMPRESSION_AND_TYPE = {
  [ModelDataFormat.ARCHIVE]: { compressionType: 'Gzip', s3DataType: 'S3Object' },
  [ModelDataFormat.OBJECT]: { compressionType: 'None', s3DataType: 'S3Object' },
  [ModelDataFormat.PREFIX]: { compressionType: 'None', s3DataType: 'S3Prefix' },
} as const;

/**
 * Whether a single-model container names its artifacts by `ModelDataSource`. The older `ModelDataUrl` is all that serverless inference
 * knows, and what the alpha module renders, so it stays wherever it says the same.
 */
export function needsDataSource(data: ModelDataConfig): boolean {
  return (data.format ?? ModelDataFormat.ARCHIVE) !== ModelDataFormat.ARCHIVE || data.acceptEula !== undefined || data.hubContentArn !== undefined;
}

/** As a container of a model names its artifacts. */
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

/** What the artifacts of a container must look like once they are resolved. */
export function dataChecks(index: number, definition: ContainerDefinition, data: ModelDataConfig | undefined): Check[] {
  const where = `containers[${index}].modelData`;
  if (!data) {
    return [];
  }
  return [
    required(`${where}.uri`, data.uri, 'the bind method of the model data has to return it'),
    matches(where, data.uri, MODEL_DATA_URL),
    matches(`${where}.hubContentArn`, data.hubContentArn, HUB_CONTENT_ARN),
    data.format === ModelDataFormat.PREFIX && !endsWith(data.uri, '/') ? `${where} is a prefix, which must end with '/', got '${data.uri}'; append it` : undefined,
    definition.mode?._isMultiModel ? multiModelCheck(where, data) : undefined,
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelDataSource.html */
function multiModelCheck(where: string, data: ModelDataConfig): Check {
  const { format, uri } = data;
  if (format === ModelDataFormat.OBJECT || format === ModelDataFormat.ARCHIVE || (format === undefined && endsKnown(uri) && /\.gz$/.test(uri))) {
    return `${where} is one object, but a multi-model container needs the prefix that its archives are below; use ModelData.fromBucketPrefix`;
  }
  return needsDataSource({ ...data, format: undefined })
    ? `${where} has acceptEula or hubContentArn, which a multi-model container can't have; leave them out`
    : undefined;
}

/** Whether an archive is promised, but the name is not one of an archive. */
export function isUnlikelyArchive(definition: ContainerDefinition, data: ModelDataConfig): boolean {
  return !definition.mode?._isMultiModel && (data.format ?? ModelDataFormat.ARCHIVE) === ModelDataFormat.ARCHIVE
    && !endsWith(data.uri, '.gz');
}

/** Whether a text ends so, or ends with a token, of which nobody can tell. */
function endsWith(value: string, end: string): boolean {
  return !endsKnown(value) || value.endsWith(end);
}

function endsKnown(value: string): boolean {
  return !Token.isUnresolved(value) || !value.endsWith('}');
}

export function hubContentChecks({ hubContentArn }: ModelAccessOptions): Check[] {
  return [matches('hubContentArn', hubContentArn, HUB_CONTENT_ARN)];
}
