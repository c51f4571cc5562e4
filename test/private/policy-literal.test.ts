import { CfnParameter, Lazy } from 'aws-cdk-lib';
import { literally } from '../../src/permissions/s3';
import { testStack } from '../helpers/stack';

test.each(['', 'a', 'models/churn-1.0/model.tar.gz', 'ä b+c', '{a}', '[a]', '\\'])('%p is as it is', (key) => {
  expect(literally(key)).toBe(key);
});

test.each([
  ['a*', 'a${*}'],
  ['?', '${?}'],
  ['$', '${$}'],
  ['a*b?c$d', 'a${*}b${?}c${$}d'],
  ['**', '${*}${*}'],
  ['${aws:username}', '${$}{aws:username}'],
  ['${Token}', '${$}{Token}'],
])('%p stands for no other key as %p', (key, written) => {
  expect(literally(key)).toBe(written);
});

test('tokens are left alone, and what is around them is not', () => {
  const stack = testStack();
  const prefix = new CfnParameter(stack, 'Prefix').valueAsString;
  expect(literally(prefix)).toBe(prefix);
  expect(stack.resolve(literally(`a*/${prefix}/b?`))).toEqual({ 'Fn::Join': ['', ['a${*}/', { Ref: 'Prefix' }, '/b${?}']] });
});

test('two tokens in a row are left alone', () => {
  const [one, two] = ['1', '2'].map((value) => Lazy.string({ produce: () => value }));
  expect(testStack().resolve(literally(`${one}${two}*`))).toBe('12${*}');
});
