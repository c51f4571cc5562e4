import { App, Fn, Stack } from 'aws-cdk-lib';
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

test('the message contains no tokens, whose text differs from one synthesis to the next', () => {
  const list = Fn.split(',', Fn.importValue('names'));
  expect(new ValidationError(`got '${Fn.importValue('name')}' of '${list[0]}'`).message).toBe("got '<token>' of '<token>'");
});

test('the error can be told from others by its name', () => {
  const error = new ValidationError('too much');
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('ValidationError');
  expect(String(error)).toBe('ValidationError: too much');
});
