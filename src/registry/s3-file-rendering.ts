import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { DriftCheckBaselines } from './drift-check-baselines';
import type { ModelMetrics, QualityMetrics } from './model-metrics';
import type { S3File } from './s3-file';

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
