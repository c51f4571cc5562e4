import type { ModelPackageContainer } from './model-package-container';
import type { ModelPackageOptions } from './model-package-props';
import { CONTENT_TYPE, DATA_INPUT_CONFIG, DESCRIPTION, DIGEST, FRAMEWORK_VERSION, RESPONSE_MIME_TYPE } from './names';
import type { InstanceType } from '../common/instance-type.generated';
import { atMostItems, type Check, isUnknown, itemsBetween, notEmpty, required, matches, eachMatches } from '../private/checks';
import { environmentChecks, type EnvironmentLimits } from '../private/environment-variables';
import { RESOURCE_NAME } from '../private/names';

/**
 * How a model package does inference.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html
 */
export interface InferenceSpecification {
  /**
   * The container, or the containers of an inference pipeline: 1 to 15.
   */
  readonly containers: ModelPackageContainer[];

  /**
   * The MIME types of requests, each of at most 256 characters.
   */
  readonly supportedContentTypes: string[];

  /**
   * The MIME types of responses, such as `application/json`, each of at most 1024 characters.
   */
  readonly supportedResponseMimeTypes: string[];

  /**
   * The instance types for endpoints. Throws when it is missing from a package outside of a group.
   *
   * @default - not told, for a version of a group
   */
  readonly supportedRealtimeInferenceInstanceTypes?: InstanceType[];

  /**
   * The instance types for batch transform jobs, at least 1. Throws when it is missing from a package outside of a group.
   *
   * @default - not told, for a version of a group
   */
  readonly supportedTransformInstanceTypes?: InstanceType[];
}

/**
 * Another way in which a model package does inference, such as one with artifacts that SageMaker Neo has compiled. A container of a model
 * asks for it by its name, as `inferenceSpecificationName`.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AdditionalInferenceSpecificationDefinition.html
 */
export interface AdditionalInferenceSpecification {
  /**
   * The name of the specification, which no other of the package has: at most 63 letters, digits and hyphens.
   */
  readonly name: string;

  /**
   * What it is for: at most 1024 characters.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * The container, or the containers of an inference pipeline: 1 to 15.
   */
  readonly containers: ModelPackageContainer[];

  /**
   * The MIME types of requests, each of at most 256 characters.
   *
   * @default - not told
   */
  readonly supportedContentTypes?: string[];

  /**
   * The MIME types of responses, such as `application/json`, each of at most 1024 characters.
   *
   * @default - not told
   */
  readonly supportedResponseMimeTypes?: string[];

  /**
   * The instance types for endpoints.
   *
   * @default - not told
   */
  readonly supportedRealtimeInferenceInstanceTypes?: InstanceType[];

  /**
   * The instance types for batch transform jobs, at least 1.
   *
   * @default - not told
   */
  readonly supportedTransformInstanceTypes?: InstanceType[];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html */
const MAX_CONTAINERS = 15;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateModelPackage.html */
const MAX_ADDITIONAL = 15;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageContainerDefinition.html */
const CONTAINER_ENVIRONMENT: EnvironmentLimits = { entries: 100, keyLength: 1024, valueLength: 1024 };

/** All inference specifications of a package, each with the property it is in. */
export function specificationsOf(props: ModelPackageOptions): [string, InferenceSpecification | AdditionalInferenceSpecification][] {
  return [
    ...props.inferenceSpecification ? [['inferenceSpecification', props.inferenceSpecification] as [string, InferenceSpecification]] : [],
    ...additionalOf(props),
  ];
}

function additionalOf(props: ModelPackageOptions): [string, AdditionalInferenceSpecification][] {
  return (['additionalInferenceSpecifications', 'additionalInferenceSpecificationsToAdd'] as const).flatMap((name) =>
    (props[name] ?? []).map((specification, index) => [`${name}[${index}]`, specification] as [string, AdditionalInferenceSpecification]));
}

export function inferenceChecks(props: ModelPackageOptions, versioned: boolean): Check[] {
  const additional = additionalOf(props);
  return [
    ...props.inferenceSpecification ? mainChecks(props.inferenceSpecification, versioned) : [],
    ...specificationsOf(props).flatMap(([where, specification]) => specificationChecks(where, specification)),
    ...additional.flatMap(([where, specification], index) => [
      matches(`${where}.name`, specification.name, RESOURCE_NAME),
      matches(`${where}.description`, specification.description, DESCRIPTION),
      nameInUse(where, specification.name, additional.slice(0, index).map(([_, other]) => other.name)),
    ]),
    notEmpty('additionalInferenceSpecifications', props.additionalInferenceSpecifications),
    notEmpty('additionalInferenceSpecificationsToAdd', props.additionalInferenceSpecificationsToAdd),
    atMostItems('additionalInferenceSpecifications and additionalInferenceSpecificationsToAdd together', additional, MAX_ADDITIONAL),
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html */
function mainChecks(specification: InferenceSpecification, versioned: boolean): Check[] {
  const names = ['supportedRealtimeInferenceInstanceTypes', 'supportedTransformInstanceTypes'] as const;
  return versioned ? [] : names.map((name) =>
    required(`inferenceSpecification.${name}`, specification[name], 'a package outside of a group has to tell them'));
}

function specificationChecks(where: string, specification: InferenceSpecification | AdditionalInferenceSpecification): Check[] {
  const { containers, supportedContentTypes, supportedResponseMimeTypes, supportedTransformInstanceTypes } = specification;
  return [
    itemsBetween(`${where}.containers`, containers, 1, MAX_CONTAINERS),
    ...containers.flatMap((container, index) => containerChecks(`${where}.containers[${index}]`, container)),
    ...eachMatches(`${where}.supportedContentTypes`, supportedContentTypes, CONTENT_TYPE),
    ...eachMatches(`${where}.supportedResponseMimeTypes`, supportedResponseMimeTypes, RESPONSE_MIME_TYPE),
    notEmpty(`${where}.supportedTransformInstanceTypes`, supportedTransformInstanceTypes),
  ];
}

function containerChecks(where: string, container: ModelPackageContainer): Check[] {
  return [
    required(`${where}.image`, container.image, 'use a method of ContainerImage'),
    matches(`${where}.containerHostname`, container.containerHostname, RESOURCE_NAME),
    matches(`${where}.frameworkVersion`, container.frameworkVersion, FRAMEWORK_VERSION),
    matches(`${where}.imageDigest`, container.imageDigest, DIGEST),
    matches(`${where}.dataInputConfig`, container.dataInputConfig, DATA_INPUT_CONFIG),
    ...environmentChecks(`${where}.environment`, container.environment, CONTAINER_ENVIRONMENT),
  ];
}

function nameInUse(where: string, name: string, others: readonly string[]): Check {
  return !isUnknown(name) && others.includes(name)
    ? `${where}.name must differ from those of the other specifications, got '${name}' again`
    : undefined;
}
