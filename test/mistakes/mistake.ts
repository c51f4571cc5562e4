import { App, Stack } from 'aws-cdk-lib';
import { Given } from './given';
import { L1 } from './l1';
import type * as hosting from '../../src';
import { ENV } from '../helpers/stack';

/** What AWS does with a mistake. */
export const AWS = {
  REFUSES: 'refuses the deployment',
  FAILS: 'the deployment fails after a time',
  REQUESTS_FAIL: 'the deployment succeeds, and requests fail',
  IGNORES: 'accepts it, without the effect',
  HARMS: 'accepts it, with another effect than intended',
  LATER: 'a later update fails',
  UNDOCUMENTED: 'not documented',
} as const;

/** How a form of a program fares. The order is from the best place to find a mistake to the worst. */
export const KINDS = ['types', 'handled', 'call', 'synth', 'warned', 'checked', 'silent', 'unsaid'] as const;
export type Kind = typeof KINDS[number];

export const KIND_TITLES: { readonly [kind in Kind]: string } = {
  types: 'impossible by types',
  handled: 'handled by the library',
  call: 'refused at the call',
  synth: 'refused at synth',
  warned: 'warned',
  checked: "warned by the CDK's validation",
  silent: 'silent',
  unsaid: 'no such feature',
};

export type Program = (given: Given) => unknown;
export type L1Program = (given: L1) => unknown;

/** An expected outcome: a part of the message, the ID of the warning, a part of the template, or the key in types.ts. */
export interface Outcome<P = Program> {
  readonly kind: Kind;
  readonly detail: string;
  /** @default - the program of this library, with the other library */
  readonly program?: P;
}

const outcome = (kind: Kind) => <P = Program>(detail: string, program?: P): Outcome<P> => ({ kind, detail, program });

/** A constructor or method throws; the message contains the part. */
export const call = outcome('call');
/** The app throws; the message contains the part. */
export const synth = outcome('synth');
/** There is a warning with the ID. */
export const warned = outcome('warned');
/** The template contains the part, and there is no error. */
export const handled = outcome('handled');
/** The program does not type-check: types.ts has it below a comment with the title. */
export const types: Outcome = { kind: 'types', detail: '' };
/** Neither error nor warning. */
export const silent: Outcome = { kind: 'silent', detail: '' };

export interface Mistake {
  readonly title: string;
  /** The beginnings of rules in docs/rules.md, each alone or as `Headline > rule`. */
  readonly rules?: readonly string[];
  /** What AWS does, and possibly its message. */
  readonly aws: string;
  /** @default - the sources of the rules */
  readonly source?: string;
  readonly ours: Outcome;
  /** The program with L1 constructs, which is silent unless it is an outcome. @default - L1 constructs have no such feature */
  readonly l1?: L1Program | Outcome<L1Program>;
  /** The outcome with the alpha module. @default - the alpha has no such feature */
  readonly alpha?: Outcome;
  /** The nearest correct program. */
  readonly right?: Program;
}

/** What the CDK says of each reference between stacks, whatever it leads to. */
const UNRELATED = /\[ack: @aws-cdk\/core:crossStackReferencesDefaultStrong\]/;

/** What a program did. */
export interface Result {
  readonly kind: Kind;
  readonly message: string;
  readonly warnings: readonly string[];
  readonly template: string;
}

export function tryOurs(library: typeof hosting, program: Program): Result {
  return attempt((stack) => program(new Given(library, stack)));
}

export function tryL1(program: L1Program): Result {
  return attempt((stack) => program(new L1(stack)));
}

function attempt(program: (stack: Stack) => unknown): Result {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Test', { env: ENV });
  const none = { warnings: [], template: '' };
  try {
    program(stack);
  } catch (error) {
    return { kind: 'call', message: (error as Error).message, ...none };
  }
  try {
    const { stacks } = app.synth();
    const messages = stacks.flatMap(({ messages: all }) => all);
    const warnings = messages.filter(({ level }) => level === 'warning').map(({ entry }) => String(entry.data)).filter((warning) => !UNRELATED.test(warning));
    const errors = messages.filter(({ level }) => level === 'error').map(({ entry }) => String(entry.data));
    const template = stacks.map((each) => JSON.stringify(each.template)).join('\n');
    return { kind: errors.length > 0 ? 'synth' : warnings.length > 0 ? 'warned' : 'silent', message: errors.join('\n'), warnings, template };
  } catch (error) {
    return { kind: 'synth', message: (error as Error).message, ...none };
  }
}

/** The ID of a warning, or the warning if it has none. */
export function idOf(warning: string): string {
  return warning.match(/\[ack: (?:cdk-sagemaker-hosting:)?([^\]]+)\]/)?.[1] ?? warning;
}

/** Says how a result differs from an expected outcome; undefined if it does not. */
export function difference(expected: Outcome<any>, { kind, message, warnings, template }: Result): string | undefined {
  const got = `${kind}: ${message || warnings.map(idOf).join(', ')}`;
  switch (expected.kind) {
    case 'handled': return (kind === 'silent' || kind === 'warned') && template.includes(expected.detail) ? undefined : `${got} ${template}`;
    case 'warned': return kind === 'warned' && warnings.map(idOf).includes(expected.detail) ? undefined : got;
    case 'silent': return kind === 'silent' ? undefined : got;
    default: return kind === expected.kind && message.includes(expected.detail) ? undefined : got;
  }
}
