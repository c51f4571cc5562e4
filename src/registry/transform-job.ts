import { SizeRoundingBehavior, type Size, type aws_iam as iam, type aws_kms as kms, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { TransformData } from './transform-data';
import type { BucketLocation } from '../common/bucket-location';
import type { InstanceType } from '../common/instance-type.generated';
import { ENCRYPT_BY_S3_ACTIONS, grantVolumeKey } from '../permissions/kms';
import { grantWriteObjects, keysBelow, WRITE_ACTIONS } from '../permissions/s3';
import { integer, integerAtLeast, integerBetween, matches, type Check } from '../private/checks';
import { environmentChecks, type EnvironmentLimits } from '../private/environment-variables';
import { CONTENT_TYPE, OBJECT_PREFIX } from '../private/names';

/**
 * How many records a request of a batch transform job has.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformJobDefinition.html
 */
export enum TransformBatchStrategy {
  /** As many as fit into `maxPayload`. */
  MULTI_RECORD = 'MultiRecord',

  /** One. */
  SINGLE_RECORD = 'SingleRecord',
}

/**
 * How the data of a batch transform job is compressed.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformInput.html
 */
export enum TransformCompressionType {
  /** It is not compressed. */
  NONE = 'None',

  /** By gzip. */
  GZIP = 'Gzip',
}

/**
 * How the files of a batch transform job are split into records.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformInput.html
 */
export enum TransformSplitType {
  /** A file is one record. */
  NONE = 'None',

  /** A line is a record. */
  LINE = 'Line',

  /** The files are RecordIO. */
  RECORD_IO = 'RecordIO',

  /** The files are TFRecord. */
  TF_RECORD = 'TFRecord',
}

/**
 * How the results of a batch transform job are put together into one file.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformOutput.html
 */
export enum TransformAssembleWith {
  /** One after the other, with nothing between them. */
  NONE = 'None',

  /** With a line break after each. */
  LINE = 'Line',
}

/**
 * What a batch transform job reads.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformInput.html
 */
export interface TransformInput {
  /**
   * The data.
   */
  readonly data: TransformData;

  /**
   * How the data is compressed.
   *
   * @default TransformCompressionType.NONE
   */
  readonly compressionType?: TransformCompressionType;

  /**
   * The MIME type of the data, at most 256 characters.
   *
   * @default - not told
   */
  readonly contentType?: string;

  /**
   * How the files are split into records.
   *
   * @default TransformSplitType.NONE
   */
  readonly splitType?: TransformSplitType;
}

/**
 * Where a batch transform job writes its results.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformOutput.html
 */
export interface TransformOutput {
  /**
   * Where the results go. The role of the job may then write below it.
   */
  readonly location: BucketLocation;

  /**
   * The MIME type of the results, at most 256 characters.
   *
   * @default - not told
   */
  readonly accept?: string;

  /**
   * How the results are put together.
   *
   * @default TransformAssembleWith.NONE
   */
  readonly assembleWith?: TransformAssembleWith;

  /**
   * The key the results are encrypted with, which the role of the job may then use.
   *
   * @default - the key of the bucket
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * What a batch transform job runs on.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformResources.html
 */
export interface TransformResources {
  /**
   * The instance type.
   */
  readonly instanceType: InstanceType;

  /**
   * The number of instances, 1 to 100.
   *
   * @default 1
   */
  readonly instanceCount?: number;

  /**
   * The key of the storage volumes, which the role of the job may then use. Throws for an instance type with local storage, which is
   * encrypted anyway.
   *
   * @default - a key of AWS
   */
  readonly volumeEncryptionKey?: kms.IKey;
}

/**
 * A batch transform job, by which SageMaker tries a model package out.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformJobDefinition.html
 */
export interface TransformJobDefinition {
  /**
   * What the job reads.
   */
  readonly input: TransformInput;

  /**
   * Where the job writes its results.
   */
  readonly output: TransformOutput;

  /**
   * What the job runs on.
   */
  readonly resources: TransformResources;

  /**
   * How many records a request has.
   *
   * @default - as SageMaker chooses
   */
  readonly batchStrategy?: TransformBatchStrategy;

  /**
   * Environment variables of the containers. At most 16; names of letters, digits and `_` that don't begin with a digit, of at most 1024
   * characters; values of at most 10240 characters.
   *
   * @default - those of the model package
   */
  readonly environment?: { [key: string]: string };

  /**
   * How many requests an instance gets at the same time, 0 or more.
   *
   * @default 1
   */
  readonly maxConcurrentTransforms?: number;

  /**
   * How large a request may be, in whole mebibytes.
   *
   * @default - as SageMaker chooses
   */
  readonly maxPayload?: Size;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformJobDefinition.html */
const ENVIRONMENT: EnvironmentLimits = { entries: 16, keyLength: 1024, valueLength: 10240 };

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformResources.html */
const MAX_INSTANCES = 100;

function transformJobChecks(where: string, job: TransformJobDefinition): Check[] {
  return [
    job.input.data._problem && `${where}.input.data: ${job.input.data._problem}`,
    matches(`${where}.input.contentType`, job.input.contentType, CONTENT_TYPE),
    matches(`${where}.output.accept`, job.output.accept, CONTENT_TYPE),
    matches(`${where}.output.location.prefix`, job.output.location.prefix, OBJECT_PREFIX),
    integerBetween(`${where}.resources.instanceCount`, job.resources.instanceCount, 1, MAX_INSTANCES),
    localStorageCheck(`${where}.resources`, job.resources),
    integerAtLeast(`${where}.maxConcurrentTransforms`, job.maxConcurrentTransforms, 0),
    wholeMebibytesCheck(`${where}.maxPayload`, job.maxPayload),
    ...environmentChecks(`${where}.environment`, job.environment, ENVIRONMENT),
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformResources.html */
function localStorageCheck(where: string, { instanceType, volumeEncryptionKey }: TransformResources): Check {
  return volumeEncryptionKey && instanceType._hasLocalStorage()
    ? `${where}.volumeEncryptionKey can't be used with ${instanceType}, which has local storage that is encrypted anyway; leave it out`
    : undefined;
}

function wholeMebibytesCheck(name: string, size: Size | undefined): Check {
  if (size?.isUnresolved()) {
    return isConvertible(size) ? undefined : `${name} must be given in mebibytes when it is a token; CloudFormation can't convert it`;
  }
  return integer(`${name} in mebibytes`, size?.toMebibytes({ rounding: SizeRoundingBehavior.NONE }));
}

function isConvertible(size: Size): boolean {
  try {
    size.toMebibytes();
    return true;
  } catch {
    return false;
  }
}

function renderTransformJob(job: TransformJobDefinition): sagemaker.CfnModelPackage.TransformJobDefinitionProperty {
  const { input, output, resources } = job;
  return {
    batchStrategy: job.batchStrategy,
    environment: job.environment,
    maxConcurrentTransforms: job.maxConcurrentTransforms,
    maxPayloadInMb: job.maxPayload?.toMebibytes(),
    transformInput: {
      compressionType: input.compressionType,
      contentType: input.contentType,
      dataSource: { s3DataSource: { s3DataType: input.data._s3DataType, s3Uri: input.data._s3Uri } },
      splitType: input.splitType,
    },
    transformOutput: {
      accept: output.accept,
      assembleWith: output.assembleWith,
      kmsKeyId: output.encryptionKey?.keyArn,
      s3OutputPath: `${output.location.bucket.s3UrlForObject()}/${outputPrefix(output)}`,
    },
    transformResources: {
      instanceCount: resources.instanceCount ?? 1,
      instanceType: resources.instanceType.toString(),
      volumeKmsKeyId: resources.volumeEncryptionKey?.keyArn,
    },
  };
}

/** Returns the prefix of the results, at whose end SageMaker has a slash. */
function outputPrefix({ location: { prefix = '' } }: TransformOutput): string {
  const withoutSlash = prefix.replace(/^\//, '');
  return withoutSlash === '' || withoutSlash.endsWith('/') ? withoutSlash : `${withoutSlash}/`;
}

/** Grants what a job does: read its data, write its results, encrypt the volumes. */
function grantTransformJob(grantee: iam.IGrantable, { input, output, resources }: TransformJobDefinition): iam.Grant[] {
  return [
    ...input.data._grantRead(grantee),
    ...grantWriteObjects(grantee, output.location.bucket, keysBelow(outputPrefix(output)), {
      actions: WRITE_ACTIONS, key: output.encryptionKey, encryptActions: ENCRYPT_BY_S3_ACTIONS,
    }),
    ...resources.volumeEncryptionKey ? grantVolumeKey(grantee, resources.volumeEncryptionKey) : [],
  ];
}

export default { checks: transformJobChecks, render: renderTransformJob, grant: grantTransformJob };
