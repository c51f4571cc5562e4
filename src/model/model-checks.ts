import type { IConstruct } from 'constructs';
import { containerChecks, type BoundContainerDefinition, type ContainerDefinition } from './container-definition';
import type { ModelAttributes, ModelProps } from './model-props';
import { networkChecks, tooManySecurityGroups, type ModelNetwork } from './network';
import { roleCheck } from '../permissions/execution-role';
import { roleRestrictionsChecks } from '../permissions/role-restrictions';
import { isUnknown, matches, problemsOf, type Check } from '../private/checks';
import { RESOURCE_NAME, sagemakerArn } from '../private/names';
import { eachShaped, ROLE, SECURITY_GROUP, shaped } from '../private/shapes';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html */
const MAX_CONTAINERS = 15;

/**
 * The limit for the environment variables of all containers of a model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
 */
const MAX_ENVIRONMENT_BYTES = 32 * 1024;

/** Checks the attributes of an imported model. */
export function modelAttributesChecks(attrs: ModelAttributes): Check[] {
  return [
    sagemakerArn('modelArn', attrs.modelArn, 'model'),
    shaped('role', attrs.role, ROLE),
    ...eachShaped('securityGroups', attrs.securityGroups, SECURITY_GROUP),
  ];
}

/** Checks the properties of a model without the constructs they refer to. */
export function modelPropsChecks(model: IConstruct, props: ModelProps): Check[] {
  return [
    matches('modelName', props.modelName, RESOURCE_NAME),
    roleCheck('role', props.role, model),
    ...networkChecks(props),
    ...roleRestrictionsChecks(props.roleRestrictions, props.vpc !== undefined),
    ...containersChecks(props.containers ?? []),
  ];
}

/**
 * Checks the containers of a model.
 *
 * @param from the index of the first container that has not been checked before
 */
export function containersChecks(containers: readonly ContainerDefinition[], from = 0): Check[] {
  return [
    containers.length > MAX_CONTAINERS ? `a model must have at most ${MAX_CONTAINERS} containers, got ${containers.length}` : undefined,
    environmentSizeCheck(containers),
    oneMultiModelCheck(containers),
    ...containers.slice(from).flatMap((container, offset) => {
      const index = from + offset;
      return containerChecks(`containers[${index}]`, container, containers.slice(0, index));
    }),
  ];
}

function environmentSizeCheck(containers: readonly ContainerDefinition[]): Check {
  const bytes = containers
    .flatMap((container) => Object.entries(container.environment ?? {}).flat())
    .filter((part) => typeof part === 'string' && !isUnknown(part))
    .reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  return bytes > MAX_ENVIRONMENT_BYTES
    ? `the environment variables of all containers in total must have at most ${MAX_ENVIRONMENT_BYTES} bytes, got ${bytes}`
    : undefined;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoints.html */
function oneMultiModelCheck(containers: readonly ContainerDefinition[]): Check {
  const count = containers.filter((container) => container.mode?._isMultiModel).length;
  return count > 1 ? `at most 1 container of a model can be a multi-model container, got ${count}` : undefined;
}

/** Returns the problems of the complete model, to which containers and security groups can be added until synthesis. */
export function finishedModelProblems(
  containers: readonly BoundContainerDefinition[], network: ModelNetwork | undefined, direct: boolean,
): string[] {
  return problemsOf(
    containers.length === 0 ? 'a model must have at least 1 container, got 0; set containers or call addContainer' : undefined,
    tooManySecurityGroups('a model', network),
    ...(direct ? directChecks(containers) : [pipelineHostnamesCheck(containers)]),
  );
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-direct.html */
function directChecks(containers: readonly BoundContainerDefinition[]): Check[] {
  const named = countHostnames(containers);
  return [
    containers.length === 1 ? 'a model with inferenceExecutionMode DIRECT must have at least 2 containers, got 1; add another container, or omit inferenceExecutionMode' : undefined,
    named < containers.length
      ? `each container of a model with inferenceExecutionMode DIRECT must have a containerHostname, got ${named} of ${containers.length}`
      : undefined,
  ];
}

function pipelineHostnamesCheck(containers: readonly BoundContainerDefinition[]): Check {
  const named = countHostnames(containers);
  return named > 0 && named < containers.length
    ? `containerHostname must be set for all containers or for none, got ${named} of ${containers.length}`
    : undefined;
}

function countHostnames(containers: readonly BoundContainerDefinition[]): number {
  return containers.filter(({ definition }) => definition.containerHostname !== undefined).length;
}
