import { CfnOutput, CfnParameter, Duration, Fn, Lazy, Size, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import {
  above, assertValid, atLeast, atMost, atMostItems, between, differs, eachMatches, finite, gibibytesBetween, integer, integerAtLeast, integerBetween,
  hoursBetween,
  isUnknown, itemsBetween, knownAtSynth, matches, mebibytesAmong, mebibytesBetween, minutesBetween, notEmpty, oneOf, problemsOf, required,
  requiredString,
  secondsAmong, secondsBetween, sizeKnownAtSynth, upToItems, type Check,
} from '../../src/private/checks';
import { messageOf } from '../helpers/problems';
import { testStack } from '../helpers/stack';

const LAZY = Lazy.number({ produce: () => -99.5 });
const PARAMETER = new CfnParameter(testStack(), 'Number', { type: 'Number' }).valueAsNumber;
const WORD = { pattern: /^[a-z]+$/, maxLength: 3, allowed: 'small letters' };

describe('assertValid', () => {
  test('says nothing when nothing is wrong', () => {
    expect(() => assertValid(testStack(), undefined, undefined)).not.toThrow();
    expect(() => assertValid(testStack())).not.toThrow();
  });

  test('fails with the only problem', () => {
    expect(messageOf(() => assertValid(testStack(), undefined, 'one is wrong'))).toBe('Test: one is wrong');
  });

  test('fails with all problems at once, in order', () => {
    expect(messageOf(() => assertValid(testStack(), 'one is wrong', undefined, 'two is wrong', 'three is wrong')))
      .toBe('Test: 3 problems:\n  - one is wrong\n  - two is wrong\n  - three is wrong');
  });

  test('fails without a path where there is no construct', () => {
    expect(messageOf(() => assertValid(undefined, 'one is wrong'))).toBe('one is wrong');
  });
});

test('problemsOf keeps what is wrong, in order', () => {
  expect(problemsOf(undefined, 'b', undefined, 'a')).toEqual(['b', 'a']);
});

describe('isUnknown', () => {
  test.each([
    ['undefined', undefined], ['null', null], ['a number token', LAZY], ['a string token', Fn.ref('X')],
    ['a string with a token in it', `a-${Fn.ref('X')}`], ['a list token', Fn.split(',', Fn.ref('X'))], ['a resolvable', Lazy.any({ produce: () => 1 })],
  ])('is true for %s', (_kind, value) => {
    expect(isUnknown(value)).toBe(true);
  });

  test.each([[0], [''], [false], [[]], [{}], ['a'], [NaN]])('is false for %p', (value) => {
    expect(isUnknown(value)).toBe(false);
  });
});

describe('required', () => {
  test.each([undefined, null])('fails for %p', (value) => {
    expect(required('image', value, 'use a method of ContainerImage')).toBe('image is required; use a method of ContainerImage');
  });

  test.each([0, '', false, LAZY])('is content with %p', (value) => {
    expect(required('image', value, 'use a method of ContainerImage')).toBeUndefined();
  });
});

describe('numbers', () => {
  const checks: [string, (value: number | undefined) => Check, [number, string | undefined][]][] = [
    ['finite', (value) => finite('n', value), [
      [0, undefined], [-1.5, undefined], [Number.MAX_VALUE, undefined], [-Number.MAX_VALUE, undefined], [NaN, 'n must be a number, got NaN'],
      [Infinity, 'n must be a number, got Infinity'], [-Infinity, 'n must be a number, got -Infinity'],
    ]],
    ['between', (value) => between('n', value, 2, 5), [
      [1.99, 'n must be between 2 and 5, got 1.99'], [2, undefined], [3.5, undefined], [5, undefined], [5.01, 'n must be between 2 and 5, got 5.01'],
      [NaN, 'n must be between 2 and 5, got NaN'], [Infinity, 'n must be between 2 and 5, got Infinity'],
      [-Infinity, 'n must be between 2 and 5, got -Infinity'],
    ]],
    ['atLeast', (value) => atLeast('n', value, 2), [
      [1.9, 'n must be at least 2, got 1.9'], [2, undefined], [Number.MAX_VALUE, undefined], [NaN, 'n must be a number, got NaN'],
      [Infinity, 'n must be a number, got Infinity'], [-Infinity, 'n must be a number, got -Infinity'],
    ]],
    ['atMost', (value) => atMost('n', value, 2), [[2, undefined], [2.1, 'n must be at most 2, got 2.1'], [-1e9, undefined], [NaN, 'n must '
      + 'be at most 2, got NaN'], [Infinity, 'n must be at most 2, got Infinity']]],
    ['above', (value) => above('n', value, 0), [
      [0, 'n must be above 0, got 0'], [-1, 'n must be above 0, got -1'], [Number.MIN_VALUE, undefined], [Number.MAX_VALUE, undefined],
      [NaN, 'n must be a number, got NaN'], [Infinity, 'n must be a number, got Infinity'], [-Infinity, 'n must be a number, got -Infinity'],
    ]],
    ['integer', (value) => integer('n', value), [
      [0, undefined], [-3, undefined], [1.5, 'n must be an integer, got 1.5'], [NaN, 'n must be an integer, got NaN'],
      [Infinity, 'n must be an integer, got Infinity'],
    ]],
    ['integerBetween', (value) => integerBetween('n', value, 2, 5), [
      [1, 'n must be between 2 and 5, got 1'], [2, undefined], [5, undefined], [6, 'n must be between 2 and 5, got 6'],
      [2.5, 'n must be an integer, got 2.5'], [9.5, 'n must be an integer, got 9.5'],
    ]],
    ['integerAtLeast', (value) => integerAtLeast('n', value, 2), [
      [1, 'n must be at least 2, got 1'], [2, undefined], [3, undefined], [2.5, 'n must be an integer, got 2.5'], [0.5, 'n must be an '
        + 'integer, got 0.5'],
      [Infinity, 'n must be an integer, got Infinity'], [NaN, 'n must be an integer, got NaN'],
    ]],
    ['oneOf', (value) => oneOf('n', value, [10, 20]), [[10, undefined], [20, undefined], [15, 'n must be one of 10, 20, got 15']]],
  ];

  describe.each(checks)('%s', (_name, check, cases) => {
    test.each(cases)('of %p is %p', (value, expected) => {
      expect(check(value)).toBe(expected);
    });

    test('says nothing about what is not given', () => {
      expect(check(undefined)).toBeUndefined();
    });

    test.each([['lazy', LAZY], ['parameter', PARAMETER]])('says nothing about a %s token', (_kind, token) => {
      expect(check(token)).toBeUndefined();
    });
  });

  test('between is exactly the closed interval', () => {
    fc.assert(fc.property(fc.double({ noNaN: true }), fc.integer({ min: -100, max: 0 }), fc.integer({ min: 1, max: 100 }), (value, min, max) => {
      const inside = value >= min && value <= max;
      return (between('n', value, min, max) === undefined) === inside;
    }), { numRuns: 200 });
  });

  test('a checked token reaches the template unbroken', () => {
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'Number', { type: 'Number' });
    assertValid(stack, integerBetween('n', parameter.valueAsNumber, 1, 2));
    new CfnOutput(stack, 'Output', { value: Token.asString(parameter.valueAsNumber) });
    expect(Template.fromStack(stack).toJSON().Outputs.Output.Value).toEqual({ Ref: 'Number' });
  });
});

describe('knownAtSynth', () => {
  test.each([0, 1.5, undefined])('is content with %p', (value) => {
    expect(knownAtSynth('n', value)).toBeUndefined();
  });

  test.each([['lazy', LAZY], ['parameter', PARAMETER]])('fails with a %s token', (_kind, token) => {
    expect(knownAtSynth('n', token)).toBe('n must be a number that is known at synthesis, got a token; CloudFormation cannot calculate with it');
  });
});

describe('secondsBetween', () => {
  const check = (value: Duration | undefined) => secondsBetween('timeout', value, 10, 60);

  test.each([Duration.seconds(10), Duration.seconds(60), Duration.minutes(1), Duration.millis(11000)])('accepts %s', (value) => {
    expect(check(value)).toBeUndefined();
  });

  test.each([
    [Duration.seconds(9), '9'], [Duration.seconds(61), '61'], [Duration.millis(10500), '10.5'], [Duration.hours(1), '3600'], [Duration.seconds(0), '0'],
  ])('fails with %s', (value, seconds) => {
    expect(check(value)).toBe(`timeout must be an integer number of seconds between 10 and 60, got ${seconds} seconds`);
  });

  test('says nothing about what is not given', () => {
    expect(check(undefined)).toBeUndefined();
  });

  test.each([['lazy', LAZY], ['parameter', PARAMETER]])('says nothing about a %s token in seconds', (_kind, token) => {
    expect(check(Duration.seconds(token))).toBeUndefined();
  });

  test.each([
    ['millis', Duration.millis(PARAMETER)], ['minutes', Duration.minutes(PARAMETER)], ['hours', Duration.hours(LAZY)], ['days', Duration.days(LAZY)],
  ])('fails with a token in %s, which nothing can convert', (unit, value) => {
    expect(check(value)).toBe(`timeout must be in seconds if it is a token, got ${unit}; CloudFormation cannot convert it`);
  });
});

describe('hoursBetween', () => {
  test.each([Duration.hours(1), Duration.minutes(120), Duration.days(7), undefined, Duration.hours(LAZY)])('accepts %s', (value) => {
    expect(hoursBetween('idle', value, 1, 168)).toBeUndefined();
  });

  test.each([[Duration.minutes(30), '0.5'], [Duration.hours(169), '169']])('fails with %s', (value, hours) => {
    expect(hoursBetween('idle', value, 1, 168)).toBe(`idle must be an integer number of hours between 1 and 168, got ${hours} hours`);
  });
});

describe('minutesBetween', () => {
  const check = (value: Duration | undefined) => minutesBetween('cooldown', value, 5, 60);

  test.each([Duration.minutes(5), Duration.minutes(60), Duration.hours(1), Duration.seconds(300)])('accepts %s', (value) => {
    expect(check(value)).toBeUndefined();
  });

  test.each([
    [Duration.minutes(4), '4'], [Duration.minutes(61), '61'], [Duration.seconds(330), '5.5'], [Duration.days(1), '1440'], [Duration.minutes(0), '0'],
  ])('fails with %s', (value, minutes) => {
    expect(check(value)).toBe(`cooldown must be an integer number of minutes between 5 and 60, got ${minutes} minutes`);
  });

  test('says nothing about what is not given', () => {
    expect(check(undefined)).toBeUndefined();
  });

  test.each([['lazy', LAZY], ['parameter', PARAMETER]])('says nothing about a %s token in minutes', (_kind, token) => {
    expect(check(Duration.minutes(token))).toBeUndefined();
  });

  test.each([
    ['millis', Duration.millis(PARAMETER)], ['seconds', Duration.seconds(PARAMETER)], ['hours', Duration.hours(LAZY)], ['days', Duration.days(LAZY)],
  ])('fails with a token in %s, which nothing can convert', (unit, value) => {
    expect(check(value)).toBe(`cooldown must be in minutes if it is a token, got ${unit}; CloudFormation cannot convert it`);
  });
});

describe('secondsAmong', () => {
  const check = (value: Duration | undefined) => secondsAmong('frequency', value, [10, 60]);

  test.each([Duration.seconds(10), Duration.seconds(60), Duration.minutes(1), Duration.millis(10_000)])('accepts %s', (value) => {
    expect(check(value)).toBeUndefined();
  });

  test.each([
    [Duration.seconds(9), '9'], [Duration.seconds(11), '11'], [Duration.seconds(30), '30'], [Duration.millis(10_500), '10.5'], [Duration.minutes(10), '600'],
  ])('fails with %s', (value, seconds) => {
    expect(check(value)).toBe(`frequency must be one of 10, 60 seconds, got ${seconds} seconds`);
  });

  test('says nothing about what is not given, or a token in seconds', () => {
    expect(check(undefined)).toBeUndefined();
    expect(check(Duration.seconds(LAZY))).toBeUndefined();
  });

  test('fails with a token in minutes, which nothing can convert', () => {
    expect(check(Duration.minutes(LAZY))).toBe('frequency must be in seconds if it is a token, got minutes; CloudFormation cannot convert it');
  });
});

describe('sizes', () => {
  const mebibytes = (value: Size | undefined) => mebibytesBetween('size', value, 2, 2048);
  const gibibytes = (value: Size | undefined) => gibibytesBetween('size', value, 2, 2048);
  const among = (value: Size | undefined) => mebibytesAmong('size', value, [1024, 2048]);
  const between2048 = (unit: string, got: string) => `size must be an integer number of ${unit} between 2 and 2048, got ${got} ${unit}`;

  test.each<[string, (value: Size | undefined) => Check, Size]>([
    ['mebibytesBetween', mebibytes, Size.mebibytes(2)],
    ['mebibytesBetween', mebibytes, Size.gibibytes(2)],
    ['mebibytesBetween', mebibytes, Size.kibibytes(3072)],
    ['gibibytesBetween', gibibytes, Size.gibibytes(2)],
    ['gibibytesBetween', gibibytes, Size.tebibytes(2)],
    ['gibibytesBetween', gibibytes, Size.mebibytes(3072)],
    ['gibibytesBetween', gibibytes, Size.bytes(3 * 1024 ** 3)],
    ['mebibytesAmong', among, Size.mebibytes(1024)],
    ['mebibytesAmong', among, Size.gibibytes(2)],
    ['mebibytesAmong', among, Size.kibibytes(1024 * 1024)],
  ])('%s accepts them: %#', (_name, check, value) => {
    expect(check(value)).toBeUndefined();
  });

  test.each<[string, string | undefined, string]>([
    ['mebibytesBetween', mebibytes(Size.mebibytes(1)), between2048('mebibytes', '1')],
    ['mebibytesBetween', mebibytes(Size.mebibytes(2049)), between2048('mebibytes', '2049')],
    ['mebibytesBetween', mebibytes(Size.kibibytes(2560)), between2048('mebibytes', '2.5')],
    ['mebibytesBetween', mebibytes(Size.gibibytes(3)), between2048('mebibytes', '3072')],
    ['gibibytesBetween', gibibytes(Size.gibibytes(1)), between2048('gibibytes', '1')],
    ['gibibytesBetween', gibibytes(Size.gibibytes(2049)), between2048('gibibytes', '2049')],
    ['gibibytesBetween', gibibytes(Size.mebibytes(2560)), between2048('gibibytes', '2.5')],
    ['gibibytesBetween', gibibytes(Size.mebibytes(512)), between2048('gibibytes', '0.5')],
    ['mebibytesAmong', among(Size.mebibytes(1025)), 'size must be one of 1024, 2048 mebibytes, got 1025 mebibytes'],
    ['mebibytesAmong', among(Size.gibibytes(3)), 'size must be one of 1024, 2048 mebibytes, got 3072 mebibytes'],
    ['mebibytesAmong', among(Size.kibibytes(512)), 'size must be one of 1024, 2048 mebibytes, got 0.5 mebibytes'],
  ])('%s fails with others', (_name, problem, message) => {
    expect(problem).toBe(message);
  });

  test.each([['mebibytesBetween', mebibytes], ['gibibytesBetween', gibibytes], ['mebibytesAmong', among]])('%s says nothing about what is '
    + 'not given', (_name, check) => {
    expect(check(undefined)).toBeUndefined();
  });

  test.each([['lazy', LAZY], ['parameter', PARAMETER]])('a %s token is not looked at in the unit that is rendered', (_kind, token) => {
    expect(mebibytes(Size.mebibytes(token))).toBeUndefined();
    expect(gibibytes(Size.gibibytes(token))).toBeUndefined();
    expect(among(Size.mebibytes(token))).toBeUndefined();
  });

  test.each<[string, (token: number) => Size]>([
    ['bytes', Size.bytes], ['kibibytes', Size.kibibytes], ['gibibytes', Size.gibibytes], ['tebibytes', Size.tebibytes],
  ])('a token in %s fails where mebibytes are rendered', (_unit, size) => {
    const message = 'size must be in mebibytes if it is a token; CloudFormation cannot convert it';
    expect([mebibytes(size(LAZY)), among(size(LAZY))]).toEqual([message, message]);
  });

  test('a token in mebibytes fails where gibibytes are rendered', () => {
    expect(gibibytes(Size.mebibytes(PARAMETER))).toBe('size must be in gibibytes if it is a token; CloudFormation cannot convert it');
  });
});

describe('sizeKnownAtSynth', () => {
  test.each([Size.gibibytes(1), Size.kibibytes(0), undefined])('is content with %s', (value) => {
    expect(sizeKnownAtSynth('size', value)).toBeUndefined();
  });

  test.each([Size.gibibytes(LAZY), Size.mebibytes(PARAMETER)])('fails with a token', (value) => {
    expect(sizeKnownAtSynth('size', value)).toBe('size must be a size that is known at synthesis, got a token');
  });
});

describe('an object without a prototype, which JavaScript cannot convert to text', () => {
  const bare = Object.create(null);

  test.each<[string, Check, string]>([
    ['oneOf', oneOf('mode', bare, ['a', 'b']), 'mode must be one of a, b, got an object'],
    ['finite', finite('weight', bare), 'weight must be a number, got an object'],
    ['integer', integer('count', bare), 'count must be an integer, got an object'],
    ['requiredString', requiredString('uri', bare, 'specify one'), 'uri must be a string, got object an object; specify one'],
    ['matches', matches('name', bare, { pattern: /a/, maxLength: 2, allowed: 'letters' }), "name must be letters (1 to 2 characters), got 'an object'"],
    ['secondsBetween', secondsBetween('time', bare, 1, 2), 'time must be a duration, got object an object; use a method of Duration'],
    ['mebibytesBetween', mebibytesBetween('size', bare, 1, 2), 'size must be a size, got object an object; use a method of Size'],
  ])('fails in %s', (_check, problem, message) => {
    expect(problem).toBe(message);
  });
});

test('a stack, which is like a token, fails as a string', () => {
  expect(requiredString('uri', testStack(), 'specify one')).toBe('uri must be a string, got object Test; specify one');
});

describe('oneOf texts', () => {
  test('fails with any other, naming the allowed', () => {
    expect(oneOf('mode', 'c', ['a', 'b'])).toBe('mode must be one of a, b, got c');
    expect(oneOf('mode', 'b', ['a', 'b'])).toBeUndefined();
    expect(oneOf('mode', Fn.ref('Mode'), ['a', 'b'])).toBeUndefined();
  });
});

describe('atMostItems', () => {
  test.each([[0], [1], [2]])('accepts %p of 2', (count) => {
    expect(atMostItems('things', Array(count).fill('x'), 2)).toBeUndefined();
  });

  test('fails with 3 of 2', () => {
    expect(atMostItems('things', ['x', 'y', 'z'], 2)).toBe('things must have at most 2 entries, got 3');
  });

  test('says nothing about a list that is a token, or not given', () => {
    expect(atMostItems('things', Fn.split(',', Fn.ref('X')), 0)).toBeUndefined();
    expect(atMostItems('things', undefined, 0)).toBeUndefined();
  });

  test('counts the items that are tokens', () => {
    expect(atMostItems('things', [LAZY, LAZY, LAZY], 2)).toBe('things must have at most 2 entries, got 3');
  });
});

describe('text', () => {
  test.each(['a', 'abc'])('accepts %p', (value) => {
    expect(matches('word', value, WORD)).toBeUndefined();
  });

  test.each(['', 'abcd', 'A', 'a1'])('fails with %p', (value) => {
    expect(matches('word', value, WORD)).toBe(`word must be small letters (1 to 3 characters), got '${value}'`);
  });

  test('minds the shortest length', () => {
    expect(matches('word', 'ab', { ...WORD, minLength: 2 })).toBeUndefined();
    expect(matches('word', 'a', { ...WORD, minLength: 2 })).toBe("word must be small letters (2 to 3 characters), got 'a'");
    expect(matches('word', '', { ...WORD, pattern: /^[a-z]*$/, minLength: 0 })).toBeUndefined();
  });

  test('names the length only where there is a choice', () => {
    const rule = { pattern: /^[a-z]+$/, minLength: 3, maxLength: 3, allowed: '3 small letters' };
    expect(matches('word', 'abc', rule)).toBeUndefined();
    expect(matches('word', 'ab', rule)).toBe("word must be 3 small letters, got 'ab'");
    expect(matches('word', 'abcd', rule)).toBe("word must be 3 small letters, got 'abcd'");
    expect(matches('word', '123', rule)).toBe("word must be 3 small letters, got '123'");
    expect(matches('word', Fn.ref('X'), rule)).toBeUndefined();
  });

  test('says nothing about what is not given, or holds a token', () => {
    expect(matches('word', undefined, WORD)).toBeUndefined();
    expect(matches('word', Fn.ref('X'), WORD)).toBeUndefined();
    expect(matches('word', `TOO-LONG-${Fn.ref('X')}`, WORD)).toBeUndefined();
  });
});

describe('lists', () => {
  const items = (count: number) => Array(count).fill('x');
  const TOKEN = Fn.split(',', Fn.ref('X'));

  test.each<[number, string | undefined]>([
    [0, 'things must have 1 to 2 entries, got 0'], [1, undefined], [2, undefined], [3, 'things must have 1 to 2 entries, got 3'],
  ])('of %p entries are between 1 and 2: %p', (count, expected) => {
    expect(itemsBetween('things', items(count), 1, 2)).toBe(expected);
  });

  test.each<[number, string[]]>([
    [0, ['things must not be empty; omit it']], [1, []], [2, []], [3, ['things must have at most 2 entries, got 3']],
  ])('of %p entries that may be left out are up to 2: %p', (count, expected) => {
    expect(problemsOf(...upToItems('things', items(count), 2))).toEqual(expected);
  });

  test.each<[number, string | undefined]>([[0, 'things must have at least 1 entry, got 0; add one'], [1, undefined]])('of %p entries are '
    + 'not empty: %p', (count, expected) => {
    expect(notEmpty('things', items(count))).toBe(expected);
  });

  test('have entries that match', () => {
    expect(problemsOf(...eachMatches('words', ['a', 'B', Fn.ref('X'), 'abcd'], WORD))).toEqual([
      "words[1] must be small letters (1 to 3 characters), got 'B'", "words[3] must be small letters (1 to 3 characters), got 'abcd'",
    ]);
  });

  test.each([['left out', undefined], ['a token', TOKEN]])('say nothing when %s', (_how, list) => {
    expect(problemsOf(
      itemsBetween('things', list, 1, 2), ...upToItems('things', list, 0), notEmpty('things', list), ...eachMatches('things', list, WORD),
    )).toEqual([]);
  });
});

describe('differs', () => {
  test('fails with a name that another has', () => {
    expect(differs('b.name', 'x', ['y', undefined, 'x'], 'things')).toBe("b.name must be unique among the things, got 'x' again");
  });

  test.each([undefined, 'z', Fn.ref('X')])('says nothing about %p', (name) => {
    expect(differs('b.name', name, ['x', undefined, Fn.ref('X')], 'things')).toBeUndefined();
  });
});
