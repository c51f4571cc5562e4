import { SizeRoundingBehavior, Token, type Duration, type Size } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ValidationError } from './errors';

/**
 * The outcome of looking at one value: what is wrong with it, or `undefined` when nothing is.
 *
 * A value that is not given, or is a token, is never wrong: each function here sees to that, so that no rule can forget it.
 */
export type Check = string | undefined;

/** Throws once, with everything that is wrong. */
export function assertValid(scope: IConstruct | undefined, ...checks: Check[]): void {
  const problems = problemsOf(...checks);
  if (problems.length > 0) {
    throw new ValidationError(joinProblems(problems), scope);
  }
}

/** The problems among the outcomes. */
export function problemsOf(...checks: Check[]): string[] {
  return checks.filter((check): check is string => check !== undefined);
}

function joinProblems(problems: string[]): string {
  return problems.length === 1 ? problems[0] : `${problems.length} problems:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`;
}

/** Whether nothing can be said about the value at synth. */
export function isUnknown(value: unknown): boolean {
  return value === undefined || value === null || Token.isUnresolved(value);
}

export function required(name: string, value: unknown, hint: string): Check {
  return value === undefined || value === null ? `${name} is required; ${hint}` : undefined;
}

/** Numbers that JSON can't hold would reach the template as null. */
export function finite(name: string, value: number | undefined): Check {
  return isUnknown(value) || Number.isFinite(value) ? undefined : `${name} must be a number, got ${value}`;
}

export function between(name: string, value: number | undefined, min: number, max: number): Check {
  return isUnknown(value) || (value! >= min && value! <= max) ? undefined : `${name} must be between ${min} and ${max}, got ${value}`;
}

export function atLeast(name: string, value: number | undefined, min: number): Check {
  return finite(name, value) ?? (isUnknown(value) || value! >= min ? undefined : `${name} must be at least ${min}, got ${value}`);
}

export function integer(name: string, value: number | undefined): Check {
  return isUnknown(value) || Number.isInteger(value) ? undefined : `${name} must be a whole number, got ${value}`;
}

/** A whole number within limits; says one thing at a time. */
export function integerBetween(name: string, value: number | undefined, min: number, max: number): Check {
  return integer(name, value) ?? between(name, value, min, max);
}

export function integerAtLeast(name: string, value: number | undefined, min: number): Check {
  return integer(name, value) ?? atLeast(name, value, min);
}

/** A duration in whole seconds, within limits that are given in seconds. */
export function secondsBetween(name: string, value: Duration | undefined, min: number, max: number): Check {
  return durationIn('seconds', 1000, name, value, (seconds) => Number.isInteger(seconds) && seconds >= min && seconds <= max
    ? undefined
    : `${name} must be a whole number of seconds between ${min} and ${max}, got ${seconds} seconds`);
}

/** The same in minutes. */
export function minutesBetween(name: string, value: Duration | undefined, min: number, max: number): Check {
  return durationIn('minutes', 60_000, name, value, (minutes) => Number.isInteger(minutes) && minutes >= min && minutes <= max
    ? undefined
    : `${name} must be a whole number of minutes between ${min} and ${max}, got ${minutes} minutes`);
}

/** One of some durations, which are given in seconds. */
export function secondsAmong(name: string, value: Duration | undefined, allowed: readonly number[]): Check {
  return durationIn('seconds', 1000, name, value, (seconds) => allowed.includes(seconds)
    ? undefined
    : `${name} must be one of ${allowed.join(', ')} seconds, got ${seconds} seconds`);
}

function durationIn(unit: string, milliseconds: number, name: string, value: Duration | undefined, check: (amount: number) => Check): Check {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (value.isUnresolved()) {
    return value.unitLabel() === unit
      ? undefined
      : `${name} must be given in ${unit} when it is a token, got ${value.unitLabel()}; CloudFormation can't convert it`;
  }
  return check(value.toMilliseconds() / milliseconds);
}

/** A size in whole mebibytes, within limits that are given in mebibytes. */
export function mebibytesBetween(name: string, value: Size | undefined, min: number, max: number): Check {
  return sizeIn('mebibytes', name, value, (size) => size.toMebibytes({ rounding: SizeRoundingBehavior.NONE }), (mebibytes) => (
    Number.isInteger(mebibytes) && mebibytes >= min && mebibytes <= max
      ? undefined
      : `${name} must be a whole number of mebibytes between ${min} and ${max}, got ${mebibytes} mebibytes`));
}

/** The same in gibibytes. */
export function gibibytesBetween(name: string, value: Size | undefined, min: number, max: number): Check {
  return sizeIn('gibibytes', name, value, (size) => size.toGibibytes({ rounding: SizeRoundingBehavior.NONE }), (gibibytes) => (
    Number.isInteger(gibibytes) && gibibytes >= min && gibibytes <= max
      ? undefined
      : `${name} must be a whole number of gibibytes between ${min} and ${max}, got ${gibibytes} gibibytes`));
}

/** One of some sizes, which are given in mebibytes. */
export function mebibytesAmong(name: string, value: Size | undefined, allowed: readonly number[]): Check {
  return sizeIn('mebibytes', name, value, (size) => size.toMebibytes({ rounding: SizeRoundingBehavior.NONE }), (mebibytes) => allowed.includes(mebibytes)
    ? undefined
    : `${name} must be one of ${allowed.join(', ')} mebibytes, got ${mebibytes} mebibytes`);
}

function sizeIn(unit: string, name: string, value: Size | undefined, convert: (size: Size) => number, check: (amount: number) => Check): Check {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (value.isUnresolved()) {
    try {
      convert(value);
      return undefined;
    } catch {
      return `${name} must be given in ${unit} when it is a token; CloudFormation can't convert it`;
    }
  }
  return check(convert(value));
}

export function oneOf<T extends string | number>(name: string, value: T | undefined, allowed: readonly T[]): Check {
  return isUnknown(value) || allowed.includes(value!) ? undefined : `${name} must be one of ${allowed.join(', ')}, got ${value}`;
}

export function atMostItems(name: string, items: readonly unknown[] | undefined, max: number): Check {
  return isUnknown(items) || items!.length <= max ? undefined : `${name} must have at most ${max} entries, got ${items!.length}`;
}

/** What a text must look like, and how to say so. */
export interface StringRule {
  readonly pattern: RegExp;
  readonly minLength?: number;
  readonly maxLength: number;
  readonly allowed: string;
}

export function matches(name: string, value: string | undefined, rule: StringRule): Check {
  if (isUnknown(value)) {
    return undefined;
  }
  const { pattern, minLength = 1, maxLength, allowed } = rule;
  return value!.length >= minLength && value!.length <= maxLength && pattern.test(value!)
    ? undefined
    : `${name} must be ${allowed}${minLength === maxLength ? '' : ` (${minLength} to ${maxLength} characters)`}, got '${value}'`;
}

/** For the few values that CloudFormation would have to calculate with, which it can't. */
export function knownAtSynth(name: string, value: number | undefined): Check {
  return value !== undefined && Token.isUnresolved(value)
    ? `${name} must be a number that is known at synth, got a token; CloudFormation can't calculate with it`
    : undefined;
}

/** The same for a size. */
export function sizeKnownAtSynth(name: string, value: Size | undefined): Check {
  return value?.isUnresolved() ? `${name} must be a size that is known at synth, got a token` : undefined;
}

export function above(name: string, value: number | undefined, limit: number): Check {
  return finite(name, value) ?? (isUnknown(value) || value! > limit ? undefined : `${name} must be above ${limit}, got ${value}`);
}

export function atMost(name: string, value: number | undefined, max: number): Check {
  return isUnknown(value) || value! <= max ? undefined : `${name} must be at most ${max}, got ${value}`;
}

export function itemsBetween(name: string, items: readonly unknown[] | undefined, min: number, max: number): Check {
  return isUnknown(items) || (items!.length >= min && items!.length <= max)
    ? undefined
    : `${name} must have ${min} to ${max} entries, got ${items!.length}`;
}

/** For a list that may be left out, but not be empty. */
export function upToItems(name: string, items: readonly unknown[] | undefined, max: number): Check[] {
  return [items?.length === 0 ? `${name} must not be empty; leave it out` : undefined, atMostItems(name, items, max)];
}

export function notEmpty(name: string, items: readonly unknown[] | undefined): Check {
  return isUnknown(items) || items!.length > 0 ? undefined : `${name} must have at least 1 entry, got 0; add one`;
}

export function eachMatches(name: string, items: readonly string[] | undefined, rule: StringRule): Check[] {
  return isUnknown(items) ? [] : items!.map((item, index) => matches(`${name}[${index}]`, item, rule));
}

/**
 * A name that must be its own.
 *
 * @param others the names of the others
 * @param kind the others, such as "variants"
 */
export function differs(name: string, value: string | undefined, others: readonly (string | undefined)[], kind: string): Check {
  return !isUnknown(value) && others.includes(value) ? `${name} must differ from those of the other ${kind}, got '${value}' again` : undefined;
}
