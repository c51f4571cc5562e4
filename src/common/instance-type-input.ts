import { InstanceType } from './instance-type.generated';
import { isToken, type Check } from '../private/checks';
import { describe, nameIn } from '../private/shapes';

/**
 * Checks an instance type: an `InstanceType` of this or another package, or its name as a string, such as a context value in JavaScript.
 */
export function instanceTypeCheck(name: string, value: unknown): Check {
  if (value === undefined) {
    return undefined;
  }
  const type = nameIn(value);
  if (type === undefined) {
    return `${name} must be an instance type, got ${describe(value)}; use InstanceType`;
  }
  return isToken(type) || type.startsWith('ml.') ? undefined : `${name} must start with 'ml.', got '${type}'; use for example 'ml.m5.large'`;
}

/** Checks each instance type of a list. */
export function eachInstanceTypeCheck(name: string, values: readonly unknown[] | undefined): Check[] {
  return (values ?? []).map((value, index) => instanceTypeCheck(`${name}[${index}]`, value));
}

/** Returns an instance type for a value that has been checked. */
export function instanceTypeOf(value: InstanceType): InstanceType;
export function instanceTypeOf(value: InstanceType | undefined): InstanceType | undefined;
export function instanceTypeOf(value: InstanceType | undefined): InstanceType | undefined {
  return value === undefined || Object.getPrototypeOf(value) === InstanceType.prototype ? value : InstanceType.of(nameIn(value)!);
}
