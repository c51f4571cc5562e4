import { TYPE, ofTheirConfig } from './given';
import { Endpoint, EndpointConfig, VariantPropertyRetention, VariantPropertyType } from '../../../src';
import { aModel } from '../../helpers/given';
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

test('nothing is kept', () => {
  expect(rendered(VariantPropertyRetention.none())).toEqual({ retain: false, exclude: undefined });
});

describe('without it', () => {
  const COUNTS = { retain: true, exclude: [{ VariantPropertyType: 'DesiredWeight' }] };
  const NOTHING = { retain: undefined, exclude: undefined };

  /** What an endpoint keeps whose instance variants have these names, where some are scaled. */
  function kept(names: string[], scaled: string[], variantPropertyRetention?: VariantPropertyRetention): any {
    const stack = testStack();
    const endpointConfig = new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: names.map((variantName) => ({ model: aModel(stack, variantName), variantName })),
    });
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig, variantPropertyRetention });
    scaled.forEach((name) => endpoint.findInstanceProductionVariant(name).autoScaleInstanceCount({ maxCapacity: 3 }));
    const { RetainAllVariantProperties: retain, ExcludeRetainedVariantProperties: exclude } = propertiesOf(stack, TYPE);
    return { retain, exclude };
  }

  test.each<[string, string[], string[], any]>([
    ['the only variant', ['a'], ['a'], COUNTS],
    ['each variant', ['a', 'b'], ['a', 'b'], COUNTS],
    ['one of two variants', ['a', 'b'], ['b'], NOTHING],
    ['no variant', ['a'], [], NOTHING],
  ])('the instance counts are kept if each is autoscaled: %s', (_what, names, scaled, expected) => {
    expect(kept(names, scaled)).toEqual(expected);
  });

  test.each<[string, VariantPropertyRetention, any]>([
    ['none', VariantPropertyRetention.none(), { retain: false, exclude: undefined }],
    ['all', VariantPropertyRetention.all(), { retain: true, exclude: undefined }],
    ['only weights', VariantPropertyRetention.allExcept(DESIRED_INSTANCE_COUNT), { retain: true, exclude: [{ VariantPropertyType: 'DesiredInstanceCount' }] }],
  ])('only: where it is given, it applies (%s)', (_what, retention, expected) => {
    expect(kept(['a'], ['a'], retention)).toEqual(expected);
  });

  test('the instance counts are not kept after a variant is added that is not autoscaled', () => {
    const stack = testStack();
    const endpointConfig = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model: aModel(stack), variantName: 'a' }] });
    new Endpoint(stack, 'Endpoint', { endpointConfig }).autoScaleInstanceCount({ maxCapacity: 3 });
    endpointConfig.addInstanceProductionVariant({ model: aModel(stack, 'Late'), variantName: 'late' });
    expect(propertiesOf(stack, TYPE)).not.toHaveProperty('RetainAllVariantProperties');
  });

  test('the instance counts of an imported configuration are kept if its variants are described', () => {
    const keptBy = (described: boolean) => {
      const stack = testStack();
      const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'Theirs', {
        endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs',
        instanceProductionVariants: described ? [{ variantName: 'a' }] : undefined,
      });
      new Endpoint(stack, 'Endpoint', { endpointConfig }).findInstanceProductionVariant('a').autoScaleInstanceCount({ maxCapacity: 3 });
      return propertiesOf(stack, TYPE).RetainAllVariantProperties;
    };
    expect([keptBy(true), keptBy(false)]).toEqual([true, undefined]);
  });
});

test.each([
  ['none', VariantPropertyRetention.none(), false],
  ['all', VariantPropertyRetention.all(), true],
  ['all but weights', VariantPropertyRetention.allExcept(DESIRED_WEIGHT), true],
  ['all but instance counts', VariantPropertyRetention.allExcept(DESIRED_INSTANCE_COUNT), false],
  ['neither', VariantPropertyRetention.allExcept(DESIRED_WEIGHT, DESIRED_INSTANCE_COUNT), false],
])('whether instance counts are kept: %s', (_what, retention, kept) => {
  expect(retention._keepsInstanceCount).toBe(kept);
});
