/*
 * An app as a value: what the generators make, what shrinks, what is built (build.ts) and what is printed as a program (program.ts).
 */

/** The part of the app that a thing is in. Things refer only to those of the same or an earlier layer, so that the program itself makes no circle. */
export type Layer = 'given' | 'model' | 'endpoint';

export type Expression =
  /** A call of a function of the library (`sm`) or the CDK (`cdk`). */
  | { readonly $: 'call'; readonly fn: string; readonly args: readonly Value[] }
  | { readonly $: 'new'; readonly cls: string; readonly args: readonly Value[] }
  | { readonly $: 'get'; readonly of: string }
  | { readonly $: 'method'; readonly on: Value; readonly name: string; readonly args: readonly Value[] }
  | { readonly $: 'prop'; readonly on: Value; readonly name: string }
  /** The value of an earlier step of the same unit. */
  | { readonly $: 'var'; readonly name: string }
  | { readonly $: 'scope'; readonly layer: Layer }
  /** An id that no other construct of the scope has. */
  | { readonly $: 'id'; readonly of: string }
  /** A physical name that nothing else in the app has. */
  | { readonly $: 'name'; readonly of: string }
  /** A thing that the program uses, of which there is one for each number in a layer: given.ts. */
  | { readonly $: 'given'; readonly what: string; readonly n: number; readonly layer: Layer }
  /** A value that is known only at deployment (parameter, ssm, import) or at the end of the synthesis (lazy). */
  | { readonly $: 'token'; readonly how: 'parameter' | 'ssm' | 'import' | 'lazy'; readonly kind: 'string' | 'number' | 'list'; readonly value: Value }
  /** A path of a file beside the generators. */
  | { readonly $: 'asset'; readonly path: string }
  /** A function without arguments. */
  | { readonly $: 'null' };

export type Value = undefined | boolean | number | string | readonly Value[] | Expression | { readonly [key: string]: Value };

/** A line of the program. */
export interface Step {
  readonly as?: string;
  readonly do: Value;
}

/** Where the layers are. */
export interface Placement {
  /** The account and the region of all stacks, or none. */
  readonly region?: string;
  readonly inStage: boolean;
  /** Whether the app has the feature flags of a new project. */
  readonly recommendedFlags: boolean;
  /** Whether everything has a tag. */
  readonly tagged: boolean;
  /** Where each layer is: in the stack of the layer before, in a stack of its own, or in a nested one. */
  readonly model: 'same' | 'stack' | 'nested';
  readonly endpoint: 'same' | 'stack' | 'nested';
}

export interface Plan {
  readonly placement: Placement;
  /** Parts of the app that do not know each other, but share what is given. */
  readonly units: readonly (readonly Step[])[];
}

export const call = (fn: string, ...args: Value[]): Expression => ({ $: 'call', fn, args });
export const make = (cls: string, ...args: Value[]): Expression => ({ $: 'new', cls, args });
export const get = (of: string): Expression => ({ $: 'get', of });
export const method = (on: Value, name: string, ...args: Value[]): Expression => ({ $: 'method', on, name, args });
export const prop = (on: Value, name: string): Expression => ({ $: 'prop', on, name });
export const variable = (name: string): Expression => ({ $: 'var', name });
export const scope = (layer: Layer): Expression => ({ $: 'scope', layer });
export const id = (of: string): Expression => ({ $: 'id', of });
export const name = (of: string): Expression => ({ $: 'name', of });
export const given = (what: string, n = 0, layer: Layer = 'given'): Expression => ({ $: 'given', what, n, layer });

export function isExpression(value: Value): value is Expression {
  return typeof value === 'object' && value !== null && typeof (value as { $?: unknown }).$ === 'string';
}
