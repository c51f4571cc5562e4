import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import modelMetrics, { type QualityMetrics } from './model-metrics';
import s3File, { type S3File } from './s3-file';
import type { Check } from '../private/checks';

/**
 * What the bias of a model is compared with.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DriftCheckBias.html
 */
export interface BiasBaselines {
  /**
   * The configuration of the bias analysis.
   *
   * @default - no such file
   */
  readonly configFile?: S3File;

  /**
   * The constraints on the data before the training.
   *
   * @default - no such constraints
   */
  readonly preTrainingConstraints?: S3File;

  /**
   * The constraints on the trained model.
   *
   * @default - no such constraints
   */
  readonly postTrainingConstraints?: S3File;
}

/**
 * What the explanations of a model are compared with.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DriftCheckExplainability.html
 */
export interface ExplainabilityBaselines {
  /**
   * The configuration of the analysis.
   *
   * @default - no such file
   */
  readonly configFile?: S3File;

  /**
   * The constraints.
   *
   * @default - no constraints
   */
  readonly constraints?: S3File;
}

/**
 * What Amazon SageMaker Model Monitor compares a deployed model with to notice drift.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-quality-clarify-baseline-lifecycle.html
 */
export interface DriftCheckBaselines {
  /**
   * The baselines of the bias.
   *
   * @default - none are kept
   */
  readonly bias?: BiasBaselines;

  /**
   * The baselines of the explanations.
   *
   * @default - none are kept
   */
  readonly explainability?: ExplainabilityBaselines;

  /**
   * The baselines of the quality of the input data.
   *
   * @default - none are kept
   */
  readonly modelDataQuality?: QualityMetrics;

  /**
   * The baselines of the quality of the predictions.
   *
   * @default - none are kept
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
