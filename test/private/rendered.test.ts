import { Lazy } from 'aws-cdk-lib';
import { resolveWithPaths } from '../../src/private/rendered';
import { testStack } from '../helpers/stack';

const nothing = () => Lazy.string({ produce: () => undefined });

test.each<[string, () => string, string]>([
  ['in front of a text', () => `${nothing()}models/`, 'models/'],
  ['behind a text', () => `models/${nothing()}`, 'models/'],
  ['within a text', () => `models/${nothing()}/model.tar.gz`, 'models//model.tar.gz'],
])('a token without a value is left out %s, as in a template', (_, text, expected) => {
  const stack = testStack();
  expect(resolveWithPaths(text(), stack)).toBe(expected);
  expect(stack.resolve(text())).toBe(expected);
});
