import { App, CfnParameter, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_sns as sns, type Stack } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, RecommendedAlarm, EndpointAlarms, InstanceType, type EndpointAlarmsOptions, type IEndpoint } from '../../../src';
import { must } from '../../helpers/must';
import { like, messageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../../helpers/stack';
import { LIKE_POOLS, UNLIKE_POOLS, imported, multiModel, onInstances, queued, serverless, withShadow } from '../kinds';

const ALARM = 'AWS::CloudWatch::Alarm';

/** The alarms of a group, by the ids of their constructs. */
const idsOf = (alarms: readonly cloudwatch.IAlarm[]) => alarms.map(({ node }) => node.id);

function added(endpoint: (stack: Stack) => IEndpoint, options?: EndpointAlarmsOptions, stack = testStack()): EndpointAlarms {
  return endpoint(stack).addRecommendedAlarms(options);
}

function importedServerless(stack: Stack): IEndpoint {
  const at = 'arn:aws:sagemaker:us-east-1:123456789012';
  const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'TheirConfig', {
    endpointConfigArn: `${at}:endpoint-config/theirs`, serverlessProductionVariant: { variantName: 'less', maxConcurrency: 5 },
  });
  return Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn: `${at}:endpoint/theirs`, endpointConfig });
}

function scaledServerless(stack: Stack): IEndpoint {
  const endpoint = serverless(stack);
  endpoint.findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ maxCapacity: 5 });
  return endpoint;
}

const ALL_BUT_LATENCY = Object.values(RecommendedAlarm).filter((kind) => kind !== RecommendedAlarm.MODEL_LATENCY);
const ON_INSTANCES = ['ServerErrorRate', 'ClientErrorRate', 'ModelLatency', 'CpuUtilization', 'MemoryUtilization', 'DiskUtilization'];
const named = (variant: string, kinds: readonly string[]) => kinds.map((kind) => `${variant}${kind}`);

describe('which alarms there are', () => {
  test.each<[string, (stack: Stack) => IEndpoint, string[], string[]]>([
    ['a variant on instances', (stack) => onInstances(stack), named('main', ON_INSTANCES), ['mainServerErrorRate', 'mainModelLatency']],
    [
      'two variants', (stack) => onInstances(stack, [{}, {}]), [...named('main', ON_INSTANCES), ...named('v1', ON_INSTANCES)],
      ['mainServerErrorRate', 'mainModelLatency', 'v1ServerErrorRate', 'v1ModelLatency'],
    ],
    [
      'a variant with GPUs', (stack) => onInstances(stack, [{ instanceType: InstanceType.G5_12XLARGE }]),
      named('main', [...ON_INSTANCES, 'GpuUtilization']), ['mainServerErrorRate', 'mainModelLatency'],
    ],
    [
      'pools that are alike', (stack) => onInstances(stack, [{ instancePools: LIKE_POOLS }]),
      named('main', [...ON_INSTANCES, 'GpuUtilization']), ['mainServerErrorRate', 'mainModelLatency'],
    ],
    [
      'pools with other numbers of vCPUs', (stack) => onInstances(stack, [{ instancePools: UNLIKE_POOLS }]),
      named('main', ON_INSTANCES.filter((kind) => kind !== 'CpuUtilization')), ['mainServerErrorRate', 'mainModelLatency'],
    ],
    [
      'an instance type that nobody knows', (stack) => onInstances(stack, [{ instanceType: InstanceType.of('ml.z9.large') }]),
      named('main', ON_INSTANCES.filter((kind) => kind !== 'CpuUtilization')), ['mainServerErrorRate', 'mainModelLatency'],
    ],
    [
      'a variant that hosts inference components', (stack) => onInstances(stack, [{ model: undefined, instanceType: InstanceType.of('ml.z9.large') }]),
      named('main', ON_INSTANCES), ['mainServerErrorRate', 'mainModelLatency'],
    ],
    ['a variant of many models', multiModel, named('main', ON_INSTANCES), ['mainServerErrorRate', 'mainModelLatency']],
    ['a variant, but not its shadow', withShadow, named('main', ON_INSTANCES), ['mainServerErrorRate', 'mainModelLatency']],
    [
      'a serverless variant', (stack) => serverless(stack),
      named('less', ['ServerErrorRate', 'ClientErrorRate', 'ModelLatency', 'ConcurrencyUtilization', 'MemoryUtilization']),
      ['lessServerErrorRate', 'lessModelLatency'],
    ],
    [
      'a serverless variant with provisioned concurrency', (stack) => serverless(stack, 2),
      named('less', [
        'ServerErrorRate', 'ClientErrorRate', 'ModelLatency', 'ConcurrencyUtilization', 'ProvisionedConcurrencyUtilization', 'MemoryUtilization',
      ]),
      ['lessServerErrorRate', 'lessModelLatency'],
    ],
    [
      'an asynchronous endpoint, whose GPUs may be busy', (stack) => queued(stack, { instanceType: InstanceType.G5_XLARGE }),
      [...named('main', ['InvocationFailures', 'CpuUtilization', 'MemoryUtilization', 'DiskUtilization']), 'BacklogAge', 'NoCapacity'],
      ['mainInvocationFailures', 'BacklogAge', 'NoCapacity'],
    ],
    [
      'an imported endpoint whose variants are told', (stack) => imported(stack, [{ variantName: 'theirs', instanceType: InstanceType.M5_LARGE }]),
      named('theirs', ON_INSTANCES), ['theirsServerErrorRate', 'theirsModelLatency'],
    ],
    [
      'pools that host inference components', (stack) => onInstances(stack, [{ model: undefined, instancePools: UNLIKE_POOLS }]),
      named('main', ON_INSTANCES), ['mainServerErrorRate', 'mainModelLatency'],
    ],
    [
      'an imported endpoint that is told to be asynchronous', (stack) => imported(stack, [{ variantName: 'main' }], undefined, true),
      [...named('main', ['InvocationFailures', 'MemoryUtilization', 'DiskUtilization']), 'BacklogAge', 'NoCapacity'],
      ['mainInvocationFailures', 'BacklogAge', 'NoCapacity'],
    ],
    [
      'an imported endpoint that is told to be serverless', (stack) => importedServerless(stack),
      named('less', ['ServerErrorRate', 'ClientErrorRate', 'ModelLatency', 'ConcurrencyUtilization', 'MemoryUtilization']),
      ['lessServerErrorRate', 'lessModelLatency'],
    ],
    [
      'a serverless variant whose provisioned concurrency scales', scaledServerless,
      named('less', [
        'ServerErrorRate', 'ClientErrorRate', 'ModelLatency', 'ConcurrencyUtilization', 'ProvisionedConcurrencyUtilization', 'MemoryUtilization',
      ]),
      ['lessServerErrorRate', 'lessModelLatency'],
    ],
    [
      'an imported endpoint whose instances are not told', (stack) => imported(stack),
      named('main', ON_INSTANCES.filter((kind) => kind !== 'CpuUtilization')), ['mainServerErrorRate', 'mainModelLatency'],
    ],
  ])('of %s', (_of, endpoint, all, critical) => {
    const alarms = added(endpoint);
    expect(idsOf(alarms.all)).toEqual(all);
    expect(idsOf(alarms.critical)).toEqual(critical);
  });

  test('not those that are excluded', () => {
    const alarms = added((stack) => onInstances(stack), { exclude: [RecommendedAlarm.CLIENT_ERROR_RATE, RecommendedAlarm.MODEL_LATENCY] });
    expect(idsOf(alarms.all)).toEqual(named('main', ON_INSTANCES.filter((kind) => !['ClientErrorRate', 'ModelLatency'].includes(kind))));
  });

  test('none, if all of them are', () => {
    const alarms = added((stack) => onInstances(stack), { exclude: Object.values(RecommendedAlarm) });
    expect([alarms.all, alarms.critical]).toEqual([[], []]);
  });
});

describe('what happens', () => {
  function actionsOf(options: (topic: (id: string) => cloudwatch.IAlarmAction) => EndpointAlarmsOptions, id: string): any {
    const stack = testStack();
    const topic = (name: string) => new actions.SnsAction(sns.Topic.fromTopicArn(stack, name, `arn:aws:sns:us-east-1:123456789012:${name}`));
    added(() => onInstances(stack), options(topic));
    const alarms = Object.entries(resourcesOf(stack, ALARM)).find(([logicalId]) => logicalId.includes(`main${id}`))![1].Properties;
    return { alarm: alarms.AlarmActions, ok: alarms.OKActions };
  }
  const arn = (name: string) => `arn:aws:sns:us-east-1:123456789012:${name}`;

  test('to each alarm, when it goes off and when it is over', () => {
    const options = (topic: (id: string) => cloudwatch.IAlarmAction) => ({ actions: [topic('team')], okActions: [topic('over')] });
    expect(actionsOf(options, 'ServerErrorRate')).toEqual({ alarm: [arn('team')], ok: [arn('over')] });
    expect(actionsOf(options, 'DiskUtilization')).toEqual({ alarm: [arn('team')], ok: [arn('over')] });
  });

  test('to the critical ones besides', () => {
    const options = (topic: (id: string) => cloudwatch.IAlarmAction) => ({ actions: [topic('team')], criticalActions: [topic('oncall')] });
    expect(actionsOf(options, 'ServerErrorRate')).toEqual({ alarm: [arn('team'), arn('oncall')], ok: undefined });
    expect(actionsOf(options, 'DiskUtilization')).toEqual({ alarm: [arn('team')], ok: undefined });
  });

  test('is nothing by default, also where lists are empty, undefined or null', () => {
    const nothing = null as unknown as undefined;
    expect(actionsOf(() => ({}), 'ServerErrorRate')).toEqual({ alarm: undefined, ok: undefined });
    expect(actionsOf(() => ({ actions: undefined, criticalActions: undefined, okActions: undefined }), 'ServerErrorRate')).toEqual({ alarm: undefined, ok: undefined });
    expect(actionsOf(() => ({ actions: nothing, criticalActions: nothing, okActions: nothing, exclude: nothing }), 'ServerErrorRate'))
      .toEqual({ alarm: undefined, ok: undefined });
    expect(actionsOf(() => ({ actions: [], criticalActions: [], okActions: [] }), 'ServerErrorRate')).toEqual({ alarm: undefined, ok: undefined });
  });
});

describe('find', () => {
  const two = () => added((stack) => onInstances(stack, [{}, {}]));

  test('the alarm of a variant', () => {
    expect(two().find(RecommendedAlarm.MODEL_LATENCY, 'v1').node.id).toBe('v1ModelLatency');
  });

  test('the only one, without a variant', () => {
    expect(added((stack) => onInstances(stack)).find(RecommendedAlarm.MODEL_LATENCY).node.id).toBe('mainModelLatency');
  });

  test('that of the endpoint as a whole, whichever variant is named', () => {
    expect(added((stack) => queued(stack)).find(RecommendedAlarm.NO_CAPACITY, 'main').node.id).toBe('NoCapacity');
  });

  test('fails where there are several, and lists them', () => {
    expect(messageOf(() => two().find(RecommendedAlarm.MODEL_LATENCY))).toBe('Test/Endpoint/RecommendedAlarms: several variants have the alarm ModelLatency: '
      + "ModelLatency of variant 'main', ModelLatency of variant 'v1'; specify variantName");
  });

  test('fails where there is none, and lists those there are', () => {
    const alarms = added((stack) => onInstances(stack), { exclude: ALL_BUT_LATENCY });
    expect(messageOf(() => alarms.find(RecommendedAlarm.GPU_UTILIZATION, 'main'))).toBe('Test/Endpoint/RecommendedAlarms: no alarm GpuUtilization of '
      + "variant 'main'; the alarms are ModelLatency of variant 'main'");
  });

  test('fails where there are none at all', () => {
    const alarms = added((stack) => onInstances(stack), { exclude: Object.values(RecommendedAlarm) });
    expect(messageOf(() => alarms.find(RecommendedAlarm.BACKLOG_AGE))).toEqual(like('Test/Endpoint/RecommendedAlarms: ... alarm BacklogAge; the endpoint has no alarms'));
  });
});

describe('several', () => {
  test('groups of one endpoint, with other thresholds', () => {
    const stack = testStack();
    const endpoint = onInstances(stack);
    const strict = endpoint.addRecommendedAlarms({ serverErrorRatePercent: 2 });
    const lax = endpoint.addRecommendedAlarms({ serverErrorRatePercent: 20 });
    expect([strict.node.id, lax.node.id]).toEqual(['RecommendedAlarms', 'RecommendedAlarms2']);
    const thresholds = Object.values(resourcesOf(stack, ALARM)).filter(({ Properties }) => Properties.MetricName === 'Invocation5XXErrors')
      .map(({ Properties }) => Properties.Threshold);
    expect(thresholds).toEqual([0.02, 0.2]);
  });

  test('endpoints of one stack have their own', () => {
    const stack = testStack();
    const endpointConfig = onInstances(stack).node.scope!.node.findChild('Config') as EndpointConfig;
    const endpoints = ['One', 'Two'].map((id) => new Endpoint(stack, id, { endpointConfig, endpointName: id }));
    endpoints.forEach((endpoint) => endpoint.addRecommendedAlarms({ exclude: ALL_BUT_LATENCY }));
    const [one, two] = Object.values(resourcesOf(stack, ALARM)).map(({ Properties }) => Properties.Dimensions[0].Value);
    expect([one, two]).toEqual(endpoints.map(({ endpointName }) => stack.resolve(endpointName)));
    expect(one).not.toEqual(two);
  });

  test('variants whose names are tokens', () => {
    const stack = testStack();
    const variantName = (id: string) => new CfnParameter(stack, id).valueAsString;
    const alarms = onInstances(stack, [{ variantName: variantName('A') }, { variantName: variantName('B') }]).addRecommendedAlarms();
    expect(idsOf(alarms.all)).toEqual(expect.arrayContaining(['ModelLatency.0', 'ModelLatency.1']));
    const latencies = Object.values(resourcesOf(stack, ALARM)).filter(({ Properties }) => Properties.MetricName === 'ModelLatency');
    expect(latencies.map(({ Properties }) => Properties.Dimensions[1].Value)).toEqual([{ Ref: 'A' }, { Ref: 'B' }]);
  });

  test('components whose names are tokens', () => {
    const stack = testStack();
    const endpoint = onInstances(stack, [{ model: undefined }]);
    ['A', 'B'].forEach((id) => endpoint.inferenceComponent(new CfnParameter(stack, id).valueAsString));
    const ids = idsOf(endpoint.addRecommendedAlarms().all).filter((id: string) => id.startsWith('component.'));
    expect(ids).toEqual(expect.arrayContaining(['component.ModelLatency.0', 'component.ModelLatency.1']));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('in the stack of an operations team', () => {
  const app = new App();
  const endpoint = onInstances(testStack({ app, id: 'There' }));
  const stack = testStack({ app });
  const alarms = new EndpointAlarms(stack, 'Alarms', { endpoint, exclude: ALL_BUT_LATENCY });
  expect(alarms.all).toHaveLength(1);
  expect(propertiesOf(stack, ALARM).Dimensions).toEqual([
    { Name: 'EndpointName', Value: { 'Fn::ImportValue': expect.stringMatching(/^There:.*EndpointName/) } }, { Name: 'VariantName', Value: 'main' },
  ]);
});

describe('elsewhere', () => {
  const REGION = `the endpoint ${must.beInSame('region', 'us-east-1', 'eu-west-1')}`;

  test('fails for an endpoint in another region, whose metrics no alarm here can watch', () => {
    expect(messageOf(() => imported(testStack(), undefined, 'eu-west-1:123456789012').addRecommendedAlarms())).toBe(`Test/Theirs/RecommendedAlarms: ${REGION}`);
    const app = new App();
    const endpoint = onInstances(testStack({ app, id: 'There', env: { account: '123456789012', region: 'eu-west-1' } }));
    expect(messageOf(() => new EndpointAlarms(testStack({ app }), 'Alarms', { endpoint }))).toBe(`Test/Alarms: ${REGION}`);
  });

  test('an endpoint in another account is watched there', () => {
    const stack = testStack();
    imported(stack, undefined, 'us-east-1:210987654321').addRecommendedAlarms({ exclude: ALL_BUT_LATENCY });
    expect(propertiesOf(stack, ALARM).Metrics).toEqual([expect.objectContaining({ AccountId: '210987654321' })]);
  });

  test('an endpoint is watched in a region that is not known', () => {
    expect(added((stack) => imported(stack), undefined, testStack({ env: undefined })).all).toHaveLength(5);
  });
});

test('the text of each alarm is its own, and names the variant it is about', () => {
  const stack = testStack();
  onInstances(stack, [{ instanceType: InstanceType.G5_XLARGE }, { instanceType: InstanceType.G5_XLARGE }]).addRecommendedAlarms();
  const alarms = Object.values(resourcesOf(stack, ALARM)).map(({ Properties }) => Properties);
  expect(new Set(alarms.map(({ AlarmDescription }) => AlarmDescription)).size).toBe(14);
  alarms.forEach(({ AlarmDescription, Dimensions }) => expect(AlarmDescription).toContain(`variant '${Dimensions[1].Value}'`));
});

test('fails for an endpoint whose variants are not known', () => {
  const theirs = Endpoint.fromEndpointName(testStack(), 'Theirs', 'theirs');
  expect(messageOf(() => theirs.addRecommendedAlarms())).toEqual(like('Test/Theirs: ... imported ... fromEndpointAttributes ... endpointConfig, ... EndpointConfig.fromEndpointConfigAttributes ...'));
});

describe('probably unintended thresholds', () => {
  const warned = (options: EndpointAlarmsOptions, endpoint: (stack: Stack) => IEndpoint = (stack) => onInstances(stack)) => {
    const stack = testStack();
    added(endpoint, options, stack);
    return warningsOf(stack).filter((warning) => warning.includes('RecommendedAlarms'));
  };

  test('a fraction in place of a percentage is warned of', () => {
    expect(warned({ cpuUtilizationPercent: 0.9, modelLatencyPercentile: 0.99 })).toEqual(['Test/Endpoint/RecommendedAlarms: cpuUtilizationPercent and '
      + 'modelLatencyPercentile are at most 1 percent; specify a percentage such as 90, not a fraction such as 0.9 [ack: cdk-sagemaker-hosting:alarmBelow1Percent]']);
  });

  test.each<EndpointAlarmsOptions>([{ cpuUtilizationPercent: 1.1 }, { serverErrorRatePercent: 0.5 }, {}])('%j is not', (options) => {
    expect(warned(options)).toEqual([]);
  });

  test('a token is not', () => {
    const stack = testStack();
    const memoryUtilizationPercent = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
    added(() => onInstances(stack), { memoryUtilizationPercent }, stack);
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each([undefined, null])('a threshold of %p for them is not', (percent) => {
    const options = { cpuUtilizationPercent: percent as undefined, gpuUtilizationPercent: percent as undefined };
    expect(warned(options, (stack) => onInstances(stack, [{ instancePools: UNLIKE_POOLS }]))).toEqual([]);
  });

  test('a threshold for the GPUs of instances that have none is not', () => {
    expect(warned({ gpuUtilizationPercent: 80 })).toEqual([]);
  });

  test('a threshold for the CPUs of variants that host inference components is not, because their number is not required', () => {
    expect(warned({ cpuUtilizationPercent: 80 }, (stack) => onInstances(stack, [{ model: undefined, instancePools: UNLIKE_POOLS }]))).toEqual([]);
  });

  test('a threshold for processors whose number is not known is warned of', () => {
    expect(warned({ cpuUtilizationPercent: 80, gpuUtilizationPercent: 80 }, (stack) => onInstances(stack, [{ instancePools: UNLIKE_POOLS }])))
      .toEqual(['Test/Endpoint/RecommendedAlarms: variants whose number of processors is not known, or not the same for all instances, have no '
        + 'alarm for cpuUtilizationPercent; create an alarm on one of their metrics [ack: cdk-sagemaker-hosting:alarmOfUnknownInstances]']);
  });
});
