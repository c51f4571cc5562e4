import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { warn } from './warnings';

/** Names of variables that contain secrets. */
const SECRET_NAMES: readonly RegExp[] = [
  /(^|_)(TOKEN|SECRET|PASSWD|PASSPHRASE|PASS|PWD|CREDENTIALS?|(API|ACCESS|ACCOUNT|SECRET|PRIVATE|AUTH|SIGNING)_?KEY|GIT(HUB|LAB)?_PAT)$/i,
  /PASSWORD$/i,
  /(^|_)(HF|HUB|API|AUTH|ACCESS|GITHUB|GITLAB)_?TOKENS?$/i,
  /^(OPENAI|ANTHROPIC|COHERE|MISTRAL|NVIDIA)_KEY$/i,
  /[a-z](Token|Secret|ApiKey|AccessKey|AccountKey|SecretKey|PrivateKey)$/,
];

/** Names of special tokens of a language model, which are no secrets. */
const SPECIAL_TOKEN = /(^|_)(BOS|EOS|PAD|UNK|MASK|SEP|CLS|STOP|IMAGE|AUDIO|VIDEO|START|END|BEGIN|FIRST|LAST|NEXT)_TOKEN$/i;

/**
 * Values that are secrets by their form, whatever the name of the variable: access tokens of the Hugging Face Hub, OpenAI, Anthropic, NVIDIA, GitHub,
 * GitLab, Slack and Google, AWS access keys, private keys, signed tokens, authorization headers, URLs with a password, and Slack webhooks.
 */
const SECRET_VALUES: readonly RegExp[] = [
  /^hf_(?=.*[A-Z\d])[A-Za-z\d]{6,}$/,
  /(^|[\s"'=:,(]|\/\/)(hf_[A-Za-z\d]{20,}|gh[pousr]_[A-Za-z\d]{20,}|github_pat_\w{20,}|(glpat|nvapi)-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AIza[\w-]{30,})/,
  /(^|[\s"'=:,])(sk-(?=[\w-]*\d)[\w-]{16,}|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.)/,
  /(^|[^A-Za-z\d])(AKIA|ASIA)[A-Z\d]{16}($|[^A-Za-z\d])/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /^(Bearer|Basic)\s+[\w.~+/=-]{8,}$/i,
  /authorization[\\"'\s]*[:=][\\"'\s]*(Bearer|Basic)\s+[\w.~+/=-]{8,}/i,
  /\w:\/\/[^/\s:@"']*:[^/\s@"']+@/,
  /\/\/hooks\.slack\.com\/services\/\w/,
];

/** Names and values within a value: arguments, members of JSON, and parameters of a URL or of a connection string. */
const PAIRS: readonly RegExp[] = [
  /--([\w-]+)[\s=]+([^\s-]\S*)/g,
  /"([\w-]+)"\s*:\s*"([^"]*)"/g,
  /(?:^|[;?&])\s*([\w-]+)=([^;&\s#]+)/g,
];

/** Values that are not a secret: a switch, a number, punctuation, a special token of a language model, another variable, a path, and an ARN. */
const NO_SECRET = /^(true|false|yes|no|on|off|none|auto|[\d.]+|[^A-Za-z\d]*)$|^([<[$/]|arn:)/i;

/** Returns the names of the environment variables that contain a secret as text. */
function secretsIn(environment: { readonly [name: string]: string } | undefined): string[] {
  return Object.entries(environment ?? {})
    .filter(([name, value]) => isText(value) && !value.includes('{{resolve:') && (isSecret(value) || isNamedSecret(name, value)))
    .map(([name]) => name);
}

/** Returns whether a value contains a secret by its form, or by a name within it. */
function isSecret(value: string): boolean {
  return SECRET_VALUES.some((form) => form.test(value))
    || PAIRS.some((pair) => [...value.matchAll(pair)].some(([, name, part]) => isNamedSecret(name.replace(/-/g, '_'), part)));
}

function isNamedSecret(name: string, value: string): boolean {
  return SECRET_NAMES.some((form) => form.test(name)) && !SPECIAL_TOKEN.test(name) && !NO_SECRET.test(value);
}

/**
 * Warns about secrets that are written as text into an environment. The message does not contain their values.
 *
 * @param place the name of the environment, such as `containers[0].environment`
 */
export function warnOfSecrets(scope: IConstruct, place: string, environment: { readonly [name: string]: string } | undefined): void {
  const names = secretsIn(environment).map((name) => `'${name}'`);
  if (names.length > 0) {
    warn(scope, 'secretInEnvironment', `${place} contains ${names.join(' and ')} as text, which is visible to all who can read the template; store it `
      + 'in AWS Secrets Manager, and use SecretValue.secretsManager(name).unsafeUnwrap() as the value');
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && !Token.isUnresolved(value);
}
