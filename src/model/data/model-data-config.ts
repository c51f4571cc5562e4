import { Token, type aws_iam as iam, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { grantHubContent } from '../../permissions/hub-content';
import { matches, required, type Check } from '../../private/checks';
import { HUB_CONTENT_ARN, MODEL_DATA_URL } from '../../private/names';
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

/** The words of CloudFormation for the formats; it has no gzip-compressed prefix. */
const COMPRESSION_AND_TYPE = {
  [ModelDataFormat.ARCHIVE]: { compressionType: 'Gzip', s3DataType: 'S3Object' },
  [ModelDataFormat.OBJECT]: { compressionType: 'None', s3DataType: 'S3Object' },
  [ModelDataFormat.PREFIX]: { compressionType: 'None', s3DataType: 'S3Prefix' },
} as const;

/** Checks artifacts that have been bound to a model. */
export function modelDataChecks(where: string, data: ModelDataConfig, isMultiModel = false): Check[] {
  return [
    required(`${where}.uri`, data.uri, 'the bind method of the model data has to return it'),
    matches(where, data.uri, MODEL_DATA_URL),
    ...hubContentChecks(data, `${where}.hubContentArn`),
    data.format === ModelDataFormat.PREFIX && !mayEndWith(data.uri, '/') ? `${where} is a prefix, which must end with '/', got '${data.uri}'; append it` : undefined,
    isMultiModel ? multiModelCheck(where, data) : undefined,
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelDataSource.html */
function multiModelCheck(where: string, data: ModelDataConfig): Check {
  const { format, uri } = data;
  if (format === ModelDataFormat.OBJECT || format === ModelDataFormat.ARCHIVE || (format === undefined && isEndKnown(uri) && /\.gz$/.test(uri))) {
    return `${where} is one object, but a multi-model container needs the prefix that its archives are below; use ModelData.fromBucketPrefix`;
  }
  return needsDataSource({ ...data, format: undefined })
    ? `${where} has acceptEula or hubContentArn, which a multi-model container can't have; leave them out`
    : undefined;
}

/** Checks the content of a hub. */
export function hubContentChecks({ hubContentArn }: ModelAccessOptions, name = 'hubContentArn'): Check[] {
  return [matches(name, hubContentArn, HUB_CONTENT_ARN)];
}

/** Tells whether artifacts are to be an archive, but their name is not one of an archive. */
export function isUnlikelyArchive({ format = ModelDataFormat.ARCHIVE, uri }: ModelDataConfig): boolean {
  return format === ModelDataFormat.ARCHIVE && !mayEndWith(uri, '.gz');
}

/** Tells whether a string ends so, or in a token, whose end is not known. */
function mayEndWith(value: string, end: string): boolean {
  return !isEndKnown(value) || value.endsWith(end);
}

function isEndKnown(value: string): boolean {
  return !Token.isUnresolved(value) || !value.endsWith('}');
}

/**
 * Tells whether a single-model container names its artifacts by `ModelDataSource`. The older `ModelDataUrl` is all that serverless
 * inference knows, and what the alpha module renders, so it stays wherever it says the same.
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

/** Grants the use of the content of a hub, if artifacts are read through one. */
export function grantHubAccess(grantee: iam.IGrantable, { hubContentArn }: ModelAccessOptions): iam.Grant[] {
  return hubContentArn === undefined ? [] : [grantHubContent(grantee, hubContentArn)];
}
