import { isMarked, mark } from '../../src/private/marks';

class Marked {
  public get _facts(): string[] {
    return [];
  }
}
class Derived extends Marked {}
class Other {}
mark(Marked.prototype, 'Marked');

test.each<[string, unknown, boolean]>([
  ['an instance', new Marked(), true],
  ['an instance of a derived class', new Derived(), true],
  ['an instance of another class', new Other(), false],
  ['nothing', undefined, false],
  ['null', null, false],
  ['a string', 'Marked', false],
])('%s is marked: %p', (_what, value, expected) => {
  expect(isMarked(value, 'Marked')).toBe(expected);
});

test('marks of other names are told apart', () => {
  expect(isMarked(new Marked(), 'Other')).toBe(false);
});

test('a mark of another copy is the same, by its symbol', () => {
  expect(isMarked({ [Symbol.for('cdk-sagemaker-hosting.Marked')]: true }, 'Marked')).toBe(true);
});

test('an instance without the members that are used counts as unknown', () => {
  expect(isMarked(new Marked(), 'Marked', ['_facts'])).toBe(true);
  expect(isMarked(new Marked(), 'Marked', ['_facts', '_more'])).toBe(false);
});

test('a mark does not show', () => {
  expect(Object.keys(new Marked())).toEqual([]);
  expect(Object.getOwnPropertySymbols(new Marked())).toEqual([]);
});
