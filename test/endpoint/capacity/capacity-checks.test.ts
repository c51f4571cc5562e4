import { Duration, Size, Token, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { Capacity, InstanceType, LanguageModelEndpoint, ModelEndpoint, ModelServer } from '../../../src';
import { anImage } from '../../helpers/given';
import { messageOf } from '../../helpers/problems';
import { testStack, warningsOf } from '../../helpers/stack';
import { HUB } from '../language-models/given';

const M7I = InstanceType.M7I_LARGE;
const G6E = InstanceType.G6E_12XLARGE;
const COMPUTE = { minMemory: Size.gibibytes(8), accelerators: 1 };

const outputOf = (stack: Stack) => ({ bucket: stack.node.tryFindChild('Bucket') as s3.IBucket | undefined ?? s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket') });
const asynchronous = (options: object) => (stack: Stack) => Capacity.asynchronous(M7I, { output: outputOf(stack), ...options });

function define(stack: Stack, capacity: (stack: Stack) => Capacity): ModelEndpoint {
  return new ModelEndpoint(stack, 'Churn', { container: { image: anImage(stack) }, capacity: capacity(stack) });
}

const problemOf = (capacity: (stack: Stack) => Capacity, stack = testStack()) => messageOf(() => define(stack, capacity)).replace(/^Test\/Churn: /, '');

const instances = (options: object, type = M7I) => () => Capacity.instances(type, options);
const components = (options: object, type = G6E) => () => Capacity.components(type, { compute: COMPUTE, ...options });
const serverless = (options: object) => () => Capacity.serverless({ memorySize: Size.gibibytes(4), maxConcurrency: 20, ...options });

describe('a single message lists all problems of', () => {
  test('instances', () => {
    expect(problemOf(instances({
      minCapacity: 5, maxCapacity: 2, maxRequestsPerSecond: -1, targetConcurrentRequests: 0, initialInstanceCount: 0, volumeSize: Size.gibibytes(600),
    }))).toBe('5 problems:\n'
      + '  - minCapacity must be at most maxCapacity (2), got 5\n'
      + '  - maxRequestsPerSecond must be above 0, got -1\n'
      + '  - targetConcurrentRequests must be above 0, got 0\n'
      + "  - variant 'AllTraffic': initialInstanceCount must be at least 1, got 0\n"
      + "  - variant 'AllTraffic': volumeSize must be an integer number of gibibytes between 1 and 512, got 600 gibibytes");
  });

  test('asynchronous instances', () => {
    expect(problemOf(asynchronous({ minCapacity: 3, maxCapacity: 1, targetBacklogPerInstance: 0, maxConcurrentInvocationsPerInstance: 1001 }))).toBe('3 problems:\n'
      + '  - minCapacity must be at most maxCapacity (1), got 3\n'
      + '  - targetBacklogPerInstance must be above 0, got 0\n'
      + '  - asyncInference.maxConcurrentInvocationsPerInstance must be between 1 and 1000, got 1001');
  });

  test('components', () => {
    expect(problemOf(components({
      compute: { minMemory: Size.gibibytes(8), accelerators: 9 },
      minCapacity: 5,
      maxCapacity: 2,
      maxRequestsPerSecond: -1,
      targetConcurrentRequests: 0,
      minInstanceCount: 3,
      maxInstanceCount: 0,
      idleTime: Duration.minutes(4),
    }))).toBe('8 problems:\n'
      + '  - compute.accelerators must be at most the number of GPUs of ml.g6e.12xlarge (4), got 9, because a copy runs on a single instance; choose another instance type, or reduce it\n'
      + '  - minCapacity must be at most maxCapacity (2), got 5\n'
      + '  - maxRequestsPerSecond must be above 0, got -1\n'
      + '  - targetConcurrentRequests must be above 0, got 0\n'
      + '  - idleTime of the capacity requires a minCapacity of 0; set minCapacity to 0, or omit idleTime\n'
      + '  - idleTime must be an integer number of minutes between 5 and 1440, got 4 minutes\n'
      + "  - variant 'AllTraffic': managedInstanceScaling.maxInstanceCount must be at least 1, got 0\n"
      + "  - variant 'AllTraffic': managedInstanceScaling.minInstanceCount must be at most maxInstanceCount (0), got 3");
  });

  test('a single copy, as any number of copies', () => {
    expect(problemOf(components({ copyCount: 1, maxInstanceCount: 0 }))).toBe(problemOf(components({ maxInstanceCount: 0 })));
    expect(problemOf(components({ copyCount: 1, maxInstanceCount: 0 }))).toMatch(/managedInstanceScaling.maxInstanceCount must be at least 1, got 0/);
  });

  test('a serverless capacity', () => {
    expect(problemOf(serverless({
      memorySize: Size.gibibytes(7), maxConcurrency: 201, provisionedConcurrency: 0, minCapacity: 5, maxCapacity: 2, targetUtilizationPercent: 101,
    }))).toBe('5 problems:\n'
      + '  - minCapacity must be at most maxCapacity (2), got 5\n'
      + '  - targetUtilizationPercent must be at most 100, got 101\n'
      + "  - variant 'AllTraffic': maxConcurrency must be between 1 and 200, got 201\n"
      + "  - variant 'AllTraffic': memorySize must be one of 1024, 2048, 3072, 4096, 5120, 6144 mebibytes, got 7168 mebibytes\n"
      + "  - variant 'AllTraffic': provisionedConcurrency must be between 1 and 200, got 0");
  });

  test('a language model, its server and its capacity', () => {
    const capacity = Capacity.components(G6E, { compute: { minMemory: Size.gibibytes(8), accelerators: 8 }, minCapacity: 2, maxCapacity: 1 });
    expect(messageOf(() => new LanguageModelEndpoint(testStack(), 'Llama', { server: ModelServer.vllm({ weights: HUB, maxModelLength: 0 }), capacity }))).toBe(
      'Test/Llama: 3 problems:\n'
      + '  - server.maxModelLength must be at least 1, got 0\n'
      + '  - compute.accelerators must be at most the number of GPUs of ml.g6e.12xlarge (4), got 8, because a copy runs on a single instance; choose another instance type, or reduce it\n'
      + '  - minCapacity must be at most maxCapacity (1), got 2');
  });
});

describe('a capacity is refused', () => {
  test.each<[string, (stack: Stack) => Capacity, string]>([
    ['with instances that scale to zero', instances({ minCapacity: 0, maxCapacity: 2 }),
      "minCapacity of variant 'AllTraffic' must be at least 1, got 0; only asynchronous endpoints queue requests while there is no instance"],
    ['with scaled burstable instances', instances({ maxCapacity: 2 }, InstanceType.T2_MEDIUM),
      'instanceType of the capacity cannot be scaled on burstable instances, got ml.t2.medium; choose another instanceType, such as ml.m5.large'],
    ['with asynchronous burstable instances, which are scaled', (stack) => Capacity.asynchronous(InstanceType.T2_MEDIUM, { output: outputOf(stack) }),
      'instanceType of the capacity cannot be scaled on burstable instances, got ml.t2.medium; choose another instanceType, such as ml.m5.large'],
    ['with a rate that is a token', instances({ maxCapacity: 2, maxRequestsPerSecond: Token.asNumber({ Ref: 'Rate' }) }),
      'maxRequestsPerSecond must be a number that is known at synthesis, got a token; CloudFormation cannot calculate with it'],
    ['with a percentage that is a token', serverless({ maxCapacity: 2, targetUtilizationPercent: Token.asNumber({ Ref: 'Percent' }) }),
      'targetUtilizationPercent must be a number that is known at synthesis, got a token; CloudFormation cannot calculate with it'],
    ['with a number of copies of 0', components({ copyCount: 0 }), 'copyCount must be at least 1, got 0'],
    ['with a part of a copy', components({ copyCount: 1.5 }), 'copyCount must be an integer, got 1.5'],
    ['without the memory of a copy', components({ compute: {} }), 'compute.minMemory is required; specify a size, such as Size.gibibytes(8)'],
    ['with more memory for a copy than an instance has', components({ compute: { minMemory: Size.mebibytes(8193) } }, M7I), 'compute.minMemory must be less than the memory of '
      + 'ml.m7i.large (8192 mebibytes), got 8193 mebibytes, because a copy runs on a single instance; choose another instance type, or reduce it'],
    ['with fewer instances at most than at least', components({ minCapacity: 1, maxCapacity: 3, minInstanceCount: 4 }),
      "variant 'AllTraffic': managedInstanceScaling.minInstanceCount must be at most maxInstanceCount (3), got 4"],
    ['with an instance type of another kind', () => Capacity.instances(7 as any), 'instanceType of the capacity must be an instance type, got number 7; use InstanceType'],
    ['with an instance type that is none', () => Capacity.components('m7i.large' as any, { compute: COMPUTE }),
      "instanceType of the capacity must start with 'ml.', got 'm7i.large'; use for example 'ml.m5.large'"],
    ['with a target but no maximum', serverless({ minCapacity: 1, targetUtilizationPercent: 70 }),
      'minCapacity and targetUtilizationPercent of the capacity require maxCapacity; set it'],
  ])('%s', (_case, capacity, message) => {
    expect(problemOf(capacity)).toBe(message);
  });

  test.each<[string, () => unknown, string]>([
    ['instances', () => Capacity.instances(M7I, { minCapacity: '5', volumeSize: 100 } as any),
      'Capacity.instances: 2 problems:\n  - minCapacity must be a number, got \'5\'\n  - volumeSize must be a size, got number 100; use a method of Size'],
    ['asynchronous instances', () => Capacity.asynchronous(M7I, { output: 's3://bucket/' } as any),
      "Capacity.asynchronous: output must be an object, got 's3://bucket/'; enclose its properties in braces"],
    ['components', () => Capacity.components(M7I, { compute: { minMemory: 8 } } as any),
      'Capacity.components: compute.minMemory must be a size, got number 8; use a method of Size'],
    ['a serverless capacity', () => Capacity.serverless(4 as any), 'Capacity.serverless: options must be an object, got number 4; enclose its properties in braces'],
  ])('with options of another kind, on %s', (_kind, create, message) => {
    expect(messageOf(create)).toBe(message);
  });
});

describe('the limits of a capacity are allowed', () => {
  test.each<[string, (stack: Stack) => Capacity]>([
    ['the smallest instances', instances({ minCapacity: 1, maxCapacity: 1, initialInstanceCount: 1, volumeSize: Size.gibibytes(1), targetConcurrentRequests: 0.1 })],
    ['the largest volume', instances({ volumeSize: Size.gibibytes(512) })],
    ['the shortest timeouts', instances({ containerStartupHealthCheckTimeout: Duration.seconds(60), modelDataDownloadTimeout: Duration.seconds(60) })],
    ['the longest timeouts', instances({ containerStartupHealthCheckTimeout: Duration.hours(1), modelDataDownloadTimeout: Duration.hours(1) })],
    ['unscaled burstable instances', instances({}, InstanceType.T2_MEDIUM)],
    ['the most concurrent invocations', asynchronous({ input: undefined, maxConcurrentInvocationsPerInstance: 1000, targetBacklogPerInstance: 0.1 })],
    ['the memory of an instance', components({ compute: { minMemory: Size.gibibytes(8) } }, M7I)],
    ['the shortest idle time', components({ minCapacity: 0, maxCapacity: 1, targetConcurrentRequests: 1, idleTime: Duration.minutes(5) })],
    ['the longest idle time', components({ minCapacity: 0, maxCapacity: 1, targetConcurrentRequests: 1, idleTime: Duration.hours(24) })],
    ['the smallest serverless capacity', serverless({ memorySize: Size.gibibytes(1), maxConcurrency: 1, provisionedConcurrency: 1 })],
    ['the largest serverless capacity', serverless({ memorySize: Size.gibibytes(6), maxConcurrency: 200, provisionedConcurrency: 200 })],
  ])('%s', (_case, capacity) => {
    const stack = testStack();
    define(stack, capacity);

    expect(warningsOf(stack).filter((warning) => !/asyncInputUnknown/.test(warning))).toEqual([]);
  });
});

describe('null counts as omitted', () => {
  test.each<[string, (stack: Stack) => Capacity]>([
    ['instances', instances({ minCapacity: null, maxCapacity: null, volumeSize: null, routingStrategy: null })],
    ['asynchronous instances', asynchronous({ minCapacity: null, maxCapacity: null, targetBacklogPerInstance: null, failure: null })],
    ['components', components({ minCapacity: null, maxCapacity: null, copyCount: null, idleTime: null })],
    ['a serverless capacity', serverless({ minCapacity: null, maxCapacity: null, provisionedConcurrency: null })],
  ])('on %s', (_kind, capacity) => {
    expect(() => define(testStack(), capacity)).not.toThrow();
  });
});

test('copies to and from zero have a policy for each direction, and a warning without one', () => {
  const [stack, stuck] = [testStack(), testStack()];
  define(stack, components({ minCapacity: 0, maxCapacity: 3, maxRequestsPerSecond: 5 }));
  define(stuck, components({ minCapacity: 0, maxCapacity: 3 }));

  expect(warningsOf(stack)).toEqual([]);
  expect(warningsOf(stuck)).toEqual([expect.stringMatching(/noCopyFromZero/)]);
});

test('provisioned concurrency that scales to 0 begins with 1, and is warned of', () => {
  const stack = testStack();
  define(stack, serverless({ minCapacity: 0, maxCapacity: 3 }));

  expect(warningsOf(stack)).toEqual([expect.stringMatching(/provisionedConcurrencyZero/)]);
});
