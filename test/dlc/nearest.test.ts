import { nearestNames, nearestVersions } from '../../src/dlc/nearest';

const KNOWN = ['1.0', '1.2', '1.10', '2.0', '2.1', '2.5', '2.6'];

test.each([
  ['newer than all', '9.0', ['2.6', '2.5', '2.1', '2.0', '1.10']],
  ['older than all', '0.1', ['2.1', '2.0', '1.10', '1.2', '1.0']],
  ['in between', '1.11', ['2.1', '2.0', '1.10', '1.2', '1.0']],
  ['close to the newest', '2.5.9', ['2.6', '2.5', '2.1', '2.0', '1.10']],
  ['no version', 'newest', ['2.6', '2.5', '2.1', '2.0', '1.10']],
])('the nearest of a version that is %s', (_where, version, nearest) => {
  expect(nearestVersions(version, KNOWN)).toEqual(nearest);
});

test('where there are few versions, they are all near', () => {
  expect(nearestVersions('3', ['1', '2'])).toEqual(['2', '1']);
});

test.each([
  ['xgbost', 'xgboost'], ['PyTorch', 'pytorch'], ['scikitlearn', 'sklearn'], ['hugging-face', 'huggingface'],
])('the nearest of %s is %s', (name, nearest) => {
  expect(nearestNames(name, ['huggingface', 'sklearn', 'pytorch', 'xgboost'])[0]).toBe(nearest);
});

test('five names are named at most, equally near ones in the order of the alphabet', () => {
  expect(nearestNames('x', ['f', 'e', 'd', 'c', 'b', 'a'])).toEqual(['a', 'b', 'c', 'd', 'e']);
});
