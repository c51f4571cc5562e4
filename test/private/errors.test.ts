import { App, Stack } from 'aws-cdk-lib';
import { ValidationError } from '../../src/private/errors';
import { testStack } from '../helpers/stack';

test('the message begins with the path of the construct', () => {
  const stack = new Stack(testStack(), 'Inner');
  expect(new ValidationError('too much', stack).message).toBe('Test/Inner: too much');
});

test('the message stands alone without a construct', () => {
  expect(new ValidationError('too much').message).toBe('too much');
});

test('the message stands alone for the app, whose path is empty', () => {
  expect(new ValidationError('too much', new App()).message).toBe('too much');
});

test('the error can be told from others by its name', () => {
  const error = new ValidationError('too much');
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('ValidationError');
  expect(String(error)).toBe('ValidationError: too much');
});
