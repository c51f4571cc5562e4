import { Token, type aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { BoundImage } from './bound-image';
import { warnOfRequirements } from './code-requirements';
import type { Entry } from './data/directory/entry';
import { warnOfMissingModel } from './image-without-model';
import { warnOfScript } from './inference-script';
import { warnOfServerSettings } from './server-settings';
import { warnOfServerVariables } from './server-variables';
import { cannotRead } from '../permissions/read-access';
import { propertyNamesOf } from '../private/property-names';
import { warnOfSecrets } from '../private/secrets';
import { warn } from '../private/warnings';

/** The variables that name a model, which model servers download from the Hugging Face Hub unless it is a path or a URI. */
const HUB_MODELS: readonly string[] = ['HF_MODEL_ID', 'OPTION_MODEL_ID', 'SM_VLLM_MODEL', 'SM_SGLANG_MODEL_PATH', 'SM_ON_MODEL'];

/** The variables that keep model servers from downloading a model. */
const OFFLINE: readonly string[] = ['HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE'];

/** The variable with the URL of the hub, which can be a mirror in the VPC. */
const HUB_URL = 'HF_ENDPOINT';

/** The name of a model in the hub, such as `org/name`. */
const HUB_MODEL = /^[\w-][\w.-]*(\/[\w.-]+)?$/;

type Environment = { readonly [name: string]: unknown };

/** The environment of a container, and its place in the properties. */
export interface ContainerEnvironment {
  /** The name of the environment, such as `containers[0].environment`. */
  readonly place: string;
  readonly environment: Environment;
  /** The image of the container; undefined if it is not known. */
  readonly image?: BoundImage;
  /** Indicates whether the container has artifacts of its own. */
  readonly hasArtifacts: boolean;
  /** The files of the artifacts of a single model, if they are those of a local directory. */
  readonly contents?: readonly Entry[];
  /** Returns the container as the L1 construct has it, with overrides; absent if its artifacts can be those of a model or of a model package. */
  readonly rendered?: () => unknown;
}

/** What the containers of a model or of an inference component can access. */
export interface ContainerAccess {
  /** The role of the containers; undefined if it is not known. */
  readonly role: iam.IRole | undefined;
  readonly isolated: boolean;
  /** Returns whether the subnets are known to have no route to the internet. */
  readonly hasNoRouteOut: () => boolean;
}

/** The owner of the role and of the network, for messages. */
interface Owner {
  readonly name: string;
  /** The principal of a grant to the role. */
  readonly grantee: string;
}

export const OF_MODEL: Owner = { name: 'model', grantee: 'model' };
export const OF_CONFIG: Owner = { name: 'endpoint configuration', grantee: 'config.role' };

/** Warns about environment variables that are valid but probably do not have the intended effect. */
export function warnOfEnvironments(user: Construct, owner: Owner, environments: readonly ContainerEnvironment[], access: ContainerAccess): void {
  const { environment: name } = propertyNamesOf(user);
  environments.forEach((given) => {
    const container = { ...given, place: name ?? given.place };
    warnOfSecrets(user, container.place, container.environment as { readonly [name: string]: string });
    warnOfServerVariables(user, container.place, container.image, container.environment);
    warnOfServerSettings(user, container.place, container, HUB_MODELS);
    const whole = given.place.replace(/\.environment$/, '');
    warnOfMissingModel(user, whole, container);
    warnOfRequirements(user, owner.name, whole, container, access.isolated);
    warnOfScript(user, whole, container);
    warnOfUris(user, owner, container, access);
    warnOfHubModels(user, owner, container, access);
  });
}

function warnOfUris(user: Construct, { name: owner, grantee }: Owner, { place, environment }: ContainerEnvironment, { role }: ContainerAccess): void {
  const unreadable = Object.keys(environment).filter((name) => {
    const value = environment[name];
    return role && typeof value === 'string' && value.startsWith('s3://') && cannotRead(role, user, value);
  });
  if (unreadable.length > 0) {
    warn(user, 's3UriInEnvironment', `${place} has Amazon S3 URIs in ${listed(unreadable)}, but the role of the ${owner} has no permission to read them; `
      + `grant it with bucket.grantRead(${grantee}, 'prefix/*'), or use modelData`);
  }
}

function warnOfHubModels(
  user: Construct, { name: owner }: Owner, { place, environment }: ContainerEnvironment, { isolated, hasNoRouteOut }: ContainerAccess,
): void {
  const ofHub = HUB_MODELS.filter((name) => isLiteral(environment[name]) && HUB_MODEL.test(environment[name]));
  if (ofHub.length === 0 || OFFLINE.some((name) => environment[name] !== undefined && environment[name] !== '0')) {
    return;
  }
  const reason = isolated ? 'networkIsolation' : environment[HUB_URL] === undefined && hasNoRouteOut() ? 'subnets without a route to the internet' : undefined;
  if (reason) {
    warn(user, 'hubModelWithoutNetwork', `${place} has ${ofHub.map((name) => `${name} '${String(environment[name])}'`).join(' and ')}, which the container downloads `
      + `from the Hugging Face Hub, but the ${owner} has ${reason}; store the model in a bucket and use modelData, or allow access to the hub`);
  }
}

function isLiteral(value: unknown): value is string {
  return typeof value === 'string' && !Token.isUnresolved(value);
}

function listed(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(' and ');
}
