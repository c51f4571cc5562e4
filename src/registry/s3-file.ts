import type { aws_s3 as s3, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { DIGEST, FILE_KEY } from './names';
import { matches, required, type Check } from '../private/checks';
import { CONTENT_TYPE } from '../private/names';
import { BUCKET, requiredShape } from '../private/shapes';

/**
 * A file in Amazon S3 that describes a model, such as a report. This library does not grant permissions on it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsSource.html
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_FileSource.html
 */
export interface S3File {
  /**
   * The bucket that contains the file.
   */
  readonly bucket: s3.IBucket;

  /**
   * The key of the file in the bucket, at most 1024 characters.
   */
  readonly objectKey: string;

  /**
   * The MIME type of the file, at most 256 characters.
   *
   * @default - `application/json` for reports, constraints and statistics, which require a type; other files have no type
   */
  readonly contentType?: string;

  /**
   * The digest of the file: `sha256:` and 64 hexadecimal digits.
   *
   * @default - the file has no digest
   */
  readonly contentDigest?: string;
}

/** The type of reports, constraints and statistics: SageMaker requires one, and AWS tools write JSON. */
const DEFAULT_CONTENT_TYPE = 'application/json';

function fileChecks(where: string, file: S3File | undefined): Check[] {
  return file === undefined ? [] : [
    requiredShape(`${where}.bucket`, file.bucket, BUCKET),
    required(`${where}.objectKey`, file.objectKey, 'specify the key of the file'),
    matches(`${where}.objectKey`, file.objectKey, FILE_KEY),
    matches(`${where}.contentType`, file.contentType, CONTENT_TYPE),
    matches(`${where}.contentDigest`, file.contentDigest, DIGEST),
  ];
}

/** Checks the files of a struct that groups them, such as `bias.report`. */
function groupedFilesChecks(where: string, groups: object | undefined): Check[] {
  return givenIn<object>(groups ?? {}).flatMap(([group, files]) =>
    givenIn<S3File>(files).flatMap(([name, file]) => fileChecks(`${where}.${group}.${name}`, file)));
}

function givenIn<T>(struct: object): [string, T][] {
  return Object.entries(struct).filter(([_, value]) => value !== undefined);
}

function fileUri(file: S3File): string {
  return file.bucket.s3UrlForObject(file.objectKey);
}

/** Renders a report, constraints or statistics, which require a type. */
function renderMetricsSource(file: S3File | undefined): sagemaker.CfnModelPackage.MetricsSourceProperty | undefined {
  return file && { s3Uri: fileUri(file), contentType: file.contentType ?? DEFAULT_CONTENT_TYPE, contentDigest: file.contentDigest };
}

/** Renders any other file, whose type is optional. */
function renderFileSource(file: S3File | undefined): sagemaker.CfnModelPackage.FileSourceProperty | undefined {
  return file && { s3Uri: fileUri(file), contentType: file.contentType, contentDigest: file.contentDigest };
}

export default { checks: fileChecks, groupedChecks: groupedFilesChecks, uri: fileUri, renderMetricsSource, renderFileSource };
