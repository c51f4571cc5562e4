import { Stack, Token, TokenComparison, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { repositoriesOf } from './bound-image';
import type { ContainerImage } from './container-image';
import { renderImageConfig, warnOfEcrAsRegistry, type ContainerImageConfig } from './container-image-config';
import type { ContainerMode } from './container-mode';
import { isGated, isUnlikelyArchive, renderModelData, type ModelDataConfig } from './data/model-data-config';
import type { ModelData } from './model-data';
import type { IModelPackage } from './model-package-interface';
import { differs, matches, required, type Check } from '../private/checks';
import { environmentChecks, type EnvironmentLimits } from '../private/environment-variables';
import { RESOURCE_NAME } from '../private/names';
import { IMAGE, MODEL_DATA, MODEL_PACKAGE, shaped } from '../private/shapes';
import { warn } from '../private/warnings';

/**
 * The definition of a container of a model.
 *
 * @stable
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
 */
export interface ContainerDefinition {
  /**
   * The Docker image to run. Throws if both this property and `modelPackage` are omitted.
   *
   * @default - the image of the model package
   */
  readonly image?: ContainerImage;

  /**
   * The model package that provides the image, the artifacts and the environment: a model version in SageMaker Model Registry, or an AWS
   * Marketplace product. The model's role is granted permission to use the package, and to read its image and artifacts if this app defines
   * them. An AWS Marketplace product requires a model with `networkIsolation`.
   *
   * @default - the container is defined by `image`
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html
   */
  readonly modelPackage?: IModelPackage;

  /**
   * The name of the inference specification of `modelPackage` to use: 1 to 63 letters, digits and hyphens.
   *
   * @default - the main inference specification of the model package
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
   */
  readonly inferenceSpecificationName?: string;

  /**
   * The environment variables of the container: at most 100. Names consist of letters, digits and `_`, and do not begin with a digit. Names
   * have at most 1024 characters, values at most 1024 bytes in UTF-8, and the variables of all containers of the model at most 32 KB in total. SageMaker
   * rejects environment variables if the model package has its own.
   *
   * A warning is added for secrets: store them in AWS Secrets Manager, and use `SecretValue.secretsManager(name).unsafeUnwrap()` as the value. A
   * warning is also added for an Amazon S3 URI that nothing grants the role of the model permission to read; use `bucket.grantRead(model)`.
   *
   * @default - only the variables that the image sets
   */
  readonly environment?: { [key: string]: string };

  /**
   * The DNS host name of the container: 1 to 63 letters, digits and hyphens. In a pipeline, either every container has a unique host name
   * or no container has one. With direct invocation, every container requires one.
   *
   * @default - SageMaker names the containers of a pipeline by their position
   */
  readonly containerHostname?: string;

  /**
   * The mode of the container: it serves a single model or multiple models.
   *
   * @default ContainerMode.singleModel()
   */
  readonly mode?: ContainerMode;

  /**
   * The model artifacts, which SageMaker extracts or copies to `/opt/ml/model` in the container. A multi-model container requires the
   * prefix of its archives.
   *
   * @default - no artifacts, for an image that contains the model
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
const ENVIRONMENT: EnvironmentLimits = { entries: 100, keyLength: 1024, valueLength: 1024, valueUnit: 'bytes' };

/**
 * The repositories of the AWS images that do not support network isolation.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html
 */
const NOT_ISOLATED = /^sagemaker-(chainer$|rl-)/;

/** Checks a container, and compares it with the containers before it. */
export function containerChecks(where: string, container: ContainerDefinition, before: readonly ContainerDefinition[]): Check[] {
  const { containerHostname, image, inferenceSpecificationName, mode, modelData, modelPackage } = container;
  return [
    modelPackage ? undefined : required(`${where}.image`, image, 'use a method of ContainerImage, or set modelPackage; in Python, write ContainerDefinition(...) instead of a dictionary'),
    shaped(`${where}.image`, image, IMAGE),
    shaped(`${where}.modelPackage`, modelPackage, MODEL_PACKAGE),
    shaped(`${where}.modelData`, modelData, MODEL_DATA),
    matches(`${where}.containerHostname`, containerHostname, RESOURCE_NAME),
    matches(`${where}.inferenceSpecificationName`, inferenceSpecificationName, RESOURCE_NAME),
    mode?._isMultiModel && !modelPackage
      ? required(`${where}.modelData`, modelData, 'a multi-model container requires the prefix of its archives; use ModelData.fromBucketPrefix')
      : undefined,
    differs(`${where}.containerHostname`, containerHostname, before.map((other) => other.containerHostname), 'containers'),
    ...environmentChecks(`${where}.environment`, container.environment, ENVIRONMENT),
  ];
}

/** Warns about settings that are valid but probably unintended. */
export function warnOfContainer(scope: IConstruct, where: string, container: BoundContainerDefinition, isolated: boolean): void {
  const { definition, data } = container;
  const { image, modelPackage, environment, inferenceSpecificationName, mode } = definition;
  if (data && !mode?._isMultiModel && isUnlikelyArchive(data)) {
    warn(scope, 'modelDataNotArchive', `${where}.modelData is expected to be a gzip-compressed tar archive, but its name `
      + (data.uri.endsWith('/')
        ? "ends with '/'; for the archives of a multi-model container set mode to ContainerMode.multiModel(), "
          + 'for the uncompressed files of one model use ModelData.fromBucketPrefix'
        : "does not end with '.tar.gz'; specify an archive, set compressed to false, or use ModelData.fromBucketPrefix"));
  }
  if (data && isGated(data)) {
    warn(scope, 'eulaNotAccepted', `${where}.modelData is in a bucket of models with an end-user license agreement; read it, and set acceptEula to true`);
  }
  if (container.image) {
    warnOfEcrAsRegistry(scope, `${where}.image`, container.image);
  }
  if (image && modelPackage) {
    warn(scope, 'imageAndModelPackage', `${where} has an image and a modelPackage, which provides its own image; omit one of them`);
  }
  if (inferenceSpecificationName !== undefined && !modelPackage) {
    warn(scope, 'inferenceSpecificationWithoutModelPackage', `${where}.inferenceSpecificationName requires modelPackage; `
      + 'set modelPackage or omit inferenceSpecificationName');
  }
  if (modelPackage && Object.keys(environment ?? {}).length > 0) {
    warn(scope, 'environmentWithModelPackage', `${where} has an environment, which SageMaker rejects if the model package also has one; `
      + 'set it in the model package');
  }
  if (isolated && container.image && repositoriesOf(container.image).some((repository) => NOT_ISOLATED.test(repository))) {
    warn(scope, 'imageNetworkIsolation', `${where}.image is an AWS image for Chainer or reinforcement learning, which does not support `
      + 'networkIsolation; omit networkIsolation, or choose another image');
  }
  if (modelPackage && !isolated && mayBeMarketplace(scope, modelPackage)) {
    warn(scope, 'marketplaceNetworkIsolation', `${where}.modelPackage has no version and might belong to another account; if it is an AWS `
      + 'Marketplace product, set networkIsolation, which it requires');
  }
}

/** Returns whether a package can be an AWS Marketplace product. Products have no version, and belong to an AWS account. */
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
