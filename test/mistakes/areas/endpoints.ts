import { Duration, type CfnResource, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Given } from '../given';
import type { L1 } from '../l1';
import { AWS, call, handled, silent, synth, types, warned, type Mistake } from '../mistake';

const { REFUSES, FAILS, IGNORES, HARMS, UNDOCUMENTED } = AWS;
const override = ({ node }: IConstruct, path: string) => (node.defaultChild as CfnResource).addPropertyOverride(path, 'overridden');
const minutes = (count: number) => Duration.minutes(count);
const percent = (value: number) => ({ type: 'CAPACITY_PERCENT', value });
const ALL_AT_ONCE = { type: 'ALL_AT_ONCE', waitIntervalInSeconds: 600 };
const canary = (g: Given, size: number, bakeTime = minutes(10)) => g.sm.TrafficRouting.canary({ size: g.sm.CapacitySize.percent(size), bakeTime });
const linear = (g: Given, size: number, bakeTime = minutes(10)) =>
  g.sm.TrafficRouting.linear({ stepSize: g.sm.CapacitySize.percent(size), bakeTime });
const rolling = (g: Given, size: number) =>
  g.sm.DeploymentStrategy.rolling({ maximumBatchSize: g.sm.CapacitySize.percent(size), bakeTime: minutes(10) });
/** An endpoint that is updated with a strategy and an alarm. */
const updated = (g: Given, trafficRouting = g.sm.TrafficRouting.allAtOnce({ bakeTime: minutes(10) }), variant = {}, more = {}) =>
  g.endpoint(variant, {}, {
    deploymentStrategy: g.sm.DeploymentStrategy.blueGreen({ trafficRouting, ...more }), autoRollbackAlarms: [g.alarm()],
  });
const alarmed = (g: L1, count: number) => g.deployed({
  blueGreenUpdatePolicy: { trafficRoutingConfiguration: ALL_AT_ONCE }, autoRollbackConfiguration: { alarms: Array.from({ length: count }, (_, index) => ({ alarmName: `a${index}` })) },
});
const alarms = (g: Given, count: number) => Array.from({ length: count }, (_, index) => g.alarm(`Alarm${index}`));

export const endpoints: readonly Mistake[] = [
  {
    title: 'a configuration of another account',
    rules: ['configuration and endpoint are in the same account and region'],
    aws: REFUSES,
    ours: call('the endpoint configuration must be in the same account (123456789012),', (g) => new g.sm.Endpoint(g.stack, 'E', { endpointConfig: g.sm.EndpointConfig.fromEndpointConfigArn(g.stack, 'C', 'arn:aws:sagemaker:us-east-1:222222222222:endpoint-config/churn') })),
    l1: (g) => g.endpoint({ endpointConfigName: 'churn' }),
    alpha: call('Cannot use endpoint configuration in account 222222222222 for endpoint'),
  },
  {
    title: 'a configuration in another stack, which can then not be replaced',
    rules: ['a configuration is in the stack of its endpoint'],
    aws: 'a later update fails: "Export ... cannot be updated as it is in use by ..."',
    ours: warned('replacedInOtherStack', (g) => { const { sm, stack } = g.beside(); return new sm.Endpoint(stack, 'Endpoint', { endpointConfig: g.config() }); }),
    l1: (g) => g.endpoint({ endpointConfigName: 'churn' }),
    alpha: silent,
    right: (g) => g.endpoint(),
  },
  {
    title: 'a configuration of the same stack by its name',
    rules: ['a configuration that is imported by its name is not defined in the same stack'],
    aws: 'fails: "Could not find endpoint configuration"',
    ours: warned('definedInSameStack', (g) => {
      g.config({}, { endpointConfigName: 'churn' });
      return new g.sm.Endpoint(g.stack, 'E', { endpointConfig: g.sm.EndpointConfig.fromEndpointConfigName(g.stack, 'C', 'churn') });
    }),
    l1: (g) => { g.config({}, { endpointConfigName: 'churn' }); g.stack.node.tryRemoveChild('Endpoint'); },
    alpha: silent,
  },
  {
    title: 'a name of an endpoint with 64 characters',
    rules: ['the name has at most 63 letters'],
    aws: REFUSES,
    ours: call('endpointName must be letters, digits and hyphens, with no hyphen at', (g) => g.endpoint({}, {}, { endpointName: 'x'.repeat(64) })),
    l1: (g) => g.endpoint({ endpointName: 'x'.repeat(64) }),
    alpha: silent,
    right: (g) => g.endpoint({}, {}, { endpointName: 'x'.repeat(63) }),
  },
  {
    title: 'a name of an endpoint with a dot',
    rules: ['the name has at most 63 letters'],
    aws: REFUSES,
    ours: call('endpointName must be letters, digits and hyphens, with no hyphen at', (g) => g.endpoint({}, {}, { endpointName: 'churn.v2' })),
    l1: (g) => g.endpoint({ endpointName: 'churn.v2' }),
    alpha: silent,
    right: (g) => g.endpoint({}, {}, { endpointName: 'churn-v2' }),
  },
  {
    title: 'a model whose environment names its own endpoint',
    rules: ['the endpoint does not depend on itself'],
    aws: REFUSES,
    ours: synth('the endpoint depends on itself, so that CloudFormation cannot create', (g) => {
      const environment: { [name: string]: string } = {};
      const model = g.model({ containers: [] });
      const endpoint = g.endpoint({ model });
      model.addContainer({ image: g.image, environment: { ...environment, ENDPOINT: endpoint.endpointName } });
    }),
    l1: (g) => { const endpoint = g.endpoint(); g.model().addPropertyOverride('PrimaryContainer.Environment.ENDPOINT', endpoint.attrEndpointName); },
    alpha: silent,
  },
  {
    title: 'an endpoint that allows its own model to invoke it',
    aws: REFUSES,
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html',
    ours: handled('"sagemaker:InvokeEndpoint"', (g) => g.endpoint().grantInvoke(g.model())),
    l1: (g) => { const endpoint = g.endpoint(); g.model().addPropertyOverride('Tags.0.Value', endpoint.attrEndpointName); },
    alpha: silent,
  },
  {
    title: 'a `CfnEndpointConfig` as the configuration of an endpoint', aws: HARMS, source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html', ours: types, alpha: types,
  },
  {
    title: 'blue/green and rolling deployment together',
    rules: ['an update is either blue/green or rolling'],
    aws: REFUSES,
    ours: types,
    l1: (g) => g.deployed({
      blueGreenUpdatePolicy: { trafficRoutingConfiguration: ALL_AT_ONCE },
      rollingUpdatePolicy: { maximumBatchSize: percent(20), waitIntervalInSeconds: 60 },
    }),
  },
  {
    title: 'a canary without a size',
    rules: ['canary traffic routing has a size'],
    aws: REFUSES,
    ours: call('deploymentStrategy: size is required; specify a size, such as', (g) => updated(g, g.sm.TrafficRouting.canary({ bakeTime: minutes(10) } as any))),
    l1: (g) => g.blueGreen({ type: 'CANARY', waitIntervalInSeconds: 600 }),
  },
  {
    title: 'a canary with the step size of linear traffic routing',
    rules: ['neither has the size property of the other'],
    aws: REFUSES,
    ours: types,
    l1: (g) => g.blueGreen({ type: 'CANARY', canarySize: percent(10), linearStepSize: percent(10) }),
    right: (g) => updated(g, canary(g, 10), { initialInstanceCount: 10 }),
  },
  {
    title: 'a canary of 60 percent',
    rules: ['a canary is at most 50 percent'],
    aws: REFUSES,
    ours: call('deploymentStrategy: size must be between 1 and 50 percent, got 60', (g) => updated(g, canary(g, 60), { initialInstanceCount: 10 })),
    l1: (g) => g.blueGreen({ type: 'CANARY', canarySize: percent(60) }),
    right: (g) => updated(g, canary(g, 50), { initialInstanceCount: 10 }),
  },
  {
    title: 'a linear step of 5 percent',
    rules: ['a step is 10 to 50 percent'],
    aws: REFUSES,
    ours: call('deploymentStrategy: stepSize must be between 10 and 50 percent, got 5', (g) => updated(g, linear(g, 5), { initialInstanceCount: 20 })),
    l1: (g) => g.blueGreen({ type: 'LINEAR', linearStepSize: percent(5) }),
    right: (g) => updated(g, linear(g, 10), { initialInstanceCount: 20 }),
  },
  {
    title: 'a rolling batch of 60 percent',
    rules: ['a batch is 5 to 50 percent'],
    aws: REFUSES,
    ours: call('deploymentStrategy: maximumBatchSize must be between 5 and 50 percent,', (g) => g.endpoint({ initialInstanceCount: 10 }, {}, { deploymentStrategy: rolling(g, 60), autoRollbackAlarms: [g.alarm()] })),
    l1: (g) => g.rolling({ maximumBatchSize: percent(60) }),
    right: (g) => g.endpoint({ initialInstanceCount: 10 }, {}, { deploymentStrategy: rolling(g, 50), autoRollbackAlarms: [g.alarm()] }),
  },
  {
    title: 'a canary of one instance that is the whole fleet',
    rules: ['a canary, step or batch is at most half of the instances'],
    aws: REFUSES,
    ours: warned('deploymentSize', (g) => updated(g, g.sm.TrafficRouting.canary({ size: g.sm.CapacitySize.instances(1), bakeTime: minutes(10) }))),
    l1: (g) => g.blueGreen({ type: 'CANARY', canarySize: { type: 'INSTANCE_COUNT', value: 1 } }),
    right: (g) => updated(g, g.sm.TrafficRouting.canary({ size: g.sm.CapacitySize.instances(1), bakeTime: minutes(10) }),
      { initialInstanceCount: 2 }),
  },
  {
    title: 'a bake time of 2 hours',
    rules: ['each wait is 0 to 3600 seconds'],
    aws: REFUSES,
    ours: call('deploymentStrategy: bakeTime must be an integer number of seconds', (g) => updated(g, g.sm.TrafficRouting.allAtOnce({ bakeTime: Duration.hours(2) }))),
    l1: (g) => g.blueGreen({ type: 'ALL_AT_ONCE', waitIntervalInSeconds: 7200 }),
    right: (g) => updated(g, g.sm.TrafficRouting.allAtOnce({ bakeTime: Duration.hours(1) })),
  },
  {
    title: 'a deployment timeout of 5 minutes',
    rules: ['the timeout is 600 to 28800 seconds'],
    aws: REFUSES,
    ours: call('deploymentStrategy: maximumExecutionTimeout must be an integer number', (g) => updated(g, undefined, {}, { maximumExecutionTimeout: minutes(5) })),
    l1: (g) => g.blueGreen(ALL_AT_ONCE, { maximumExecutionTimeoutInSeconds: 300 }),
    right: (g) => updated(g, undefined, {}, { maximumExecutionTimeout: minutes(30) }),
  },
  {
    title: 'a deployment timeout that ends before the last step',
    rules: ['the timeout, which is at most 28800 seconds, is longer than the waits of all steps'],
    aws: FAILS,
    ours: warned('deploymentTimeout', (g) => updated(g, linear(g, 10), { initialInstanceCount: 10 }, { maximumExecutionTimeout: minutes(30) })),
    l1: (g) => g.blueGreen({ type: 'LINEAR', linearStepSize: percent(10), waitIntervalInSeconds: 600 }, { maximumExecutionTimeoutInSeconds: 1800 }, { initialInstanceCount: 10 }),
  },
  {
    title: 'a rolling deployment of two variants',
    rules: ['rolling deployments require exactly 1 variant'],
    aws: REFUSES,
    ours: call('a rolling deployment requires exactly 1 production variant, got 2; use', (g) => g.endpoint({}, { instanceProductionVariants: [g.variant({ initialInstanceCount: 4 }), g.variant({ variantName: 'b', initialInstanceCount: 4 })] }, { deploymentStrategy: rolling(g, 50), autoRollbackAlarms: [g.alarm()] })),
    l1: (g) => g.endpoint({ deploymentConfig: { rollingUpdatePolicy: { maximumBatchSize: percent(50), waitIntervalInSeconds: 60 } } }, g.variants({ variantName: 'a' }, { variantName: 'b' })),
  },
  {
    title: 'a canary on `ml.inf1` instances',
    rules: ['on Inf1 instances, all traffic shifts at once'],
    aws: IGNORES,
    ours: warned('deploymentInferentia1', (g) => updated(g, undefined, { instanceType: g.sm.InstanceType.of('ml.inf1.xlarge') })),
    l1: (g) => g.blueGreen(ALL_AT_ONCE, {}, { instanceType: 'ml.inf1.xlarge' }),
  },
  {
    title: 'a deployment strategy of a serverless endpoint',
    rules: ['AWS does not document deployment strategies for serverless variants'],
    aws: UNDOCUMENTED,
    ours: warned('serverlessDeployment', (g) => g.serverlessEndpoint({}, { deploymentStrategy: g.sm.DeploymentStrategy.blueGreen() })),
    l1: (g) => g.blueGreen(ALL_AT_ONCE, {}, g.less()),
  },
  {
    title: 'a strategy beside the retained one',
    rules: ['if the strategy of the last update is retained'],
    aws: IGNORES,
    ours: warned('retainedDeploymentConfig', (g) => g.endpoint({}, {}, { retainDeploymentConfig: true, deploymentStrategy: g.sm.DeploymentStrategy.blueGreen(), autoRollbackAlarms: [g.alarm()] })),
    l1: (g) => g.deployed({ blueGreenUpdatePolicy: { trafficRoutingConfiguration: ALL_AT_ONCE } }, {}, { retainDeploymentConfig: true }),
  },
  {
    title: 'excluded properties without the retention of the others',
    rules: ['instance counts and weights can be excluded'],
    aws: REFUSES,
    ours: types,
    l1: (g) => g.endpoint({ retainAllVariantProperties: false, excludeRetainedVariantProperties: [{ variantPropertyType: 'DesiredWeight' }] }),
  },
  {
    title: 'autoscaling whose instance count each deployment resets',
    rules: ['a variant with autoscaling retains its instance count'],
    aws: HARMS,
    ours: warned('scalingWithoutRetention', (g) => g.endpoint({}, { instanceProductionVariants: [g.variant(), g.variant({ variantName: 'b' })] }).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 4 })),
    l1: (g) => [g.endpoint(), g.tracked()],
    alpha: silent,
    right: (g) => g.endpoint().autoScaleInstanceCount({ maxCapacity: 4 }).scaleOnInvocations('Load', { maxRequestsPerSecond: 10 }),
  },
  {
    title: 'an endpoint whose name an override changes',
    rules: ['alarms, metrics and the log group use the name'],
    aws: HARMS,
    ours: warned('overriddenEndpointName', (g) => { const endpoint = g.endpoint({}, {}, { endpointName: 'given' }); endpoint.addLogGroup(); override(endpoint, 'EndpointName'); }),
    l1: (g) => g.endpoint(),
    right: (g) => override(g.endpoint({}, {}, { endpointName: 'given' }), 'EndpointName'),
  },
  {
    title: 'a variant whose name an override changes',
    rules: ['metrics, alarms and scaling use the name that the variant has'],
    aws: HARMS,
    ours: warned('overriddenVariantName', (g) => {
      const endpoint = g.endpoint();
      endpoint.addRecommendedAlarms();
      override(g.stack.node.findAll().find((each) => g.sm.EndpointConfig.prototype.isPrototypeOf(each))!, 'ProductionVariants.0.VariantName');
    }),
    l1: (g) => g.endpoint(),
    right: (g) => g.endpoint({ variantName: 'overridden' }).addRecommendedAlarms(),
  },
  {
    title: '11 rollback alarms',
    rules: ['an endpoint has 1 to 10 rollback alarms'],
    aws: REFUSES,
    ours: call('an endpoint can have at most 10 rollback alarms, got 11; combine some', (g) => g.endpoint({}, {}, { deploymentStrategy: g.sm.DeploymentStrategy.blueGreen(), autoRollbackAlarms: alarms(g, 11) })),
    l1: (g) => alarmed(g, 11),
    right: (g) => g.endpoint({}, {}, {
      deploymentStrategy: g.sm.DeploymentStrategy.blueGreen({ trafficRouting: g.sm.TrafficRouting.allAtOnce({ bakeTime: minutes(10) }) }),
      autoRollbackAlarms: alarms(g, 10),
    }),
  },
  {
    title: 'a deployment strategy without an alarm',
    rules: ['a deployment strategy has alarms'],
    aws: HARMS,
    ours: warned('noAutoRollbackAlarms', (g) => g.endpoint({}, {}, { deploymentStrategy: g.sm.DeploymentStrategy.blueGreen() })),
    l1: (g) => g.blueGreen(ALL_AT_ONCE),
  },
  {
    title: 'rollback alarms without a deployment strategy',
    rules: ['rollback alarms have a deployment strategy'],
    aws: UNDOCUMENTED,
    ours: warned('autoRollbackWithoutStrategy', (g) => g.endpoint({}, {}, { autoRollbackAlarms: [g.alarm()] })),
    l1: (g) => g.deployed({ autoRollbackConfiguration: { alarms: [{ alarmName: 'a' }] } }),
  },
  {
    title: 'rollback alarms that the role may not describe',
    rules: ['the roles are allowed to describe the alarms'],
    aws: FAILS,
    ours: handled('"cloudwatch:DescribeAlarms"', (g) => updated(g)),
    l1: (g) => alarmed(g, 1),
  },
  {
    title: 'rollback alarms of an imported configuration without its role',
    rules: ['the role of an imported configuration is allowed to describe the alarms'],
    aws: FAILS,
    ours: warned('rollbackOfUnknownRole', (g) => new g.sm.Endpoint(g.stack, 'E', {
      endpointConfig: g.sm.EndpointConfig.fromEndpointConfigName(g.stack, 'C', 'theirs'), deploymentStrategy: g.sm.DeploymentStrategy.blueGreen(), autoRollbackAlarms: [g.alarm()],
    })),
    l1: (g) => alarmed(g, 1),
  },
  {
    title: 'a rollback alarm of another region',
    rules: ['the alarms are in the account and region of the endpoint'],
    aws: REFUSES,
    ours: call("the alarm 'Test/Far' must be in the same region (us-east-1), got", (g) => g.endpoint({}, {}, {
      deploymentStrategy: g.sm.DeploymentStrategy.blueGreen(), autoRollbackAlarms: [cloudwatch.Alarm.fromAlarmArn(g.stack, 'Far', 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors')],
    })),
    l1: (g) => alarmed(g, 1),
  },
  {
    title: 'a rollback alarm that depends on the endpoint by a token',
    rules: ['a rollback alarm does not depend on the endpoint'],
    aws: REFUSES,
    ours: synth("the alarm 'Test/Alarm' cannot both roll back the endpoint and depend on", (g) => {
      const endpoint = g.endpoint({}, {}, { deploymentStrategy: g.sm.DeploymentStrategy.blueGreen() });
      const alarm = g.alarm();
      alarm.node.addDependency(endpoint);
      endpoint.addAutoRollbackAlarms(alarm);
    }),
    l1: (g) => { const alarm = g.alarm(); alarm.addDependency(g.deployed({ autoRollbackConfiguration: { alarms: [{ alarmName: alarm.ref }] } })); },
    right: (g) => {
      const endpoint = g.endpoint({ initialInstanceCount: 2 }, {}, {
        deploymentStrategy: g.sm.DeploymentStrategy.blueGreen({ trafficRouting: g.sm.TrafficRouting.allAtOnce({ bakeTime: minutes(30) }) }),
      });
      endpoint.addAutoRollbackAlarms(...endpoint.addRecommendedAlarms().critical);
    },
  },
  {
    title: 'an alarm that needs longer than the bake time',
    rules: ['an alarm can go into the ALARM state during the bake time'],
    aws: IGNORES,
    ours: warned('bakeTimeTooShort', (g) => g.endpoint({}, {}, { deploymentStrategy: g.sm.DeploymentStrategy.blueGreen({ trafficRouting: g.sm.TrafficRouting.allAtOnce({ bakeTime: minutes(1) }) }), autoRollbackAlarms: [g.alarm('Slow', 3)] })),
    l1: (g) => { g.alarm({ evaluationPeriods: 15 }); alarmed(g, 1); },
  },
  {
    title: 'a threshold of utilization as a fraction',
    rules: ['a threshold of utilization, or a percentile, is a percentage'],
    aws: HARMS,
    ours: warned('alarmBelow1Percent', (g) => g.endpoint().addRecommendedAlarms({ memoryUtilizationPercent: 0.8 })),
    l1: (g) => g.alarm({ threshold: 0.8 }),
    right: (g) => g.endpoint().addRecommendedAlarms({ memoryUtilizationPercent: 80 }),
  },
  {
    title: 'a percentile as a fraction',
    rules: ['a threshold is a percentage, not a fraction'],
    aws: HARMS,
    ours: warned('alarmBelow1Percent', (g) => g.endpoint().addRecommendedAlarms({ maxModelLatency: Duration.seconds(1), modelLatencyPercentile: 0.99 })),
    l1: (g) => g.alarm({ statistic: undefined, extendedStatistic: 'p0.99' }),
    right: (g) => g.endpoint().addRecommendedAlarms({ maxModelLatency: Duration.seconds(1), modelLatencyPercentile: 99 }),
  },
  {
    title: 'an alarm that evaluates 8 days',
    rules: ['the evaluation interval of an alarm is at most 7 days'],
    aws: REFUSES,
    ours: call('idleDuration must be an integer number of hours between 1 and 168, got', (g) => g.endpoint().addRecommendedAlarms({ idleDuration: Duration.days(8) })),
    l1: (g) => g.alarm({ period: 86400, evaluationPeriods: 8 }),
    right: (g) => g.endpoint().addRecommendedAlarms({ idleDuration: Duration.days(7) }),
  },
  {
    title: 'an alarm with 6 actions',
    rules: ['an alarm has at most 5 actions'],
    aws: REFUSES,
    ours: call('actions must have at most 5 entries, the maximum of CloudWatch for each', (g) => g.endpoint().addRecommendedAlarms({ actions: Array.from({ length: 6 }, (_, index) => ({ bind: () => ({ alarmActionArn: `arn:aws:sns:us-east-1:123456789012:t${index}` }) })) })),
    l1: (g) => g.alarm({ alarmActions: Array.from({ length: 6 }, (_, index) => `arn:aws:sns:us-east-1:123456789012:t${index}`) }),
    right: (g) => g.endpoint().addRecommendedAlarms({ actions: Array.from({ length: 5 }, (_, index) => ({ bind: () => ({ alarmActionArn: `arn:aws:sns:us-east-1:123456789012:t${index}` }) })) }),
  },
  {
    title: 'an alarm with a topic of another region',
    rules: ['an SNS topic that is notified is in the region of the alarms'],
    aws: REFUSES,
    ours: call('the SNS topic of actions[0] must be in the same region (us-east-1), got', (g) => g.endpoint().addRecommendedAlarms({ actions: [{ bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-west-1:123456789012:topic' }) }] })),
    l1: (g) => g.alarm({ alarmActions: ['arn:aws:sns:eu-west-1:123456789012:topic'] }),
  },
  {
    title: 'a recommended alarm of a variant that is added later',
    rules: ['variants that are added to the endpoint configuration later have their alarms too'],
    aws: HARMS,
    ours: handled('"VariantName","Value":"late"', (g) => {
      const config = g.config();
      new g.sm.Endpoint(g.stack, 'Endpoint', { endpointConfig: config }).addRecommendedAlarms();
      config.addInstanceProductionVariant(g.variant({ variantName: 'late' }));
    }),
    l1: (g) => g.alarm(),
  },
  {
    title: 'a variant that is added after the rollback alarms',
    rules: ['the alarms of variants that are added later roll the endpoint back'],
    aws: HARMS,
    ours: warned('lateVariantWithoutRollback', (g) => {
      const config = g.config();
      const endpoint = new g.sm.Endpoint(g.stack, 'Endpoint', { endpointConfig: config, deploymentStrategy: g.sm.DeploymentStrategy.blueGreen() });
      endpoint.addAutoRollbackAlarms(...endpoint.addRecommendedAlarms().critical);
      config.addInstanceProductionVariant(g.variant({ variantName: 'late' }));
    }),
    l1: (g) => alarmed(g, 1),
  },
  {
    title: 'an alarm on the GPUs of an unknown instance type',
    rules: ['the number of vCPUs or GPUs is known if a threshold is set'],
    aws: HARMS,
    ours: warned('alarmOfUnknownInstances', (g) => g.endpoint({ instanceType: g.sm.InstanceType.of('ml.m99.large') }).addRecommendedAlarms({ gpuUtilizationPercent: 80 })),
    l1: (g) => g.alarm({ metricName: 'GPUUtilization' }),
    right: (g) => g.endpoint({ instanceType: g.sm.InstanceType.G5_XLARGE }).addRecommendedAlarms({ gpuUtilizationPercent: 80 }),
  },
];
