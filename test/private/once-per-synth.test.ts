import { App, Stack, Stage } from 'aws-cdk-lib';
import { Construct, Dependable, type IDependable } from 'constructs';
import { OncePerSynth } from '../../src/private/once-per-synth';

/** What is made for each stage, in order. */
function aValue(): { readonly made: string[]; readonly value: OncePerSynth<{ readonly number: number }> } {
  const made: string[] = [];
  return { made, value: new OncePerSynth((stage) => ({ number: made.push(stage.node.path) })) };
}

/** Asks for the value when the CDK looks at dependencies. */
function askAsDependency(value: OncePerSynth<{ readonly number: number }>, construct: Construct, got: number[]): void {
  value.announce(construct);
  const dependable: IDependable = {};
  Dependable.implement(dependable, {
    get dependencyRoots() {
      got.push(value.of(construct).number);
      return [];
    },
  });
  construct.node.addDependency(dependable);
}

describe('a value that is computed once', () => {
  test('is the same for all constructs of a synthesis, and new for the next one', () => {
    const app = new App();
    const { made, value } = aValue();
    const got: number[] = [];
    ['One', 'Two'].forEach((id) => askAsDependency(value, new Stack(app, id), got));
    app.synth();
    app.synth({ force: true });
    expect(got).toEqual([1, 1, 2, 2]);
    expect(made).toEqual(['', '']);
  });

  test('is new where a construct was added before the others', () => {
    const app = new App();
    const scope = new Construct(app, 'Scope');
    const { value } = aValue();
    const got: number[] = [];
    askAsDependency(value, new Stack(app, 'One'), got);
    app.synth({ skipValidation: true });
    askAsDependency(value, new Construct(scope, 'Two'), got);
    app.synth({ skipValidation: true, force: true });
    expect(got).toEqual([1, 2, 2]);
  });

  test('is that of the stage of the construct', () => {
    const app = new App();
    const { made, value } = aValue();
    value.of(new Stack(new Stage(app, 'Prod'), 'Stack'));
    value.of(new Stack(app, 'Stack'));
    expect(made).toEqual(['Prod', '']);
  });

  test('needs no stage', () => {
    const { made, value } = aValue();
    value.of(new Construct(new Construct(undefined as any, 'Root'), 'Child'));
    expect(made).toEqual(['Root']);
  });

  test('is shared by the constructs that are validated, and new for one that is validated again', () => {
    const app = new App();
    const { value } = aValue();
    const [one, two] = ['One', 'Two'].map((id) => new Construct(app, id));
    expect([one, two, one, two].map((construct) => value.atValidation(construct).number)).toEqual([1, 1, 2, 2]);
  });

  test('is new when the validation of the app begins', () => {
    const app = new App();
    const { value } = aValue();
    const got: number[] = [];
    value.of(app);
    const stack = new Stack(app, 'Stack');
    stack.node.addValidation({ validate: () => { got.push(value.atValidation(stack).number); return []; } });
    app.synth();
    expect(got).toEqual([2]);
  });
});
