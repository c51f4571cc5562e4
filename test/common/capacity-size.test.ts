import { CfnParameter } from 'aws-cdk-lib';
import { CapacitySize } from '../../src';
import { messageOf } from '../helpers/problems';
import { testStack } from '../helpers/stack';

function aNumber(): { readonly stack: ReturnType<typeof testStack>; readonly token: number } {
  const stack = testStack();
  return { stack, token: new CfnParameter(stack, 'Size', { type: 'Number' }).valueAsNumber };
}

describe('instances', () => {
  test.each([1, 2, 1000])('may be %d', (count) => {
    expect(CapacitySize.instances(count)._render()).toEqual({ type: 'INSTANCE_COUNT', value: count });
  });

  test.each([
    [0, 'at least 1'],
    [-1, 'at least 1'],
    [1.5, 'an integer'],
    [NaN, 'an integer'],
    [Infinity, 'an integer'],
  ])('fails as %d', (count, rule) => {
    expect(messageOf(() => CapacitySize.instances(count))).toBe(`CapacitySize.instances: count must be ${rule}, got ${count}`);
  });

  test('may be a token', () => {
    const { stack, token } = aNumber();
    expect(stack.resolve(CapacitySize.instances(token)._render())).toEqual({ type: 'INSTANCE_COUNT', value: { Ref: 'Size' } });
  });

  test.each([undefined, null])('fails as %p, in a language that does not see to it', (count) => {
    expect(messageOf(() => CapacitySize.instances(count as unknown as number)))
      .toBe('CapacitySize.instances: count is required; specify an integer of at least 1');
  });
});

describe('copies', () => {
  test.each([1, 2, 1000])('may be %d', (count) => {
    expect(CapacitySize.copies(count)._render()).toEqual({ type: 'COPY_COUNT', value: count });
  });

  test.each([
    [0, 'at least 1'],
    [1.5, 'an integer'],
  ])('fails as %d', (count, rule) => {
    expect(messageOf(() => CapacitySize.copies(count))).toBe(`CapacitySize.copies: count must be ${rule}, got ${count}`);
  });

  test('may be a token', () => {
    const { stack, token } = aNumber();
    expect(stack.resolve(CapacitySize.copies(token)._render())).toEqual({ type: 'COPY_COUNT', value: { Ref: 'Size' } });
  });

  test('fails when it is missing, in a language that does not see to it', () => {
    expect(messageOf(() => CapacitySize.copies(undefined as unknown as number)))
      .toBe('CapacitySize.copies: count is required; specify an integer of at least 1');
  });
});

describe('percent', () => {
  test.each([1, 2, 99, 100])('may be %d', (percent) => {
    expect(CapacitySize.percent(percent)._render()).toEqual({ type: 'CAPACITY_PERCENT', value: percent });
  });

  test.each([
    [0, 'between 1 and 100'],
    [101, 'between 1 and 100'],
    [0.5, 'an integer'],
    [NaN, 'an integer'],
  ])('fails as %d', (percent, rule) => {
    expect(messageOf(() => CapacitySize.percent(percent))).toBe(`CapacitySize.percent: percent must be ${rule}, got ${percent}`);
  });

  test('may be a token', () => {
    const { stack, token } = aNumber();
    expect(stack.resolve(CapacitySize.percent(token)._render())).toEqual({ type: 'CAPACITY_PERCENT', value: { Ref: 'Size' } });
  });

  test.each([undefined, null])('fails as %p, in a language that does not see to it', (percent) => {
    expect(messageOf(() => CapacitySize.percent(percent as unknown as number)))
      .toBe('CapacitySize.percent: percent is required; specify an integer from 1 to 100');
  });
});
