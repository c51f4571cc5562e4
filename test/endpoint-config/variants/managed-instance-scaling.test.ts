import { CfnParameter, Duration, Lazy, type Stack } from 'aws-cdk-lib';
import { CONFIG, hostingComponents, refused, warned, warning } from './given';
import { EndpointConfig, ScaleInPolicy, type ConsolidationOptions, type ManagedInstanceScaling } from '../../../src';
import { must } from '../../helpers/must';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, testStack, warningsOf } from '../../helpers/stack';

const number = (stack: Stack, id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;

function scaling(managedInstanceScaling: ManagedInstanceScaling, stack = testStack()): any {
  return propertiesOf(hostingComponents({ managedInstanceScaling }, stack), CONFIG).ProductionVariants[0].ManagedInstanceScaling;
}

function problemOf(managedInstanceScaling: ManagedInstanceScaling): string {
  return messageOf(() => hostingComponents({ managedInstanceScaling }));
}

const consolidation = (options: ConsolidationOptions) => ({ scaleInPolicy: ScaleInPolicy.consolidation(options) });

test.each<[unknown, string]>([[{}, 'an object'], ['IDLE_RELEASE', "'IDLE_RELEASE'"]])('%p is no policy', (scaleInPolicy, what) => {
  expect(problemOf({ scaleInPolicy: scaleInPolicy as ScaleInPolicy }))
    .toBe(`Test/Config: instanceProductionVariants[0].managedInstanceScaling.scaleInPolicy must be a scale-in policy, got ${what}; use ScaleInPolicy.consolidation or ScaleInPolicy.idleRelease`);
});

describe('rendering', () => {
  test('omits what is null', () => {
    expect(scaling({ minInstanceCount: null, maxInstanceCount: null, scaleInPolicy: null } as any)).toEqual({ Status: 'ENABLED' });
    expect(scaling(null as any)).toBeUndefined();
  });

  test('without settings it is turned on', () => {
    expect(scaling({})).toEqual({ Status: 'ENABLED' });
  });

  test('has all settings', () => {
    const policy = ScaleInPolicy.consolidation({ cooldown: Duration.hours(1), maximumStepSize: 3 });
    expect(scaling({ minInstanceCount: 1, maxInstanceCount: 4, scaleInPolicy: policy })).toEqual({
      Status: 'ENABLED',
      MinInstanceCount: 1,
      MaxInstanceCount: 4,
      ScaleInPolicy: { Strategy: 'CONSOLIDATION', CooldownInMinutes: 60, MaximumStepSize: 3 },
    });
  });

  test.each([
    ['CONSOLIDATION', ScaleInPolicy.consolidation()],
    ['IDLE_RELEASE', ScaleInPolicy.idleRelease()],
  ])('has the policy %s without settings', (Strategy, scaleInPolicy) => {
    expect(scaling({ scaleInPolicy }).ScaleInPolicy).toEqual({ Strategy });
  });

  test('has tokens unbroken', () => {
    const stack = testStack();
    expect(scaling({
      minInstanceCount: number(stack, 'Min'),
      maxInstanceCount: number(stack, 'Max'),
      ...consolidation({ cooldown: Duration.minutes(number(stack, 'Cooldown')), maximumStepSize: number(stack, 'Step') }),
    }, stack)).toEqual({
      Status: 'ENABLED',
      MinInstanceCount: { Ref: 'Min' },
      MaxInstanceCount: { Ref: 'Max' },
      ScaleInPolicy: { Strategy: 'CONSOLIDATION', CooldownInMinutes: { Ref: 'Cooldown' }, MaximumStepSize: { Ref: 'Step' } },
    });
  });

  test('is not there where it is not asked for', () => {
    expect(propertiesOf(hostingComponents({}), CONFIG).ProductionVariants[0]).not.toHaveProperty('ManagedInstanceScaling');
  });
});

describe('limits', () => {
  test.each([[0, 1], [1, 1], [2, 5], [0, 1000]])('may be %p and %p', (minInstanceCount, maxInstanceCount) => {
    expect(scaling({ minInstanceCount, maxInstanceCount })).toMatchObject({ MinInstanceCount: minInstanceCount, MaxInstanceCount: maxInstanceCount });
  });

  test('fails with a maximum of 0', () => {
    expect(problemOf({ maxInstanceCount: 0 })).toBe(`Test/Config: variant 'main': managedInstanceScaling.maxInstanceCount ${must.beAtLeast(1, 0)}`);
  });

  test('fails with a minimum below 0', () => {
    expect(problemOf({ minInstanceCount: -1 })).toBe(`Test/Config: variant 'main': managedInstanceScaling.minInstanceCount ${must.beAtLeast(0, -1)}`);
  });

  test.each([1.5, NaN, Infinity])('fails with %p, which is not an integer', (value) => {
    expect(problemOf({ minInstanceCount: value }))
      .toBe(`Test/Config: variant 'main': managedInstanceScaling.minInstanceCount ${must.beWhole(value)}`);
    expect(problemOf({ maxInstanceCount: value }))
      .toBe(`Test/Config: variant 'main': managedInstanceScaling.maxInstanceCount ${must.beWhole(value)}`);
  });

  test('fails with a minimum above the maximum', () => {
    expect(problemOf({ minInstanceCount: 3, maxInstanceCount: 2 }))
      .toBe("Test/Config: variant 'main': managedInstanceScaling.minInstanceCount must be at most maxInstanceCount (2), got 3");
  });

  test('are not compared with a token', () => {
    const token = Lazy.number({ produce: () => 2 });
    expect(scaling({ minInstanceCount: 3, maxInstanceCount: token })).toMatchObject({ MinInstanceCount: 3, MaxInstanceCount: 2 });
    expect(scaling({ minInstanceCount: token, maxInstanceCount: 1 })).toMatchObject({ MinInstanceCount: 2, MaxInstanceCount: 1 });
  });
});

describe('consolidation', () => {
  test.each([
    [Duration.minutes(5), 5], [Duration.minutes(1440), 1440], [Duration.days(1), 1440], [Duration.seconds(300), 5],
  ])('may wait %s', (cooldown, minutes) => {
    expect(scaling(consolidation({ cooldown })).ScaleInPolicy.CooldownInMinutes).toBe(minutes);
  });

  test.each([
    [Duration.minutes(4), 4], [Duration.minutes(1441), 1441], [Duration.minutes(0), 0], [Duration.seconds(330), 5.5],
  ])('fails to wait %s', (cooldown, minutes) => {
    expect(problemOf(consolidation({ cooldown }))).toBe(
      `Test/Config: variant 'main': managedInstanceScaling.scaleInPolicy.cooldown ${must.beMinutes(5, 1440, minutes)}`);
  });

  test('fails to wait for a token of seconds, which CloudFormation would have to convert', () => {
    expect(problemOf(consolidation({ cooldown: Duration.seconds(Lazy.number({ produce: () => 300 })) })))
      .toBe(`Test/Config: variant 'main': managedInstanceScaling.scaleInPolicy.cooldown ${must.beInUnit('minutes', 'seconds')}`);
  });

  test.each([1, 2, 100])('may release %p instances at a time', (maximumStepSize) => {
    expect(scaling(consolidation({ maximumStepSize })).ScaleInPolicy.MaximumStepSize).toBe(maximumStepSize);
  });

  test.each([0, 101])('fails to release %p instances at a time', (maximumStepSize) => {
    expect(problemOf(consolidation({ maximumStepSize })))
      .toBe(`Test/Config: variant 'main': managedInstanceScaling.scaleInPolicy.maximumStepSize ${must.beBetween(1, 100, maximumStepSize)}`);
  });

  test('fails to release a part of an instance', () => {
    expect(problemOf(consolidation({ maximumStepSize: 1.5 })))
      .toBe(`Test/Config: variant 'main': managedInstanceScaling.scaleInPolicy.maximumStepSize ${must.beWhole(1.5)}`);
  });
});

test('fails with a model, whose instances Application Auto Scaling scales', () => {
  expect(refused({ managedInstanceScaling: {} })).toBe("Test/Config: variant 'main': managedInstanceScaling cannot be combined with a model; "
    + 'use autoScaleInstanceCount of the endpoint');
});

describe('an initialInstanceCount outside of the limits', () => {
  const outside = (count: number) => [warning('initialCountOutsideOfScaling',
    `initialInstanceCount ${count} of variant 'main' is outside the limits of managedInstanceScaling; choose a value within the limits`)];
  const warningsWith = (managedInstanceScaling: ManagedInstanceScaling, initialInstanceCount?: number) =>
    warned({ model: undefined, managedInstanceScaling, initialInstanceCount });

  test.each([
    [{ minInstanceCount: 2 }, 1],
    [{ maxInstanceCount: 3 }, 4],
    [{ minInstanceCount: 2, maxInstanceCount: 3 }, 4],
    [{ minInstanceCount: 2, maxInstanceCount: Lazy.number({ produce: () => 9 }) }, 1],
  ])('is warned of: %p, and %p to start with', (limits, count) => {
    expect(warningsWith(limits, count)).toEqual(outside(count));
  });

  test.each([[0, 1], [1, 1], [2, 2]])('is none where it is left out: at least %d instances start as %d', (minInstanceCount, count) => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ variantName: 'gpu', managedInstanceScaling: { minInstanceCount, maxInstanceCount: 4 } }],
    });
    expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ProductionVariants[0])
      .toMatchObject({ InitialInstanceCount: count, InstanceType: 'ml.m5.large' });
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each([
    [{ minInstanceCount: 2, maxInstanceCount: 3 }, 2],
    [{ minInstanceCount: 2, maxInstanceCount: 3 }, 3],
    [{ minInstanceCount: 0, maxInstanceCount: 3 }, undefined],
    [{}, 7],
    [{ minInstanceCount: 2 }, Lazy.number({ produce: () => 1 })],
    [{ minInstanceCount: Lazy.number({ produce: () => 2 }), maxInstanceCount: Lazy.number({ produce: () => 3 }) }, 9],
  ])('is not said of %p with %p to start with', (limits, count) => {
    expect(warningsWith(limits, count)).toEqual([]);
  });
});
