import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { warn } from './warnings';

/** Names of variables that contain secrets. */
const SECRET_NAME = /(^|_)(TOKEN|SECRET|PASSWORD|API_KEY|APIKEY)$/i;

/** An access token of the Hugging Face Hub. */
const HUB_TOKEN = /^hf_[A-Za-z0-9]+$/;

/** Values that are not a secret: a switch, a number, a special token of a language model, a path, an ARN, and a dynamic reference. */
const NO_SECRET = /^$|^(true|false|yes|no|on|off|none)$|^[\d.]+$|^[<[]|^\/|^arn:|\{\{resolve:/i;

/** Returns the names of the environment variables that contain a secret as text. */
function secretsIn(environment: { readonly [name: string]: string } | undefined): string[] {
  return Object.entries(environment ?? {})
    .filter(([name, value]) => isText(value) && (HUB_TOKEN.test(value) || (SECRET_NAME.test(name) && !NO_SECRET.test(value))))
    .map(([name]) => name);
}

/** Warns about secrets that are written as text into an environment. The message does not contain their values. */
export function warnOfSecrets(scope: IConstruct, where: string, environment: { readonly [name: string]: string } | undefined): void {
  const names = secretsIn(environment).map((name) => `'${name}'`);
  if (names.length > 0) {
    warn(scope, 'secretInEnvironment', `${where}.environment contains ${names.join(' and ')} as text, which is visible to all who can read the template; store it `
      + 'in AWS Secrets Manager, and use SecretValue.secretsManager(name).unsafeUnwrap() as the value');
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && !Token.isUnresolved(value);
}
