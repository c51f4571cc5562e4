import { Token, type aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { BoundContainerDefinition } from './container-definition';
import { cannotRead } from '../permissions/read-access';
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

/** The network access of the containers of a model. */
export interface NetworkAccess {
  readonly isolated: boolean;
  /** Returns whether the subnets are known to have no route to the internet. */
  readonly hasNoRouteOut: () => boolean;
}

/** Warns about environment variables that are valid but probably do not have the intended effect. */
export function warnOfEnvironments(
  model: Construct, role: iam.IRole, containers: readonly BoundContainerDefinition[], network: NetworkAccess,
): void {
  containers.forEach(({ definition }, index) => {
    const environment = definition.environment ?? {};
    const where = `containers[${index}]`;
    warnOfSecrets(model, where, environment);
    warnOfUris(model, role, where, environment);
    warnOfHubModels(model, where, environment, network);
  });
}

function warnOfUris(model: Construct, role: iam.IRole, where: string, environment: Environment): void {
  const unreadable = Object.keys(environment).filter((name) => {
    const value = environment[name];
    return typeof value === 'string' && value.startsWith('s3://') && cannotRead(role, model, value);
  });
  if (unreadable.length > 0) {
    warn(model, 's3UriInEnvironment', `${where}.environment has Amazon S3 URIs in ${listed(unreadable)}, but the role of the model has no permission to read them; `
      + "grant it with bucket.grantRead(model, 'prefix/*'), or use modelData");
  }
}

function warnOfHubModels(model: Construct, where: string, environment: Environment, { isolated, hasNoRouteOut }: NetworkAccess): void {
  const ofHub = HUB_MODELS.filter((name) => isLiteral(environment[name]) && HUB_MODEL.test(environment[name]));
  if (ofHub.length === 0 || OFFLINE.some((name) => environment[name] !== undefined && environment[name] !== '0')) {
    return;
  }
  const reason = isolated ? 'networkIsolation' : environment[HUB_URL] === undefined && hasNoRouteOut() ? 'subnets without a route to the internet' : undefined;
  if (reason) {
    warn(model, 'hubModelWithoutNetwork', `${where}.environment has ${ofHub.map((name) => `${name} '${String(environment[name])}'`).join(' and ')}, which the container downloads `
      + `from the Hugging Face Hub, but the model has ${reason}; store the model in a bucket and use modelData, or allow access to the hub`);
  }
}

function isLiteral(value: unknown): value is string {
  return typeof value === 'string' && !Token.isUnresolved(value);
}

function listed(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(' and ');
}
