import { spawn } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { createInterface } from 'readline';
import * as fc from 'fast-check';
import { outcomeOf, type Outcome } from './app/outcome';
import type { Plan } from './app/plan';
import { programOf } from './app/program';
import { apps } from './generate/apps';

/*
 * A worker of `npm run soundness`, which bundles it: makes some of the apps of a seed, has them judged, shrinks what fails, and writes a result for
 * each app, as a line of JSON.
 *
 *     node run.js '{"seed": 1, "first": 0, "step": 2, "apps": 1000, ...}'
 */

interface Task {
  readonly seed: number;
  /** The numbers of the apps: from `first`, each `step`th, below `apps`. */
  readonly first: number;
  readonly step: number;
  readonly apps: number;
  /** One of so many apps is given to the slow judges. */
  readonly slow: number;
  readonly python: string;
  /** The folder of this file. */
  readonly home: string;
  readonly assets: string;
  /** A folder for the assemblies. */
  readonly scratch: string;
  readonly results: string;
}

interface Verdict {
  readonly outcome: Outcome;
  readonly templates: number;
  readonly findings: readonly string[];
}

/** What makes an app a counterexample, in a word: the kind of the error, or the judge. */
function failureOf({ outcome, findings }: Verdict): string | undefined {
  return outcome.kind === 'broken' ? 'broken' : findings[0]?.split(':')[0];
}

const FAST = ['references', 'names', 'iam', 'permissions', 'order', 'api', 'metrics'];
const SLOW = [...FAST, 'cfn-lint', 'cdk'];
const MAX_SHRUNK = 5;

class Judges {
  private readonly process;
  private readonly waiting: ((line: string) => void)[] = [];

  constructor(task: Task) {
    this.process = spawn(task.python, ['-m', 'judges'], { cwd: task.home, stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface(this.process.stdout).on('line', (line) => this.waiting.shift()!(line));
    this.process.on('exit', (code) => {
      if (this.waiting.length > 0) {
        throw new Error(`the judges ended early, with ${code}`);
      }
    });
  }

  public judge(folder: string, judges: readonly string[]): Promise<Pick<Verdict, 'templates' | 'findings'>> {
    return new Promise((resolve) => {
      this.waiting.push((line) => resolve(JSON.parse(line)));
      this.process.stdin.write(`${JSON.stringify({ folder, judges })}\n`);
    });
  }

  public end(): void {
    this.process.stdin.end();
  }
}

/** Each app has a seed of its own, so that any of them can be made alone. */
export function seedOf(seed: number, index: number): number {
  return (seed * 1_000_003 + index) % 2 ** 31;
}

/** One of `every` apps is given to the slow judges, and not always to the same worker. */
function isSlow(index: number, every: number): boolean {
  return (index + Math.floor(index / every)) % every === 0;
}

export function planOf(seed: number, index: number): Plan {
  return fc.sample(apps, { seed: seedOf(seed, index), numRuns: 1 })[0];
}

async function verdictOf(plan: Plan, folder: string, slow: boolean, task: Task, judges: Judges): Promise<Verdict> {
  process.env.CDK_VALIDATION = String(slow);
  const outcome = outcomeOf(plan, folder, task.assets, { '@aws-cdk/core:validateAgainstDefaultRules': slow });
  // The CDK sets it for the findings of its validation, which a judge reads.
  process.exitCode = undefined;
  if (outcome.kind !== 'synthesized' && outcome.kind !== 'invalid') {
    return { outcome, templates: 0, findings: [] };
  }
  const { templates, findings } = await judges.judge(folder, slow ? SLOW : FAST);
  // What the CDK finds is in its report, which a judge reads.
  return { outcome: { kind: 'synthesized' }, templates, findings };
}

/** The smallest app that fails in the same way. */
async function shrunk(index: number, failure: string, slow: boolean, task: Task, judges: Judges): Promise<Plan | undefined> {
  const folder = path.join(task.scratch, 'shrinking');
  const property = fc.asyncProperty(apps, async (plan) => failureOf(await verdictOf(plan, folder, slow, task, judges)) !== failure);
  const result = await fc.check(property, {
    seed: seedOf(task.seed, index), numRuns: 1, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false,
  });
  return result.counterexample?.[0];
}

async function main(task: Task): Promise<void> {
  const judges = new Judges(task);
  const results = fs.openSync(task.results, 'w');
  const failures: { readonly index: number; readonly failure: string; readonly slow: boolean }[] = [];
  let before: Promise<void> = Promise.resolve();
  for (let index = task.first; index < task.apps; index += task.step) {
    const slow = isSlow(index, task.slow);
    const plan = planOf(task.seed, index);
    const judged = verdictOf(plan, path.join(task.scratch, String(index)), slow, task, judges).then((verdict) => {
      const failure = failureOf(verdict);
      const { outcome, ...others } = verdict;
      fs.writeSync(results, `${JSON.stringify({ index, slow, ...outcome, ...others, failure, program: failure === undefined ? undefined : programOf(plan) })}\n`);
      fs.rmSync(path.join(task.scratch, String(index)), { recursive: true, force: true });
      if (failure !== undefined) {
        failures.push({ index, failure, slow });
      }
    });
    // The judges work on one app while the next one is made.
    await before;
    before = judged;
  }
  await before;
  for (const { index, failure, slow } of failures.slice(0, MAX_SHRUNK)) {
    const plan = await shrunk(index, failure, slow, task, judges);
    fs.writeSync(results, `${JSON.stringify({ index, kind: 'shrunk', failure, program: plan === undefined ? undefined : programOf(plan) })}\n`);
  }
  judges.end();
}

void main(JSON.parse(process.argv[2]));
