import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import modelMetrics, { type QualityMetrics } from './model-metrics';
import s3File, { type S3File } from './s3-file';
import type { Check } from '../private/checks';

/**
 * The bias baselines of a model: the files that Amazon SageMaker Model Monitor compares its bias with.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DriftCheckBias.html
 */
export interface BiasBaselines {
  /**
   * The configuration of the bias analysis.
   *
   * @default - the baselines have no configuration file
   */
  readonly configFile?: S3File;

  /**
   * The pre-training bias constraints.
   *
   * @default - the baselines have no pre-training constraints
   */
  readonly preTrainingConstraints?: S3File;

  /**
   * The post-training bias constraints.
   *
   * @default - the baselines have no post-training constraints
   */
  readonly postTrainingConstraints?: S3File;
}

/**
 * The explainability baselines of a model: the files that Amazon SageMaker Model Monitor compares its feature attributions with.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DriftCheckExplainability.html
 */
export interface ExplainabilityBaselines {
  /**
   * The configuration of the explainability analysis.
   *
   * @default - the baselines have no configuration file
   */
  readonly configFile?: S3File;

  /**
   * The explainability constraints.
   *
   * @default - the baselines have no constraints
   */
  readonly constraints?: S3File;
}

/**
 * The baselines that Amazon SageMaker Model Monitor compares a deployed model with to detect drift.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-quality-clarify-baseline-lifecycle.html
 *
 * @example
 * declare const reports: s3.IBucket;
 *
 * const driftCheckBaselines: sm.registry.DriftCheckBaselines = {
 *   modelQuality: { constraints: { bucket: reports, objectKey: 'churn/constraints.json', contentType: 'application/json' } },
 *   bias: { configFile: { bucket: reports, objectKey: 'churn/bias-config.json' } },
 *   explainability: { configFile: { bucket: reports, objectKey: 'churn/shap-config.json' } },
 * };
 */
export interface DriftCheckBaselines {
  /**
   * The baselines for bias drift.
   *
   * @default - the package has no bias baselines
   */
  readonly bias?: BiasBaselines;

  /**
   * The baselines for feature attribution drift.
   *
   * @default - the package has no explainability baselines
   */
  readonly explainability?: ExplainabilityBaselines;

  /**
   * The baselines for the quality of the input data.
   *
   * @default - the package has no data quality baselines
   */
  readonly modelDataQuality?: QualityMetrics;

  /**
   * The baselines for the quality of the predictions.
   *
   * @default - the package has no model quality baselines
   */
  readonly modelQuality?: QualityMetrics;
}

function driftCheckBaselinesChecks(baselines: DriftCheckBaselines | undefined): Check[] {
  return s3File.groupedChecks('driftCheckBaselines', baselines);
}

function renderDriftCheckBaselines(baselines: DriftCheckBaselines): sagemaker.CfnModelPackage.DriftCheckBaselinesProperty {
  const { bias, explainability, modelDataQuality, modelQuality } = baselines;
  return {
    bias: bias && {
      configFile: s3File.renderFileSource(bias.configFile),
      preTrainingConstraints: s3File.renderMetricsSource(bias.preTrainingConstraints),
      postTrainingConstraints: s3File.renderMetricsSource(bias.postTrainingConstraints),
    },
    explainability: explainability && {
      configFile: s3File.renderFileSource(explainability.configFile),
      constraints: s3File.renderMetricsSource(explainability.constraints),
    },
    modelDataQuality: modelDataQuality && modelMetrics.renderQuality(modelDataQuality),
    modelQuality: modelQuality && modelMetrics.renderQuality(modelQuality),
  };
}

export default { checks: driftCheckBaselinesChecks, render: renderDriftCheckBaselines };
