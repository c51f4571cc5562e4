import { Duration, type Stack } from 'aws-cdk-lib';
import { aNumber, deploymentWith, refusalOf } from './given';
import { CapacitySize, DeploymentStrategy, TrafficRouting } from '../../../src';
import { must } from '../../helpers/must';
import { like } from '../../helpers/problems';
import { testStack } from '../../helpers/stack';

const MINUTE = Duration.minutes(1);
const TEN = CapacitySize.percent(10);

function routingOf(routing: TrafficRouting, stack?: Stack): any {
  return deploymentWith(DeploymentStrategy.blueGreen({ trafficRouting: routing }), stack).BlueGreenUpdatePolicy.TrafficRoutingConfiguration;
}

const refused = (routing: TrafficRouting) => refusalOf(DeploymentStrategy.blueGreen({ trafficRouting: routing }));

describe('rendering', () => {
  test.each([
    ['by itself', TrafficRouting.allAtOnce()],
    ['with nothing in the options', TrafficRouting.allAtOnce({})],
    ['with undefined in the options', TrafficRouting.allAtOnce({ bakeTime: undefined })],
  ])('all at once %s waits for nothing', (_how, routing) => {
    expect(routingOf(routing)).toEqual({ Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 });
  });

  test('all at once, and alarms that are watched afterwards', () => {
    expect(routingOf(TrafficRouting.allAtOnce({ bakeTime: MINUTE }))).toEqual({ Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 60 });
  });

  test.each([
    ['percent', TEN, { Type: 'CAPACITY_PERCENT', Value: 10 }],
    ['instances', CapacitySize.instances(3), { Type: 'INSTANCE_COUNT', Value: 3 }],
  ])('a canary in %s, without the size of steps', (_unit, size, CanarySize) => {
    expect(routingOf(TrafficRouting.canary({ size, bakeTime: MINUTE }))).toEqual({ Type: 'CANARY', CanarySize, WaitIntervalInSeconds: 60 });
  });

  test.each([
    ['percent', TEN, { Type: 'CAPACITY_PERCENT', Value: 10 }],
    ['instances', CapacitySize.instances(3), { Type: 'INSTANCE_COUNT', Value: 3 }],
  ])('linear in %s, without the size of a canary', (_unit, stepSize, LinearStepSize) => {
    expect(routingOf(TrafficRouting.linear({ stepSize, bakeTime: MINUTE }))).toEqual({ Type: 'LINEAR', LinearStepSize, WaitIntervalInSeconds: 60 });
  });

  test.each<[string, (token: number) => TrafficRouting, object]>([
    ['a canary', (token) => TrafficRouting.canary({ size: CapacitySize.percent(token), bakeTime: Duration.seconds(token) }), {
      Type: 'CANARY', CanarySize: { Type: 'CAPACITY_PERCENT', Value: { Ref: 'Number' } }, WaitIntervalInSeconds: { Ref: 'Number' },
    }],
    ['linear', (token) => TrafficRouting.linear({ stepSize: CapacitySize.instances(token), bakeTime: Duration.seconds(token) }), {
      Type: 'LINEAR', LinearStepSize: { Type: 'INSTANCE_COUNT', Value: { Ref: 'Number' } }, WaitIntervalInSeconds: { Ref: 'Number' },
    }],
    ['all at once', (token) => TrafficRouting.allAtOnce({ bakeTime: Duration.seconds(token) }), {
      Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: { Ref: 'Number' },
    }],
  ])('%s of tokens, unbroken', (_what, routing, rendered) => {
    const stack = testStack();
    expect(routingOf(routing(aNumber(stack)), stack)).toEqual(rendered);
  });
});

describe.each<[string, (bakeTime: Duration) => TrafficRouting]>([
  ['all at once', (bakeTime) => TrafficRouting.allAtOnce({ bakeTime })],
  ['a canary', (bakeTime) => TrafficRouting.canary({ size: TEN, bakeTime })],
  ['linear', (bakeTime) => TrafficRouting.linear({ stepSize: TEN, bakeTime })],
])('bakeTime of %s', (_what, routing) => {
  test.each([0, 1, 3600])('may be %d seconds', (seconds) => {
    expect(routingOf(routing(Duration.seconds(seconds))).WaitIntervalInSeconds).toBe(seconds);
  });

  test.each([
    [Duration.seconds(3601), 3601],
    [Duration.millis(500), 0.5],
    [Duration.hours(24), 86400],
  ])('fails as %p', (bakeTime, seconds) => {
    expect(refused(routing(bakeTime)))
      .toBe(`Test/Endpoint: deploymentStrategy: bakeTime ${must.beSeconds(0, 3600, seconds)}`);
  });

  test('fails as a token in minutes', () => {
    expect(refused(routing(Duration.minutes(aNumber(testStack()))))).toBe(
      `Test/Endpoint: deploymentStrategy: bakeTime ${must.beInUnit('seconds', 'minutes')}`);
  });
});

describe('the size of a canary', () => {
  const canary = (size: CapacitySize) => TrafficRouting.canary({ size, bakeTime: MINUTE });

  test.each([1, 50])('may be %d percent', (percent) => {
    expect(routingOf(canary(CapacitySize.percent(percent))).CanarySize.Value).toBe(percent);
  });

  test.each([51, 100])('fails as %d percent', (percent) => {
    expect(refused(canary(CapacitySize.percent(percent))))
      .toEqual(like(`Test/Endpoint: deploymentStrategy: size ... 1 ... 50 percent, got ${percent} percent`));
  });

  test.each([51, 1000])('may be %d instances: the fleet may be large', (count) => {
    expect(routingOf(canary(CapacitySize.instances(count))).CanarySize.Value).toBe(count);
  });
});

describe('the size of linear steps', () => {
  const linear = (stepSize: CapacitySize) => TrafficRouting.linear({ stepSize, bakeTime: MINUTE });

  test.each([10, 50])('may be %d percent', (percent) => {
    expect(routingOf(linear(CapacitySize.percent(percent))).LinearStepSize.Value).toBe(percent);
  });

  test.each([1, 9, 51, 100])('fails as %d percent', (percent) => {
    expect(refused(linear(CapacitySize.percent(percent))))
      .toEqual(like(`Test/Endpoint: deploymentStrategy: stepSize ... 10 ... 50 percent, got ${percent} percent`));
  });

  test('may be a token in percent', () => {
    const stack = testStack();
    expect(routingOf(linear(CapacitySize.percent(aNumber(stack))), stack).LinearStepSize.Value).toEqual({ Ref: 'Number' });
  });

  test.each([1, 51])('may be %d instances', (count) => {
    expect(routingOf(linear(CapacitySize.instances(count))).LinearStepSize.Value).toBe(count);
  });
});

describe('what has to be given', () => {
  const missing = undefined as never;

  test('fails without size and bakeTime of a canary', () => {
    expect(refused(TrafficRouting.canary({ size: missing, bakeTime: missing }))).toBe('Test/Endpoint: 2 problems:\n'
      + '  - deploymentStrategy: size is required; specify a size, such as CapacitySize.percent(10)\n'
      + '  - deploymentStrategy: bakeTime is required; specify a duration, such as Duration.minutes(10)');
  });

  test('fails without stepSize and bakeTime of linear steps', () => {
    expect(refused(TrafficRouting.linear({ stepSize: missing, bakeTime: missing }))).toBe('Test/Endpoint: 2 problems:\n'
      + '  - deploymentStrategy: stepSize is required; specify a size, such as CapacitySize.percent(20)\n'
      + '  - deploymentStrategy: bakeTime is required; specify a duration, such as Duration.minutes(5)');
  });
});
