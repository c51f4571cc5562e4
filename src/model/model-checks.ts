import type { BoundContainer } from './bound-container';
import type { ContainerDefinition } from './container-definition';
import { type ContainerImageConfig, RepositoryAccessMode } from './container-image-config';
import type { ModelProps } from './model-props';
import { type ModelNetwork, networkChecks, tooManySecurityGroups } from './network';
import { isUnknown, problemsOf, required, matches, type Check } from '../private/checks';
import { environmentChecks, type EnvironmentLimits } from '../private/environment-checks';
import { IMAGE_NAME, RESOURCE_NAME } from '../private/names';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html */
const MAX_CONTAINERS = 15;
/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html */
const ENVIRONMENT: EnvironmentLimits = { entries: 100, keyLength: 1024, valueLength: 1024 };
const MAX_ENVIRONMENT_BYTES = 32 * 1024;

/** What the properties of a model say by themselves. */
export function modelPropsChecks(props: ModelProps): Check[] {
  return [
    matches('modelName', props.modelName, RESOURCE_NAME),
    ...networkChecks(props),
    ...containersChecks(props.containers ?? []),
  ];
}

/** What the containers of a model may not be. The first ones have passed before when one is added. */
export function containersChecks(containers: readonly ContainerDefinition[], from = 0): Check[] {
  return [
    containers.length > MAX_CONTAINERS ? `a model must have at most ${MAX_CONTAINERS} containers, got ${containers.length}` : undefined,
    environmentTooBig(containers),
    multiModelTwice(containers),
    ...containers.slice(from).flatMap((container, offset) => containerChecks(container, containers.slice(0, from + offset))),
  ];
}

function containerChecks(container: ContainerDefinition, before: readonly ContainerDefinition[]): Check[] {
  const where = `containers[${before.length}]`;
  if (!container) {
    return [required(where, container, 'use a ContainerDefinition')];
  }
  return [
    container.modelPackage ? undefined : required(`${where}.image`, container.image, 'use a method of ContainerImage, or set modelPackage'),
    matches(`${where}.containerHostname`, container.containerHostname, RESOURCE_NAME),
    matches(`${where}.inferenceSpecificationName`, container.inferenceSpecificationName, RESOURCE_NAME),
    container.mode?._isMultiModel && !container.modelPackage
      ? required(`${where}.modelData`, container.modelData, 'a multi-model container needs the prefix of its archives; use ModelData.fromBucketPrefix')
      : undefined,
    hostnameInUse(where, container, before),
    ...environmentChecks(`${where}.environment`, container.environment, ENVIRONMENT),
  ];
}

/** What an image must look like once it is resolved. */
export function imageChecks(index: number, image: ContainerImageConfig, hasVpc: boolean): Check[] {
  const where = `containers[${index}].image`;
  const throughVpc = image.repositoryAccessMode === RepositoryAccessMode.VPC;
  return [
    required(`${where}.imageName`, image.imageName, 'the bind method of the image has to return it'),
    matches(where, image.imageName, IMAGE_NAME),
    throughVpc && !hasVpc ? `${where} is in a private registry, which can only be reached through a VPC; set vpc` : undefined,
    image.repositoryCredentialsProvider && !throughVpc
      ? `${where} has a repositoryCredentialsProvider, which is only used with repositoryAccessMode VPC; set that too`
      : undefined,
  ];
}

/** What only the finished model can tell. */
export function finishedModelProblems(containers: readonly BoundContainer[], network: ModelNetwork | undefined, direct: boolean): string[] {
  return problemsOf(
    containers.length === 0 ? 'a model must have at least 1 container, got 0; set containers or call addContainer' : undefined,
    tooManySecurityGroups('a model', network),
    ...(direct ? directProblems(containers) : [partialHostnames(containers)]),
  );
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-direct.html */
function directProblems(containers: readonly BoundContainer[]): Check[] {
  const named = withHostname(containers);
  return [
    containers.length === 1 ? 'a model with inferenceExecutionMode DIRECT must have at least 2 containers, got 1; add another, or leave the mode out' : undefined,
    named < containers.length
      ? `each container of a model with inferenceExecutionMode DIRECT must have a containerHostname, got ${named} of ${containers.length}`
      : undefined,
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoints.html */
function multiModelTwice(containers: readonly ContainerDefinition[]): Check {
  const count = containers.filter((container) => container?.mode?._isMultiModel).length;
  return count > 1 ? `at most 1 container of a model can be a multi-model container, got ${count}` : undefined;
}

function hostnameInUse(where: string, container: ContainerDefinition, before: readonly ContainerDefinition[]): Check {
  const name = container.containerHostname;
  const taken = !isUnknown(name) && before.some((other) => other?.containerHostname === name);
  return taken ? `${where}.containerHostname must differ from those of the other containers, got '${name}' again` : undefined;
}

function partialHostnames(containers: readonly BoundContainer[]): Check {
  const named = withHostname(containers);
  return named > 0 && named < containers.length
    ? `either each container must have a containerHostname or none, got ${named} of ${containers.length}`
    : undefined;
}

function withHostname(containers: readonly BoundContainer[]): number {
  return containers.filter((container) => container.definition.containerHostname !== undefined).length;
}

function environmentTooBig(containers: readonly ContainerDefinition[]): Check {
  const bytes = containers
    .flatMap((container) => Object.entries(container?.environment ?? {}).flat())
    .filter((part) => typeof part === 'string' && !isUnknown(part))
    .reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  return bytes > MAX_ENVIRONMENT_BYTES
    ? `the environment of all containers together must have at most ${MAX_ENVIRONMENT_BYTES} bytes, got ${bytes}`
    : undefined;
}
