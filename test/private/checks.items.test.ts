import { Token } from 'aws-cdk-lib';
import { itemsBetween, notEmpty, eachMatches, upToItems } from '../../src/private/checks';

const TOKEN = Token.asList({ Ref: 'List' });
const LETTER = { pattern: /^[a-z]$/, maxLength: 1, allowed: 'a letter' };
const list = (count: number) => Array<string>(count).fill('a');

describe('between two numbers of items', () => {
  test.each([[list(2)], [list(4)], [undefined], [TOKEN]])('may be %j', (items) => {
    expect(itemsBetween('names', items, 2, 4)).toBeUndefined();
  });

  test.each([0, 1, 5])('fails with %d', (count) => {
    expect(itemsBetween('names', list(count), 2, 4)).toBe(`names must have 2 to 4 entries, got ${count}`);
  });
});

describe('a list that may be left out', () => {
  test.each([[list(1)], [list(2)], [undefined], [TOKEN]])('may be %j', (items) => {
    expect(upToItems('names', items, 2)).toEqual([undefined, undefined]);
  });

  test('fails when it is empty, or too long', () => {
    expect(upToItems('names', [], 2)).toEqual(['names must not be empty; omit it', undefined]);
    expect(upToItems('names', list(3), 2)).toEqual([undefined, 'names must have at most 2 entries, got 3']);
  });
});

describe('a list with something in it', () => {
  test.each([[list(1)], [undefined], [TOKEN]])('may be %j', (items) => {
    expect(notEmpty('names', items)).toBeUndefined();
  });

  test('fails when it is empty', () => {
    expect(notEmpty('names', [])).toBe('names must have at least 1 entry, got 0; add one');
  });
});

test('each text of a list is looked at, and named by its place', () => {
  expect(eachMatches('names', ['a', 'B'], LETTER)).toEqual([undefined, "names[1] must be a letter, got 'B'"]);
  expect(eachMatches('names', TOKEN, LETTER)).toEqual([]);
  expect(eachMatches('names', undefined, LETTER)).toEqual([]);
});
