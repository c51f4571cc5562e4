import { Lazy } from 'aws-cdk-lib';
import { environmentChecks, wholeNumberIn } from '../../src/private/environment-variables';

const problems = (environment: { [key: string]: string } | undefined) =>
  environmentChecks('environment', environment, { entries: 2, keyLength: 45, valueLength: 3 }).filter((check) => check !== undefined);

test.each([undefined, {}, { A: '123', _b1: '' }, { ['K'.repeat(45)]: 'x' }])('an environment may be %j', (environment) => {
  expect(problems(environment)).toEqual([]);
});

test('fails with too many variables', () => {
  expect(problems({ A: '', B: '', C: '' })).toEqual(['environment must have at most 2 entries, got 3']);
});

test('fails with a name that no shell takes', () => {
  expect(problems({ '1A': '' })).toEqual(["environment must have names of letters, digits and '_' that do not begin with a digit, got '1A'"]);
});

test.each([[null, 'null'], [undefined, 'undefined']])('fails with the name %p, which Python and JavaScript make a string of', (name, text) => {
  expect(problems({ [name as any]: 'A' })).toEqual([
    `environment has the name '${text}', which a missing name becomes, such as None in Python; specify the name, or use addPropertyOverride if you mean this name`,
  ]);
});

test.each(['None', 'NULL', 'null_', 'nullable'])('may have the name %p', (name) => {
  expect(problems({ [name]: 'A' })).toEqual([]);
});

test('fails with a long name, which is cut', () => {
  expect(problems({ ['K'.repeat(46)]: '' })).toEqual([`the name of environment['${'K'.repeat(40)}...'] must have at most 45 characters, got 46`]);
});

test('fails with a long value', () => {
  expect(problems({ A: '1234' })).toEqual(["environment['A'] must have at most 3 characters, got 4"]);
});

test('measures values in bytes where the limit is one of bytes', () => {
  const checks = (value: string) => environmentChecks('environment', { A: value }, { entries: 2, keyLength: 45, valueLength: 3, valueUnit: 'bytes' })
    .filter((check) => check !== undefined);
  expect(checks('\u00e4b')).toEqual([]);
  expect(checks('\u00e4bc')).toEqual(["environment['A'] must have at most 3 bytes, got 4"]);
  expect(problems({ A: '\u00e4bc' })).toEqual([]);
});

test('fails with a value that is no text, in a language that does not see to it', () => {
  expect(problems({ A: 5 as any })).toEqual(["environment['A'] must be a string, got number 5"]);
});

test('names and values may be tokens', () => {
  const token = Lazy.string({ produce: () => 'x' });
  expect(problems({ [token]: token })).toEqual([]);
});

test.each<[unknown, number]>([
  ['0', 0], ['12', 12], ['', NaN], ['-1', NaN], ['1.5', NaN], ['1e3', NaN], ['0x8', NaN], [' 1', NaN], ['1 ', NaN], ['max', NaN], ['Infinity', NaN], [undefined, NaN], [1, NaN],
])('the whole number in %p is %p', (value, number) => {
  expect(wholeNumberIn(value)).toBe(number);
});

test('a token has no whole number', () => {
  expect(wholeNumberIn(Lazy.string({ produce: () => '1' }))).toBeNaN();
});
