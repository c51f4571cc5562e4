import { SizeRoundingBehavior, Token, type Duration, type Size } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { isBeforeLookup } from './before-lookup';
import { ValidationError } from './errors';

/**
 * The result of checking a value: the problem, or `undefined` if there is none.
 *
 * A value that is omitted or is a token is always valid. The functions here ensure this, so that rules do not have to check it.
 */
export type Check = string | undefined;

/** Returns a value as text, also one that JavaScript cannot convert, such as an object without a prototype. */
export function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return 'an object';
  }
}

/** Throws a single error that lists all problems. */
export function assertValid(scope: IConstruct | undefined, ...checks: Check[]): void {
  const problems = problemsOf(...checks);
  if (problems.length > 0) {
    throw new ValidationError(joinProblems(problems), scope);
  }
}

/** Returns the problems of the results. */
export function problemsOf(...checks: Check[]): string[] {
  return checks.filter((check): check is string => check !== undefined);
}

/** Returns one message for problems. */
export function joinProblems(problems: string[]): string {
  return problems.length === 1 ? problems[0] : `${problems.length} problems:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`;
}

/** Returns whether the value is unknown at synthesis. */
export function isUnknown(value: unknown): boolean {
  return value === undefined || value === null || isToken(value);
}

/**
 * Returns whether a value is a token, or contains one. A stack is none, although it has the method `resolve` of tokens. A text with a dynamic reference
 * counts as one, because CloudFormation replaces it, and a text with a value that the CDK has not looked up yet.
 */
export function isToken(value: unknown): boolean {
  return (Token.isUnresolved(value) && !Construct.isConstruct(value)) || (typeof value === 'string' && (DYNAMIC_REFERENCE.test(value) || isBeforeLookup(value)));
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
const DYNAMIC_REFERENCE = /\{\{resolve:[a-z-]+:/;

/**
 * Checks that a value is specified. Types require it, but JavaScript and Python can omit it.
 *
 * @param hint the way to specify the value, such as "specify a bucket and optionally a prefix"
 */
export function required(name: string, value: unknown, hint: string): Check {
  return value === undefined || value === null ? `${name} is required; ${hint}` : undefined;
}

/** Checks that a string is specified. Types require it, but JavaScript can omit it or pass another value. */
export function requiredString(name: string, value: unknown, hint: string): Check {
  return required(name, value, hint) ?? (typeof value === 'string' || isToken(value) ? undefined : `${name} must be a string, got ${typeof value} ${textOf(value)}; ${hint}`);
}

/** Checks that JSON can represent a number, because other numbers would be null in the template. */
export function finite(name: string, value: number | undefined): Check {
  return isUnknown(value) || Number.isFinite(value) ? undefined : `${name} must be a number, got ${textOf(value)}`;
}

/** Checks a number against both limits, inclusive. */
export function between(name: string, value: number | undefined, min: number, max: number): Check {
  return isUnknown(value) || (value! >= min && value! <= max) ? undefined : `${name} must be between ${min} and ${max}, got ${value}`;
}

/** Checks a number against its lower limit, inclusive. */
export function atLeast(name: string, value: number | undefined, min: number): Check {
  return finite(name, value) ?? (isUnknown(value) || value! >= min ? undefined : `${name} must be at least ${min}, got ${value}`);
}

/** Checks a number against its lower limit, exclusive. */
export function above(name: string, value: number | undefined, limit: number): Check {
  return finite(name, value) ?? (isUnknown(value) || value! > limit ? undefined : `${name} must be above ${limit}, got ${value}`);
}

/** Checks a number against its upper limit, inclusive. */
export function atMost(name: string, value: number | undefined, max: number): Check {
  return isUnknown(value) || value! <= max ? undefined : `${name} must be at most ${max}, got ${value}`;
}

/** Checks that a number is an integer. */
export function integer(name: string, value: number | undefined): Check {
  return isUnknown(value) || Number.isInteger(value) ? undefined : `${name} must be an integer, got ${textOf(value)}`;
}

/** Checks that a number is an integer within limits; reports one problem at a time. */
export function integerBetween(name: string, value: number | undefined, min: number, max: number): Check {
  return integer(name, value) ?? between(name, value, min, max);
}

/** The largest integer that APIs take where they document no other limit: 32 bits. */
export const MAX_INTEGER = 2 ** 31 - 1;

/** Checks that a number is an integer, its lower limit, and that it has 32 bits; reports one problem at a time. */
export function integerAtLeast(name: string, value: number | undefined, min: number, max = MAX_INTEGER): Check {
  return integer(name, value) ?? atLeast(name, value, min) ?? atMost(name, value, max);
}

/** Checks that a number is known at synthesis, for values that CloudFormation would have to calculate with, which it cannot. */
export function knownAtSynth(name: string, value: number | undefined): Check {
  return value !== undefined && Token.isUnresolved(value)
    ? `${name} must be a number that is known at synthesis, got a token; CloudFormation cannot calculate with it`
    : undefined;
}

/** Checks that the names in a map are known at synthesis, for maps whose entries are added to others. */
export function namesKnownAtSynth(name: string, map: unknown): Check {
  return Token.isUnresolved(map) ? `${name} must be an object with names that are known at synthesis, got a token; its values can be tokens` : undefined;
}

/** Checks that a duration is an integer number of seconds, within limits in seconds. */
export function secondsBetween(name: string, value: Duration | undefined, min: number, max: number): Check {
  return durationIn('seconds', 1000, name, value, (seconds) => Number.isInteger(seconds) && seconds >= min && seconds <= max
    ? undefined
    : `${name} must be an integer number of seconds between ${min} and ${max}, got ${seconds} seconds`);
}

/** Checks that a duration is an integer number of minutes, within limits in minutes. */
export function minutesBetween(name: string, value: Duration | undefined, min: number, max: number): Check {
  return durationIn('minutes', 60_000, name, value, (minutes) => Number.isInteger(minutes) && minutes >= min && minutes <= max
    ? undefined
    : `${name} must be an integer number of minutes between ${min} and ${max}, got ${minutes} minutes`);
}

/** Checks that a duration is an integer number of hours, within limits in hours. */
export function hoursBetween(name: string, value: Duration | undefined, min: number, max: number): Check {
  return durationIn('hours', 3_600_000, name, value, (hours) => Number.isInteger(hours) && hours >= min && hours <= max
    ? undefined
    : `${name} must be an integer number of hours between ${min} and ${max}, got ${hours} hours`);
}

/** Checks that a duration is one of the allowed values, which are in seconds. */
export function secondsAmong(name: string, value: Duration | undefined, allowed: readonly number[]): Check {
  return durationIn('seconds', 1000, name, value, (seconds) => allowed.includes(seconds)
    ? undefined
    : `${name} must be one of ${allowed.join(', ')} seconds, got ${seconds} seconds`);
}

function durationIn(unit: string, milliseconds: number, name: string, value: Duration | undefined, check: (amount: number) => Check): Check {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value.toMilliseconds !== 'function') {
    return `${name} must be a duration, got ${typeof value} ${textOf(value)}; use a method of Duration`;
  }
  if (value.isUnresolved()) {
    return value.unitLabel() === unit
      ? undefined
      : `${name} must be in ${unit} if it is a token, got ${value.unitLabel()}; CloudFormation cannot convert it`;
  }
  return check(value.toMilliseconds() / milliseconds);
}

/** Checks that a size is an integer number of mebibytes, within limits in mebibytes. */
export function mebibytesBetween(name: string, value: Size | undefined, min: number, max: number): Check {
  return sizeIn('mebibytes', name, value, (size) => size.toMebibytes({ rounding: SizeRoundingBehavior.NONE }), (mebibytes) => (
    Number.isInteger(mebibytes) && mebibytes >= min && mebibytes <= max
      ? undefined
      : `${name} must be an integer number of mebibytes between ${min} and ${max}, got ${mebibytes} mebibytes`));
}

/** Checks that a size is an integer number of gibibytes, within limits in gibibytes. */
export function gibibytesBetween(name: string, value: Size | undefined, min: number, max: number): Check {
  return sizeIn('gibibytes', name, value, (size) => size.toGibibytes({ rounding: SizeRoundingBehavior.NONE }), (gibibytes) => (
    Number.isInteger(gibibytes) && gibibytes >= min && gibibytes <= max
      ? undefined
      : `${name} must be an integer number of gibibytes between ${min} and ${max}, got ${gibibytes} gibibytes`));
}

/** Checks that a size is one of the allowed values, which are in mebibytes. */
export function mebibytesAmong(name: string, value: Size | undefined, allowed: readonly number[]): Check {
  return sizeIn('mebibytes', name, value, (size) => size.toMebibytes({ rounding: SizeRoundingBehavior.NONE }), (mebibytes) => allowed.includes(mebibytes)
    ? undefined
    : `${name} must be one of ${allowed.join(', ')} mebibytes, got ${mebibytes} mebibytes`);
}

function sizeIn(unit: string, name: string, value: Size | undefined, convert: (size: Size) => number, check: (amount: number) => Check): Check {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value.toGibibytes !== 'function') {
    return `${name} must be a size, got ${typeof value} ${textOf(value)}; use a method of Size`;
  }
  if (value.isUnresolved()) {
    try {
      convert(value);
      return undefined;
    } catch {
      return `${name} must be in ${unit} if it is a token; CloudFormation cannot convert it`;
    }
  }
  return check(convert(value));
}

/** Checks that a size is known at synthesis. */
export function sizeKnownAtSynth(name: string, value: Size | undefined): Check {
  return value?.isUnresolved() ? `${name} must be a size that is known at synthesis, got a token` : undefined;
}

/** Checks that a value is one of the allowed values, such as the members of an enum. */
export function oneOf<T extends string | number>(name: string, value: T | undefined, allowed: readonly T[]): Check {
  return isUnknown(value) || allowed.includes(value!) ? undefined : `${name} must be one of ${allowed.join(', ')}, got ${textOf(value)}`;
}

/** The rule for a string. */
export interface StringRule {
  /** @default - any characters */
  readonly pattern?: RegExp;
  /** @default 1 */
  readonly minLength?: number;
  readonly maxLength: number;
  /** The description of the allowed strings in messages. */
  readonly allowed: string;
}

/** Checks a string against a rule. */
export function matches(name: string, value: string | undefined, rule: StringRule): Check {
  if (isUnknown(value)) {
    return undefined;
  }
  const { pattern, minLength = 1, maxLength, allowed } = rule;
  return value!.length >= minLength && value!.length <= maxLength && (!pattern || pattern.test(value!))
    ? undefined
    : `${name} must be ${allowed}${minLength === maxLength ? '' : ` (${minLength} to ${maxLength} characters)`}, got '${textOf(value)}'`;
}

/** Checks each string of a list against a rule. */
export function eachMatches(name: string, items: readonly string[] | undefined, rule: StringRule): Check[] {
  if (!isUnknown(items) && !Array.isArray(items)) {
    return [`${name} must be a list, got ${typeof items} ${textOf(items)}; enclose it in brackets`];
  }
  return isUnknown(items) ? [] : items!.map((item, index) =>
    required(`${name}[${index}]`, item, `specify ${rule.allowed}`) ?? matches(`${name}[${index}]`, item, rule));
}

/**
 * Checks that a name is unique. Equal tokens are equal names.
 *
 * @param others the names of the others
 * @param kind the plural noun for the others, such as "variants"
 */
export function differs(name: string, value: string | undefined, others: readonly (string | undefined)[], kind: string): Check {
  return value !== undefined && value !== null && others.includes(value) ? `${name} must be unique among the ${kind}, got '${value}' again` : undefined;
}

/** Checks the length of a list against its upper limit. */
export function atMostItems(name: string, items: readonly unknown[] | undefined, max: number): Check {
  return isUnknown(items) || !Array.isArray(items) || items.length <= max ? undefined : `${name} must have at most ${max} entries, got ${items.length}`;
}

/** Checks the length of a list against both limits, inclusive. */
export function itemsBetween(name: string, items: readonly unknown[] | undefined, min: number, max: number): Check {
  return isUnknown(items) || (items!.length >= min && items!.length <= max)
    ? undefined
    : `${name} must have ${min} to ${max} entries, got ${items!.length}`;
}

/** Checks a list that can be omitted but must not be empty, and its upper limit. */
export function upToItems(name: string, items: readonly unknown[] | undefined, max: number): Check[] {
  return [items?.length === 0 ? `${name} must not be empty; omit it` : undefined, atMostItems(name, items, max)];
}

/** Checks that a list has at least one entry. */
export function notEmpty(name: string, items: readonly unknown[] | undefined): Check {
  return isUnknown(items) || items!.length > 0 ? undefined : `${name} must have at least 1 entry, got 0; add one`;
}
