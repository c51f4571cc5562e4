import { Token } from 'aws-cdk-lib';
import { isUnknown, type Check } from './checks';

/** The limits of environment variables: their number, and the lengths of names and values. */
export interface EnvironmentLimits {
  readonly entries: number;
  readonly keyLength: number;
  readonly valueLength: number;
  /** @default - values are measured in characters */
  readonly valueUnit?: 'bytes';
}

/** The pattern of valid names. */
const KEY = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Checks the environment variables of a container. */
export function environmentChecks(name: string, environment: { [key: string]: string } | undefined, limits: EnvironmentLimits): Check[] {
  const entries = Object.entries(environment ?? {});
  return [
    entries.length > limits.entries ? `${name} must have at most ${limits.entries} entries, got ${entries.length}` : undefined,
    ...entries.flatMap(([key, value]) => [
      missingName(name, key),
      Token.isUnresolved(key) || KEY.test(key)
        ? tooLong(`the name of ${name}['${abbreviate(key)}']`, key, limits.keyLength)
        : `${name} must have names of letters, digits and '_' that do not begin with a digit, got '${abbreviate(key)}'`,
      tooLong(`${name}['${abbreviate(key)}']`, value, limits.valueLength, limits.valueUnit),
    ]),
  ];
}

/** Returns the number that a variable has, in digits only; NaN for another value, such as `max`, for a token, and for a variable that is not set. */
export function wholeNumberIn(value: unknown): number {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : NaN;
}

/** Checks for the name that a key becomes which is None in Python, or null or undefined in JavaScript. */
export function missingName(name: string, key: string): Check {
  return key === 'null' || key === 'undefined'
    ? `${name} has the name '${key}', which a missing name becomes, such as None in Python; specify the name, or use addPropertyOverride if you mean this name`
    : undefined;
}

function tooLong(name: string, value: string, max: number, unit: 'characters' | 'bytes' = 'characters'): Check {
  if (!isUnknown(value) && typeof value !== 'string') {
    return `${name} must be a string, got ${typeof value} ${value}`;
  }
  if (isUnknown(value)) {
    return undefined;
  }
  const length = unit === 'bytes' ? Buffer.byteLength(value) : value.length;
  return length <= max ? undefined : `${name} must have at most ${max} ${unit}, got ${length}`;
}

function abbreviate(key: string): string {
  return key.length <= 40 ? key : `${key.slice(0, 40)}...`;
}
