import { difference, tryL1, tryOurs, type Kind, type L1Program, type Mistake, type Outcome, type Result } from './mistake';
import * as ours from '../../src';

/** What the programs of a mistake did, which the tests compare with what is expected. */
export interface Run {
  readonly ours?: Result;
  readonly l1?: Result;
  readonly right?: Result;
}

export function run({ ours: { program }, l1, right }: Mistake): Run {
  const written = l1Of(l1)?.program;
  return { ours: program && tryOurs(ours, program), l1: written && tryL1(written), right: right && tryOurs(ours, right) };
}

/** The expected outcome with L1 constructs; a program alone is silent. */
export function l1Of(l1: Mistake['l1']): Outcome<L1Program> | undefined {
  return typeof l1 === 'function' ? { kind: 'silent', detail: '', program: l1 } : l1;
}

/** The program with the alpha module, and what is expected of it; undefined if the alpha has no such feature. */
export function alphaOf({ ours: { program }, alpha }: Mistake): Outcome | undefined {
  return alpha && { ...alpha, program: alpha.program ?? program };
}

/** Runs a program with the alpha module, and says how the outcome differs from what is expected; undefined if it does not. */
export function alphaDifference(mistake: Mistake, alpha: typeof ours): string | undefined {
  const expected = alphaOf(mistake);
  return expected?.program && difference(expected, tryOurs(alpha, expected.program));
}

/** The kinds of outcomes of the three forms. */
export interface Kinds {
  readonly ours: Kind;
  readonly l1: Kind;
  readonly alpha: Kind;
}

/** What the validation of the CDK finds in the templates that nothing else is found in, by title. */
export interface Checked {
  readonly l1: { readonly [title: string]: string };
  readonly alpha: { readonly [title: string]: string };
}

/** What is in the table. */
export function kindsOf(mistake: Mistake, checked: Checked): Kinds {
  const kindOf = (form: keyof Checked, expected?: Outcome<any>): Kind => {
    const kind = expected?.kind ?? 'unsaid';
    return kind === 'silent' && mistake.title in checked[form] ? 'checked' : kind;
  };
  return { ours: mistake.ours.kind, l1: kindOf('l1', l1Of(mistake.l1)), alpha: kindOf('alpha', alphaOf(mistake)) };
}
