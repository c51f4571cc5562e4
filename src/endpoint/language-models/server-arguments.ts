import { Token } from 'aws-cdk-lib';
import { tooLong, type Variables } from './server-option';
import { namesKnownAtSynth, requiredString, type Check } from '../../private/checks';
import { describe } from '../../private/shapes';

/** The conversion of the arguments of a server into environment variables. */
export interface ArgumentSyntax {
  /** The beginning of the variables, such as `SM_VLLM_`. */
  readonly prefix: string;
  /** Renders a value; an argument that is off by default and set to `false` becomes no variable. */
  readonly render: (variable: string, value: string) => Variables;
  /** Checks a value beyond its type. */
  readonly check?: (name: string, value: string) => Check;
}

/** The name of an argument as a server documents it, with or without its dashes. */
const NAME = /^(--)?[a-z0-9]+([-_][a-z0-9]+)*$/;

/**
 * Arguments whose switches have a negated form, such as those of vLLM: `true` becomes a bare argument, which all generations of the images understand,
 * and `false` the negated argument.
 */
export function negatable(prefix: string): ArgumentSyntax {
  return { prefix, render: (name, value) => value === 'false' ? { [`${prefix}NO_${name}`]: '' } : { [`${prefix}${name}`]: value === 'true' ? '' : value } };
}

/** Arguments whose switches are either present or not, such as those of SGLang. */
export function presentOrNot(prefix: string): ArgumentSyntax {
  return { prefix, render: (name, value) => value === 'false' ? {} : { [`${prefix}${name}`]: value === 'true' ? '' : value } };
}

/** Arguments whose values are passed as they are, such as those of LMI, which ignores an empty value. */
export function asText(prefix: string): ArgumentSyntax {
  return {
    prefix,
    render: (name, value) => ({ [`${prefix}${name}`]: value }),
    check: (name, value) => value === '' ? `${name} must not be empty, because the server ignores it; use 'true' for a switch` : undefined,
  };
}

/** Returns the argument in the form of a variable, without the prefix. */
export function variableOf(argument: string): string {
  return argument.replace(/^--/, '').replace(/-/g, '_').toUpperCase();
}

/** Checks the arguments that have no typed option. */
export function argumentChecks(name: string, given: unknown, { check }: ArgumentSyntax): Check[] {
  return mapChecks(name, given, (argument, value) => {
    const where = `${name}['${argument}']`;
    if (Token.isUnresolved(argument)) {
      return [`${name} must have names that are known at synthesis, got a token; specify each name as text`];
    }
    return [
      NAME.test(argument) ? undefined : `${name} must have the names of arguments, such as 'enforce-eager', got '${argument}'; for other variables, use environment`,
      requiredString(where, value, "specify the value as text, or 'true' for a switch") ?? check?.(where, value as string),
      ...typeof value === 'string' ? tooLong(where, { [argument]: value }) : [],
    ];
  });
}

/** Checks the values of a map, and that it is one. */
export function mapChecks(name: string, given: unknown, check: (key: string, value: unknown) => Check[]): Check[] {
  if (given === undefined) {
    return [];
  }
  const unknown = namesKnownAtSynth(name, given);
  if (unknown) {
    return [unknown];
  }
  return typeof given === 'object' && !Array.isArray(given)
    ? Object.entries(given as object).flatMap(([key, value]) => check(key, value))
    : [`${name} must be an object, got ${describe(given)}`];
}

/** Renders the arguments that have no typed option. */
export function renderArguments(given: { [name: string]: string } | undefined, { render }: ArgumentSyntax): Variables {
  return Object.assign({}, ...Object.entries(given ?? {}).map(([argument, value]) => render(variableOf(argument), value)));
}
