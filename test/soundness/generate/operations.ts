import * as fc from 'fast-check';
import type { Kind } from './configs';
import { key } from './models';
import { aName, boolean, either, hours, integer, maybe, memberOf, minutes, object, oneOf, seconds, someGiven, someLast, someOf, text, type Arbitrary } from './values';
import { call, get, given, id, make, method, name, prop, scope, variable, type Step, type Value } from '../app/plan';

const bakeTime = minutes(1, 30);
const size: Arbitrary = either(fc.constantFrom(10, 25, 50).map((percent) => call('sm.CapacitySize.percent', percent)), fc.constantFrom(1, 2).map((count) => call('sm.CapacitySize.instances', count)));
const batch: Arbitrary = either(fc.constantFrom(10, 20, 50).map((percent) => call('sm.CapacitySize.percent', percent)), oneOf(call('sm.CapacitySize.instances', 1)));
const trafficRouting: Arbitrary = either(
  object({}, { bakeTime }, 2).map((options) => call('sm.TrafficRouting.allAtOnce', options)),
  object({ size, bakeTime }).map((options) => call('sm.TrafficRouting.canary', options)),
  object({ stepSize: size, bakeTime }).map((options) => call('sm.TrafficRouting.linear', options)),
);
const blueGreen: Arbitrary = object({}, { trafficRouting, terminationWait: minutes(0, 30), maximumExecutionTimeout: seconds(7200, 14_400, 28_800) }, 2).map((options) => call('sm.DeploymentStrategy.blueGreen', options));
const rolling: Arbitrary = object({ maximumBatchSize: batch, bakeTime }, { rollbackMaximumBatchSize: oneOf(call('sm.CapacitySize.percent', 100)), maximumExecutionTimeout: seconds(14_400, 28_800) }, 3)
  .map((options) => call('sm.DeploymentStrategy.rolling', options));
export const deploymentStrategy: Arbitrary = either(blueGreen, rolling);

const retention: Arbitrary = either(
  oneOf(call('sm.VariantPropertyRetention.all'), call('sm.VariantPropertyRetention.none')),
  memberOf('sm.VariantPropertyType', 'DESIRED_INSTANCE_COUNT', 'DESIRED_WEIGHT').map((type) => call('sm.VariantPropertyRetention.allExcept', type)),
);

export const alarms: Arbitrary = someOf([given('alarm', 0), given('alarm', 1), given('importedAlarm')]);

/** What endpoints and one-call constructs have in common. */
export const endpointOptions: { [key: string]: Arbitrary } = {
  deploymentStrategy, endpointName: aName('churn'), retainDeploymentConfig: boolean, variantPropertyRetention: retention, autoRollbackAlarms: alarms,
};

const tracking = { disableScaleIn: boolean, scaleInCooldown: seconds(0, 300), scaleOutCooldown: seconds(0, 60), policyName: oneOf(name('policy')) };
const percentage = integer(10, 90);
const metric = someGiven('metric', 'mathMetric');
const steps: Arbitrary = oneOf(
  [{ upper: 10, change: -1 }, { lower: 500, change: 2 }, { lower: 1000, change: 5 }], [{ lower: 500, change: 2 }],
  [{ lower: 1, upper: 5, change: 0 }, { lower: 5, change: 1 }],
);
const stepScaling = object({ metric, scalingSteps: steps }, {
  cooldown: minutes(0, 5),
  evaluationPeriods: oneOf(1, 3),
  datapointsToAlarm: oneOf(1),
  treatMissingData: memberOf('cdk.aws_cloudwatch.TreatMissingData', 'BREACHING', 'IGNORE'),
  metricAggregationType: memberOf('cdk.aws_applicationautoscaling.MetricAggregationType', 'AVERAGE', 'MAXIMUM'),
  adjustmentType: memberOf('cdk.aws_applicationautoscaling.AdjustmentType', 'CHANGE_IN_CAPACITY', 'PERCENT_CHANGE_IN_CAPACITY'),
  minAdjustmentMagnitude: oneOf(1, 2),
}, 4);
const schedule: Arbitrary = object({
  schedule: oneOf(
    call('cdk.aws_applicationautoscaling.Schedule.cron', { hour: '7', minute: '0' }), call('cdk.aws_applicationautoscaling.Schedule.rate', call('cdk.Duration.hours', 1)),
  ),
  minCapacity: integer(1, 2),
}, { maxCapacity: integer(2, 9), timeZone: oneOf(get('cdk.TimeZone.EUROPE_BERLIN')) }, 3);

type Scaling = { readonly name: string; readonly props: Arbitrary };
const common: Scaling[] = [
  { name: 'scaleOnMetric', props: stepScaling },
  { name: 'scaleOnSchedule', props: schedule },
  { name: 'scaleToTrackCustomMetric', props: object({ metric: someGiven('metric'), targetValue: integer(1, 100) }, tracking, 4) },
];
const invocations = either(
  object({ maxRequestsPerSecond: integer(1, 50) }, { ...tracking, safetyFactor: oneOf(0.5, 0.7, 1) }, 4),
  object({ targetInvocationsPerMinute: integer(1, 900) }, tracking, 4),
);
const concurrent: Scaling = { name: 'scaleOnConcurrentRequests', props: object({ targetConcurrentRequests: integer(1, 20) }, tracking, 4) };
const idle: Scaling = { name: 'scaleInWhenIdle', props: object({ idleTime: oneOf(call('cdk.Duration.minutes', 30), call('cdk.Duration.hours', 2)) }) };
const SCALINGS: { readonly [target: string]: Scaling[] } = {
  instances: [
    ...common, { name: 'scaleOnInvocations', props: invocations }, concurrent,
    { name: 'scaleOnCpuUtilization', props: object({ targetUtilizationPercent: percentage }, { ...tracking, vcpus: oneOf(2, 4) }, 3) },
    { name: 'scaleOnMemoryUtilization', props: object({ targetUtilizationPercent: percentage }, tracking, 4) },
  ],
  gpus: [
    ...common,
    { name: 'scaleOnGpuUtilization', props: object({ targetUtilizationPercent: percentage }, { ...tracking, gpus: oneOf(1, 4) }, 3) },
    { name: 'scaleOnGpuMemoryUtilization', props: object({ targetUtilizationPercent: percentage }, { ...tracking, gpus: oneOf(1, 4) }, 3) },
  ],
  async: [...common, idle, { name: 'scaleOnBacklog', props: object({ targetBacklogPerInstance: integer(1, 10) }, tracking, 4) }],
  serverless: [...common, { name: 'scaleOnUtilization', props: object({ targetUtilizationPercent: percentage }, tracking, 4) }],
  components: [...common, idle, concurrent, { name: 'scaleOnInvocations', props: invocations }],
};

/** A scalable, and some of the ways to scale it. */
export function scaling(kind: keyof typeof SCALINGS, on: Value, how: string, as: string): fc.Arbitrary<Step[]> {
  const limits = object({ maxCapacity: integer(2, 20) }, { minCapacity: kind === 'async' || kind === 'components' ? integer(0, 2) : integer(1, 2) }, 2);
  const policies = fc.shuffledSubarray(SCALINGS[kind], { minLength: 1, maxLength: 3 })
    .chain((chosen) => fc.tuple(...chosen.map((each) => each.props.map((props): Step => ({ do: method(variable(as), each.name, id('Scaling'), props) })))));
  return fc.tuple(limits, policies).map(([props, more]) => {
    // It scales to zero.
    const minCapacity = JSON.stringify(more).includes('scaleInWhenIdle') ? 0 : props.minCapacity;
    return [{ as, do: method(on, how, { ...props, minCapacity }) }, ...more];
  });
}

export const client = someLast('clientRole', 'importedClientRole', 'function', 'user', 'group', 'role', 'immutableRole', 'model', 'accountPrincipal');
const GRANTS = ['grantInvoke', 'grantInvokeAsync', 'grantInvokeWithResponseStream', 'grantInvokeOpenAi', 'grantInvokeWithBidirectionalStream'];

export function grants(on: Value, names = GRANTS): fc.Arbitrary<Step> {
  return fc.tuple(fc.constantFrom(...names), client).map(([grant, grantee]) => ({ do: method(on, grant, grantee) }));
}

const alarmOptions: Arbitrary = object({}, {
  actions: oneOf([given('snsAction')]),
  criticalActions: oneOf([given('snsAction', 1)]),
  okActions: oneOf([given('snsAction')]),
  serverErrorRatePercent: percentage,
  clientErrorRatePercent: percentage,
  maxModelLatency: oneOf(call('cdk.Duration.millis', 500), call('cdk.Duration.seconds', 3)),
  modelLatencyPercentile: oneOf(50, 95, 99.9),
  cpuUtilizationPercent: percentage,
  memoryUtilizationPercent: percentage,
  diskUtilizationPercent: percentage,
  gpuUtilizationPercent: percentage,
  concurrencyUtilizationPercent: percentage,
  maxBacklogAge: minutes(1, 30),
  noCapacityDuration: minutes(1, 30),
  idleDuration: hours(1, 24),
  maxInvocationFailures: integer(0, 3),
  evaluationPeriods: integer(4, 9),
  datapointsToAlarm: integer(1, 4),
  exclude: someOf([get('sm.RecommendedAlarm.MODEL_LATENCY'), get('sm.RecommendedAlarm.CPU_UTILIZATION')]),
}, 5);

const task: Arbitrary = object({}, {
  body: oneOf('{"x": 1}', call('cdk.aws_stepfunctions.JsonPath.stringAt', '$.body')),
  contentType: oneOf('application/json'),
  accept: oneOf('text/csv'),
  customAttributes: oneOf('trace=1'),
  comment: oneOf('asks'),
  stateName: oneOf(name('Ask')),
  resultPath: oneOf('$.prediction'),
  inputPath: oneOf('$.request'),
  outputPath: oneOf('$.Body'),
  taskTimeout: oneOf(call('cdk.aws_stepfunctions.Timeout.duration', call('cdk.Duration.minutes', 1))),
  credentials: oneOf({ role: call('cdk.aws_stepfunctions.TaskRole.fromRole', given('clientRole', 0, 'endpoint')) }),
  targetVariant: oneOf('main'),
}, 5);

export function tasks(on: Value, extra: { [key: string]: Value } = {}): fc.Arbitrary<Step[]> {
  return task.map((props) => [
    { as: 'task', do: method(on, 'createInvokeTask', scope('endpoint'), id('Task'), { ...props as object, ...extra }) },
    { do: make('cdk.aws_stepfunctions.StateMachine', scope('endpoint'), id('Machine'), { definitionBody: call('cdk.aws_stepfunctions.DefinitionBody.fromChainable', variable('task')) }) },
  ]);
}

const endpoint = variable('endpoint');
const single = (step: Step): fc.Arbitrary<Step[]> => fc.constant([step]);

/** What can be done with any endpoint. */
function always(own: Value, kind: Kind): fc.Arbitrary<Step[]>[] {
  const rules = object({}, { target: someGiven('ruleTarget', 'functionTarget'), description: oneOf('each'), statuses: someOf([get('sm.EndpointStatus.FAILED'), get('sm.EndpointStatus.IN_SERVICE')]), ruleName: oneOf(name('rule')) }, 2);
  return [
    grants(own).map((step) => [step]),
    someOf(['models/*', 'a.tar.gz']).chain((targetModels) => client.map((grantee) => [{ do: method(own, 'grantInvokeTargets', grantee, { targetModels }) }])),
    maybe(alarmOptions, 2).map((options) => [{ as: 'alarms', do: method(own, 'addRecommendedAlarms', options) }]),
    object({}, { dashboardName: aName('board'), defaultInterval: hours(1, 6), alarms, period: minutes(1, 5), title: text('Churn') }, 2).map((options) => [{ do: method(own, 'addDashboard', options) }]),
    rules.map((options) => [{ do: method(own, 'onStateChange', id('Changed'), options) }]),
    object({}, { target: someGiven('ruleTarget') }, 2).map((options) => [{ do: method(own, 'onDeploymentStateChange', id('Deploying'), options) }]),
    ...kind === 'async' || kind === 'components' ? [] : [tasks(own)],
    single({ do: make('cdk.CfnOutput', scope('endpoint'), id('OpenAi'), { value: prop(own, 'openAiBaseUrl') }) }),
    fc.constantFrom('endpointArn', 'endpointName').map((which) => [{ do: make('cdk.CfnOutput', scope('endpoint'), id('Endpoint'), { value: prop(own, which) }) }]),
    single({ do: make('sm.RuntimeVpcEndpoint', scope('endpoint'), id('Runtime'), { vpc: given('vpc'), endpoints: [own], privateDnsEnabled: false }) }),
    single({ do: make('cdk.aws_cloudwatch.Dashboard', scope('endpoint'), id('Widgets'), { widgets: method(own, 'dashboardWidgets', { title: 'Rows' }) }) }),
    fc.constantFrom('metricApproximateBacklogSize', 'metricHasBacklogWithoutCapacity').map((which) => [
      { do: method(method(own, which), 'createAlarm', scope('endpoint'), id('Own'), { threshold: 1, evaluationPeriods: 1 }) },
    ]),
  ];
}

/** What can be done with an endpoint that the library makes. */
function ofOwn(own: Value): fc.Arbitrary<Step[]>[] {
  return [
    object({}, { retention: memberOf('cdk.aws_logs.RetentionDays', 'ONE_MONTH', 'ONE_DAY'), removalPolicy: memberOf('cdk.RemovalPolicy', 'DESTROY', 'RETAIN'), encryptionKey: key }, 2)
      .map((options) => [{ do: method(own, 'addLogGroup', options) }]),
    alarms.map((all) => [{ do: method(own, 'addAutoRollbackAlarms', ...all as Value[]) }]),
  ];
}

const METRICS = ['metricInvocations', 'metricModelLatency', 'metricOverheadLatency', 'metricMemoryUtilization'];

function ofVariants(kind: Kind, own: Value): fc.Arbitrary<Step[]>[] {
  const find = kind === 'serverless' ? 'findServerlessProductionVariant' : 'findInstanceProductionVariant';
  const variant = method(own, find, kind === 'serverless' ? 'less' : 'main');
  const target = kind === 'serverless' ? 'serverless' : kind === 'async' ? 'async' : kind === 'gpus' ? 'gpus' : 'instances';
  const how = kind === 'serverless' ? 'autoScaleProvisionedConcurrency' : 'autoScaleInstanceCount';
  const graph = fc.constantFrom(...METRICS).map((which): Step[] => [
    { do: method(method(variant, which, { period: call('cdk.Duration.minutes', 1) }), 'createAlarm', scope('endpoint'), id('Metric'), { threshold: 1, evaluationPeriods: 2 }) },
  ]);
  return kind === 'components' ? [graph] : [scaling(target, variant, how, 'scalable'), graph];
}

/** Some of what can be done with an endpoint of a kind, each once. */
export function operations(kind: Kind, own: Value = endpoint, imported = false): fc.Arbitrary<Step[]> {
  const all = [...always(own, kind), ...(imported ? [] : ofOwn(own)), ...ofVariants(kind, own)];
  return someUses(all, 5);
}

/** Some of these, each at most once, in any order. */
export function someUses(all: fc.Arbitrary<Step[]>[], maxLength: number): fc.Arbitrary<Step[]> {
  const chosen = fc.shuffledSubarray(all.map((_each, index) => index), { maxLength });
  return fc.tuple(chosen, ...all).map(([indexes, ...made]) => indexes.flatMap((index) => made[index]));
}
