import { Lazy, Stack, Token, Tokenization, type Duration, type Size } from 'aws-cdk-lib';
import {
  above, atMost, finite, integer, integerAtLeast, isUnknown, MAX_INTEGER, oneOf, problemsOf, secondsBetween, type Check,
} from '../../private/checks';
import { describe } from '../../private/shapes';

export interface Variables {
  readonly [name: string]: string;
}

/** A typed option of a model server: the environment variables that it becomes. */
export interface ServerOption {
  /** Checks a value that is given: of its type, or a token. */
  readonly checks: (name: string, value: any) => Check[];
  readonly render: (value: any) => Variables;
  /** All variables that the option can set. */
  readonly variables: readonly string[];
  /** Indicates whether the option enables a feature, without which its variables have no effect. */
  readonly isGroup?: boolean;
}

/** The typed options of a server, by name. */
export interface ServerOptions {
  readonly [option: string]: ServerOption;
}

/**
 * The longest value of a variable, in bytes.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
 */
export const MAX_VALUE_BYTES = 1024;

/** An integer. */
export function count(variable: string, min = 1): ServerOption {
  return {
    variables: [variable],
    checks: (name, value) => [finite(name, value) ?? integerAtLeast(name, value, min, Math.max(MAX_INTEGER, min))],
    render: (value) => ({ [variable]: numberText(value) }),
  };
}

/** One of several integers. */
export function countAmong(variable: string, allowed: readonly number[]): ServerOption {
  return { ...count(variable), checks: (name, value) => [finite(name, value) ?? oneOf(name, value, allowed)] };
}

/** An integer that a server starts its random numbers with. */
export function seed(variable: string): ServerOption {
  return { ...count(variable), checks: (name, value) => [finite(name, value) ?? integer(name, value)] };
}

/** A part of a whole: above 0, at most 1. */
export function fraction(variable: string): ServerOption {
  return {
    variables: [variable],
    checks: (name, value) => [finite(name, value) ?? above(name, value, 0) ?? atMost(name, value, 1)],
    render: (value) => ({ [variable]: numberText(value) }),
  };
}

/** A string. */
export function text(variable: string): ServerOption {
  return {
    variables: [variable],
    checks: (name, value) => [value === '' ? `${name} must not be empty; omit it` : undefined],
    render: (value) => ({ [variable]: value }),
  };
}

/**
 * A switch.
 *
 * @param on the variables that turn it on; undefined if it is on by default
 * @param off the variables that turn it off; undefined if it is off by default
 */
export function flag(on: Variables | undefined, off?: Variables): ServerOption {
  return {
    variables: [...new Set([...Object.keys(on ?? {}), ...Object.keys(off ?? {})])],
    checks: (name, value) => [typeof value === 'boolean' ? undefined : `${name} must be true or false, got ${describe(value)}`],
    render: (value) => (value ? on : off) ?? {},
  };
}

/** A switch that is rendered as the text `true` or `false`. */
export function textFlag(variable: string): ServerOption {
  return flag({ [variable]: 'true' }, { [variable]: 'false' });
}

/** An object that is rendered as JSON. */
export function json(variable: string): ServerOption {
  return {
    variables: [variable],
    checks: (name, value) => [
      typeof value === 'object' && !Token.isUnresolved(value) ? undefined : `${name} must be an object, which is rendered as JSON, got ${describe(value)}`,
    ],
    render: (value) => ({ [variable]: jsonText(value) }),
  };
}

/** A duration in seconds. */
export function seconds(variable: string, min: number, max: number): ServerOption {
  return {
    variables: [variable],
    checks: (name, value) => [secondsBetween(name, value, min, max)],
    render: (value: Duration) => ({ [variable]: numberText(value.toSeconds()) }),
  };
}

/** A size in bytes. */
export function bytes(variable: string): ServerOption {
  const toBytes = (value: Size) => value.toBytes();
  return {
    variables: [variable],
    checks: (name, value: Size) => [value.isUnresolved() ? tokenInBytes(name, value) : integerAtLeast(`${name} in bytes`, toBytes(value), 1)],
    render: (value) => ({ [variable]: numberText(toBytes(value)) }),
  };
}

/** Checks the unit of a token. */
function tokenInBytes(name: string, value: Size): Check {
  try {
    value.toBytes();
    return undefined;
  } catch {
    return `${name} must be in bytes if it is a token; CloudFormation cannot convert it`;
  }
}

/**
 * A group of options that belong to a feature, which is on if the group is given.
 *
 * @param on the variables that turn the feature on
 * @param options the options of the group
 * @param rules checks between the options
 */
export function group(on: Variables, options: ServerOptions, rules: (name: string, value: any) => Check[] = () => []): ServerOption {
  return {
    isGroup: true,
    variables: [...Object.keys(on), ...Object.values(options).flatMap(({ variables }) => variables)],
    checks: (name, value) => [...checksOf(name, options, value), ...rules(name, value)],
    render: (value) => ({ ...on, ...render(options, value) }),
  };
}

/** Checks the given options, and the lengths of the variables that they become. */
export function checksOf(name: string, options: ServerOptions, values: any): Check[] {
  return givenIn(options, values).flatMap(([option, definition, value]) => {
    const problems = problemsOf(...definition.checks(`${name}.${option}`, value));
    return problems.length > 0 ? problems : tooLong(`${name}.${option}`, definition.render(value));
  });
}

/** Renders the given options. */
export function render(options: ServerOptions, values: any): Variables {
  return Object.assign({}, ...givenIn(options, values).map(([, definition, value]) => definition.render(value)));
}

function givenIn(options: ServerOptions, values: any): [string, ServerOption, unknown][] {
  return Object.entries(options)
    .filter(([option]) => values?.[option] !== undefined)
    .map(([option, definition]) => [option, definition, values[option]]);
}

/** Checks the lengths of the values of variables. */
export function tooLong(name: string, variables: Variables): Check[] {
  return Object.values(variables).map((value) => !isUnknown(value) && Buffer.byteLength(value) > MAX_VALUE_BYTES
    ? `${name} must have at most ${MAX_VALUE_BYTES} bytes, got ${Buffer.byteLength(value)}; put it into a file beside the weights if the server can read one`
    : undefined);
}

function numberText(value: number): string {
  return typeof value === 'number' && Token.isUnresolved(value) ? Tokenization.stringifyNumber(value) : String(value);
}

/** Renders JSON. An object with tokens is rendered at synthesis, because tokens can contain quotation marks. */
function jsonText(value: object): string {
  return hasToken(value) ? Lazy.uncachedString({ produce: (context) => Stack.of(context.scope).toJsonString(value) }) : JSON.stringify(value);
}

function hasToken(value: unknown): boolean {
  return Token.isUnresolved(value) || (typeof value === 'object' && value !== null && Object.values(value).some(hasToken));
}
