import { Stack, Token, TokenComparison, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ContainerImage } from './container-image';
import { renderImageConfig, type ContainerImageConfig } from './container-image-config';
import type { ContainerMode } from './container-mode';
import { isUnlikelyArchive, renderModelData, type ModelDataConfig } from './data/model-data-config';
import type { ModelData } from './model-data';
import type { IModelPackage } from './model-package-interface';
import { differs, matches, required, type Check } from '../private/checks';
import { environmentChecks, type EnvironmentLimits } from '../private/environment-variables';
import { RESOURCE_NAME } from '../private/names';
import { warn } from '../private/warnings';

/**
 * One container of a model: what an image or a model package says to run.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
 */
export interface ContainerDefinition {
  /**
   * The Docker image to run. Throws if there is neither this nor `modelPackage`.
   *
   * @default - the image of the model package
   */
  readonly image?: ContainerImage;

  /**
   * The version of a model in the registry, or the product of AWS Marketplace, that has image, artifacts and environment. The model's
   * role may then use it, and read what it consists of if this app defines it. A product of AWS Marketplace needs a model with
   * `networkIsolation`.
   *
   * @default - the container is defined by `image`
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html
   */
  readonly modelPackage?: IModelPackage;

  /**
   * The name of the inference specification of `modelPackage` to use: at most 63 letters, digits and hyphens.
   *
   * @default - the main inference specification of the package
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
   */
  readonly inferenceSpecificationName?: string;

  /**
   * Environment variables of the container. At most 100; names of letters, digits and `_` that don't begin with a digit; names and
   * values of at most 1024 characters, and 32 KB over all containers of the model. A model package that has an environment of its own
   * takes none.
   *
   * @default - the variables that the image sets
   */
  readonly environment?: { [key: string]: string };

  /**
   * The DNS host name of the container. Either each container of a pipeline has one, all different, or none; where the containers are
   * invoked directly, each needs one. At most 63 letters, digits and hyphens.
   *
   * @default - SageMaker names the containers of a pipeline by their position
   */
  readonly containerHostname?: string;

  /**
   * How many models the container serves.
   *
   * @default ContainerMode.singleModel()
   */
  readonly mode?: ContainerMode;

  /**
   * The model artifacts that SageMaker puts into the container's `/opt/ml/model`. A multi-model container needs a prefix with archives.
   *
   * @default - no artifacts: the image has all it needs
   */
  readonly modelData?: ModelData;
}

/** A container whose image and data have been bound to a model. */
export interface BoundContainerDefinition {
  readonly definition: ContainerDefinition;
  readonly image?: ContainerImageConfig;
  readonly data?: ModelDataConfig;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html */
const ENVIRONMENT: EnvironmentLimits = { entries: 100, keyLength: 1024, valueLength: 1024 };

/** Checks a container, also against those before it. */
export function containerChecks(where: string, container: ContainerDefinition, before: readonly ContainerDefinition[]): Check[] {
  if (!container) {
    return [required(where, container, 'use a ContainerDefinition')];
  }
  const { containerHostname, image, inferenceSpecificationName, mode, modelData, modelPackage } = container;
  return [
    modelPackage ? undefined : required(`${where}.image`, image, 'use a method of ContainerImage, or set modelPackage'),
    matches(`${where}.containerHostname`, containerHostname, RESOURCE_NAME),
    matches(`${where}.inferenceSpecificationName`, inferenceSpecificationName, RESOURCE_NAME),
    mode?._isMultiModel && !modelPackage
      ? required(`${where}.modelData`, modelData, 'a multi-model container needs the prefix of its archives; use ModelData.fromBucketPrefix')
      : undefined,
    differs(`${where}.containerHostname`, containerHostname, before.map((other) => other?.containerHostname), 'containers'),
    ...environmentChecks(`${where}.environment`, container.environment, ENVIRONMENT),
  ];
}

/** Warns of what is legal but probably not meant. */
export function warnOfContainer(scope: IConstruct, where: string, { definition, data }: BoundContainerDefinition, isolated: boolean): void {
  const { image, modelPackage, environment, inferenceSpecificationName, mode } = definition;
  if (data && !mode?._isMultiModel && isUnlikelyArchive(data)) {
    warn(scope, 'modelDataNotArchive', `${where}.modelData is read as a gzip-compressed tar archive, but its name does not end in '.tar.gz'; `
      + 'name an archive, set compressed to false, or use ModelData.fromBucketPrefix');
  }
  if (image && modelPackage) {
    warn(scope, 'imageAndModelPackage', `${where} has an image and a modelPackage, which brings its own; leave one of them out`);
  }
  if (inferenceSpecificationName !== undefined && !modelPackage) {
    warn(scope, 'inferenceSpecificationWithoutModelPackage', `${where}.inferenceSpecificationName means one of a modelPackage; set that too`);
  }
  if (modelPackage && Object.keys(environment ?? {}).length > 0) {
    warn(scope, 'environmentWithModelPackage', `${where} has an environment, which SageMaker refuses if the model package has one too; set it there`);
  }
  if (modelPackage && !isolated && mayBeMarketplace(scope, modelPackage)) {
    warn(scope, 'marketplaceNetworkIsolation', `${where}.modelPackage has no version and is not known to be of this account; if it is a product of AWS `
      + 'Marketplace, it can only be deployed with networkIsolation');
  }
}

/** Tells whether a package may be a product of AWS Marketplace: these have no version, and belong to an account of AWS. */
function mayBeMarketplace(scope: IConstruct, { modelPackageArn }: IModelPackage): boolean {
  if (Token.isUnresolved(modelPackageArn)) {
    return false;
  }
  const [,,,, account, resource] = modelPackageArn.split(':');
  return resource.split('/').length === 2 && Token.compareStrings(account, Stack.of(scope).account) !== TokenComparison.SAME;
}

/** Renders a container. */
export function renderContainerDefinition({ definition, image, data }: BoundContainerDefinition): sagemaker.CfnModel.ContainerDefinitionProperty {
  return {
    image: image?.imageName,
    imageConfig: image && renderImageConfig(image),
    modelPackageName: definition.modelPackage?.modelPackageArn,
    inferenceSpecificationName: definition.inferenceSpecificationName,
    containerHostname: definition.containerHostname,
    environment: definition.environment,
    ...definition.mode?._rendered,
    ...(data ? renderModelData(data, definition.mode?._isMultiModel) : {}),
  };
}
