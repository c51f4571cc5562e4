import { Duration, type Stack } from 'aws-cdk-lib';
import { TYPE, aNumber, anEndpoint, deploymentWith, refusalOf } from './given';
import { CapacitySize, DeploymentStrategy, TrafficRouting, type BlueGreenDeploymentOptions, type RollingDeploymentOptions } from '../../../src';
import { must } from '../../helpers/must';
import { resourcesOf, testStack } from '../../helpers/stack';

const ALL_AT_ONCE = { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 };
const MINUTE = Duration.minutes(1);

const blueGreen = (options?: BlueGreenDeploymentOptions, stack?: Stack) => deploymentWith(DeploymentStrategy.blueGreen(options), stack);
const rollingStrategy = (options: Partial<RollingDeploymentOptions> = {}) =>
  DeploymentStrategy.rolling({ maximumBatchSize: CapacitySize.percent(20), bakeTime: MINUTE, ...options });
const rolling = (options?: Partial<RollingDeploymentOptions>, stack?: Stack) => deploymentWith(rollingStrategy(options), stack);

describe('blue/green', () => {
  test.each<[string, BlueGreenDeploymentOptions | undefined]>([
    ['without options', undefined],
    ['with nothing in the options', {}],
    ['with undefined in the options', { trafficRouting: undefined, terminationWait: undefined, maximumExecutionTimeout: undefined }],
  ])('%s goes over all at once, and is the only policy', (_how, options) => {
    expect(blueGreen(options)).toEqual({ BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: ALL_AT_ONCE } });
  });

  test('with all options', () => {
    expect(blueGreen({
      trafficRouting: TrafficRouting.linear({ stepSize: CapacitySize.percent(25), bakeTime: MINUTE }),
      terminationWait: Duration.minutes(10),
      maximumExecutionTimeout: Duration.hours(1),
    })).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { Type: 'LINEAR', LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 25 }, WaitIntervalInSeconds: 60 },
        TerminationWaitInSeconds: 600,
        MaximumExecutionTimeoutInSeconds: 3600,
      },
    });
  });

  test.each([0, 1, 3600])('terminationWait may be %d seconds', (seconds) => {
    expect(blueGreen({ terminationWait: Duration.seconds(seconds) }).BlueGreenUpdatePolicy.TerminationWaitInSeconds).toBe(seconds);
  });

  test.each([
    [Duration.seconds(3601), 3601],
    [Duration.millis(1500), 1.5],
  ])('fails with a terminationWait of %p', (terminationWait, seconds) => {
    expect(refusalOf(DeploymentStrategy.blueGreen({ terminationWait })))
      .toBe(`Test/Endpoint: deploymentStrategy: terminationWait ${must.beSeconds(0, 3600, seconds)}`);
  });

  test.each(['terminationWait', 'maximumExecutionTimeout'])('fails with a %s that is a token in minutes', (name) => {
    expect(refusalOf(DeploymentStrategy.blueGreen({ [name]: Duration.minutes(aNumber(testStack())) })))
      .toBe(`Test/Endpoint: deploymentStrategy: ${name} ${must.beInUnit('seconds', 'minutes')}`);
  });

  test('times that are tokens, unbroken', () => {
    const stack = testStack();
    const [terminationWait, maximumExecutionTimeout] = ['Wait', 'Timeout'].map((id) => Duration.seconds(aNumber(stack, id)));
    expect(blueGreen({ terminationWait, maximumExecutionTimeout }, stack).BlueGreenUpdatePolicy).toMatchObject({
      TerminationWaitInSeconds: { Ref: 'Wait' }, MaximumExecutionTimeoutInSeconds: { Ref: 'Timeout' },
    });
  });
});

describe('rolling', () => {
  test('by percent, and is the only policy', () => {
    expect(rolling()).toEqual({
      RollingUpdatePolicy: { MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 20 }, WaitIntervalInSeconds: 60 },
    });
  });

  test('with undefined in the options is the same as without', () => {
    expect(rolling({ rollbackMaximumBatchSize: undefined, maximumExecutionTimeout: undefined })).toEqual(rolling());
  });

  test('with all options', () => {
    expect(rolling({
      maximumBatchSize: CapacitySize.instances(2), rollbackMaximumBatchSize: CapacitySize.percent(100), maximumExecutionTimeout: Duration.hours(1),
    })).toEqual({
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: 2 },
        WaitIntervalInSeconds: 60,
        RollbackMaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 100 },
        MaximumExecutionTimeoutInSeconds: 3600,
      },
    });
  });

  test.each([5, 50])('a batch may be %d percent', (percent) => {
    expect(rolling({ maximumBatchSize: CapacitySize.percent(percent) }).RollingUpdatePolicy.MaximumBatchSize.Value).toBe(percent);
  });

  test.each([1, 4, 51, 100])('fails with a batch of %d percent', (percent) => {
    expect(refusalOf(rollingStrategy({ maximumBatchSize: CapacitySize.percent(percent) })))
      .toBe(`Test/Endpoint: deploymentStrategy: maximumBatchSize must be between 5 and 50 percent, got ${percent} percent`);
  });

  test.each([1, 51])('a batch may be %d instances: the fleet may be large', (count) => {
    expect(rolling({ maximumBatchSize: CapacitySize.instances(count) }).RollingUpdatePolicy.MaximumBatchSize.Value).toBe(count);
  });

  test.each([CapacitySize.percent(1), CapacitySize.percent(100), CapacitySize.instances(1)])('a rollback may go by any batch, such as %p', (size) => {
    expect(rolling({ rollbackMaximumBatchSize: size }).RollingUpdatePolicy.RollbackMaximumBatchSize.Value).toBe(size._amount);
  });

  test.each([0, 3600])('bakeTime may be %d seconds', (seconds) => {
    expect(rolling({ bakeTime: Duration.seconds(seconds) }).RollingUpdatePolicy.WaitIntervalInSeconds).toBe(seconds);
  });

  test('fails with a bakeTime of 3601 seconds', () => {
    expect(refusalOf(rollingStrategy({ bakeTime: Duration.seconds(3601) })))
      .toBe(`Test/Endpoint: deploymentStrategy: bakeTime ${must.beSeconds(0, 3600, 3601)}`);
  });

  test('fails without what has to be given, in a language that does not see to it', () => {
    const missing = undefined as never;
    expect(refusalOf(rollingStrategy({ maximumBatchSize: missing, bakeTime: missing }))).toBe('Test/Endpoint: 2 problems:\n'
      + '  - deploymentStrategy: maximumBatchSize is required; specify a size, such as CapacitySize.percent(20)\n'
      + '  - deploymentStrategy: bakeTime is required; specify a duration, such as Duration.minutes(5)');
  });

  test('tokens, unbroken', () => {
    const stack = testStack();
    const token = aNumber(stack);
    expect(rolling({
      maximumBatchSize: CapacitySize.percent(token),
      bakeTime: Duration.seconds(token),
      rollbackMaximumBatchSize: CapacitySize.instances(token),
      maximumExecutionTimeout: Duration.seconds(token),
    }, stack)).toEqual({
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: { Ref: 'Number' } },
        WaitIntervalInSeconds: { Ref: 'Number' },
        RollbackMaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: { Ref: 'Number' } },
        MaximumExecutionTimeoutInSeconds: { Ref: 'Number' },
      },
    });
  });
});

describe.each<[string, (maximumExecutionTimeout: Duration) => DeploymentStrategy, string]>([
  ['blue/green', (maximumExecutionTimeout) => DeploymentStrategy.blueGreen({ maximumExecutionTimeout }), 'BlueGreenUpdatePolicy'],
  ['rolling', (maximumExecutionTimeout) => rollingStrategy({ maximumExecutionTimeout }), 'RollingUpdatePolicy'],
])('maximumExecutionTimeout of %s', (_what, strategy, policy) => {
  test.each([600, 601, 28800])('may be %d seconds', (seconds) => {
    expect(deploymentWith(strategy(Duration.seconds(seconds)))[policy].MaximumExecutionTimeoutInSeconds).toBe(seconds);
  });

  test.each([
    [Duration.seconds(0), 0],
    [Duration.seconds(599), 599],
    [Duration.seconds(28801), 28801],
    [Duration.millis(600_500), 600.5],
  ])('fails as %p', (timeout, seconds) => {
    expect(refusalOf(strategy(timeout)))
      .toBe(`Test/Endpoint: deploymentStrategy: maximumExecutionTimeout ${must.beSeconds(600, 28800, seconds)}`);
  });
});

test('two endpoints may share a strategy', () => {
  const stack = testStack();
  const deploymentStrategy = rollingStrategy();
  ['One', 'Two'].forEach((id) => anEndpoint(stack, { deploymentStrategy }, id));
  const deployments = Object.values(resourcesOf(stack, TYPE)).map((resource) => resource.Properties.DeploymentConfig);
  expect(deployments).toEqual(Array(2).fill({
    RollingUpdatePolicy: { MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 20 }, WaitIntervalInSeconds: 60 },
  }));
});

test('without a strategy, nothing is said of deployments', () => {
  const stack = testStack();
  anEndpoint(stack, { deploymentStrategy: undefined });
  expect(Object.values(resourcesOf(stack, TYPE))[0].Properties).not.toHaveProperty('DeploymentConfig');
});
