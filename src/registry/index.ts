export type { IModelPackage } from '../model/model-package-interface';
export type { BiasBaselines, DriftCheckBaselines, ExplainabilityBaselines } from './drift-check-baselines';
export type { AdditionalInferenceSpecification, InferenceSpecification } from './inference-specification';
export type { MetadataProperties } from './metadata-properties';
export { ModelApprovalStatus } from './model-approval-status';
export type { BiasMetrics, ExplainabilityMetrics, ModelMetrics, QualityMetrics } from './model-metrics';
export * from './model-package';
export { ModelCardStatus, type ModelPackageCard } from './model-package-card';
export type { ModelPackageContainer } from './model-package-container';
export * from './model-package-domain';
export * from './model-package-group';
export type { IModelPackageGroup } from './model-package-group-base';
export * from './model-package-group-props';
export * from './model-package-props';
export * from './model-package-task';
export type { S3File } from './s3-file';
export type { SourceAlgorithm } from './source-algorithm';
export * from './transform-data';
export {
  TransformAssembleWith, TransformBatchStrategy, TransformCompressionType, type TransformInput, type TransformJobDefinition, type TransformOutput,
  type TransformResources, TransformSplitType,
} from './transform-job';
export type { ValidationProfile, ValidationSpecification } from './validation-specification';
