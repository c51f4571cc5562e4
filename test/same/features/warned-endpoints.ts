import {
  CfnOutput, Duration, Size, type CfnResource, type Stack,
  aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, aws_iam as iam, aws_sagemaker as sagemaker, aws_stepfunctions as sfn,
} from 'aws-cdk-lib';
import { aConfig, aModel, aRole, beside, someData } from './given';
import { asynchronous, imported, ofComponents, onInstances, serverless } from './kinds';
import {
  CapacitySize, DeploymentStrategy, Endpoint, EndpointConfig, InferenceComponentSpecification, InstanceType, RecommendedAlarm, TrafficRouting,
  VariantPropertyRetention, VariantPropertyType, type EndpointProps, type IEndpointConfig,
} from '../../../src';

/** Endpoints, and what is made of them, that are warned of. Each is called by the id of its warning, where it is one thing. */
export function warnedEndpoints(stack: Stack): void {
  for (const [id, props] of Object.entries(deployments(stack))) {
    new Endpoint(stack, id, { endpointConfig: aConfig(stack, `${id}Config`), ...props });
  }
  alarms(stack);
  renamed(stack);
  onInstances(stack, 'scheduleBeyondLimits').findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 })
    .scaleOnSchedule('Day', { schedule: appscaling.Schedule.rate(Duration.days(1)), minCapacity: 3 });
  onInstances(stack, 'scalingWithoutPolicy').autoScaleInstanceCount({ maxCapacity: 2 });
  instanceCounts(stack);
  concurrency(stack);
  requests(stack);
  const copies = ofComponents(stack).inferenceComponent('llama').autoScaleCopyCount(fromZero);
  copies.scaleOnSchedule('noCopyFromZero', { schedule: appscaling.Schedule.rate(Duration.days(1)), maxCapacity: 1 });
  scaledTooEarly(stack);
  runningInstances(stack);
  adapters(stack);
}

/** A component that scales in when it is idle, with more adapters than an alarm can watch. */
function adapters(stack: Stack): void {
  const inner = beside(stack, 'ManyAdapters');
  const specification = InferenceComponentSpecification.fromModel(aModel(inner, 'Model'), { compute: { minMemory: Size.gibibytes(2) } });
  const base = ofComponents(inner).addInferenceComponent('Base', { specification });
  const copies = base.autoScaleCopyCount(fromZero);
  copies.scaleOnInvocations('Load', { targetInvocationsPerMinute: 1 });
  copies.scaleInWhenIdle('adaptersNotWatched', { idleTime: Duration.minutes(30) });
  ['Legal', 'Medical', 'Technical', 'Financial'].forEach((id) => base.addAdapter(id, { artifact: someData(inner) }));
}

/** A component that goes to zero alone. */
function runningInstances(stack: Stack): void {
  const inner = beside(stack, 'RunningInstances');
  const specification = InferenceComponentSpecification.fromModel(aModel(inner, 'Model'), { compute: { minMemory: Size.gibibytes(2) } });
  ofComponents(inner).addInferenceComponent('zeroCopiesOnRunningInstances', { specification })
    .autoScaleCopyCount(fromZero).scaleOnInvocations('Load', { targetInvocationsPerMinute: 1 });
}

/** The scaling of components that do not exist before. */
function scaledTooEarly(stack: Stack): void {
  const [inner, later] = ['WithScaling', 'WithComponent'].map((id) => beside(stack, id));
  const endpoint = ofComponents(inner);
  endpoint.inferenceComponent('scalingWithoutComponent').autoScaleCopyCount({ maxCapacity: 2 });
  endpoint.inferenceComponent('scalingBeforeComponent').autoScaleCopyCount({ maxCapacity: 2 });
  new sagemaker.CfnInferenceComponent(later, 'Raw', {
    inferenceComponentName: 'scalingBeforeComponent', endpointName: endpoint.endpointName, specification: { modelName: 'theirs' },
  });
}

const fromZero = { minCapacity: 0, maxCapacity: 2 };
const rate = { maxRequestsPerSecond: 10 };
const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Refunds' });

function blueGreen(trafficRouting: TrafficRouting, maximumExecutionTimeout?: Duration): DeploymentStrategy {
  return DeploymentStrategy.blueGreen({ trafficRouting, maximumExecutionTimeout });
}

/** Defines a configuration, and imports it by its name. */
function importedByName(stack: Stack): IEndpointConfig {
  const endpointConfigName = 'of-same-stack';
  aConfig(stack, 'OfSameStack', { endpointConfigName });
  return EndpointConfig.fromEndpointConfigName(stack, 'ByName', endpointConfigName);
}

function deployments(stack: Stack): { [id: string]: Partial<EndpointProps> } {
  const alarm = new cloudwatch.Alarm(stack, 'Refunds', { metric, threshold: 1, evaluationPeriods: 3 });
  const bakeTime = Duration.minutes(1);
  const allAtOnce = blueGreen(TrafficRouting.allAtOnce({ bakeTime }));
  const on = (id: string, instanceType: InstanceType, initialInstanceCount?: number) => aConfig(stack, id, {
    instanceProductionVariants: [{ variantName: 'main', model: aModel(stack, `${id}Model`), instanceType, initialInstanceCount }],
  });
  return {
    autoRollbackWithoutStrategy: { autoRollbackAlarms: [alarm] },
    bakeTimeTooShort: { autoRollbackAlarms: [alarm], deploymentStrategy: allAtOnce },
    definedInSameStack: { endpointConfig: importedByName(stack) },
    deploymentInferentia1: { endpointConfig: on('OnInf1', InstanceType.of('ml.inf1.xlarge')), deploymentStrategy: allAtOnce },
    deploymentSize: {
      endpointConfig: on('OfFour', InstanceType.M5_LARGE, 4), deploymentStrategy: blueGreen(TrafficRouting.canary({ size: CapacitySize.instances(3), bakeTime })),
    },
    deploymentTimeout: {
      deploymentStrategy: blueGreen(
        TrafficRouting.linear({ stepSize: CapacitySize.percent(10), bakeTime: Duration.minutes(5) }), Duration.minutes(11),
      ),
    },
    noAutoRollbackAlarms: { deploymentStrategy: allAtOnce },
    replacedInOtherStack: { endpointConfig: aConfig(beside(stack, 'Elsewhere'), 'Config') },
    retainedDeploymentConfig: { retainDeploymentConfig: true, deploymentStrategy: allAtOnce },
    rollbackOfUnknownRole: { endpointConfig: EndpointConfig.fromEndpointConfigName(stack, 'TheirConfig', 'theirs'), autoRollbackAlarms: [alarm], deploymentStrategy: allAtOnce },
  };
}

function requests(stack: Stack): void {
  const inner = beside(stack, 'Requests');
  const caller = aRole(inner, 'Caller', 'lambda.amazonaws.com');
  const components = ofComponents(inner);
  components.grantInvoke(caller);
  const task = components.createInvokeTask(inner, 'invokeTaskWithoutComponent');
  new sfn.StateMachine(inner, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(task) });
  new CfnOutput(inner, 'openAiBaseUrlWithoutComponent', { value: components.openAiBaseUrl });
  asynchronous(inner).grantInvoke(caller);
  onInstances(inner, 'grantInvokeAsyncWithoutQueue').grantInvokeAsync(caller);
  onInstances(inner, 'grantWithoutEffect').grantInvoke(new iam.AccountPrincipal('222222222222'));
}

function alarms(stack: Stack): void {
  const endpoint = onInstances(stack, 'Alarmed', {
    instanceProductionVariants: [{ variantName: 'main', model: aModel(stack, 'Unknown'), instanceType: InstanceType.of('ml.m99.large') }],
  });
  endpoint.addRecommendedAlarms({ gpuUtilizationPercent: 80, memoryUtilizationPercent: 0.8 });
  lateVariant(stack);
}

/** Names of overrides, which what uses the name itself does not have. */
function renamed(stack: Stack): void {
  const endpointConfig = aConfig(stack, 'overriddenVariantName');
  const endpoint = new Endpoint(stack, 'overriddenEndpointName', { endpointConfig, endpointName: 'given' });
  endpoint.addLogGroup();
  endpoint.findInstanceProductionVariant('main').metricInvocations();
  (endpoint.node.defaultChild as CfnResource).addPropertyOverride('EndpointName', 'overridden');
  (endpointConfig.node.defaultChild as CfnResource).addPropertyOverride('ProductionVariants.0.VariantName', 'overridden');
}

function lateVariant(stack: Stack): void {
  const endpointConfig = aConfig(stack, 'LateConfig');
  const endpoint = new Endpoint(stack, 'lateVariantWithoutRollback', { endpointConfig, deploymentStrategy: blueGreen(TrafficRouting.allAtOnce()) });
  endpoint.addAutoRollbackAlarms(...endpoint.addRecommendedAlarms({ exclude: [RecommendedAlarm.CPU_UTILIZATION] }).critical);
  endpointConfig.addInstanceProductionVariant({ variantName: 'late', model: aModel(stack, 'LateModel'), instanceType: InstanceType.M5_LARGE });
}

function instanceCounts(stack: Stack): void {
  const one = onInstances(stack, 'NoQueue').findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 });
  one.scaleOnBacklog('backlogWithoutQueue', { targetBacklogPerInstance: 5 });
  one.scaleOnCpuUtilization('utilizationBelow1Percent', { targetUtilizationPercent: 0.6 });
  asynchronous(stack).findInstanceProductionVariant('main').autoScaleInstanceCount(fromZero).scaleOnInvocations('invocationsOfQueue', rate);
  const forgetful = VariantPropertyRetention.allExcept(VariantPropertyType.DESIRED_INSTANCE_COUNT);
  onInstances(stack, 'scalingWithoutRetention', {}, { variantPropertyRetention: forgetful })
    .findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 }).scaleOnInvocations('Invocations', rate);
  const retained = { variantPropertyRetention: VariantPropertyRetention.all() };
  const managed = [{ variantName: 'main', managedInstanceScaling: { maxInstanceCount: 4 } }];
  onInstances(stack, 'scaledTwice', { instanceProductionVariants: managed }, retained)
    .findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 }).scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
  Endpoint.fromEndpointName(stack, 'scaleToZero', 'theirs').findInstanceProductionVariant('main').autoScaleInstanceCount(fromZero)
    .scaleToTrackCustomMetric('Custom', { metric, targetValue: 1 });
}

function concurrency(stack: Stack): void {
  const utilization = { targetUtilizationPercent: 70 };
  serverless(stack).findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ minCapacity: 0, maxCapacity: 99 })
    .scaleOnUtilization('provisionedConcurrency', utilization);
  const none = new EndpointConfig(stack, 'None', {
    serverlessProductionVariant: { variantName: 'less', model: aModel(stack, 'NoneModel'), maxConcurrency: 2, memorySizeInMB: 1024 },
  });
  new Endpoint(stack, 'serverlessDeployment', { endpointConfig: none, deploymentStrategy: DeploymentStrategy.blueGreen() })
    .findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ minCapacity: 1, maxCapacity: 2 })
    .scaleOnUtilization('noProvisionedConcurrency', utilization);
  imported(beside(stack, 'Beside')).serverless.findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ minCapacity: 0, maxCapacity: 2 });
}
