import { SizeRoundingBehavior, type ResourceEnvironment, type Size, type aws_iam as iam, type aws_kms as kms, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { TransformData } from './transform-data';
import { bucketCheck, bucketKeyCheck, type BucketLocation } from '../common/bucket-location';
import { instanceTypeCheck, instanceTypeOf } from '../common/instance-type-input';
import type { InstanceType } from '../common/instance-type.generated';
import { ENCRYPT_BY_S3_ACTIONS, grantVolumeKey } from '../permissions/kms';
import { grantWriteObjects, keysBelow, WRITE_ACTIONS } from '../permissions/s3';
import { integerAtLeast, integerBetween, isUnknown, matches, mebibytesBetween, required, type Check } from '../private/checks';
import { keyInRegion } from '../private/environment';
import { environmentChecks, type EnvironmentLimits } from '../private/environment-variables';
import { CONTENT_TYPE, OBJECT_PREFIX } from '../private/names';
import { KEY, shaped } from '../private/shapes';

/**
 * The batch strategy of a batch transform job: the number of records in a request.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformJobDefinition.html
 */
export enum TransformBatchStrategy {
  /** A request contains as many records as fit in `maxPayload`. */
  MULTI_RECORD = 'MultiRecord',

  /** A request contains one record. */
  SINGLE_RECORD = 'SingleRecord',
}

/**
 * The compression type of the input data of a batch transform job.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformInput.html
 */
export enum TransformCompressionType {
  /** The data is not compressed. */
  NONE = 'None',

  /** The data is compressed with gzip. */
  GZIP = 'Gzip',
}

/**
 * The split type of a batch transform job: the method that splits its input files into records.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformInput.html
 */
export enum TransformSplitType {
  /** Each file is one record. */
  NONE = 'None',

  /** Each line of a file is a record. */
  LINE = 'Line',

  /** The files contain records in the RecordIO format. */
  RECORD_IO = 'RecordIO',

  /** The files contain records in the TFRecord format. */
  TF_RECORD = 'TFRecord',
}

/**
 * The method that assembles the results of a batch transform job into a single file.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformOutput.html
 */
export enum TransformAssembleWith {
  /** The results are concatenated. */
  NONE = 'None',

  /** The results are concatenated, with a line break after each. */
  LINE = 'Line',
}

/**
 * The input of a batch transform job.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformInput.html
 */
export interface TransformInput {
  /**
   * The data that the job reads.
   */
  readonly data: TransformData;

  /**
   * The compression type of the data.
   *
   * @default TransformCompressionType.NONE
   */
  readonly compressionType?: TransformCompressionType;

  /**
   * The MIME type of the data, at most 256 characters.
   *
   * @default - the data has no MIME type
   */
  readonly contentType?: string;

  /**
   * The method that splits the files into records.
   *
   * @default TransformSplitType.NONE
   */
  readonly splitType?: TransformSplitType;
}

/**
 * The output of a batch transform job.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformOutput.html
 */
export interface TransformOutput {
  /**
   * The location of the results. The role of the job is granted permission to write objects with this prefix.
   */
  readonly location: BucketLocation;

  /**
   * The MIME type of the results, at most 256 characters.
   *
   * @default - the job does not request a MIME type
   */
  readonly accept?: string;

  /**
   * The method that assembles the results into a single file.
   *
   * @default TransformAssembleWith.NONE
   */
  readonly assembleWith?: TransformAssembleWith;

  /**
   * The KMS key that the results are encrypted with. The role of the job is granted permission to use it.
   *
   * @default - the key of the bucket
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * The instances of a batch transform job.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformResources.html
 */
export interface TransformResources {
  /**
   * The type of the instances. Adds a warning if the SageMaker API does not list it for batch transform jobs.
   */
  readonly instanceType: InstanceType;

  /**
   * The number of instances, 1 to 100.
   *
   * @default 1
   */
  readonly instanceCount?: number;

  /**
   * The KMS key of the storage volumes. The role of the job is granted permission to use it. Throws if the instance type has local storage, because
   * local storage is always encrypted and does not use this key.
   *
   * @default - an AWS owned key
   */
  readonly volumeEncryptionKey?: kms.IKey;
}

/**
 * The batch transform job that SageMaker validates a model package with.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformJobDefinition.html
 *
 * @example
 * declare const bucket: s3.IBucket;
 *
 * const job: sm.registry.TransformJobDefinition = {
 *   input: {
 *     data: sm.registry.TransformData.fromPrefix({ bucket, prefix: 'samples/' }),
 *     contentType: 'text/csv',
 *     compressionType: sm.registry.TransformCompressionType.GZIP,
 *     splitType: sm.registry.TransformSplitType.LINE,
 *   },
 *   output: { location: { bucket, prefix: 'validated/' }, assembleWith: sm.registry.TransformAssembleWith.LINE },
 *   resources: { instanceType: sm.InstanceType.M5_LARGE },
 *   batchStrategy: sm.registry.TransformBatchStrategy.MULTI_RECORD,
 * };
 */
export interface TransformJobDefinition {
  /**
   * The input of the job.
   */
  readonly input: TransformInput;

  /**
   * The output of the job.
   */
  readonly output: TransformOutput;

  /**
   * The instances of the job.
   */
  readonly resources: TransformResources;

  /**
   * The batch strategy of the job: the number of records in a request.
   *
   * @default - the default strategy of SageMaker
   */
  readonly batchStrategy?: TransformBatchStrategy;

  /**
   * The environment variables of the containers: at most 16. Names consist of letters, digits and `_`, do not begin with a digit and have at most
   * 1024 characters; values have at most 10240 characters.
   *
   * @default - only the variables of the model package
   */
  readonly environment?: { [key: string]: string };

  /**
   * The maximum number of concurrent requests to an instance, at least 0. Throws if the number multiplied by `maxPayload` is more than 100 MiB.
   *
   * @default 1
   */
  readonly maxConcurrentTransforms?: number;

  /**
   * The maximum size of a request: an integer number of mebibytes, 0 to 100. With 0, the size is not limited, which requires an algorithm that supports
   * HTTP chunked encoding.
   *
   * @default - the default size of SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
   */
  readonly maxPayload?: Size;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformJobDefinition.html */
const ENVIRONMENT: EnvironmentLimits = { entries: 16, keyLength: 1024, valueLength: 10240 };

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformResources.html */
const MAX_INSTANCES = 100;

/**
 * The limit for the maximum payload in mebibytes, also multiplied by the number of concurrent requests.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html#sagemaker-CreateTransformJob-request-MaxPayloadInMB
 */
const MAX_PAYLOAD = 100;

function transformJobChecks(where: string, job: TransformJobDefinition, env: ResourceEnvironment): Check[] {
  const { input, output, resources } = job;
  return [
    required(`${where}.input`, input, 'specify its data'),
    ...input ? inputChecks(`${where}.input`, input) : [],
    required(`${where}.output`, output, 'specify its location'),
    ...output ? outputChecks(`${where}.output`, output) : [],
    required(`${where}.resources`, resources, 'specify an instance type'),
    ...resources ? resourcesChecks(`${where}.resources`, resources, env) : [],
    integerAtLeast(`${where}.maxConcurrentTransforms`, job.maxConcurrentTransforms, 0),
    mebibytesBetween(`${where}.maxPayload`, job.maxPayload, 0, MAX_PAYLOAD),
    concurrentPayloadCheck(where, job),
    ...environmentChecks(`${where}.environment`, job.environment, ENVIRONMENT),
  ];
}

function inputChecks(where: string, { data, contentType }: TransformInput): Check[] {
  return [
    required(`${where}.data`, data, 'use a method of registry.TransformData') ?? (data._problem && `${where}.data: ${data._problem}`),
    matches(`${where}.contentType`, contentType, CONTENT_TYPE),
  ];
}

function outputChecks(where: string, { location, encryptionKey, accept }: TransformOutput): Check[] {
  return [
    bucketKeyCheck(`${where}.encryptionKey`, encryptionKey, location),
    required(`${where}.location`, location, 'specify a bucket and optionally a prefix') ?? bucketCheck(`${where}.location`, location),
    matches(`${where}.accept`, accept, CONTENT_TYPE),
    matches(`${where}.location.prefix`, location?.prefix, OBJECT_PREFIX),
  ];
}

function resourcesChecks(where: string, resources: TransformResources, env: ResourceEnvironment): Check[] {
  const { instanceType, instanceCount, volumeEncryptionKey } = resources;
  return [
    shaped(`${where}.volumeEncryptionKey`, volumeEncryptionKey, KEY) ?? keyInRegion(`${where}.volumeEncryptionKey`, volumeEncryptionKey, env),
    integerBetween(`${where}.instanceCount`, instanceCount, 1, MAX_INSTANCES),
    required(`${where}.instanceType`, instanceType, 'specify an InstanceType')
      ?? instanceTypeCheck(`${where}.instanceType`, instanceType)
      ?? localStorageCheck(where, resources),
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformResources.html */
function localStorageCheck(where: string, { instanceType, volumeEncryptionKey }: TransformResources): Check {
  return volumeEncryptionKey && instanceTypeOf(instanceType)._hasLocalStorage()
    ? `${where}.volumeEncryptionKey cannot be used with ${instanceType}, whose local storage is always encrypted; remove the key`
    : undefined;
}

function concurrentPayloadCheck(where: string, { maxPayload, maxConcurrentTransforms }: TransformJobDefinition): Check {
  if (!maxPayload || maxPayload.isUnresolved() || isUnknown(maxConcurrentTransforms)) {
    return undefined;
  }
  const mebibytes = maxPayload.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  // Leaves a value that is too large by itself to its own check.
  return mebibytes <= MAX_PAYLOAD && mebibytes * maxConcurrentTransforms! > MAX_PAYLOAD
    ? `${where}.maxPayload multiplied by maxConcurrentTransforms must be at most ${MAX_PAYLOAD} mebibytes, got ${mebibytes} * `
      + `${maxConcurrentTransforms} = ${mebibytes * maxConcurrentTransforms!}; reduce one of them`
    : undefined;
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

/** Returns the prefix of the results. SageMaker adds a slash to its end. */
function outputPrefix({ location: { prefix = '' } }: TransformOutput): string {
  const withoutSlash = prefix.replace(/^\//, '');
  return withoutSlash === '' || withoutSlash.endsWith('/') ? withoutSlash : `${withoutSlash}/`;
}

/** Grants the permissions of a job: to read its data, write its results, and encrypt its volumes. */
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
