import { CfnParameter, Lazy, Token } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { UserImage, modelIn, modelWith } from './given';
import { Model } from '../../src';
import { must } from '../helpers/must';
import { like, messageOf } from '../helpers/problems';
import { testStack } from '../helpers/stack';

const IMAGE = new UserImage();

function entries(count: number): { [key: string]: string } {
  return Object.fromEntries([...Array(count).keys()].map((index) => [`KEY_${index}`, 'value']));
}

describe('environment variables', () => {
  const withEnvironment = (environment: { [key: string]: string }) => modelWith({ environment });

  test.each([0, 1, 100])('may be %d', (count) => {
    expect(Object.keys(modelIn(withEnvironment(entries(count))).PrimaryContainer.Environment ?? {})).toHaveLength(count);
  });

  test('fail as 101', () => {
    expect(messageOf(() => withEnvironment(entries(101))))
      .toBe(`Test/Model: containers[0].environment ${must.haveAtMost(100, 101)}`);
  });

  test.each(['A', '_', 'a1', '_1', 'PATH_2', 'A'.repeat(1024)])('may be called %p', (key) => {
    expect(modelIn(withEnvironment({ [key]: 'x' })).PrimaryContainer.Environment).toEqual({ [key]: 'x' });
  });

  test.each(['', '1A', 'A-B', 'A.B', 'A B', 'Ä', 'A\n'])('fail when called %p', (key) => {
    expect(messageOf(() => withEnvironment({ [key]: 'x' }))).toBe(
      `Test/Model: containers[0].environment ${must.notHave(key)}`,
    );
  });

  test('fail when called by 1025 characters', () => {
    expect(messageOf(() => withEnvironment({ ['A'.repeat(1025)]: 'x' }))).toBe(
      `Test/Model: the name of containers[0].environment['${'A'.repeat(40)}...'] ${must.haveCharacters(1024, 1025)}`,
    );
  });

  test('may be called by exactly the letters, digits and underscores that do not begin with a digit', () => {
    fc.assert(fc.property(fc.string({ minLength: 1, maxLength: 5 }), (key) => {
      const make = () => withEnvironment({ [key]: 'x' });
      return /^[A-Za-z_]\w*$/.test(key) ? make() instanceof Model : messageOf(make).includes(`, got '${key}'`);
    }), { numRuns: 60 });
  });

  test.each([0, 1, 1024])('may have a value of %d characters', (length) => {
    expect(modelIn(withEnvironment({ KEY: 'v'.repeat(length) })).PrimaryContainer.Environment).toEqual({ KEY: 'v'.repeat(length) });
  });

  test('fail with a value of 1025 bytes', () => {
    expect(messageOf(() => withEnvironment({ KEY: 'v'.repeat(1025) })))
      .toBe("Test/Model: containers[0].environment['KEY'] must have at most 1024 bytes, got 1025");
    expect(messageOf(() => withEnvironment({ KEY: '\u00e4'.repeat(513) })))
      .toBe("Test/Model: containers[0].environment['KEY'] must have at most 1024 bytes, got 1026");
  });

  test('may have a value of 1024 bytes in fewer characters', () => {
    expect(modelIn(withEnvironment({ KEY: '\u00e4'.repeat(512) })).PrimaryContainer.Environment).toEqual({ KEY: '\u00e4'.repeat(512) });
  });

  test('fail with all that is wrong at once', () => {
    expect(messageOf(() => withEnvironment({ '1A': 'x', 'KEY': 'v'.repeat(2000), 'OK': 'x' }))).toBe([
      'Test/Model: 2 problems:',
      `  - containers[0].environment ${must.notHave('1A')}`,
      "  - containers[0].environment['KEY'] must have at most 1024 bytes, got 2000",
    ].join('\n'));
  });

  test('may be tokens, names as well as values', () => {
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'Number', { type: 'Number' });
    const environment = {
      NUMBER: Token.asString(parameter.valueAsNumber),
      [Lazy.string({ produce: () => 'LATER' })]: 'x',
      LONG: `${'v'.repeat(1025)}${parameter.valueAsString}`,
    };
    new Model(stack, 'Model', { containers: [{ image: IMAGE, environment }] });
    expect(modelIn(stack).PrimaryContainer.Environment).toEqual({
      NUMBER: { Ref: 'Number' },
      LATER: 'x',
      LONG: { 'Fn::Join': ['', ['v'.repeat(1025), { Ref: 'Number' }]] },
    });
  });

  test.each([[1, 'number 1'], [true, 'boolean true']])('fail with the value %p, which a language without types may hand over', (value, got) => {
    expect(messageOf(() => new Model(testStack(), 'Model', { containers: [{ image: new UserImage(), environment: { A: value as any } }] })))
      .toEqual(like(`Test/Model: containers[0].environment['A'] must ... got ${got}`));
  });
});

describe('the environment of all containers together', () => {
  /** 32 entries of 1024 bytes: names of 4, values of 1020. */
  const FULL = Object.fromEntries([...Array(16).keys()].map((index) => [`K_${10 + index}`, 'v'.repeat(1020)]));
  const message = (bytes: number) => `Test/Model: the environment variables of all containers in total must have at most 32768 bytes, got ${bytes}`;

  test('may have 32 KB, names included', () => {
    expect(modelIn(modelWith({ environment: FULL }, { environment: FULL })).Containers).toHaveLength(2);
  });

  test('fails with one byte more', () => {
    expect(messageOf(() => modelWith({ environment: FULL }, { environment: { ...FULL, A: '' } }))).toBe(message(32769));
    expect(messageOf(() => modelWith({ environment: FULL }, { environment: FULL }, { environment: { A: '' } }))).toBe(message(32769));
  });

  test('fails when a container that is added brings it', () => {
    const model = modelWith({ environment: FULL }, { environment: FULL });
    expect(messageOf(() => model.addContainer({ image: IMAGE, environment: { A: 'v' } }))).toBe(message(32770));
  });

  test('is counted in bytes, not in characters', () => {
    const { K_10: _gone, ...rest } = FULL;
    expect(messageOf(() => modelWith({ environment: FULL }, { environment: { ...rest, K_10: 'ü'.repeat(511) } }))).toBe(message(32770));
    expect(modelIn(modelWith({ environment: FULL }, { environment: { ...rest, K_10: 'ü'.repeat(510) } })).Containers).toHaveLength(2);
  });

  test('is counted without tokens', () => {
    const token = Lazy.string({ produce: () => 'v'.repeat(1000) });
    // Only the name of the further entry counts.
    expect(messageOf(() => modelWith({ environment: FULL }, { environment: { ...FULL, A: token } }))).toBe(message(32769));
    const { K_10: _gone, ...rest } = FULL;
    expect(modelIn(modelWith({ environment: FULL }, { environment: { ...rest, K_10: token } })).Containers).toHaveLength(2);
  });
});
