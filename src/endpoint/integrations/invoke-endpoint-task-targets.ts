import { aws_stepfunctions as sfn } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { InvokeEndpointTaskProps } from './invoke-endpoint-task';
import type { InstanceVariantDefinition } from '../../endpoint-config/variants/instance-variant';
import { allVariants, type Variants } from '../../endpoint-config/variants/variant-set';
import { isDefinedModel, type DefinedModel } from '../../model/model-base';
import { isUnknown, problemsOf, type Check } from '../../private/checks';
import { warn } from '../../private/warnings';

/** The properties of a task that choose what is invoked. */
type Targets = Pick<InvokeEndpointTaskProps, 'targetVariant' | 'targetModel' | 'targetContainerHostname' | 'inferenceComponentName'>;

/** The variants and components of an endpoint, without a dependency on their classes. */
export interface TaskTargets {
  /** Returns the definitions of the variants; undefined if they are not known. */
  known(): Variants | undefined;
  /** Returns the components that a request can be for, without adapters; undefined if the endpoint is not known to host components. */
  requested(): readonly TaskComponent[] | undefined;
  /** Calls a function when the app adds or looks up a component. */
  whenComponentAdded(listener: () => void): void;
}

/** An inference component that a task can invoke. */
export interface TaskComponent {
  readonly inferenceComponentName: string;
  /** The name for messages. */
  readonly title: string;
  /** The ARNs of the component to grant permissions on, without those of its endpoint. */
  readonly ownArnsToGrant: string[];
}

/**
 * Checks that the endpoint is not asynchronous.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html
 */
export function queueChecks(variants: TaskTargets): Check[] {
  return [
    variants.known()?.instance.some(({ isAsync }) => isAsync)
      ? 'the task sends a synchronous request, which an asynchronous endpoint refuses; '
        + 'use a CallAwsService task with the action invokeEndpointAsync, and allow it with grantInvokeAsync'
      : undefined,
  ];
}

/** Returns the problems of the targets of a task. Variants and containers can be added until synthesis. */
export function targetProblems(targets: Targets, endpointVariants: TaskTargets): string[] {
  const variants = endpointVariants.known();
  return variants
    ? problemsOf(...queueChecks(endpointVariants), variantCheck(targets, variants), ...modelChecks(targets, modelsThatCanAnswer(targets, variants)))
    : [];
}

/** Returns the component that a task invokes if it specifies none: the only one. */
export function onlyComponent(variants: TaskTargets): TaskComponent | undefined {
  const components = variants.requested() ?? [];
  return components.length === 1 ? components[0] : undefined;
}

/** Warns about a task that does not specify an inference component of an endpoint that hosts several, or others than the app knows. */
export function warnOfTargets(task: IConstruct, { inferenceComponentName }: Targets, variants: TaskTargets): void {
  const components = variants.requested();
  if (isMissing(inferenceComponentName) && components && !onlyComponent(variants)) {
    const titles = components.map(({ title }) => title).join(' or ');
    warn(task, 'invokeTaskWithoutComponent', 'the endpoint hosts inference components, and a request without one is refused; set inferenceComponentName'
      + (titles && `, or use createInvokeTask of ${titles}`));
  }
}

function variantCheck({ targetVariant }: Targets, variants: Variants): Check {
  const names = namesOf([...allVariants(variants), ...variants.shadow]);
  return !isKnown(targetVariant) || names.length === 0 || names.some((name) => isUnknown(name) || name === targetVariant)
    ? undefined
    : `targetVariant must be a variant of the endpoint, got '${targetVariant}'; the variants are ${names.map((name) => `'${name}'`).join(', ')}`;
}

/**
 * Checks the target model and container. SageMaker rejects a missing one, and one that no container of the endpoint has.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-direct.html
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html#API_runtime_InvokeEndpoint_RequestSyntax
 */
function modelChecks({ targetModel, targetContainerHostname: container }: Targets, models: readonly DefinedModel[]): Check[] {
  const every = (test: (model: DefinedModel) => boolean) => models.length > 0 && models.every(test);
  const isDirect = every(({ _hosting }) => _hosting.direct);
  const names = new Set(models.flatMap(({ _containerHostnames }) => _containerHostnames));
  const listed = [...names].map((name) => `'${name}'`).join(', ');
  return [
    isMissing(targetModel) && every(({ _hosting }) => _hosting.multiModel && !_hosting.direct)
      ? "targetModel is required, because the endpoint hosts multi-model containers; specify the name of an archive, such as 'churn.tar.gz'"
      : undefined,
    isKnown(targetModel) && every(({ _hosting }) => !_hosting.multiModel)
      ? 'targetModel is only valid for multi-model containers, and the endpoint hosts none; omit it'
      : undefined,
    isMissing(container) && isDirect
      ? `targetContainerHostname is required, because containers of the endpoint are invoked directly; specify one of ${listed}`
      : undefined,
    isKnown(container) && every(({ _hosting }) => !_hosting.direct)
      ? 'targetContainerHostname is only valid for containers that are invoked directly, and the endpoint hosts none; omit it'
      : undefined,
    isKnown(container) && isDirect && ![...names].some((name) => isUnknown(name) || name === container)
      ? `targetContainerHostname must be a container of the endpoint, got '${container}'; the containers are ${listed}`
      : undefined,
  ];
}

/** Returns the models that can answer the request; an empty list if one of them is not known. */
function modelsThatCanAnswer({ targetVariant }: Targets, { instance, serverless }: Variants): DefinedModel[] {
  const named = instance.filter(({ props }) => props.variantName === targetVariant);
  const models = serverless ? [serverless.props.model] : (named.length > 0 ? named : instance).flatMap(modelsOfVariant);
  return models.every((model) => isDefinedModel(model)) ? models : [];
}

function modelsOfVariant({ hosted }: InstanceVariantDefinition) {
  return hosted.map(({ model }) => model);
}

function namesOf(variants: readonly { readonly props: { readonly variantName: string } }[]): string[] {
  return variants.map(({ props }) => props.variantName);
}

/** Indicates whether a value is set, and is neither a token nor an expression. */
function isKnown(value: string | undefined): boolean {
  return !isUnknown(value) && !isExpression(value);
}

/** Indicates whether a value is an expression on the state, in either query language. */
export function isExpression(value: string | undefined): boolean {
  return !isMissing(value) && (sfn.JsonPath.isEncodedJsonPath(value!) || value!.trim().startsWith('{%'));
}

/** Indicates whether a value is missing. */
export function isMissing(value: unknown): boolean {
  return value === undefined;
}
