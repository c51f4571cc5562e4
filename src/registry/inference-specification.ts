import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { FutureModel } from './future-model';
import packageContainer, { type ModelPackageContainer } from './model-package-container';
import { DESCRIPTION } from './names';
import type { InstanceType } from '../common/instance-type.generated';
import { processorOf } from '../dlc/processor';
import { recordHosting } from '../model/model-base';
import {
  assertValid, atMostItems, differs, eachMatches, itemsBetween, matches, notEmpty, required, type Check, type StringRule,
} from '../private/checks';
import { CONTENT_TYPE, RESOURCE_NAME } from '../private/names';

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

/** The properties of a package that hold its inference specifications. */
interface InferenceSpecifications {
  readonly inferenceSpecification?: InferenceSpecification;
  readonly additionalInferenceSpecifications?: AdditionalInferenceSpecification[];
  readonly additionalInferenceSpecificationsToAdd?: AdditionalInferenceSpecification[];
}

/** The same as CloudFormation takes them. */
type RenderedInferenceSpecifications = Pick<sagemaker.CfnModelPackageProps, keyof InferenceSpecifications>;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html */
const MAX_CONTAINERS = 15;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateModelPackage.html */
const MAX_ADDITIONAL = 15;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html */
const RESPONSE_MIME_TYPE: StringRule = {
  pattern: /^[-\w]+\/.+$/, minLength: 0, maxLength: 1024, allowed: 'a MIME type such as application/json',
};

/** Checks the specifications of a package, which is a version of a group or stands by itself. */
function inferenceSpecificationsChecks(props: InferenceSpecifications, versioned: boolean): Check[] {
  const additional = additionalOf(props);
  return [
    ...props.inferenceSpecification && !versioned ? instanceTypesChecks(props.inferenceSpecification) : [],
    ...specificationsOf(props).flatMap(([where, specification]) => specificationChecks(where, specification)),
    ...additional.flatMap(([where, specification], index) => [
      matches(`${where}.name`, specification.name, RESOURCE_NAME),
      matches(`${where}.description`, specification.description, DESCRIPTION),
      differs(`${where}.name`, specification.name, additional.slice(0, index).map(([_, other]) => other.name), 'specifications'),
    ]),
    notEmpty('additionalInferenceSpecifications', props.additionalInferenceSpecifications),
    notEmpty('additionalInferenceSpecificationsToAdd', props.additionalInferenceSpecificationsToAdd),
    atMostItems('additionalInferenceSpecifications and additionalInferenceSpecificationsToAdd together', additional, MAX_ADDITIONAL),
  ];
}

/** Checks what SageMaker asks of a package outside of a group. @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html */
function instanceTypesChecks(specification: InferenceSpecification): Check[] {
  const names = ['supportedRealtimeInferenceInstanceTypes', 'supportedTransformInstanceTypes'] as const;
  return names.map((name) => required(`inferenceSpecification.${name}`, specification[name], 'a package outside of a group has to tell them'));
}

function specificationChecks(where: string, specification: InferenceSpecification | AdditionalInferenceSpecification): Check[] {
  const { containers, supportedContentTypes, supportedResponseMimeTypes, supportedTransformInstanceTypes } = specification;
  return [
    itemsBetween(`${where}.containers`, containers, 1, MAX_CONTAINERS),
    ...containers.flatMap((container, index) => packageContainer.checks(`${where}.containers[${index}]`, container)),
    ...eachMatches(`${where}.supportedContentTypes`, supportedContentTypes, CONTENT_TYPE),
    ...eachMatches(`${where}.supportedResponseMimeTypes`, supportedResponseMimeTypes, RESPONSE_MIME_TYPE),
    notEmpty(`${where}.supportedTransformInstanceTypes`, supportedTransformInstanceTypes),
  ];
}

/** Returns all specifications of a package, each with the property it is in. */
function specificationsOf(props: InferenceSpecifications): [string, InferenceSpecification | AdditionalInferenceSpecification][] {
  return [
    ...props.inferenceSpecification ? [['inferenceSpecification', props.inferenceSpecification] as [string, InferenceSpecification]] : [],
    ...additionalOf(props),
  ];
}

function additionalOf(props: InferenceSpecifications): [string, AdditionalInferenceSpecification][] {
  return (['additionalInferenceSpecifications', 'additionalInferenceSpecificationsToAdd'] as const).flatMap((name) =>
    (props[name] ?? []).map((specification, index) => [`${name}[${index}]`, specification] as [string, AdditionalInferenceSpecification]));
}

/**
 * Binds the images and artifacts of all specifications to the models that will use the package, and returns the specifications as
 * CloudFormation takes them.
 *
 * @param archiveUser what takes nothing but archives as artifacts, if there is something like that
 */
function bindInferenceSpecifications(
  contents: FutureModel, props: InferenceSpecifications, archiveUser: string | undefined,
): RenderedInferenceSpecifications {
  recordInstanceTypes(contents, props);
  const bound = new Map(specificationsOf(props).map(([where, specification]) => [
    specification,
    specification.containers.map((container, index) => packageContainer.bind(contents, `${where}.containers[${index}]`, container)),
  ]));
  assertValid(contents.node.scope, ...[...bound.values()].flat().flatMap((container) => packageContainer.boundChecks(container, archiveUser)));
  const rendered = (specification: InferenceSpecification | AdditionalInferenceSpecification) => ({
    containers: bound.get(specification)!.map(packageContainer.render),
    supportedContentTypes: specification.supportedContentTypes,
    supportedResponseMimeTypes: specification.supportedResponseMimeTypes,
    supportedRealtimeInferenceInstanceTypes: specification.supportedRealtimeInferenceInstanceTypes?.map(String),
    supportedTransformInstanceTypes: specification.supportedTransformInstanceTypes?.map(String),
  });
  const additional = (specifications: AdditionalInferenceSpecification[] | undefined) =>
    specifications?.map((specification) => ({ name: specification.name, description: specification.description, ...rendered(specification) }));
  return {
    inferenceSpecification: props.inferenceSpecification
      && rendered(props.inferenceSpecification) as sagemaker.CfnModelPackage.InferenceSpecificationProperty,
    additionalInferenceSpecifications: additional(props.additionalInferenceSpecifications),
    additionalInferenceSpecificationsToAdd: additional(props.additionalInferenceSpecificationsToAdd),
  };
}

/** Lets the image of a framework follow the instance types of the package, as that of a model follows the instances that host it. */
function recordInstanceTypes(contents: FutureModel, props: InferenceSpecifications): void {
  specificationsOf(props)
    .flatMap(([, specification]) => [
      ...specification.supportedRealtimeInferenceInstanceTypes ?? [],
      ...specification.supportedTransformInstanceTypes ?? [],
    ])
    .forEach((instanceType) => recordHosting(contents, () => processorOf(instanceType)));
}

export default { checks: inferenceSpecificationsChecks, bind: bindInferenceSpecifications };
