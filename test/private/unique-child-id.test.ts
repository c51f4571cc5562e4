import { Construct } from 'constructs';
import { uniqueChildId } from '../../src/private/unique-child-id';
import { testStack } from '../helpers/stack';

test('an id that no child has is taken as it is', () => {
  const stack = testStack();
  new Construct(stack, 'Other');
  expect(uniqueChildId(stack, 'Image')).toBe('Image');
});

test('an id that children have gets the next number', () => {
  const stack = testStack();
  const ids = [...Array(4).keys()].map(() => new Construct(stack, uniqueChildId(stack, 'Image')).node.id);
  expect(ids).toEqual(['Image', 'Image2', 'Image3', 'Image4']);
});

test('a number that another child has is left out', () => {
  const stack = testStack();
  new Construct(stack, 'Image');
  new Construct(stack, 'Image2');
  expect(uniqueChildId(stack, 'Image')).toBe('Image3');
});

test('the children of other scopes do not matter', () => {
  const stack = testStack();
  new Construct(new Construct(stack, 'Scope'), 'Image');
  expect(uniqueChildId(stack, 'Image')).toBe('Image');
});
