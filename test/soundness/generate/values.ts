import * as fc from 'fast-check';
import { call, get, given, name, type Expression, type Layer, type Value } from '../app/plan';

export type Arbitrary = fc.Arbitrary<Value>;
export type Arbitraries = { readonly [property: string]: Arbitrary };

/** Texts that some property does not take. */
const ODD_TEXTS = [
  '', ' ', 'a b', 'ü', 'a_b', '-a', 'a.b', 'a/../b', '/a/', 'a\nb', '${AWS::Region}', '"', '*', 'A'.repeat(63), 'a'.repeat(64), 'a'.repeat(257), 'a'.repeat(1025),
];

/** Numbers that some property does not take. */
const ODD_NUMBERS = [0, -1, 0.5, 1.5, 100, 101, 1001, 1e6, 1e10];

/** One of these values; a counterexample shrinks to the first one. */
export function oneOf(...values: Value[]): Arbitrary {
  return fc.constantFrom(...values);
}

/** One of these, as often as its weight says. A counterexample shrinks to the first. */
export function usually<T>(...weighted: (fc.Arbitrary<T> | number)[]): fc.Arbitrary<T> {
  const pairs = weighted.flatMap((each, index) => typeof each === 'number' ? [] : [{ arbitrary: each, weight: weighted[index + 1] as number }]);
  return fc.oneof({ withCrossShrink: true }, ...pairs);
}

/** One of these kinds; the earlier ones are simpler. */
export function either(...arbitraries: Arbitrary[]): Arbitrary {
  return fc.oneof({ withCrossShrink: true }, ...arbitraries);
}

/** Mostly omitted: given once in `rarity` times. */
export function maybe(arbitrary: Arbitrary, rarity: number): Arbitrary {
  return fc.oneof({ withCrossShrink: true }, { weight: rarity - 1, arbitrary: fc.constant<Value>(undefined) }, { weight: 1, arbitrary });
}

export function integer(min: number, max: number): Arbitrary {
  return usually(orToken(fc.integer({ min, max }), 'number'), 40, fc.constantFrom(...ODD_NUMBERS), 1);
}

/** Now and then, the value is a token. */
export function orToken(arbitrary: fc.Arbitrary<Value>, kind: 'string' | 'number' | 'list'): Arbitrary {
  const token = fc.tuple(fc.constantFrom('parameter', 'ssm', 'import', 'lazy'), arbitrary)
    .map(([how, value]): Value => typeof value === 'object' && !Array.isArray(value) ? value : { $: 'token', how, kind, value } as Expression);
  return fc.oneof({ withCrossShrink: true }, { weight: 24, arbitrary }, { weight: 1, arbitrary: token });
}

export function text(...values: string[]): Arbitrary {
  return usually(orToken(fc.constantFrom(...values), 'string'), 25, fc.constantFrom(...ODD_TEXTS), 1);
}

export function someOf(values: readonly Value[], minLength = 1): Arbitrary {
  return fc.subarray([...values], { minLength });
}

export function listOf(arbitrary: Arbitrary, minLength: number, maxLength: number): Arbitrary {
  return fc.array(arbitrary, { minLength, maxLength });
}

export const boolean: Arbitrary = fc.boolean();
const ODD_DURATIONS: Arbitrary = fc.constantFrom(0, 1, 59, 61, 90, 299, 3601, 86_401, 1e7).map((value) => call('cdk.Duration.seconds', value));
const ODD_SIZES: Arbitrary = fc.constantFrom(0, 1, 127, 1025, 6144, 1e7).map((value) => call('cdk.Size.mebibytes', value));
const duration = (arbitrary: Arbitrary): Arbitrary => usually(arbitrary, 40, ODD_DURATIONS, 1);
const size = (arbitrary: Arbitrary): Arbitrary => usually(arbitrary, 40, ODD_SIZES, 1);

export const minutes = (min: number, max: number): Arbitrary => duration(fc.integer({ min, max }).map((value) => call('cdk.Duration.minutes', value)));
export const seconds = (...values: number[]): Arbitrary => duration(oneOf(...values.map((value) => call('cdk.Duration.seconds', value))));
export const hours = (min: number, max: number): Arbitrary => duration(fc.integer({ min, max }).map((value) => call('cdk.Duration.hours', value)));
export const gibibytes = (min: number, max: number): Arbitrary => size(fc.integer({ min, max }).map((value) => call('cdk.Size.gibibytes', value)));
export const mebibytes = (...values: number[]): Arbitrary => size(oneOf(...values.map((value) => call('cdk.Size.mebibytes', value))));

/** One of these given things, of which there are two each. */
export function someGiven(...kinds: string[]): Arbitrary {
  return someIn(['given'], ...kinds);
}

/** One of these in one of these parts of the app. */
export function someIn(layers: Layer[], ...kinds: string[]): Arbitrary {
  return fc.tuple(fc.constantFrom(...kinds), fc.nat({ max: 1 }), fc.constantFrom(...layers)).map(([what, n, layer]) => given(what, n, layer));
}

/** A physical name, which may be known only at deployment. */
export function aName(of: string): Arbitrary {
  const tokens = (['parameter', 'ssm', 'import'] as const).map((how): Value => ({ $: 'token', how, kind: 'string', value: of }));
  return usually(fc.constant<Value>(name(of)), 12, fc.constantFrom(...tokens), 3, fc.constantFrom(...ODD_TEXTS), 1);
}

/** The properties of all of them; what is omitted in a later one is not omitted. */
export function merged(...parts: Value[]): { [key: string]: Value } {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part as { [key: string]: Value }).filter(([, value]) => value !== undefined)));
}

/** One of these in the part that comes last, so that it may refer to everything. */
export function someLast(...kinds: string[]): Arbitrary {
  return fc.tuple(fc.constantFrom(...kinds), fc.nat({ max: 1 })).map(([what, n]) => given(what, n, 'endpoint'));
}

/** A member of an enum or a class with constants. */
export function memberOf(owner: string, ...names: string[]): Arbitrary {
  return oneOf(...names.map((each) => get(`${owner}.${each}`)));
}

/** An object with these properties, of which those in `optional` are mostly omitted. */
export function object(required: Arbitraries, optional: Arbitraries = {}, rarity = 8): fc.Arbitrary<{ [key: string]: Value }> {
  const rare = Object.fromEntries(Object.entries(optional).map(([key, arbitrary]) => [key, maybe(arbitrary, rarity)]));
  return fc.record({ ...required, ...rare }) as fc.Arbitrary<{ [key: string]: Value }>;
}
