import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { FutureModel } from './future-model';
import packageContainer, { type ModelPackageContainer } from './model-package-container';
import { DESCRIPTION } from './names';
import { eachInstanceTypeCheck, instanceTypeOf } from '../common/instance-type-input';
import type { InstanceType } from '../common/instance-type.generated';
import { processorLookup, recordHosting } from '../model/model-base';
import {
  assertValid, atMostItems, differs, eachMatches, itemsBetween, matches, notEmpty, required, type Check, type StringRule,
} from '../private/checks';
import { CONTENT_TYPE, RESOURCE_NAME } from '../private/names';

/**
 * The inference specification of a model package: its containers, content types and instance types.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html
 */
export interface InferenceSpecification {
  /**
   * The containers: one, or the 2 to 15 containers of an inference pipeline.
   */
  readonly containers: ModelPackageContainer[];

  /**
   * The supported MIME types of requests, each at most 256 characters.
   */
  readonly supportedContentTypes: string[];

  /**
   * The supported MIME types of responses, such as `application/json`, each at most 1024 characters.
   */
  readonly supportedResponseMimeTypes: string[];

  /**
   * The supported instance types for endpoints. Required for a package that does not belong to a group.
   *
   * @default - a version of a group does not list instance types for endpoints
   */
  readonly supportedRealtimeInferenceInstanceTypes?: InstanceType[];

  /**
   * The supported instance types for batch transform jobs, at least 1. Required for a package that does not belong to a group.
   *
   * @default - a version of a group does not list instance types for batch transform jobs
   */
  readonly supportedTransformInstanceTypes?: InstanceType[];
}

/**
 * An additional inference specification of a model package, such as one with artifacts that SageMaker Neo compiled. A container of a model
 * selects it by its name, with `inferenceSpecificationName`.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AdditionalInferenceSpecificationDefinition.html
 *
 * @example
 * declare const image: sm.ContainerImage;
 * declare const modelData: sm.ModelData;
 *
 * const int8: sm.registry.AdditionalInferenceSpecification = { name: 'int8', containers: [{ image, modelData }] };
 */
export interface AdditionalInferenceSpecification {
  /**
   * The name of the specification, unique within the package: at most 63 letters, digits and hyphens.
   */
  readonly name: string;

  /**
   * The description of the specification: at most 1024 characters, no line breaks.
   *
   * @default - the specification has no description
   */
  readonly description?: string;

  /**
   * The containers: one, or the 2 to 15 containers of an inference pipeline.
   */
  readonly containers: ModelPackageContainer[];

  /**
   * The supported MIME types of requests, each at most 256 characters.
   *
   * @default - the specification does not list MIME types of requests
   */
  readonly supportedContentTypes?: string[];

  /**
   * The supported MIME types of responses, such as `application/json`, each at most 1024 characters.
   *
   * @default - the specification does not list MIME types of responses
   */
  readonly supportedResponseMimeTypes?: string[];

  /**
   * The supported instance types for endpoints.
   *
   * @default - the specification does not list instance types for endpoints
   */
  readonly supportedRealtimeInferenceInstanceTypes?: InstanceType[];

  /**
   * The supported instance types for batch transform jobs, at least 1.
   *
   * @default - the specification does not list instance types for batch transform jobs
   */
  readonly supportedTransformInstanceTypes?: InstanceType[];
}

/** The properties of a package that hold its inference specifications. */
interface InferenceSpecifications {
  readonly inferenceSpecification?: InferenceSpecification;
  readonly additionalInferenceSpecifications?: AdditionalInferenceSpecification[];
  readonly additionalInferenceSpecificationsToAdd?: AdditionalInferenceSpecification[];
}

/** The same properties in the form that CloudFormation requires. */
type RenderedInferenceSpecifications = Pick<sagemaker.CfnModelPackageProps, keyof InferenceSpecifications>;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html */
const MAX_CONTAINERS = 15;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateModelPackage.html */
const MAX_ADDITIONAL = 15;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html */
const RESPONSE_MIME_TYPE: StringRule = {
  pattern: /^[-\w]+\/.+$/, minLength: 0, maxLength: 1024, allowed: 'a MIME type such as application/json',
};

/** Checks the specifications of a package. A version of a group requires less than a package that does not belong to a group. */
function inferenceSpecificationsChecks(props: InferenceSpecifications, versioned: boolean): Check[] {
  const additional = additionalOf(props);
  return [
    ...props.inferenceSpecification && !versioned ? instanceTypesChecks(props.inferenceSpecification) : [],
    ...props.inferenceSpecification ? typesRequired(props.inferenceSpecification) : [],
    ...specificationsOf(props).flatMap(([where, specification]) => specificationChecks(where, specification)),
    ...additional.flatMap(([where, specification], index) => [
      required(`${where}.name`, specification.name, `specify ${RESOURCE_NAME.allowed}`),
      matches(`${where}.name`, specification.name, RESOURCE_NAME),
      matches(`${where}.description`, specification.description, DESCRIPTION),
      differs(`${where}.name`, specification.name, additional.slice(0, index).map(([_, other]) => other.name), 'specifications'),
    ]),
    notEmpty('additionalInferenceSpecifications', props.additionalInferenceSpecifications),
    notEmpty('additionalInferenceSpecificationsToAdd', props.additionalInferenceSpecificationsToAdd),
    atMostItems('additionalInferenceSpecifications and additionalInferenceSpecificationsToAdd together', additional, MAX_ADDITIONAL),
  ];
}

/**
 * Checks the instance types, which SageMaker requires for a package that does not belong to a group.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html
 */
function instanceTypesChecks(specification: InferenceSpecification): Check[] {
  const names = ['supportedRealtimeInferenceInstanceTypes', 'supportedTransformInstanceTypes'] as const;
  const advice = 'list the instance types of a package that does not belong to a group';
  return names.map((name) => required(`inferenceSpecification.${name}`, specification[name], advice));
}

function typesRequired({ supportedContentTypes, supportedResponseMimeTypes }: InferenceSpecification): Check[] {
  return [
    required('inferenceSpecification.supportedContentTypes', supportedContentTypes, 'list the MIME types of the requests'),
    required('inferenceSpecification.supportedResponseMimeTypes', supportedResponseMimeTypes, 'list the MIME types of the responses'),
  ];
}

function specificationChecks(where: string, specification: InferenceSpecification | AdditionalInferenceSpecification): Check[] {
  const { containers, supportedContentTypes, supportedResponseMimeTypes, supportedTransformInstanceTypes } = specification;
  return [
    required(`${where}.containers`, containers, `specify 1 to ${MAX_CONTAINERS} containers`) ?? itemsBetween(`${where}.containers`, containers, 1, MAX_CONTAINERS),
    ...(containers ?? []).flatMap((container, index) => packageContainer.checks(`${where}.containers[${index}]`, container)),
    ...eachMatches(`${where}.supportedContentTypes`, supportedContentTypes, CONTENT_TYPE),
    ...eachMatches(`${where}.supportedResponseMimeTypes`, supportedResponseMimeTypes, RESPONSE_MIME_TYPE),
    notEmpty(`${where}.supportedTransformInstanceTypes`, supportedTransformInstanceTypes),
    ...eachInstanceTypeCheck(`${where}.supportedTransformInstanceTypes`, supportedTransformInstanceTypes),
    ...eachInstanceTypeCheck(`${where}.supportedRealtimeInferenceInstanceTypes`, specification.supportedRealtimeInferenceInstanceTypes),
  ];
}

/** Returns all specifications of a package, each with the name of its property. */
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
 * Binds the images and artifacts of all specifications to the models that will use the package, and returns the specifications for
 * CloudFormation.
 *
 * @param archiveUser the feature that requires the artifacts to be archives, if there is one
 */
function bindInferenceSpecifications(
  contents: FutureModel, props: InferenceSpecifications, archiveUser: string | undefined,
): RenderedInferenceSpecifications {
  recordInstanceTypes(contents, props);
  const bound = new Map(specificationsOf(props).map(([where, specification]) => [
    specification,
    specification.containers.map((container, index) => packageContainer.bind(contents, `${where}.containers[${index}]`, container)),
  ]));
  bound.forEach((containers, specification) => {
    contents.recordImages('name' in specification ? specification.name : undefined, containers.map(({ image }) => image));
  });
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

/** Records the instance types of the package, because an image of a framework depends on the processor of the instances that host it. */
function recordInstanceTypes(contents: FutureModel, props: InferenceSpecifications): void {
  specificationsOf(props)
    .flatMap(([, specification]) => [
      ...specification.supportedRealtimeInferenceInstanceTypes ?? [],
      ...specification.supportedTransformInstanceTypes ?? [],
    ])
    .forEach((instanceType) => recordHosting(contents, processorLookup(() => instanceTypeOf(instanceType))));
}

export default { checks: inferenceSpecificationsChecks, bind: bindInferenceSpecifications };
