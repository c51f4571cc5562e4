import * as fs from 'fs';
import * as path from 'path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import * as ts from 'typescript';
import { AREAS } from './areas';
import * as validated from './data/validated.json';
import { Given } from './given';
import { L1 } from './l1';
import { KIND_TITLES, type Mistake } from './mistake';
import { pageOf, rowsOf, sumsOf } from './page';
import { alphaDifference, alphaOf, l1Of, type Checked } from './run';
import type * as hosting from '../../src';
import { ENV } from '../helpers/stack';

/*
 * What `npm run mistakes` does besides the tests of this folder: it runs the programs with the alpha module, and validates the templates of those that are
 * silent. jest doesn't find this file by its name, because it needs the alpha module, whose directory is in the environment.
 */

const ROOT = path.join(__dirname, '..', '..');
const ALPHA = process.env.MISTAKES_ALPHA!;
const MISTAKES: readonly Mistake[] = Object.values(AREAS).flat();

/** An empty stack, which is no mistake, and can't be deployed. */
const EMPTY = 'F0001';

/** A finding in the report of the validation. */
type Violation = { readonly ruleName: string; readonly description: string; readonly violatingConstructs: { readonly constructPath?: string }[] };

/** Validates the templates of programs, each in a stage of one app, and returns the first finding of each. */
function findingsOf(programs: ReadonlyMap<string, (stack: Stack) => unknown>): { [title: string]: string } {
  const app = new App({ analyticsReporting: false });
  const titles = new Map<string, string>();
  for (const [title, program] of programs) {
    const id = `App${titles.size}`;
    titles.set(id, title);
    program(new Stack(new Stage(app, id), 'Test', { env: ENV }));
  }
  process.env.CDK_VALIDATION = 'true';
  const { directory } = app.synth();
  process.env.CDK_VALIDATION = 'false';
  const { pluginReports } = JSON.parse(fs.readFileSync(path.join(directory, 'validation-report.json'), 'utf8'));
  const findings: { [title: string]: string } = {};
  for (const { ruleName, description, violatingConstructs } of pluginReports.flatMap(({ violations }: { violations: Violation[] }) =>
    violations) as Violation[]) {
    for (const { constructPath = '' } of violatingConstructs) {
      const title = titles.get(constructPath.split('/')[0]);
      if (title !== undefined && ruleName !== EMPTY) {
        findings[title] ??= `${ruleName}: ${description.slice(0, 120)}`;
      }
    }
  }
  return Object.fromEntries(Object.entries(findings).sort(([one], [other]) => one < other ? -1 : 1));
}

/** The titles of types.ts whose programs have no error of types with the alpha module. */
function compiledByAlpha(): string[] {
  const file = path.join(__dirname, 'types.ts');
  const text = fs.readFileSync(file, 'utf8').replace("'../../src'", JSON.stringify(path.join(ALPHA, 'lib')));
  const options: ts.CompilerOptions = { noEmit: true, strict: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, types: ['node'] };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile;
  host.getSourceFile = (name, version, ...rest) =>
    path.resolve(name) === file ? ts.createSourceFile(name, text, version) : read(name, version, ...rest);
  const program = ts.createProgram([file], options, host);
  const unused = program.getSemanticDiagnostics(program.getSourceFile(file)).filter(({ code }) => code === 2578);
  return unused.map(({ start }) => text.slice(start).match(/@ts-expect-error (.*)/)![1]);
}

function versionOf(folder: string): string {
  return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
}

test('the alpha module does what is recorded', async () => {
  const alpha: typeof hosting = await import(ALPHA);
  const differences = MISTAKES.map((mistake) => [mistake.title, alphaDifference(mistake, alpha)]).filter(([, difference]) => difference);
  expect(Object.fromEntries(differences)).toEqual({});
});

test('the types of the alpha module prevent what is recorded', () => {
  const prevented = MISTAKES.filter((mistake) => alphaOf(mistake)?.kind === 'types').map(({ title }) => title);
  expect(prevented.length).toBeGreaterThan(3);
  const compiled = compiledByAlpha();
  expect(prevented.filter((title) => compiled.includes(title))).toEqual([]);
});

test('the validation of the CDK finds what is recorded', async () => {
  const alpha: typeof hosting = await import(ALPHA);
  const silent = <T>(of: (mistake: Mistake) => { kind: string; program?: T } | undefined) =>
    MISTAKES.flatMap((mistake) => { const form = of(mistake); return form?.kind === 'silent' && form.program ? [[mistake.title, form.program] as const] : []; });
  const findings: Checked = {
    l1: findingsOf(new Map(silent((mistake) => l1Of(mistake.l1)).map(([title, program]) => [title, (stack) => program(new L1(stack))]))),
    alpha: findingsOf(new Map(silent(alphaOf).map(([title, program]) => [title, (stack) => program(new Given(alpha, stack))]))),
  };
  report(findings);
  const write = process.env.MISTAKES_WRITE === 'true';
  if (write) {
    fs.writeFileSync(path.join(__dirname, 'data', 'validated.json'), `${JSON.stringify(findings, undefined, 2)}\n`);
    fs.writeFileSync(path.join(ROOT, 'docs', 'mistakes.md'), pageOf(rowsOf(findings), MISTAKES.filter(({ right }) => right).length));
  }
  expect(findings).toEqual(write ? findings : { l1: validated.l1, alpha: validated.alpha });
});

/** Writes the figures for docs/quality.md. */
function report(findings: Checked): void {
  const rows = rowsOf(findings);
  const folder = path.join(ROOT, 'test-reports', 'quality');
  fs.mkdirSync(folder, { recursive: true });
  const sums = Object.fromEntries(Object.entries(sumsOf(rows)).map(([form, kinds]) =>
    [form, Object.fromEntries(Object.entries(kinds).map(([kind, count]) => [KIND_TITLES[kind as keyof typeof KIND_TITLES], count]))]));
  const { ours, l1, alpha } = sums;
  fs.writeFileSync(path.join(folder, 'mistakes.json'), `${JSON.stringify({
    'date': new Date().toISOString().slice(0, 10),
    'versions': { 'aws-cdk-lib': versionOf(path.join(ROOT, 'node_modules', 'aws-cdk-lib')), '@aws-cdk/aws-sagemaker-alpha': versionOf(ALPHA) },
    'mistakes': rows.length,
    'correct neighbours without an error or a warning': MISTAKES.filter(({ right }) => right).length,
    'this library': ours,
    'L1 constructs': l1,
    'alpha module': alpha,
    'table': rows.map(({ area, title, ours: o, l1: l, alpha: a }) => ({ area, title, ours: KIND_TITLES[o], l1: KIND_TITLES[l], alpha: KIND_TITLES[a] })),
  }, undefined, 2)}\n`);
}
