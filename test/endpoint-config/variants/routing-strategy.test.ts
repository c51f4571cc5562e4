import { CfnParameter, Lazy } from 'aws-cdk-lib';
import { hosting, hostingComponents, rendered, warned, warning } from './given';
import { Endpoint, RoutingStrategy, VariantPropertyRetention, type PrefixAwareRoutingOptions } from '../../../src';
import { aModel } from '../../helpers/given';
import { must } from '../../helpers/must';
import { messageOf } from '../../helpers/problems';
import { otherWarningsOf, testStack, warningsOf } from '../../helpers/stack';

const prefixAware = (options: Partial<PrefixAwareRoutingOptions> = {}) => RoutingStrategy.prefixAware({
  prefixLength: 2048, concurrencyThreshold: 8, ...options,
} as PrefixAwareRoutingOptions);

const routing = (routingStrategy: RoutingStrategy) => rendered({ routingStrategy, initialInstanceCount: 2 }).RoutingConfig;

test('without one, SageMaker decides', () => {
  expect(rendered({})).not.toHaveProperty('RoutingConfig');
});

test.each([
  ['RANDOM', RoutingStrategy.RANDOM],
  ['LEAST_OUTSTANDING_REQUESTS', RoutingStrategy.LEAST_OUTSTANDING_REQUESTS],
])('%s has no numbers', (name, strategy) => {
  expect(routing(strategy)).toEqual({ RoutingStrategy: name });
});

describe('prefix-aware routing', () => {
  test('is its name and its two numbers', () => {
    expect(routing(prefixAware())).toEqual({
      RoutingStrategy: 'PREFIX_AWARE', PrefixAwareRoutingConfig: { PrefixLength: 2048, ConcurrencyThreshold: 8 },
    });
  });

  test.each([1024, 1025, 65536])('may compare %p characters', (prefixLength) => {
    expect(routing(prefixAware({ prefixLength })).PrefixAwareRoutingConfig.PrefixLength).toBe(prefixLength);
  });

  test.each([0, 1023, 65537, -1024])('fails to compare %p characters', (prefixLength) => {
    expect(messageOf(() => prefixAware({ prefixLength })))
      .toBe(`RoutingStrategy.prefixAware: prefixLength ${must.beBetween(1024, 65536, prefixLength)}`);
  });

  test.each([1, 2, 1024])('may have the threshold %p', (concurrencyThreshold) => {
    expect(routing(prefixAware({ concurrencyThreshold })).PrefixAwareRoutingConfig.ConcurrencyThreshold).toBe(concurrencyThreshold);
  });

  test.each([0, 1025, -1])('fails with the threshold %p', (concurrencyThreshold) => {
    expect(messageOf(() => prefixAware({ concurrencyThreshold })))
      .toBe(`RoutingStrategy.prefixAware: concurrencyThreshold ${must.beBetween(1, 1024, concurrencyThreshold)}`);
  });

  test.each([1024.5, NaN, Infinity])('fails with %p, which is not an integer, and names both', (value) => {
    expect(messageOf(() => prefixAware({ prefixLength: value, concurrencyThreshold: value }))).toBe('RoutingStrategy.prefixAware: '
      + `prefixLength ${must.beWhole(value)}; concurrencyThreshold ${must.beWhole(value)}`);
  });

  test.each([undefined, null])('fails with %p for its numbers, in a language that does not see to it', (value) => {
    expect(messageOf(() => prefixAware({ prefixLength: value as any, concurrencyThreshold: value as any }))).toBe('RoutingStrategy.prefixAware: '
      + 'prefixLength is required; specify an integer from 1024 to 65536; concurrencyThreshold is required; specify an integer from 1 to 1024');
  });

  test('may have numbers that are tokens, which are not looked at', () => {
    const stack = testStack();
    const prefixLength = new CfnParameter(stack, 'Length', { type: 'Number' }).valueAsNumber;
    const routingStrategy = prefixAware({ prefixLength, concurrencyThreshold: Lazy.number({ produce: () => 0 }) });
    expect(rendered({ routingStrategy, initialInstanceCount: 2 }, stack).RoutingConfig.PrefixAwareRoutingConfig)
      .toEqual({ PrefixLength: { Ref: 'Length' }, ConcurrencyThreshold: 0 });
  });
});

describe('prefix-aware routing among 1 instance', () => {
  const single = warning('prefixAwareSingleInstance', "prefix-aware routing of variant 'main' has no effect with 1 instance; "
    + 'set initialInstanceCount to 2 or more');

  test.each([undefined, 1])('is warned of where initialInstanceCount is %p', (initialInstanceCount) => {
    expect(warned({ routingStrategy: prefixAware(), initialInstanceCount })).toEqual([single]);
  });

  test.each([[2], [Lazy.number({ produce: () => 1 })]])('is not said of %p instances', (initialInstanceCount) => {
    expect(warned({ routingStrategy: prefixAware(), initialInstanceCount })).toEqual([]);
  });

  test('is not warned of with another strategy', () => {
    expect(warned({ routingStrategy: RoutingStrategy.LEAST_OUTSTANDING_REQUESTS })).toEqual([]);
  });

  test('is not warned of where the variant is autoscaled, even after it was defined', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', {
      endpointConfig: hosting({ routingStrategy: prefixAware() }, stack), variantPropertyRetention: VariantPropertyRetention.all(),
    });
    endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
    expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([]);
  });

  test('is not warned of where SageMaker scales the variant', () => {
    const stack = testStack();
    hostingComponents({ routingStrategy: prefixAware(), managedInstanceScaling: { maxInstanceCount: 3 } }, stack);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is warned of for a shadow variant too', () => {
    const stack = testStack();
    hosting({}, stack, {
      shadowProductionVariants: [{ model: aModel(stack, 'Shadow'), variantName: 'shadow', routingStrategy: prefixAware() }],
    });
    expect(warningsOf(stack)).toEqual([single.replace("'main'", "'shadow'")]);
  });
});
