import { Duration } from 'aws-cdk-lib';
import { aNumber, anEndpoint, deploymentWith, refusalOf, theirAlarm } from './given';
import { CapacitySize, DeploymentStrategy, TrafficRouting, type BlueGreenDeploymentOptions } from '../../../src';
import { stepsOf, timeoutHint } from '../../../src/endpoint/deployment/deployment-checks';
import { must } from '../../helpers/must';
import { testStack, warningsOf } from '../../helpers/stack';

const seconds = (amount: number) => Duration.seconds(amount);
const aToken = () => Duration.seconds(aNumber(testStack()));
const allAtOnce = (bakeTime: Duration) => TrafficRouting.allAtOnce({ bakeTime });
const canary = (bakeTime: Duration) => TrafficRouting.canary({ size: CapacitySize.percent(10), bakeTime });
const linear = (bakeTime: Duration, stepSize = CapacitySize.percent(10)) => TrafficRouting.linear({ stepSize, bakeTime });

/** Refused beforehand: a deployment that takes longer by itself than it may. */
describe('a timeout as long as a wait', () => {
  const blueGreen = (options: BlueGreenDeploymentOptions) => DeploymentStrategy.blueGreen(options);
  const rolling = (wait: number, timeout: number) => DeploymentStrategy.rolling({
    maximumBatchSize: CapacitySize.instances(1), bakeTime: seconds(wait), maximumExecutionTimeout: seconds(timeout),
  });

  test.each<[string, DeploymentStrategy, number, string, number]>([
    ['after all requests have gone over', blueGreen({ trafficRouting: allAtOnce(seconds(600)), maximumExecutionTimeout: seconds(600) }), 600, 'bakeTime', 600],
    ['for the old fleet', blueGreen({ terminationWait: seconds(900), maximumExecutionTimeout: seconds(600) }), 900, 'terminationWait', 600],
    [
      'for both', blueGreen({ trafficRouting: canary(seconds(400)), terminationWait: seconds(200), maximumExecutionTimeout: seconds(600) }),
      600, 'bakeTime and terminationWait', 600,
    ],
    ['after a batch', rolling(3600, 3600), 3600, 'bakeTime', 3600],
  ])('fails: %s', (_what, strategy, wait, names, timeout) => {
    expect(refusalOf(strategy)).toBe(`Test/Endpoint: deploymentStrategy: maximumExecutionTimeout must be longer than the ${wait} seconds of ${names}, `
      + `got ${timeout} seconds`);
  });

  test.each<[string, DeploymentStrategy, number]>([
    ['after all requests have gone over', blueGreen({ trafficRouting: allAtOnce(seconds(600)), maximumExecutionTimeout: seconds(601) }), 601],
    ['for the old fleet', blueGreen({ terminationWait: seconds(900), maximumExecutionTimeout: seconds(901) }), 901],
    ['for both', blueGreen({ trafficRouting: canary(seconds(400)), terminationWait: seconds(200), maximumExecutionTimeout: seconds(601) }), 601],
    ['after a batch', rolling(3600, 3601), 3601],
  ])('may be a second longer: %s', (_what, strategy, timeout) => {
    const [policy] = Object.values<any>(deploymentWith(strategy));
    expect(policy.MaximumExecutionTimeoutInSeconds).toBe(timeout);
  });

  test.each<[string, (token: Duration) => BlueGreenDeploymentOptions]>([
    ['timeout', (token) => ({ terminationWait: seconds(3600), maximumExecutionTimeout: token })],
    ['bakeTime', (token) => ({ trafficRouting: allAtOnce(token), terminationWait: seconds(3600), maximumExecutionTimeout: seconds(600) })],
    ['terminationWait', (token) => ({ trafficRouting: allAtOnce(seconds(3600)), terminationWait: token, maximumExecutionTimeout: seconds(600) })],
  ])('is not looked for where the %s is a token', (_what, options) => {
    const stack = testStack();
    const deploymentStrategy = DeploymentStrategy.blueGreen(options(seconds(aNumber(stack))));
    anEndpoint(stack, { deploymentStrategy, autoRollbackAlarms: [theirAlarm(stack)] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('fails for what is out of range, and says nothing of the rest', () => {
    expect(refusalOf(blueGreen({ terminationWait: seconds(3601), maximumExecutionTimeout: seconds(1) })))
      .toBe(`Test/Endpoint: deploymentStrategy: terminationWait ${must.beSeconds(0, 3600, 3601)}`);
    expect(refusalOf(blueGreen({ terminationWait: seconds(3600), maximumExecutionTimeout: seconds(599) })))
      .toBe(`Test/Endpoint: deploymentStrategy: maximumExecutionTimeout ${must.beSeconds(600, 28800, 599)}`);
  });
});

describe('a timeout shorter than all waits together', () => {
  const hintOf = (options: BlueGreenDeploymentOptions) => timeoutHint(DeploymentStrategy.blueGreen(options)._times);

  test.each<[string, BlueGreenDeploymentOptions, number, string]>([
    ['linear', { trafficRouting: linear(seconds(60)), maximumExecutionTimeout: seconds(600) }, 600, '10 times bakeTime is 600 seconds'],
    ['a canary', { trafficRouting: canary(seconds(600)), maximumExecutionTimeout: seconds(1200) }, 1200, '2 times bakeTime is 1200 seconds'],
    [
      'with a wait for the old fleet', { trafficRouting: canary(seconds(600)), terminationWait: seconds(100), maximumExecutionTimeout: seconds(1300) },
      1300, '2 times bakeTime plus terminationWait is 1300 seconds',
    ],
  ])('is hinted at: %s', (_what, options, timeout, waits) => {
    expect(hintOf(options)).toBe(`maximumExecutionTimeout is ${timeout} seconds, but ${waits}, so the deployment times out; increase maximumExecutionTimeout, or reduce the wait times`);
  });

  test.each<[string, BlueGreenDeploymentOptions]>([
    ['it is longer', { trafficRouting: linear(seconds(60)), maximumExecutionTimeout: seconds(601) }],
    ['there is none', { trafficRouting: linear(seconds(2879)) }],
    ['there are no waits', { maximumExecutionTimeout: seconds(600) }],
    ['the number of steps depends on that of the instances', {
      trafficRouting: linear(seconds(500), CapacitySize.instances(1)), maximumExecutionTimeout: seconds(600),
    }],
    ['the size of steps is a token', {
      trafficRouting: linear(seconds(500), CapacitySize.percent(aNumber(testStack()))), maximumExecutionTimeout: seconds(600),
    }],
    ['the wait is a token', { trafficRouting: linear(aToken()), maximumExecutionTimeout: seconds(600) }],
    ['the timeout is a token', { trafficRouting: linear(seconds(2879)), maximumExecutionTimeout: aToken() }],
  ])('is not where %s', (_what, options) => {
    expect(hintOf(options)).toBeUndefined();
  });

  const beyond = (waits: string) => `${waits}, but a deployment times out after at most 28800 seconds; reduce the wait times, or the number of steps by larger ones`;

  test.each<[string, BlueGreenDeploymentOptions, string]>([
    ['there is none', { trafficRouting: linear(seconds(3600)) }, '10 times bakeTime is 36000 seconds'],
    ['there is none, just so', { trafficRouting: linear(seconds(2880)) }, '10 times bakeTime is 28800 seconds'],
    ['it is the longest', { trafficRouting: linear(seconds(3600)), terminationWait: seconds(600), maximumExecutionTimeout: seconds(28800) },
      '10 times bakeTime plus terminationWait is 36600 seconds'],
    ['it is a token', { trafficRouting: linear(seconds(3600)), maximumExecutionTimeout: aToken() }, '10 times bakeTime is 36000 seconds'],
  ])('that no timeout can allow is hinted at where %s, without advice to increase it', (_what, options, waits) => {
    expect(hintOf(options)).toBe(beyond(waits));
  });

  test('is hinted at for batches', () => {
    const strategy = DeploymentStrategy.rolling({
      maximumBatchSize: CapacitySize.percent(30), bakeTime: seconds(300), maximumExecutionTimeout: seconds(1200),
    });
    expect(timeoutHint(strategy._times))
      .toBe('maximumExecutionTimeout is 1200 seconds, but 4 times bakeTime is 1200 seconds, so the deployment times out; increase maximumExecutionTimeout, or reduce the wait times');
  });
});

test.each([
  [100, 1],
  [51, 2],
  [50, 2],
  [34, 3],
  [33, 4],
  [10, 10],
  [5, 20],
])('a fleet takes for %d percent at a time %d steps', (percent, steps) => {
  expect(stepsOf(CapacitySize.percent(percent))).toBe(steps);
});

test('how many steps a fleet takes is not known where the size is in instances, or a token', () => {
  expect(stepsOf(CapacitySize.instances(2))).toBeUndefined();
  expect(stepsOf(CapacitySize.percent(aNumber(testStack())))).toBeUndefined();
});
