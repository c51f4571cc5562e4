import type { aws_s3 as s3, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { DriftCheckBaselines } from './drift-check-baselines';
import type { ModelMetrics, QualityMetrics } from './model-metrics';
import { CONTENT_TYPE, DIGEST, OBJECT_KEY } from './names';
import { matches, type Check } from '../private/checks';

/**
 * A file in Amazon S3 that tells something of a model, such as a report. Nobody is granted anything on it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsSource.html
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_FileSource.html
 */
export interface S3File {
  /**
   * The bucket the file is in.
   */
  readonly bucket: s3.IBucket;

  /**
   * The key of the file in the bucket, at most 1024 characters.
   */
  readonly objectKey: string;

  /**
   * The MIME type of the file, at most 256 characters.
   *
   * @default - `application/json` for reports, constraints and statistics, which need one; not told for others
   */
  readonly contentType?: string;

  /**
   * The digest of the file: `sha256:` and 64 hexadecimal digits.
   *
   * @default - not told
   */
  readonly contentDigest?: string;
}

/** SageMaker asks for a type, and all tools of AWS write JSON. */
const DEFAULT_CONTENT_TYPE = 'application/json';

export function renderMetrics(metrics: ModelMetrics): sagemaker.CfnModelPackage.ModelMetricsProperty {
  const { bias, explainability, modelDataQuality, modelQuality } = metrics;
  return {
    bias: bias && {
      report: metricsSource(bias.report),
      preTrainingReport: metricsSource(bias.preTrainingReport),
      postTrainingReport: metricsSource(bias.postTrainingReport),
    },
    explainability: explainability && { report: metricsSource(explainability.report) },
    modelDataQuality: modelDataQuality && renderQuality(modelDataQuality),
    modelQuality: modelQuality && renderQuality(modelQuality),
  };
}

export function renderBaselines(baselines: DriftCheckBaselines): sagemaker.CfnModelPackage.DriftCheckBaselinesProperty {
  const { bias, explainability, modelDataQuality, modelQuality } = baselines;
  return {
    bias: bias && {
      configFile: fileSource(bias.configFile),
      preTrainingConstraints: metricsSource(bias.preTrainingConstraints),
      postTrainingConstraints: metricsSource(bias.postTrainingConstraints),
    },
    explainability: explainability && {
      configFile: fileSource(explainability.configFile),
      constraints: metricsSource(explainability.constraints),
    },
    modelDataQuality: modelDataQuality && renderQuality(modelDataQuality),
    modelQuality: modelQuality && renderQuality(modelQuality),
  };
}

export function uriOf(file: S3File): string {
  return file.bucket.s3UrlForObject(file.objectKey);
}

function renderQuality({ constraints, statistics }: QualityMetrics): sagemaker.CfnModelPackage.ModelQualityProperty {
  return { constraints: metricsSource(constraints), statistics: metricsSource(statistics) };
}

function metricsSource(file: S3File | undefined): sagemaker.CfnModelPackage.MetricsSourceProperty | undefined {
  return file && { s3Uri: uriOf(file), contentType: file.contentType ?? DEFAULT_CONTENT_TYPE, contentDigest: file.contentDigest };
}

function fileSource(file: S3File | undefined): sagemaker.CfnModelPackage.FileSourceProperty | undefined {
  return file && { s3Uri: uriOf(file), contentType: file.contentType, contentDigest: file.contentDigest };
}

/** Of all files of the metrics, or of the baselines. */
export function filesChecks(where: string, groups: ModelMetrics | DriftCheckBaselines | undefined): Check[] {
  return given(groups ?? {}).flatMap(([group, files]) =>
    given<S3File>(files).flatMap(([name, file]) => fileChecks(`${where}.${group}.${name}`, file)));
}

export function fileChecks(where: string, file: S3File | undefined): Check[] {
  return file === undefined ? [] : [
    matches(`${where}.objectKey`, file.objectKey, OBJECT_KEY),
    matches(`${where}.contentType`, file.contentType, CONTENT_TYPE),
    matches(`${where}.contentDigest`, file.contentDigest, DIGEST),
  ];
}

function given<T = object>(struct: object): [string, T][] {
  return Object.entries(struct).filter(([_, value]) => value !== undefined);
}
