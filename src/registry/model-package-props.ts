import type { aws_kms as kms } from 'aws-cdk-lib';
import type { DriftCheckBaselines } from './drift-check-baselines';
import type { AdditionalInferenceSpecification, InferenceSpecification } from './inference-specification';
import type { MetadataProperties } from './metadata-properties';
import type { ModelApprovalStatus } from './model-approval-status';
import type { ModelMetrics } from './model-metrics';
import type { ModelPackageCard } from './model-package-card';
import type { ModelPackageDomain } from './model-package-domain';
import type { IModelPackageGroup } from './model-package-group-interface';
import type { ModelPackageTask } from './model-package-task';
import type { S3File } from './s3-file';
import type { SourceAlgorithm } from './source-algorithm';
import type { ValidationSpecification } from './validation-specification';

/**
 * What a model package consists of, wherever it belongs. Most of it can't be changed: CloudFormation then makes another package, which in
 * a group is another version.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html
 */
export interface ModelPackageOptions {
  /**
   * What the package is: at most 1024 characters, no line breaks.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * The containers of the model, and what they take and return. A model that uses this package is granted reading the images and artifacts.
   *
   * @default - not told: the package is made of `sourceAlgorithm` or `sourceUri`
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html
   */
  readonly inferenceSpecification?: InferenceSpecification;

  /**
   * Other ways to do inference, 1 to 15 together with `additionalInferenceSpecificationsToAdd`.
   *
   * @default - `inferenceSpecification` is the only way
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html
   */
  readonly additionalInferenceSpecifications?: AdditionalInferenceSpecification[];

  /**
   * Other ways to do inference that are added to a package when it is updated, beside those that it was created with; in the API these are
   * parameters of two different operations. Use it for a package that is deployed already, and leave those it was created with as they are.
   *
   * @default - nothing is added
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateModelPackage.html
   */
  readonly additionalInferenceSpecificationsToAdd?: AdditionalInferenceSpecification[];

  /**
   * Whether the version may be deployed. Only an approved one can be; for a package outside of a group SageMaker does not use it.
   *
   * @default - as SageMaker chooses, or whoever approves the version outside of CloudFormation
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
   */
  readonly modelApprovalStatus?: ModelApprovalStatus;

  /**
   * Why the version is approved or rejected: at most 1024 characters, no line breaks.
   *
   * @default - not told
   */
  readonly approvalDescription?: string;

  /**
   * Whatever else should be known of the package: 1 to 50 entries; names of at most 128 characters, values of at most 256.
   *
   * @default - nothing else
   */
  readonly customerMetadataProperties?: { [key: string]: string };

  /**
   * The domain of machine learning.
   *
   * @default - not told
   */
  readonly domain?: ModelPackageDomain;

  /**
   * What the model does.
   *
   * @default - not told
   */
  readonly task?: ModelPackageTask;

  /**
   * Examples of requests, for load tests: a gzip-compressed tar archive. Throws unless its key ends in `.tar.gz`; its type and digest are
   * not used.
   *
   * @default - no examples
   */
  readonly samplePayload?: S3File;

  /**
   * What the package is made of: the ARN of a package to copy, or of a model to register, or another URI; at most 1024 characters.
   *
   * @default - not told
   */
  readonly sourceUri?: string;

  /**
   * Whether SageMaker leaves out the validation of the package.
   *
   * @default - as SageMaker chooses
   */
  readonly skipModelValidation?: boolean;

  /**
   * Whether the package is to be certified for AWS Marketplace. Throws if its artifacts are not single archives, which a product can't
   * have. For a version of a group SageMaker does not use it.
   *
   * @default false
   */
  readonly certifyForMarketplace?: boolean;

  /**
   * The key that SageMaker encrypts what it knows of the package with. Who is granted the use or the update of this package is granted
   * the use of the key too.
   *
   * @default - a key of AWS
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageSecurityConfig.html
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The model card.
   *
   * @default - no model card
   */
  readonly modelCard?: ModelPackageCard;

  /**
   * Where the model comes from.
   *
   * @default - not told
   */
  readonly metadataProperties?: MetadataProperties;

  /**
   * Reports of the quality of the model.
   *
   * @default - no reports
   */
  readonly modelMetrics?: ModelMetrics;

  /**
   * What Model Monitor compares the deployed model with.
   *
   * @default - no baselines
   */
  readonly driftCheckBaselines?: DriftCheckBaselines;

  /**
   * The algorithm the model was made with.
   *
   * @default - not told
   */
  readonly sourceAlgorithm?: SourceAlgorithm;

  /**
   * How SageMaker tries the package out. Throws with artifacts that are not single archives, which batch transform jobs can't read.
   *
   * @default - not tried out
   */
  readonly validationSpecification?: ValidationSpecification;
}

/**
 * What a model package consists of, and where it belongs: it either is a version of a group or has a name. Throws unless it is one of both.
 */
export interface ModelPackageProps extends ModelPackageOptions {
  /**
   * The group that the package is the next version of. SageMaker refuses tags of a version, so those that the CDK would give it are left
   * out; tag the group.
   *
   * @default - the package is none of a group, and has a `modelPackageName`
   */
  readonly modelPackageGroup?: IModelPackageGroup;

  /**
   * The name of a package outside of a group: at most 63 letters, digits and hyphens.
   *
   * @default - the package is a version of `modelPackageGroup`
   */
  readonly modelPackageName?: string;
}
