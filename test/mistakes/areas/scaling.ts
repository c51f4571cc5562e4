import { Duration, aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Given } from '../given';
import type { L1 } from '../l1';
import { AWS, call, handled, silent, synth, types, warned, type Mistake } from '../mistake';

const { REFUSES, REQUESTS_FAIL, FAILS, IGNORES, HARMS } = AWS;
const DAILY = appscaling.Schedule.rate(Duration.days(1));
const RATE = { maxRequestsPerSecond: 10 };
const QUEUE = { asyncInferenceConfig: { outputConfig: { s3OutputPath: 's3://responses/' } } };
const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Refunds' });
const copies = (g: Given, limits: appscaling.EnableScalingProps = { maxCapacity: 2 }) => g.component().autoScaleCopyCount(limits);
const COPIES = { resourceId: 'inference-component/llama', scalableDimension: 'sagemaker:inference-component:DesiredCopyCount' };
const concurrency = (g: Given, limits: appscaling.EnableScalingProps, variant = {}) =>
  g.serverlessEndpoint({ provisionedConcurrency: 2, ...variant }).autoScaleProvisionedConcurrency(limits);
const PROVISIONED = { scalableDimension: 'sagemaker:variant:DesiredProvisionedConcurrency' };
const step = (scalingAdjustment: number, more = {}) => ({ adjustmentType: 'ChangeInCapacity', stepAdjustments: [{ scalingAdjustment, metricIntervalLowerBound: 0, ...more }] });
const steps = (g: Given, scalingSteps: appscaling.ScalingInterval[], more = {}) => g.scaled().scaleOnMetric('Steps', { metric, scalingSteps, ...more });
const queued = (g: Given) => g.asynchronous().autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 4 });
const scheduled = (g: L1, action: object) => g.scaled({ scheduledActions: [{ schedule: 'rate(1 day)', scheduledActionName: 'Day', ...action }] });

export const scaling: readonly Mistake[] = [
  {
    title: 'autoscaling of burstable instances',
    rules: ['burstable instances do not support autoscaling'],
    aws: REFUSES,
    ours: call("variant 'main' cannot be autoscaled on burstable instances, got", (g) => g.scaled({ maxCapacity: 4 }, { instanceType: g.sm.InstanceType.T2_MEDIUM })),
    l1: (g) => [g.config({ instanceType: 'ml.t2.medium' }), g.scaled()],
    alpha: call('Invalid Application Auto Scaling configuration: AutoScaling not'),
    right: (g) => g.scaled().scaleOnInvocations('Load', RATE),
  },
  {
    title: 'the minimum 0 for an endpoint with synchronous requests',
    rules: ['the minimum is at least 1 instance, unless'],
    aws: REFUSES,
    ours: call("minCapacity of variant 'main' must be at least 1, got 0; only", (g) => g.scaled({ minCapacity: 0, maxCapacity: 4 })),
    l1: (g) => [g.endpoint(), g.scaled({ minCapacity: 0 })],
    alpha: silent,
    right: (g) => g.scaled({ minCapacity: 1, maxCapacity: 4 }).scaleOnInvocations('Load', RATE),
  },
  {
    title: 'the minimum 0 for an endpoint of which nothing is known',
    rules: ['the same, if it is unknown whether the endpoint queues'],
    aws: REFUSES,
    ours: warned('scaleToZero', (g) => g.sm.Endpoint.fromEndpointName(g.stack, 'Theirs', 'theirs')
      .findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 4 })),
    l1: (g) => g.scaled({ minCapacity: 0 }),
    right: (g) => g.sm.Endpoint.fromEndpointName(g.stack, 'Theirs', 'theirs').findInstanceProductionVariant('main')
      .autoScaleInstanceCount({ minCapacity: 1, maxCapacity: 4 }).scaleOnInvocations('Load', RATE),
  },
  {
    title: 'limits of the instance count without a scaling policy',
    rules: ['limits that differ have a scaling policy'],
    aws: IGNORES,
    ours: warned('scalingWithoutPolicy', (g) => g.scaled()),
    l1: (g) => [g.endpoint(), g.scaled()],
    alpha: silent,
    right: (g) => g.scaled({ minCapacity: 2, maxCapacity: 2 }),
  },
  {
    title: 'managed instance scaling beside autoscaling',
    rules: ['a variant has either managed instance scaling or autoscaling'],
    aws: HARMS,
    ours: warned('scaledTwice', (g) => g.components().autoScaleInstanceCount({ maxCapacity: 4 })),
    l1: (g) => [g.component({}, {}, { managedInstanceScaling: { status: 'ENABLED', maxInstanceCount: 4 } }), g.scaled()],
  },
  {
    title: 'scaling on invocations of an asynchronous endpoint',
    rules: ['an asynchronous endpoint does not publish metrics of invocations'],
    aws: IGNORES,
    ours: warned('invocationsOfQueue', (g) => g.asynchronous().autoScaleInstanceCount({ maxCapacity: 4 }).scaleOnInvocations('Load', RATE)),
    l1: (g) => [g.endpoint({}, g.config({}, QUEUE)), g.tracked()],
    right: (g) => queued(g).scaleOnBacklog('Load', { targetBacklogPerInstance: 5 }),
  },
  {
    title: 'scaling on the backlog of an endpoint without one',
    rules: ['only asynchronous endpoints have a backlog'],
    aws: IGNORES,
    ours: warned('backlogWithoutQueue', (g) => g.scaled().scaleOnBacklog('Load', { targetBacklogPerInstance: 5 })),
    l1: (g) => g.tracked({ predefinedMetricSpecification: undefined, customizedMetricSpecification: { metricName: 'ApproximateBacklogSizePerInstance', namespace: 'AWS/SageMaker', statistic: 'Average' } }),
  },
  {
    title: 'scaling to zero instances, from which no policy scales out',
    rules: ['a policy scales out from zero instances'],
    aws: REQUESTS_FAIL,
    ours: warned('noWayFromZero', (g) => queued(g).scaleToTrackCustomMetric('Load', { metric, targetValue: 5 })),
    l1: (g) => [g.endpoint({}, g.config({}, QUEUE)), g.tracked({}, { minCapacity: 0 })],
    right: (g) => queued(g).scaleOnBacklog('Load', { targetBacklogPerInstance: 5 }),
  },
  {
    title: 'scaling to zero copies, from which no policy scales out',
    rules: ['a policy scales out from zero copies'],
    aws: REQUESTS_FAIL,
    ours: warned('noCopyFromZero', (g) => copies(g, { minCapacity: 0, maxCapacity: 2 })),
    l1: (g) => g.tracked({ predefinedMetricSpecification: { predefinedMetricType: 'SageMakerInferenceComponentInvocationsPerCopy' } }, { ...COPIES, minCapacity: 0 }),
  },
  {
    title: 'scaling to zero copies on instances that keep running',
    rules: ['the number of instances can be 0 where the number of copies can'],
    aws: HARMS,
    ours: warned('zeroCopiesOnRunningInstances', (g) => copies(g, { minCapacity: 0, maxCapacity: 2 }).scaleOnInvocations('Load', { targetInvocationsPerMinute: 10 })),
    l1: (g) => g.scaled({ ...COPIES, minCapacity: 0 }),
    right: (g) => g.component({}, {}, g.components({ managedInstanceScaling: { minInstanceCount: 0, maxInstanceCount: 4 } })).autoScaleCopyCount({ minCapacity: 0, maxCapacity: 2 }).scaleOnInvocations('Load', { targetInvocationsPerMinute: 10 }),
  },
  {
    title: 'requests per second and invocations per minute as one target',
    rules: ['the target is either `maxRequestsPerSecond`'],
    aws: HARMS,
    ours: call('targetInvocationsPerMinute and maxRequestsPerSecond cannot be combined;', (g) => g.scaled().scaleOnInvocations('Load', { ...RATE, targetInvocationsPerMinute: 100 })),
    right: (g) => g.scaled().scaleOnInvocations('Load', { targetInvocationsPerMinute: 100 }),
  },
  {
    title: 'a target of no requests',
    aws: REFUSES,
    source: 'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TargetTrackingScalingPolicyConfiguration.html',
    ours: call('maxRequestsPerSecond must be above 0, got 0', (g) => g.scaled().scaleOnInvocations('Load', { maxRequestsPerSecond: 0 })),
    l1: (g) => g.tracked({ targetValue: 0 }),
    alpha: silent,
    right: (g) => g.scaled().scaleOnInvocations('Load', RATE),
  },
  {
    title: 'a safety factor above 1',
    aws: HARMS,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html',
    ours: call('safetyFactor must be at most 1, got 2', (g) => g.scaled().scaleOnInvocations('Load', { ...RATE, safetyFactor: 2 })),
    l1: (g) => g.tracked({ targetValue: 1200 }),
    alpha: call('Safety factor (2) must be greater than 0.0 and less than or equal 1.0'),
    right: (g) => g.scaled().scaleOnInvocations('Load', { ...RATE, safetyFactor: 1 }),
  },
  {
    title: 'the scaling of a component that the app does not define',
    rules: ['the component exists before it is scaled'],
    aws: FAILS,
    ours: warned('scalingWithoutComponent', (g) => g.components().inferenceComponent('llama').autoScaleCopyCount({ maxCapacity: 2 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 })),
    l1: (g) => g.scaled(COPIES),
  },
  {
    title: 'the scaling of a component in a stack that is deployed later',
    rules: ['the stack with the component is deployed before its scaling'],
    aws: FAILS,
    ours: warned('scalingBeforeComponent', (g) => {
      const endpoint = g.components();
      endpoint.inferenceComponent('llama').autoScaleCopyCount({ maxCapacity: 2 });
      new sagemaker.CfnInferenceComponent(g.beside().stack, 'Raw', { inferenceComponentName: 'llama', endpointName: endpoint.endpointName, specification: { modelName: 'theirs' } });
    }),
    l1: (g) => g.scaled(COPIES),
  },
  {
    title: 'scaling in an idle endpoint with synchronous requests',
    rules: ['the instances belong to an asynchronous endpoint'],
    aws: REFUSES,
    ours: call("scaleInWhenIdle of variant 'main' requires an asynchronous endpoint,", (g) => g.scaled().scaleInWhenIdle('Idle', { idleTime: Duration.minutes(30) })),
    right: (g) => { const count = queued(g); count.scaleOnBacklog('Load', { targetBacklogPerInstance: 5 }); count.scaleInWhenIdle('Idle', { idleTime: Duration.minutes(30) }); },
  },
  {
    title: 'scaling in when idle, with the minimum 1',
    rules: ['the minimum is 0, in the call or in a schedule'],
    aws: IGNORES,
    ours: synth("scaleInWhenIdle 'Idle' scales in to 0, but no minCapacity is 0; set", (g) => g.asynchronous().autoScaleInstanceCount({ maxCapacity: 4 }).scaleInWhenIdle('Idle', { idleTime: Duration.minutes(30) })),
    l1: (g) => g.stepped({ adjustmentType: 'ExactCapacity', stepAdjustments: [{ scalingAdjustment: 0, metricIntervalUpperBound: 0 }] }),
  },
  {
    title: 'an idle component with more adapters than an alarm watches',
    rules: ['copies with requests to their adapters are not idle'],
    aws: HARMS,
    ours: warned('adaptersNotWatched', (g) => {
      const component = g.component();
      component.autoScaleCopyCount({ minCapacity: 0, maxCapacity: 2 }).scaleInWhenIdle('Idle', { idleTime: Duration.minutes(30) });
      [1, 2, 3, 4].forEach((id) => component.addAdapter(`Adapter${id}`, { artifact: g.data }));
    }),
  },
  {
    title: 'an idle time of 1 minute',
    rules: ['the time is 5 to 1440 minutes'],
    aws: HARMS,
    ours: call('idleTime must be an integer number of minutes between 5 and 1440, got 1', (g) => queued(g).scaleInWhenIdle('Idle', { idleTime: Duration.minutes(1) })),
    right: (g) => { const count = queued(g); count.scaleOnBacklog('Load', { targetBacklogPerInstance: 5 }); count.scaleInWhenIdle('Idle', { idleTime: Duration.minutes(5) }); },
  },
  {
    title: 'step scaling without a step',
    rules: ['there is at least 1 step, and a single step has one bound'],
    aws: REFUSES,
    ours: call('scalingSteps must have at least 1 entry, got 0; add one', (g) => steps(g, [])),
    l1: (g) => g.stepped({ adjustmentType: 'ChangeInCapacity', stepAdjustments: [] }),
    right: (g) => steps(g, [{ lower: 10, change: 1 }]),
  },
  {
    title: 'a step with a fraction of an instance', rules: ['changes are integers, and at least 0 if they are exact capacities'], aws: REFUSES, ours: call('scalingSteps[0].change must be an integer, got 0.5', (g) => steps(g, [{ lower: 10, change: 0.5 }])), l1: (g) => g.stepped(step(0.5)),
  },
  {
    title: 'an exact capacity below 0',
    rules: ['changes are integers, and at least 0 if they are exact capacities'],
    aws: REFUSES,
    ours: call('scalingSteps[0].change must be at least 0, got -1', (g) => steps(g, [{ lower: 10, change: -1 }], { adjustmentType: appscaling.AdjustmentType.EXACT_CAPACITY })),
    l1: (g) => g.stepped({ ...step(-1), adjustmentType: 'ExactCapacity' }),
    right: (g) => steps(g, [{ lower: 10, change: 2 }], { adjustmentType: appscaling.AdjustmentType.EXACT_CAPACITY }),
  },
  {
    title: 'more data points to alarm than periods',
    rules: ['the periods and data points of the alarm are integers'],
    aws: REFUSES,
    ours: call('datapointsToAlarm must be at most evaluationPeriods (2), got 3', (g) => steps(g, [{ lower: 10, change: 1 }], { evaluationPeriods: 2, datapointsToAlarm: 3 })),
    l1: (g) => g.alarm({ evaluationPeriods: 2, datapointsToAlarm: 3 }),
    right: (g) => steps(g, [{ lower: 10, change: 1 }], { evaluationPeriods: 3, datapointsToAlarm: 2 }),
  },
  {
    title: 'the CPU utilization of the copies of a component', rules: ['the only predefined metrics of copies are invocations'], aws: REFUSES, ours: types, l1: (g) => g.tracked({ predefinedMetricSpecification: { predefinedMetricType: 'SageMakerVariantInvocationsPerInstance' } }, COPIES),
  },
  {
    title: 'the scaling of a provisioned concurrency that the variant does not have',
    rules: ['the variant has provisioned concurrency'],
    aws: REFUSES,
    ours: warned('noProvisionedConcurrency', (g) => concurrency(g, { maxCapacity: 4 }, { provisionedConcurrency: undefined })),
    l1: (g) => g.scaled(PROVISIONED),
  },
  {
    title: 'the scaling of a provisioned concurrency beyond the maximum',
    rules: ['the maximum is at most `maxConcurrency`'],
    aws: REFUSES,
    ours: warned('provisionedConcurrencyAboveMaximum', (g) => concurrency(g, { maxCapacity: 6 })),
    l1: (g) => [g.endpoint({}, g.config(g.less())), g.scaled({ ...PROVISIONED, maxCapacity: 6 })],
    right: (g) => concurrency(g, { minCapacity: 1, maxCapacity: 5 }).scaleOnUtilization('Load', { targetUtilizationPercent: 70 }),
  },
  {
    title: 'the minimum 0 of a provisioned concurrency', rules: ['autoScaleProvisionedConcurrency` > the minimum is at least 1'], aws: REFUSES, ours: warned('provisionedConcurrencyZero', (g) => concurrency(g, { minCapacity: 0, maxCapacity: 4 })), l1: (g) => g.scaled({ ...PROVISIONED, minCapacity: 0 }),
  },
  {
    title: 'scaling a provisioned concurrency on invocations',
    rules: ['the only predefined metric of provisioned concurrency is its utilization'],
    aws: 'refuses: "Scalable dimension sagemaker:variant:DesiredProvisionedConcurrency only supports the following predefined metric types: SageMakerVariantProvisionedConcurrencyUtilization"',
    ours: types,
    l1: (g) => g.tracked({}, PROVISIONED),
  },
  {
    title: 'a minimum above the maximum', rules: ['both are integers, and the minimum is at most the maximum'], aws: REFUSES, ours: call('minCapacity must be at most maxCapacity (4), got 5', (g) => g.scaled({ minCapacity: 5, maxCapacity: 4 })), l1: (g) => g.scaled({ minCapacity: 5 }), alpha: call('Invalid Application Auto Scaling configuration: minCapacity cannot be'),
  },
  {
    title: 'a fraction as the maximum', rules: ['both are integers, and the minimum is at most the maximum'], aws: REFUSES, ours: call('maxCapacity must be an integer, got 2.5', (g) => g.scaled({ maxCapacity: 2.5 })), l1: (g) => g.scaled({ maxCapacity: 2.5 }), alpha: silent,
  },
  {
    title: 'one variant scaled twice',
    rules: ['two scaling targets of a stack do not scale the same'],
    aws: HARMS,
    ours: call("the instance count of variant 'main' is already autoscaled; add scaling", (g) => { const variant = g.endpoint().findInstanceProductionVariant('main'); [1, 2].forEach(() => variant.autoScaleInstanceCount({ maxCapacity: 4 })); }),
    l1: (g) => [g.scaled(), g.scaled({}, 'Other')],
    alpha: call('AutoScaling of task count already enabled'),
  },
  {
    title: 'one imported endpoint scaled twice',
    rules: ['two scaling targets of a stack do not scale the same'],
    aws: HARMS,
    ours: synth("the scaling target must be unique, got 'endpoint/theirs/variant/main", (g) => ['A', 'B'].forEach((id) => g.sm.Endpoint.fromEndpointName(g.stack, id, 'theirs').findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 4 }))),
    l1: (g) => [g.scaled(), g.scaled({}, 'Other')],
  },
  {
    title: 'two policies with one name',
    rules: ['the policies of a target have different names'],
    aws: HARMS,
    ours: synth("policyName must be unique, got 'load', which", (g) => { const count = g.scaled(); count.scaleToTrackCustomMetric('A', { metric, targetValue: 1, policyName: 'load' }); count.scaleToTrackCustomMetric('B', { metric, targetValue: 2, policyName: 'load' }); }),
    l1: (g) => [g.tracked(), g.tracked({}, {}, 'Other').addPropertyOverride('PolicyName', 'Policy')],
    right: (g) => { const count = g.scaled(); count.scaleOnInvocations('A', RATE); count.scaleToTrackCustomMetric('B', { metric, targetValue: 2 }); },
  },
  {
    title: 'a schedule that ends before it starts',
    rules: ['schedules have different IDs, and end after they start'],
    aws: REFUSES,
    ours: call('endTime must be after startTime (2030-02-01T00:00:00.000Z), got', (g) => g.scaled().scaleOnSchedule('Day', { schedule: DAILY, minCapacity: 2, startTime: new Date('2030-02-01'), endTime: new Date('2030-01-01') })),
    l1: (g) => scheduled(g, { startTime: new Date('2030-02-01'), endTime: new Date('2030-01-01'), scalableTargetAction: { minCapacity: 2 } }),
    right: (g) => g.scaled().scaleOnSchedule('Day', { schedule: DAILY, minCapacity: 2, startTime: new Date('2030-01-01'), endTime: new Date('2030-02-01') }),
  },
  {
    title: 'a schedule whose minimum is above the maximum of the target',
    rules: ['the only limit of a schedule does not contradict'],
    aws: REFUSES,
    ours: warned('scheduleBeyondLimits', (g) => g.scaled().scaleOnSchedule('Day', { schedule: DAILY, minCapacity: 5 })),
    l1: (g) => scheduled(g, { scalableTargetAction: { minCapacity: 5 } }),
    right: (g) => g.scaled().scaleOnSchedule('Day', { schedule: DAILY, minCapacity: 4 }),
  },
  {
    title: 'a maximum beyond 32 bits', rules: ['integers have at most 32 bits'], aws: REFUSES, ours: call('maxCapacity must be at most 2147483647, got 2147483648', (g) => g.scaled({ maxCapacity: 2 ** 31 })), l1: (g) => g.scaled({ maxCapacity: 2 ** 31 }), alpha: silent,
  },
  {
    title: 'the scaling of an endpoint of the same stack by its name',
    rules: ['a scaling target depends on its endpoint'],
    aws: FAILS,
    ours: warned('definedInSameStack', (g) => { g.endpoint({}, {}, { endpointName: 'churn' }); g.sm.Endpoint.fromEndpointName(g.stack, 'ByName', 'churn').findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 4 }); }),
    l1: (g) => [g.endpoint({ endpointName: 'churn' }), g.scaled()],
  },
  {
    title: 'one predefined metric with two policies',
    rules: ['a predefined metric has at most 1 policy'],
    aws: 'refuses: "Only one TargetTrackingScaling policy for a given metric specification is allowed"',
    ours: call('scaleOnInvocations was called before, and only one target is allowed;', (g) => { const count = g.scaled(); ['A', 'B'].forEach((id) => count.scaleOnInvocations(id, RATE)); }),
    l1: (g) => [g.tracked(), g.tracked({}, {}, 'Other')],
    alpha: silent,
  },
  {
    title: 'a search expression as the metric of a target',
    rules: ['the metric is a metric with any statistic, or a math expression', 'the metric is not the result of a search'],
    aws: 'refuses: "SEARCH is not supported on Metric Alarms"',
    ours: call('metric must not contain SEARCH, with which CloudWatch refuses alarms;', (g) => g.scaled().scaleToTrackCustomMetric('Load', { targetValue: 1, metric: new cloudwatch.MathExpression({ expression: "SUM(SEARCH('{AWS/SageMaker,EndpointName} Invocations', 'Sum'))" }) })),
    l1: (g) => g.tracked({ predefinedMetricSpecification: undefined, customizedMetricSpecification: { metrics: [{ id: 'a', expression: "SUM(SEARCH('{AWS/SageMaker} Invocations', 'Sum'))" }] } }),
    right: (g) => g.scaled().scaleToTrackCustomMetric('Load', { targetValue: 1, metric }),
  },
  {
    title: 'a target of utilization as a fraction',
    rules: ['the target is a percentage, not a fraction'],
    aws: HARMS,
    ours: warned('utilizationBelow1Percent', (g) => g.scaled().scaleOnCpuUtilization('Load', { targetUtilizationPercent: 0.6 })),
    l1: (g) => g.tracked({ targetValue: 0.6 }),
    right: (g) => g.scaled().scaleOnCpuUtilization('Load', { targetUtilizationPercent: 60 }),
  },
  {
    title: 'a scaling target that is created before its endpoint',
    aws: 'refuses: "Could not find endpoint"',
    source: 'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html',
    ours: handled('"ResourceId":{"Fn::Join"', (g) => g.scaled()),
    l1: (g) => [g.endpoint({ endpointName: 'churn' }), g.scaled()],
    alpha: handled('"ResourceId":{"Fn::Join"'),
  },
];

