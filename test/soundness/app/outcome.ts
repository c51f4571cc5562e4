import * as fs from 'fs';
import { buildApp, PlanError } from './build';
import type { Plan } from './plan';
import { ValidationError } from '../../../src/private/errors';

export type Outcome =
  | { readonly kind: 'synthesized' }
  /** Synthesized, but the CDK's validation of templates finds errors, which it reports in a file. */
  | { readonly kind: 'invalid'; readonly message: string }
  /** The library says what is wrong. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The plan makes no sense. */
  | { readonly kind: 'senseless'; readonly message: string }
  /** Anything else: a counterexample. */
  | { readonly kind: 'broken'; readonly message: string };

/** Says of each problem which construct has it. */
const PROBLEM = /^ {2}\[[^\]]+\] ./;

/** Builds and synthesizes an app. */
export function outcomeOf(plan: Plan, outdir: string, assets: string, context: { readonly [key: string]: unknown } = {}): Outcome {
  fs.rmSync(outdir, { recursive: true, force: true });
  try {
    buildApp(plan, { outdir, assets, context }).synth();
    return { kind: 'synthesized' };
  } catch (error) {
    return outcomeOfError(error);
  }
}

export function outcomeOfError(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof PlanError) {
    return { kind: 'senseless', message };
  }
  if (error instanceof ValidationError) {
    return { kind: 'refused', message };
  }
  if (message.includes('Validation failed. A copy of this report can be found in')) {
    return { kind: 'invalid', message };
  }
  if (message.startsWith('Validation failed with the following errors:') && message.split('\n').slice(1).filter((line) => /^ {2}\S/.test(line)).every((line) => PROBLEM.test(line))) {
    return { kind: 'refused', message };
  }
  return { kind: 'broken', message: error instanceof Error ? error.stack ?? message : message };
}
