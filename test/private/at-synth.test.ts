import { App, Aspects, Fn, Stage, type Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { atSynth } from '../../src/private/at-synth';
import { warn } from '../../src/private/warnings';
import { synthMessageOf } from '../helpers/problems';
import { testStack, warningsOf } from '../helpers/stack';

function thingIn(scope: Construct): Construct {
  return new Construct(scope, 'Thing');
}

test('problems fail the synthesis, each with the path of the construct', () => {
  const stack = testStack({ app: new App() });
  atSynth(thingIn(stack), () => ['this is wrong', 'that is too']);
  expect(synthMessageOf(stack)).toBe('Validation failed with the following errors:\n  [Test/Thing] this is wrong\n  [Test/Thing] that is too');
});

test('problems contain no tokens, whose text differs from one synthesis to the next', () => {
  const stack = testStack();
  const thing = thingIn(stack);
  atSynth(thing, () => [`name '${Fn.importValue('name')}' is wrong`]);
  expect(thing.node.validate()).toEqual(["name '<token>' is wrong"]);
});

test('warnings that are added then are reported', () => {
  const stack = testStack();
  const thing = thingIn(stack);
  atSynth(thing, () => warn(thing, 'someRule', 'this is odd'));
  expect(warningsOf(stack)).toEqual(['Test/Thing: this is odd [ack: cdk-sagemaker-hosting:someRule]']);
});

test('changes that aspects make are seen', () => {
  const stack = testStack({ app: new App() });
  let seen: unknown;
  atSynth(thingIn(stack), () => { seen = stack.tags.tagValues(); });
  Aspects.of(stack).add({ visit: (node) => node === stack && stack.tags.setTag('team', 'churn') });
  (stack.node.root as App).synth();
  expect(seen).toEqual({ team: 'churn' });
});

describe('the time', () => {
  function looksOf(stack: Stack): { times: number } {
    const looks = { times: 0 };
    atSynth(thingIn(stack), () => { looks.times += 1; });
    return looks;
  }

  test('is that of the synthesis of its stage, once', () => {
    const app = new App();
    const stage = new Stage(app, 'Stage');
    const looks = looksOf(testStack({ app: stage as unknown as App }));
    expect(looks.times).toBe(0);
    stage.synth();
    expect(looks.times).toBe(1);
    app.synth();
    expect(looks.times).toBe(1);
  });

  test('never comes where validation is skipped', () => {
    const app = new App();
    const looks = looksOf(testStack({ app }));
    app.synth({ skipValidation: true });
    expect(looks.times).toBe(0);
  });
});
