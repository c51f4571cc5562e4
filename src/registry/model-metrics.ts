import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import s3File, { type S3File } from './s3-file';
import type { Check } from '../private/checks';

/**
 * Reports of the bias of a model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Bias.html
 */
export interface BiasMetrics {
  /**
   * The report of the bias.
   *
   * @default - no such report
   */
  readonly report?: S3File;

  /**
   * The report of the bias in the data before the training.
   *
   * @default - no such report
   */
  readonly preTrainingReport?: S3File;

  /**
   * The report of the bias of the trained model.
   *
   * @default - no such report
   */
  readonly postTrainingReport?: S3File;
}

/**
 * Reports that help to explain a model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Explainability.html
 */
export interface ExplainabilityMetrics {
  /**
   * The report.
   *
   * @default - no such report
   */
  readonly report?: S3File;
}

/**
 * What is measured of data or of predictions, and what of it is still good.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelDataQuality.html
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelQuality.html
 */
export interface QualityMetrics {
  /**
   * The constraints that good quality keeps to.
   *
   * @default - no constraints
   */
  readonly constraints?: S3File;

  /**
   * The statistics.
   *
   * @default - no statistics
   */
  readonly statistics?: S3File;
}

/**
 * The metrics of a model: files that tell of its quality.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelMetrics.html
 */
export interface ModelMetrics {
  /**
   * The bias of the model.
   *
   * @default - not told
   */
  readonly bias?: BiasMetrics;

  /**
   * What explains the predictions.
   *
   * @default - not told
   */
  readonly explainability?: ExplainabilityMetrics;

  /**
   * The quality of the input data.
   *
   * @default - not told
   */
  readonly modelDataQuality?: QualityMetrics;

  /**
   * The quality of the predictions.
   *
   * @default - not told
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
