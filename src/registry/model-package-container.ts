import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { FutureModel } from './future-model';
import { containerDataChecks } from './model-package-data';
import { DIGEST } from './names';
import { bindImage, type ContainerImage } from '../model/container-image';
import { type ContainerImageConfig, registryProblem, RepositoryAccessMode } from '../model/container-image-config';
import { type ModelDataConfig, renderModelData } from '../model/data/model-data-config';
import type { ModelData } from '../model/model-data';
import { required, matches, type Check, type StringRule } from '../private/checks';
import { environmentChecks, type EnvironmentLimits } from '../private/environment-variables';
import { IMAGE_NAME, RESOURCE_NAME } from '../private/names';
import { warnOfSecrets } from '../private/secrets';
import { IMAGE, MODEL_DATA, requiredShape, shaped } from '../private/shapes';

/**
 * A container of a model package.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageContainerDefinition.html
 *
 * @example
 * declare const image: sm.ContainerImage;
 * declare const modelData: sm.ModelData;
 *
 * const container: sm.registry.ModelPackageContainer = { image, modelData, framework: 'PYTORCH', frameworkVersion: '2.6' };
 */
export interface ModelPackageContainer {
  /**
   * The Docker image with the inference code, in Amazon ECR.
   */
  readonly image: ContainerImage;

  /**
   * The model artifacts, in the region of the package. Throws if the artifacts are accessed through a hub, which a model package does not support.
   *
   * @default - the container has no artifacts; the image contains the model
   */
  readonly modelData?: ModelData;

  /**
   * The DNS host name of the container: at most 63 letters, digits and hyphens.
   *
   * @default - a host name that SageMaker chooses
   */
  readonly containerHostname?: string;

  /**
   * The environment variables of the container: at most 100. Names consist of letters, digits and `_` and do not begin with a digit; names and
   * values have at most 1024 bytes in UTF-8. A model that uses this package cannot add variables.
   *
   * @default - only the variables that the image sets
   */
  readonly environment?: { [key: string]: string };

  /**
   * The machine learning framework of the image, such as `PYTORCH`.
   *
   * @default - the container does not specify a framework
   */
  readonly framework?: string;

  /**
   * The version of the framework: 3 to 10 characters, such as `2.6` or `2.6.0`.
   *
   * @default - the container does not specify a framework version
   */
  readonly frameworkVersion?: string;

  /**
   * The digest of the image: `sha256:` and 64 hexadecimal digits.
   *
   * @default - the container does not specify the digest of its image
   */
  readonly imageDigest?: string;

  /**
   * The name and shape of the input, such as `{"input": [1, 3, 224, 224]}`: at most 16384 characters. SageMaker Neo and Inference
   * Recommender require it.
   *
   * @default - the container does not describe its input
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelInput.html
   */
  readonly dataInputConfig?: string;

  /**
   * The name of a model that Amazon SageMaker Inference Recommender has benchmarked and that is similar to this one.
   *
   * @default - the container does not specify a similar model
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListModelMetadata.html
   */
  readonly nearestModelName?: string;
}

type CfnContainer = sagemaker.CfnModelPackage.ModelPackageContainerDefinitionProperty;

/** A container with the image and artifacts that are bound to the models that will use the package. */
interface BoundPackageContainer {
  readonly where: string;
  readonly definition: ModelPackageContainer;
  readonly image: ContainerImageConfig;
  readonly data?: ModelDataConfig;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageContainerDefinition.html */
const ENVIRONMENT: EnvironmentLimits = { entries: 100, keyLength: 1024, valueLength: 1024, valueUnit: 'bytes' };

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageContainerDefinition.html */
const FRAMEWORK_VERSION: StringRule = {
  pattern: /^[0-9]\.[A-Za-z0-9.-]+$/, minLength: 3, maxLength: 10, allowed: "a version such as '2.6', with one digit before the first dot",
};

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelInput.html */
const DATA_INPUT_CONFIG: StringRule = { maxLength: 16384, allowed: 'a string' };

function packageContainerChecks(where: string, container: ModelPackageContainer): Check[] {
  return [
    requiredShape(`${where}.image`, container.image, IMAGE),
    shaped(`${where}.modelData`, container.modelData, MODEL_DATA),
    matches(`${where}.containerHostname`, container.containerHostname, RESOURCE_NAME),
    matches(`${where}.frameworkVersion`, container.frameworkVersion, FRAMEWORK_VERSION),
    matches(`${where}.imageDigest`, container.imageDigest, DIGEST),
    matches(`${where}.dataInputConfig`, container.dataInputConfig, DATA_INPUT_CONFIG),
    ...environmentChecks(`${where}.environment`, container.environment, ENVIRONMENT),
  ];
}

/**
 * Checks the bound image and artifacts.
 *
 * @param archiveUser the feature that requires the artifacts to be an archive, if there is one
 */
function boundPackageContainerChecks({ where, image, data }: BoundPackageContainer, archiveUser: string | undefined): Check[] {
  return [
    required(`${where}.image.imageName`, image.imageName, 'return it from the bind method of the image'),
    matches(`${where}.image`, image.imageName, IMAGE_NAME),
    image.repositoryAccessMode === RepositoryAccessMode.VPC || image.repositoryCredentialsProvider
      ? registryProblem(`${where}.image`, image, 'but a model package supports only images in Amazon ECR; copy the image to Amazon ECR')
      : undefined,
    ...data ? containerDataChecks(`${where}.modelData`, data, archiveUser) : [],
  ];
}

function bindPackageContainer(contents: FutureModel, where: string, definition: ModelPackageContainer): BoundPackageContainer {
  warnOfSecrets(contents.node.scope!, `${where}.environment`, definition.environment);
  return { where, definition, image: bindImage(definition.image, contents), data: definition.modelData?.bind(contents, contents) };
}

function renderPackageContainer({ definition, image, data }: BoundPackageContainer): CfnContainer {
  return {
    image: image.imageName,
    imageDigest: definition.imageDigest,
    containerHostname: definition.containerHostname,
    environment: definition.environment,
    framework: definition.framework,
    frameworkVersion: definition.frameworkVersion,
    // Writes `DataInputConfig` as CloudFormation does. The CDK does not convert the name, because CloudFormation declares no type for it.
    modelInput: definition.dataInputConfig === undefined ? undefined : { DataInputConfig: definition.dataInputConfig },
    nearestModelName: definition.nearestModelName,
    ...(data ? renderModelData(data) as Pick<CfnContainer, 'modelDataUrl' | 'modelDataSource'> : {}),
  };
}

export default {
  checks: packageContainerChecks, boundChecks: boundPackageContainerChecks, bind: bindPackageContainer, render: renderPackageContainer,
};
