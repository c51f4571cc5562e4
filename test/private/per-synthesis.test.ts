import { App, Stack, Stage } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { atSynth } from '../../src/private/at-synth';
import { PerSynthesis } from '../../src/private/per-synthesis';

/** Constructs that read a value at synthesis, and the roots that it was computed for. */
function readersIn(scope: Construct, ids: string[], value: PerSynthesis<number>, read: number[]): void {
  ids.forEach((id) => {
    const reader = new Construct(scope, id);
    value.prepare(reader);
    atSynth(reader, () => void read.push(value.of(reader)));
  });
}

function counted(): { value: PerSynthesis<number>; roots: IConstruct[] } {
  const roots: IConstruct[] = [];
  return { roots, value: new PerSynthesis((root) => roots.push(root)) };
}

test('a value is computed once for all constructs of a synthesis, and again for the next synthesis', () => {
  const app = new App();
  const { value, roots } = counted();
  const read: number[] = [];
  readersIn(new Stack(app, 'Stack'), ['One', 'Two', 'Three'], value, read);
  app.synth();
  expect(read).toEqual([1, 1, 1]);
  app.synth({ force: true });
  expect(read.slice(3)).toEqual([2, 2, 2]);
  expect(roots).toEqual([app, app]);
});

test('a stage, which is synthesized by itself, has a value of its own', () => {
  const app = new App();
  const { value, roots } = counted();
  const stage = new Stage(app, 'Stage');
  [app, stage].forEach((scope) => readersIn(new Stack(scope, 'Stack'), ['One', 'Two'], value, []));
  app.synth();
  expect(roots).toEqual([stage, app]);
});

test('apps do not share a value', () => {
  const { value, roots } = counted();
  const apps = [new App(), new App()];
  apps.forEach((app) => readersIn(new Stack(app, 'Stack'), ['One'], value, []));
  apps.forEach((app) => app.synth());
  expect(roots).toEqual(apps);
});
