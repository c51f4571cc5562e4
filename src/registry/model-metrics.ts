import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import s3File, { type S3File } from './s3-file';
import type { Check } from '../private/checks';

/**
 * The bias reports of a model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Bias.html
 */
export interface BiasMetrics {
  /**
   * The bias report.
   *
   * @default - the model has no bias report
   */
  readonly report?: S3File;

  /**
   * The pre-training bias report.
   *
   * @default - the model has no pre-training bias report
   */
  readonly preTrainingReport?: S3File;

  /**
   * The post-training bias report.
   *
   * @default - the model has no post-training bias report
   */
  readonly postTrainingReport?: S3File;
}

/**
 * The explainability metrics of a model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Explainability.html
 */
export interface ExplainabilityMetrics {
  /**
   * The explainability report.
   *
   * @default - the model has no explainability report
   */
  readonly report?: S3File;
}

/**
 * The quality metrics of input data or predictions: statistics and constraints.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelDataQuality.html
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelQuality.html
 */
export interface QualityMetrics {
  /**
   * The constraints that the data or predictions must satisfy.
   *
   * @default - the metrics have no constraints
   */
  readonly constraints?: S3File;

  /**
   * The statistics of the data or predictions.
   *
   * @default - the metrics have no statistics
   */
  readonly statistics?: S3File;
}

/**
 * The metrics of a model: reports, statistics and constraints in Amazon S3.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelMetrics.html
 *
 * @example
 * declare const reports: s3.IBucket;
 *
 * const modelMetrics: sm.registry.ModelMetrics = {
 *   modelQuality: { statistics: { bucket: reports, objectKey: 'churn/statistics.json', contentType: 'application/json' } },
 *   bias: { report: { bucket: reports, objectKey: 'churn/bias.json', contentType: 'application/json' } },
 *   explainability: { report: { bucket: reports, objectKey: 'churn/shap.json', contentType: 'application/json' } },
 * };
 */
export interface ModelMetrics {
  /**
   * The bias reports of the model.
   *
   * @default - the package has no bias reports
   */
  readonly bias?: BiasMetrics;

  /**
   * The explainability metrics of the model.
   *
   * @default - the package has no explainability metrics
   */
  readonly explainability?: ExplainabilityMetrics;

  /**
   * The quality of the input data.
   *
   * @default - the package has no data quality metrics
   */
  readonly modelDataQuality?: QualityMetrics;

  /**
   * The quality of the predictions.
   *
   * @default - the package has no model quality metrics
   */
  readonly modelQuality?: QualityMetrics;
}

function modelMetricsChecks(metrics: ModelMetrics | undefined): Check[] {
  return s3File.groupedChecks('modelMetrics', metrics);
}

function renderModelMetrics(metrics: ModelMetrics): sagemaker.CfnModelPackage.ModelMetricsProperty {
  const { bias, explainability, modelDataQuality, modelQuality } = metrics;
  return {
    bias: bias && {
      report: s3File.renderMetricsSource(bias.report),
      preTrainingReport: s3File.renderMetricsSource(bias.preTrainingReport),
      postTrainingReport: s3File.renderMetricsSource(bias.postTrainingReport),
    },
    explainability: explainability && { report: s3File.renderMetricsSource(explainability.report) },
    modelDataQuality: modelDataQuality && renderQualityMetrics(modelDataQuality),
    modelQuality: modelQuality && renderQualityMetrics(modelQuality),
  };
}

function renderQualityMetrics({ constraints, statistics }: QualityMetrics): sagemaker.CfnModelPackage.ModelQualityProperty {
  return { constraints: s3File.renderMetricsSource(constraints), statistics: s3File.renderMetricsSource(statistics) };
}

export default { checks: modelMetricsChecks, render: renderModelMetrics, renderQuality: renderQualityMetrics };
