import * as fc from 'fast-check';
import { text, type TextRule } from '../../src/private/checks';
import { RESOURCE_NAME, IMAGE_NAME, MODEL_NAME } from '../../src/private/names';

const LETTERS_AND_DIGITS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
const ALPHANUMERIC = fc.constantFrom(...LETTERS_AND_DIGITS);
const NAME_CHARACTER = fc.constantFrom(...LETTERS_AND_DIGITS, '-');

/** 1 to 63 letters, digits and hyphens, no hyphen at either end. */
const VALID = fc.oneof(
  ALPHANUMERIC,
  fc.tuple(ALPHANUMERIC, fc.string({ unit: NAME_CHARACTER, maxLength: 61 }), ALPHANUMERIC).map((parts) => parts.join('')),
);

const RULES: [string, TextRule][] = [['model', MODEL_NAME], ['hyphenated', RESOURCE_NAME]];

describe.each(RULES)('a %s name', (_kind, rule) => {
  test('may be any sequence of letters, digits and inner hyphens', () => {
    fc.assert(fc.property(VALID, (name) => text('name', name, rule) === undefined), { numRuns: 300 });
  });

  test('fails with any other character, wherever it is', () => {
    const bad = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((character) => !/^[-a-zA-Z0-9]$/.test(character));
    fc.assert(fc.property(fc.string({ unit: NAME_CHARACTER, maxLength: 30 }), bad, fc.string({ unit: NAME_CHARACTER, maxLength: 30 }),
      (before, character, after) => {
        const name = `${before}${character}${after}`;
        return text('name', name, rule)
          === `name must be letters, digits and hyphens, with no hyphen at either end (1 to 63 characters), got '${name}'`;
      }), { numRuns: 300 });
  });

  test.each(['a', '7', 'a'.repeat(63), 'a-b', 'a--b', `a${'-'.repeat(61)}b`, '1-2-3'])('may be %p', (name) => {
    expect(text('name', name, rule)).toBeUndefined();
  });

  test.each(['', 'a'.repeat(64), '-', '-a', 'a-', 'a_b', 'a.b', 'a b', 'a/b', 'a\n', 'ä'])('fails as %p', (name) => {
    expect(text('name', name, rule))
      .toBe(`name must be letters, digits and hyphens, with no hyphen at either end (1 to 63 characters), got '${name}'`);
  });

  test('is decided in no time, however long the hyphens go on', () => {
    const started = Date.now();
    expect(text('name', `a${'-'.repeat(60)}_`, rule)).toBeDefined();
    expect(rule.pattern.test(`${'a-'.repeat(50000)}_`)).toBe(false);
    expect(Date.now() - started).toBeLessThan(1000);
  });
});

describe('an image name', () => {
  test.each(['a', 'registry.example.com:5000/team/image:1.0', `image@sha256:${'0'.repeat(64)}`, 'i'.repeat(255)])('may be %p', (name) => {
    expect(text('image', name, IMAGE_NAME)).toBeUndefined();
  });

  test.each(['', ' ', 'a b', 'a\tb', 'a\n', 'i'.repeat(256)])('fails as %p', (name) => {
    expect(text('image', name, IMAGE_NAME)).toBe(`image must be an image name without blanks (1 to 255 characters), got '${name}'`);
  });
});
