import * as fc from 'fast-check';
import { compareVersions, newestFirst, newestPythonFirst } from '../../src/dlc/version-order';

test.each([
  ['2.6.0', '2.5.1'], ['1.10.0', '1.9.1'], ['2.6.0', '2.6'], ['1.0-1', '1'], ['3.0-5', '1.7-1'], ['1.2-2', '1.2-1'], ['25.09', '25.04'], ['1', 'latest'],
])('%s is newer than %s', (newer, older) => {
  expect(compareVersions(newer, older)).toBeGreaterThan(0);
  expect(compareVersions(older, newer)).toBeLessThan(0);
});

test('versions with the same numbers are equally old', () => {
  expect(compareVersions('1.7-1', '1.7.1')).toBe(0);
});

test('the order is one', () => {
  const version = fc.array(fc.nat(30), { maxLength: 4 }).map((numbers) => numbers.join('.'));
  fc.assert(fc.property(version, version, version, (a, b, c) => {
    expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
    expect(compareVersions(a, b) > 0 && compareVersions(b, c) > 0 && compareVersions(a, c) <= 0).toBe(false);
  }));
});

test('the newest comes first, and each once', () => {
  expect(newestFirst(['1.9', '1.10', '1.9', '2.0'])).toEqual(['2.0', '1.10', '1.9']);
});

test('a Python version is its first digit, and then the rest', () => {
  expect(newestPythonFirst(['py2', 'py27', 'py3', 'py36', 'py310', 'py39', 'py39'])).toEqual(['py310', 'py39', 'py36', 'py3', 'py27', 'py2']);
});
