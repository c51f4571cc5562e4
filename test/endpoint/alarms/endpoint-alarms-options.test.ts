import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib';
import type { EndpointAlarmsOptions, IEndpoint } from '../../../src';
import { InstanceType } from '../../../src';
import { must } from '../../helpers/must';
import { like, messageOf } from '../../helpers/problems';
import { resourcesOf, testStack } from '../../helpers/stack';
import { onInstances, queued, serverless } from '../kinds';

type Name = keyof EndpointAlarmsOptions;

const gpu = (stack: Stack) => onInstances(stack, [{ instanceType: InstanceType.G5_12XLARGE }]);
const less = (stack: Stack) => serverless(stack, 2);
const async = (stack: Stack) => queued(stack);

/** What counts of each alarm, by its id. */
function alarmsWith(endpoint: (stack: Stack) => IEndpoint, options?: EndpointAlarmsOptions): { [id: string]: string } {
  const stack = testStack();
  endpoint(stack).addRecommendedAlarms(options);
  return Object.fromEntries(Object.entries(resourcesOf(stack, 'AWS::CloudWatch::Alarm')).map(([logicalId, { Properties }]) => {
    const { AlarmDescription, Dimensions, ...rest } = Properties;
    return [logicalId.slice('EndpointRecommendedAlarms'.length, -8), JSON.stringify(rest)];
  }));
}

/** The alarms that an option changes. */
function changedBy(endpoint: (stack: Stack) => IEndpoint, options: EndpointAlarmsOptions): string[] {
  const [before, after] = [alarmsWith(endpoint), alarmsWith(endpoint, options)];
  return Object.keys(after).filter((id) => after[id] !== before[id]).sort();
}

function refused(options: EndpointAlarmsOptions): string {
  return messageOf(() => queued(testStack()).addRecommendedAlarms(options));
}

test.each<[EndpointAlarmsOptions, (stack: Stack) => IEndpoint, string[]]>([
  [{ serverErrorRatePercent: 1 }, gpu, ['mainServerErrorRate']],
  [{ clientErrorRatePercent: 1 }, gpu, ['mainClientErrorRate']],
  [{ maxModelLatency: Duration.millis(200) }, gpu, ['mainModelLatency']],
  [{ modelLatencyPercentile: 99.9 }, gpu, ['mainModelLatency']],
  [{ cpuUtilizationPercent: 50 }, gpu, ['mainCpuUtilization']],
  [{ memoryUtilizationPercent: 50 }, gpu, ['mainMemoryUtilization']],
  [{ diskUtilizationPercent: 50 }, gpu, ['mainDiskUtilization']],
  [{ gpuUtilizationPercent: 50 }, gpu, ['mainGpuUtilization']],
  [{ evaluationPeriods: 7 }, gpu, ['mainClientErrorRate', 'mainModelLatency', 'mainServerErrorRate']],
  [{ datapointsToAlarm: 5 }, gpu, ['mainClientErrorRate', 'mainModelLatency', 'mainServerErrorRate']],
  [{ concurrencyUtilizationPercent: 50 }, less, ['lessConcurrencyUtilization', 'lessProvisionedConcurrencyUtilization']],
  [{ memoryUtilizationPercent: 50 }, less, ['lessMemoryUtilization']],
  [{ maxInvocationFailures: 3 }, async, ['mainInvocationFailures']],
  [{ maxBacklogAge: Duration.minutes(5) }, async, ['BacklogAge']],
  [{ noCapacityDuration: Duration.minutes(5) }, async, ['NoCapacity']],
])('%j changes just its alarms', (options, endpoint, alarms) => {
  expect(changedBy(endpoint, options)).toEqual(alarms);
});

test('undefined and null stand for the default, as other languages give them', () => {
  const nothing = null as unknown as undefined;
  const options = { serverErrorRatePercent: undefined, cpuUtilizationPercent: nothing, maxModelLatency: nothing, evaluationPeriods: nothing };
  expect(changedBy(gpu, options)).toEqual([]);
});

describe.each<Name>([
  'serverErrorRatePercent', 'clientErrorRatePercent', 'cpuUtilizationPercent', 'memoryUtilizationPercent', 'diskUtilizationPercent', 'gpuUtilizationPercent',
  'concurrencyUtilizationPercent', 'modelLatencyPercentile',
])('%s', (name) => {
  test.each([0.01, 50, 99.99])('may be %p', (percent) => {
    expect(alarmsWith(gpu, { [name]: percent })).not.toEqual({});
  });

  test.each([[0, 'above 0'], [-1, 'above 0'], [100, 'below 100'], [101, 'below 100']])('fails as %p', (percent, limit) => {
    expect(refused({ [name]: percent })).toBe(`Test/Endpoint/RecommendedAlarms: ${name} must be ${limit}, got ${percent}`);
  });

  test('fails as NaN', () => {
    expect(refused({ [name]: NaN })).toBe(`Test/Endpoint/RecommendedAlarms: ${name} ${must.beNumber(NaN)}`);
  });
});

test.each<Name>([
  'serverErrorRatePercent', 'clientErrorRatePercent', 'cpuUtilizationPercent', 'gpuUtilizationPercent', 'concurrencyUtilizationPercent',
  'modelLatencyPercentile', 'evaluationPeriods', 'datapointsToAlarm',
])('%s fails as a token, because it is calculated with', (name) => {
  const stack = testStack();
  const token = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  expect(messageOf(() => onInstances(stack).addRecommendedAlarms({ [name]: token }))).toBe(
    `Test/Endpoint/RecommendedAlarms: ${name} ${must.beKnown()}`);
});

test.each<[Name, string, string]>([
  ['memoryUtilizationPercent', 'MemoryUtilization', "Memory utilization of variant 'main' has exceeded "],
  ['diskUtilizationPercent', 'DiskUtilization', "Disk utilization of variant 'main' has exceeded "],
  ['maxInvocationFailures', 'InvocationFailures', 'More than '],
])('%s may be a token', (name, metricName, beginning) => {
  const stack = testStack();
  const token = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  queued(stack).addRecommendedAlarms({ [name]: token });
  const withToken = Object.values(resourcesOf(stack, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties).filter(({ Threshold }) => typeof Threshold !== 'number');
  expect(withToken.map(({ MetricName, Threshold }) => [MetricName, Threshold])).toEqual([[metricName, { Ref: 'Number' }]]);
  expect(withToken[0].AlarmDescription['Fn::Join'][1].slice(0, 2)).toEqual([beginning, { Ref: 'Number' }]);
});

describe('periods', () => {
  test.each([
    [{ evaluationPeriods: 1 }, 1, 1],
    [{ evaluationPeriods: 2 }, 2, 2],
    [{ evaluationPeriods: 1440 }, 1440, 3],
    [{ datapointsToAlarm: 5 }, 5, 5],
    [{ evaluationPeriods: 10, datapointsToAlarm: 10 }, 10, 10],
    [{ datapointsToAlarm: 1 }, 5, 1],
  ])('%j', (options, periods, datapoints) => {
    expect(JSON.parse(alarmsWith(gpu, options).mainServerErrorRate)).toMatchObject({ EvaluationPeriods: periods, DatapointsToAlarm: datapoints });
  });

  test.each<[EndpointAlarmsOptions, string]>([
    [{ evaluationPeriods: 0 }, `evaluationPeriods ${must.beBetween(1, 1440, 0)}`],
    [{ evaluationPeriods: 1441 }, `evaluationPeriods ${must.beBetween(1, 1440, 1441)}`],
    [{ evaluationPeriods: 1.5 }, `evaluationPeriods ${must.beWhole(1.5)}`],
    [{ datapointsToAlarm: 0 }, `datapointsToAlarm ${must.beBetween(1, 5, 0)}`],
    [{ datapointsToAlarm: 6 }, `datapointsToAlarm ${must.beBetween(1, 5, 6)}`],
    [{ evaluationPeriods: 2, datapointsToAlarm: 3 }, `datapointsToAlarm ${must.beBetween(1, 2, 3)}`],
  ])('fail as %j', (options, problem) => {
    expect(refused(options)).toEqual(like(`Test/Endpoint/RecommendedAlarms: ${problem}`));
  });
});

describe('durations and counts', () => {
  test.each<EndpointAlarmsOptions>([
    { maxModelLatency: Duration.millis(1) }, { maxBacklogAge: Duration.seconds(1) }, { noCapacityDuration: Duration.minutes(1) },
    { noCapacityDuration: Duration.minutes(1440) }, { maxInvocationFailures: 0 },
  ])('may be %j', (options) => {
    expect(alarmsWith(async, options)).not.toEqual({});
  });

  test.each<[EndpointAlarmsOptions, string]>([
    [{ maxModelLatency: Duration.seconds(0) }, 'maxModelLatency must be longer than 0 seconds, got 0 seconds'],
    [{ maxBacklogAge: Duration.seconds(0) }, 'maxBacklogAge ... 0 seconds, got 0 seconds'],
    [{ noCapacityDuration: Duration.minutes(0) }, `noCapacityDuration ${must.beMinutes(1, 1440, 0)}`],
    [{ noCapacityDuration: Duration.minutes(1441) }, `noCapacityDuration ${must.beMinutes(1, 1440, 1441)}`],
    [{ noCapacityDuration: Duration.seconds(90) }, `noCapacityDuration ${must.beMinutes(1, 1440, 1.5)}`],
    [{ idleDuration: Duration.hours(0) }, 'idleDuration must be an integer number of hours between 1 and 168, got 0 hours'],
    [{ idleDuration: Duration.days(8) }, 'idleDuration must be an integer number of hours between 1 and 168, got 192 hours'],
    [{ idleDuration: Duration.minutes(90) }, 'idleDuration must be an integer number of hours between 1 and 168, got 1.5 hours'],
    [{ maxInvocationFailures: -1 }, `maxInvocationFailures ${must.beAtLeast(0, -1)}`],
    [{ maxInvocationFailures: 0.5 }, `maxInvocationFailures ${must.beWhole(0.5)}`],
  ])('fail as %j', (options, problem) => {
    expect(refused(options)).toEqual(like(`Test/Endpoint/RecommendedAlarms: ${problem}`));
  });

  test('maxModelLatency may be less than a millisecond', () => {
    expect(JSON.parse(alarmsWith(gpu, { maxModelLatency: Duration.seconds(0.0005) }).mainModelLatency).Threshold).toBe(500);
  });

  test('maxBacklogAge may be a fraction of a second', () => {
    expect(JSON.parse(alarmsWith(async, { maxBacklogAge: Duration.millis(1500) }).BacklogAge).Threshold).toBe(1.5);
  });

  test.each<[Name, 'seconds' | 'minutes']>([
    ['maxModelLatency', 'minutes'], ['maxBacklogAge', 'minutes'], ['noCapacityDuration', 'minutes'], ['noCapacityDuration', 'seconds'],
    ['idleDuration', 'minutes'],
  ])('%s fails as a token in %s', (name, unit) => {
    const stack = testStack();
    const token = Duration[unit](new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber);
    expect(messageOf(() => onInstances(stack).addRecommendedAlarms({ [name]: token }))).toBe(`Test/Endpoint/RecommendedAlarms: ${name} must be a duration that is `
      + 'known at synthesis, got a token; CloudFormation cannot convert durations');
  });
});

test('fails with all problems in one message', () => {
  expect(refused({ serverErrorRatePercent: 0, evaluationPeriods: 0, maxBacklogAge: Duration.seconds(0) })).toEqual(like('Test/Endpoint/RecommendedAlarms: 3 problems:\n'
    + `  - serverErrorRatePercent ${must.beAbove(0, 0)}\n`
    + `  - evaluationPeriods ${must.beBetween(1, 1440, 0)}\n`
    + '  - maxBacklogAge ... 0 ... got 0 ...'));
});
