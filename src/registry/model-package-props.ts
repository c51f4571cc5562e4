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
 * The options of a model package. A change of most of them replaces a version: CloudFormation registers a new version, and then deletes the old one.
 * A package outside of a group cannot be replaced under the same name, and SageMaker updates none of these options of it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html
 */
export interface ModelPackageOptions {
  /**
   * The description of the package: at most 1024 characters, no line breaks. A change replaces the package.
   *
   * @default - the package has no description
   */
  readonly description?: string;

  /**
   * The containers of the model, with their supported content types and instance types. The role of a model that uses this package is
   * granted permission to read the images and artifacts. A change replaces the package.
   *
   * @default - the package has no inference specification of its own; it uses `sourceAlgorithm` or `sourceUri`
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html
   */
  readonly inferenceSpecification?: InferenceSpecification;

  /**
   * The additional inference specifications: 1 to 15 in total, including `additionalInferenceSpecificationsToAdd`. CloudFormation does not replace the
   * package for a change, and the SageMaker API cannot update them: use `additionalInferenceSpecificationsToAdd` to extend a deployed package.
   *
   * @default - the package has no additional inference specifications
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html
   */
  readonly additionalInferenceSpecifications?: AdditionalInferenceSpecification[];

  /**
   * The additional inference specifications to add to an existing package. SageMaker adds them when it updates the package;
   * `additionalInferenceSpecifications` applies only when it creates the package. To extend a package that is already deployed, add
   * specifications here and keep `additionalInferenceSpecifications` unchanged. An addition updates the version in place; a specification that you
   * remove stays in the version.
   *
   * @default - no inference specifications are added
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateModelPackage.html
   */
  readonly additionalInferenceSpecificationsToAdd?: AdditionalInferenceSpecification[];

  /**
   * The approval status of the version. SageMaker deploys only approved versions, and ignores the status of a package that does not belong
   * to a group. A change updates the version in place. A version that replaces another has this status again.
   *
   * @default - SageMaker sets the status, and you can change it outside of CloudFormation
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
   */
  readonly modelApprovalStatus?: ModelApprovalStatus;

  /**
   * The reason for the approval status: at most 1024 characters, no line breaks. A change updates the version in place.
   *
   * @default - the version has no reason for its approval status
   */
  readonly approvalDescription?: string;

  /**
   * The metadata of the package, as key-value pairs: 1 to 50 entries with keys of 1 to 128 characters and values of 1 to 256 characters.
   * A change updates the version in place.
   *
   * @default - the package has no customer metadata
   */
  readonly customerMetadataProperties?: { [key: string]: string };

  /**
   * The machine learning domain of the package. A change replaces the package.
   *
   * @default - the package has no domain
   */
  readonly domain?: ModelPackageDomain;

  /**
   * The machine learning task of the package. A change replaces the package.
   *
   * @default - the package has no task
   */
  readonly task?: ModelPackageTask;

  /**
   * The sample payload for load tests: a gzip-compressed tar archive with examples of requests. Throws if its key does not end in `.tar.gz`.
   * Its `contentType` and `contentDigest` are ignored. A change replaces the package.
   *
   * @default - the package has no sample payload
   */
  readonly samplePayload?: S3File;

  /**
   * The URI of the source of the package: the ARN of a model package to copy, the ARN of a model to register, or another URI; at most 1024
   * characters. A change updates the version in place, or replaces it if SageMaker cannot.
   *
   * @default - the package has no source URI
   */
  readonly sourceUri?: string;

  /**
   * Set to true to skip the validation of the package. CloudFormation does not replace the package for a change, and SageMaker validates a package
   * only when it is created, so a change has no effect.
   *
   * @default - the default of SageMaker
   */
  readonly skipModelValidation?: boolean;

  /**
   * Set to true to certify the package for listing on AWS Marketplace. Throws if the artifacts of a container are not a single archive, which
   * AWS Marketplace requires. SageMaker ignores it for a version of a group.
   * CloudFormation does not replace the package for a change, and the SageMaker API cannot update it.
   *
   * @default false
   */
  readonly certifyForMarketplace?: boolean;

  /**
   * The KMS key that SageMaker encrypts the information about the package with. `grantAccess`, `grantRead` and `grantUpdate` grant permission
   * to use the key too. A change replaces the package.
   *
   * @default - an AWS owned key
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageSecurityConfig.html
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The model card of the package. A change updates the version in place, or replaces it if SageMaker cannot.
   *
   * @default - the package has no model card
   */
  readonly modelCard?: ModelPackageCard;

  /**
   * The metadata properties of the package, which describe the origin of the model. A change replaces the package.
   *
   * @default - the package does not describe the origin of the model
   */
  readonly metadataProperties?: MetadataProperties;

  /**
   * The metrics of the model: bias, explainability and quality reports. A change replaces the package.
   *
   * @default - the package has no model metrics
   */
  readonly modelMetrics?: ModelMetrics;

  /**
   * The baselines that Model Monitor compares the deployed model with. A change replaces the package.
   *
   * @default - the package has no drift check baselines
   */
  readonly driftCheckBaselines?: DriftCheckBaselines;

  /**
   * The algorithm that created the model. A change replaces the package.
   *
   * @default - the package has no source algorithm
   */
  readonly sourceAlgorithm?: SourceAlgorithm;

  /**
   * The batch transform job that SageMaker validates the package with. Throws if the artifacts of a container are not a single archive, which
   * batch transform jobs require. A change replaces the package.
   *
   * @default - SageMaker does not run a batch transform job on the package
   */
  readonly validationSpecification?: ValidationSpecification;
}

/**
 * The properties of a model package. Set either `modelPackageGroup` or `modelPackageName`; throws if you set both or neither.
 */
export interface ModelPackageProps extends ModelPackageOptions {
  /**
   * The group to register the package in, as its next version. SageMaker rejects tags on a version, so the tags that the CDK would add are
   * omitted; tag the group instead. A change replaces the package.
   *
   * @default - the package does not belong to a group, and has a `modelPackageName`
   */
  readonly modelPackageGroup?: IModelPackageGroup;

  /**
   * The name of a package that does not belong to a group: at most 63 letters, digits and hyphens. CloudFormation cannot replace a package under the
   * same name, and does not replace it for a change of the name alone: to change the package, change this name and the ID of the construct together.
   *
   * @default - the package is a version of `modelPackageGroup`
   */
  readonly modelPackageName?: string;
}
