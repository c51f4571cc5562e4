import { CfnParameter, Lazy } from 'aws-cdk-lib';
import { escapeForPolicy } from '../../src/permissions/s3';
import { testStack } from '../helpers/stack';

test.each(['', 'a', 'models/churn-1.0/model.tar.gz', 'ä b+c', '{a}', '[a]', '\\'])('%p is as it is', (key) => {
  expect(escapeForPolicy(key)).toBe(key);
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
  expect(escapeForPolicy(key)).toBe(written);
});

test('tokens are left alone, and what is around them is not', () => {
  const stack = testStack();
  const prefix = new CfnParameter(stack, 'Prefix').valueAsString;
  expect(escapeForPolicy(prefix)).toBe(prefix);
  expect(stack.resolve(escapeForPolicy(`a*/${prefix}/b?`))).toEqual({ 'Fn::Join': ['', ['a${*}/', { Ref: 'Prefix' }, '/b${?}']] });
});

test('two tokens in a row are left alone', () => {
  const [one, two] = ['1', '2'].map((value) => Lazy.string({ produce: () => value }));
  expect(testStack().resolve(escapeForPolicy(`${one}${two}*`))).toBe('12${*}');
});
