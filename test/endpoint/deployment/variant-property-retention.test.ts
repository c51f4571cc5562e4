import { TYPE, ofTheirConfig } from './given';
import { VariantPropertyRetention, VariantPropertyType } from '../../../src';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, testStack } from '../../helpers/stack';

const { DESIRED_INSTANCE_COUNT, DESIRED_WEIGHT } = VariantPropertyType;

function rendered(variantPropertyRetention?: VariantPropertyRetention): any {
  const stack = testStack();
  ofTheirConfig(stack, { variantPropertyRetention });
  const { RetainAllVariantProperties: retain, ExcludeRetainedVariantProperties: exclude } = propertiesOf(stack, TYPE);
  return { retain, exclude };
}

test('nothing is said of it without it', () => {
  expect(rendered()).toEqual({ retain: undefined, exclude: undefined });
});

test('all is kept', () => {
  expect(rendered(VariantPropertyRetention.all())).toEqual({ retain: true, exclude: undefined });
});

test.each([
  [[DESIRED_INSTANCE_COUNT], ['DesiredInstanceCount']],
  [[DESIRED_WEIGHT], ['DesiredWeight']],
  [[DESIRED_WEIGHT, DESIRED_INSTANCE_COUNT], ['DesiredWeight', 'DesiredInstanceCount']],
  [[DESIRED_WEIGHT, DESIRED_WEIGHT], ['DesiredWeight']],
])('all is kept but for %p, and never without the rest being kept', (excluded, types) => {
  expect(rendered(VariantPropertyRetention.allExcept(...excluded)))
    .toEqual({ retain: true, exclude: types.map((type) => ({ VariantPropertyType: type })) });
});

test('fails where nothing is excluded', () => {
  expect(messageOf(() => VariantPropertyRetention.allExcept()))
    .toBe('VariantPropertyRetention.allExcept: properties must have at least 1 entry, got 0; add one, or use VariantPropertyRetention.all()');
});

test('data capture can not be excluded, because SageMaker does not support it', () => {
  expect(Object.values(VariantPropertyType)).toEqual(['DesiredInstanceCount', 'DesiredWeight']);
});

test.each([
  ['all', VariantPropertyRetention.all(), true],
  ['all but weights', VariantPropertyRetention.allExcept(DESIRED_WEIGHT), true],
  ['all but instance counts', VariantPropertyRetention.allExcept(DESIRED_INSTANCE_COUNT), false],
  ['neither', VariantPropertyRetention.allExcept(DESIRED_WEIGHT, DESIRED_INSTANCE_COUNT), false],
])('whether instance counts are kept: %s', (_what, retention, kept) => {
  expect(retention._keepsInstanceCount).toBe(kept);
});
