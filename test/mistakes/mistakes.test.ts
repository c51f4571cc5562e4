import * as fs from 'fs';
import * as path from 'path';
import { AREAS } from './areas';
import * as validated from './data/validated.json';
import { difference, idOf, type Kind, type Mistake } from './mistake';
import { pageOf, rowsOf, sourcesOf } from './page';
import { alphaOf, l1Of, run, type Run } from './run';

const ROOT = path.join(__dirname, '..', '..');
const MISTAKES: readonly Mistake[] = Object.values(AREAS).flat();
const TITLES = MISTAKES.map(({ title }) => title);

/** Those whose rules in docs/rules.md have no address as their source. */
const WITHOUT_SOURCE = [
  'a component on a serverless variant of the app',
  'a component whose name an override changes',
  'a key of another region for the volumes',
  'a key of another region than that of an imported bucket',
  'a model of another stack in a component',
  'a model of the hub in a component with network isolation',
  'a model that is created before the policies of its role',
  'a model whose environment names its own endpoint',
  'a model whose role depends on the model',
  'a recommended alarm of a variant that is added later',
  'a rollback alarm that depends on the endpoint by a token',
  'a secret in the environment of a component',
  'a variant whose name an override changes',
  'all cores of an instance for a copy',
  'an endpoint whose name an override changes',
  'an image and a version',
  'managed instance scaling beside autoscaling',
  'requests per second and invocations per minute as one target',
  'the variable `null`, which `None` as a key in Python becomes',
  'two models with one fixed name in a stack',
  'weights of a component at an S3 URI that the role may not read',
];

test('no title is there twice', () => {
  expect(TITLES.filter((title, index) => TITLES.indexOf(title) !== index)).toEqual([]);
});

describe.each(Object.entries(AREAS))('%s', (_area, mistakes) => {
  test.each(mistakes.map((mistake) => [mistake.title, mistake] as const))('%s', (_title, mistake) => {
    const { ours, l1, right } = run(mistake) as { readonly [form in keyof Run]-?: NonNullable<Run[form]> };
    const expected = l1Of(mistake.l1);
    // With this library, only a program that does not compile has none to run.
    expect(mistake.ours.kind).toMatch(/^(types|handled|call|synth|warned)$/);
    expect(mistake.ours.program === undefined).toBe(mistake.ours.kind === 'types');
    expect({
      ours: ours && difference(mistake.ours, ours),
      l1: l1 && difference(expected!, l1),
      right: right && difference({ kind: 'silent', detail: '' }, right),
    }).toEqual({});
  });
});

test('nothing is silent, and there are at least 470 mistakes and 240 correct neighbours', () => {
  const kinds = MISTAKES.map(({ ours: { kind } }) => kind);
  expect(kinds.filter((kind) => !(['types', 'handled', 'call', 'synth', 'warned'] as Kind[]).includes(kind))).toEqual([]);
  expect(kinds.length).toBeGreaterThanOrEqual(470);
  expect(MISTAKES.filter(({ right }) => right).length).toBeGreaterThanOrEqual(240);
});

test('an outcome is told apart from any other', () => {
  const none = { message: '', warnings: [], template: '{"A":1}' };
  const refused = { ...none, kind: 'call', message: 'Test: x must be 1, got 2' } as const;
  const warned = { ...none, kind: 'warned', warnings: ['text [ack: cdk-sagemaker-hosting:one]', 'text [ack: @aws-cdk/core:two]'] } as const;
  expect(difference({ kind: 'call', detail: 'must be 1' }, refused)).toBeUndefined();
  expect(difference({ kind: 'call', detail: 'must be 3' }, refused)).toBe('call: Test: x must be 1, got 2');
  expect(difference({ kind: 'synth', detail: 'must be 1' }, refused)).toBe('call: Test: x must be 1, got 2');
  expect(difference({ kind: 'silent', detail: '' }, warned)).toBe('warned: one, @aws-cdk/core:two');
  expect(difference({ kind: 'warned', detail: 'one' }, warned)).toBeUndefined();
  expect(difference({ kind: 'warned', detail: 'two' }, warned)).toBe('warned: one, @aws-cdk/core:two');
  expect(difference({ kind: 'handled', detail: '"A":1' }, { ...none, kind: 'silent' })).toBeUndefined();
  expect(difference({ kind: 'handled', detail: '"A":2' }, { ...none, kind: 'silent' })).toContain('silent: ');
  expect(idOf('text')).toBe('text');
});

test('what types prevent is in types.ts, below its title, and nothing else is', () => {
  const source = fs.readFileSync(path.join(__dirname, 'types.ts'), 'utf8');
  const prevented = [...source.matchAll(/@ts-expect-error (.*)/g)].map(([, title]) => title);
  expect(prevented.sort()).toEqual(MISTAKES.filter(({ ours: { kind } }) => kind === 'types').map(({ title }) => title).sort());
});

test('each mistake has the address of a source, or says that AWS does not document it, but for the ones listed', () => {
  const without = MISTAKES.filter((mistake) => sourcesOf(mistake).length === 0 && mistake.aws !== 'not documented');
  expect(without.map(({ title }) => title).sort()).toEqual(WITHOUT_SOURCE);
});

test('docs/mistakes.md is what the data says; if not, run: npm run mistakes -- --write', () => {
  const page = pageOf(rowsOf(validated), MISTAKES.filter(({ right }) => right).length);
  expect(fs.readFileSync(path.join(ROOT, 'docs', 'mistakes.md'), 'utf8')).toBe(page);
});

test('the programs of the alpha are those that its features can write', () => {
  expect(MISTAKES.filter((mistake) => alphaOf(mistake)).length).toBeGreaterThan(80);
});
