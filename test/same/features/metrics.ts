import { Duration, type Stack, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { beside } from './given';
import { asynchronous, imported, ofComponents, ofContainers, onGpus, serverless, withShadow } from './kinds';
import {
  InvocationHttpResponseCode, type IEndpoint, type IEndpointContainer, type IEndpointInferenceComponent, type IEndpointInstanceVariant,
  type IEndpointProductionVariant, type IEndpointServerlessProductionVariant,
} from '../../../src';

const NAMESPACE = 'AWS/SageMaker';
const CODES = Object.values(InvocationHttpResponseCode);

export function metrics(stack: Stack): void {
  const gpus = onGpus(stack);
  const theirs = imported(stack);
  const containers = ofContainers(stack).findInstanceProductionVariant('main');
  const graphs: { [id: string]: cloudwatch.Metric[] } = {
    Gpu: gpus.instanceProductionVariants.flatMap(ofInstances),
    Shadow: withShadow(stack).shadowProductionVariants.flatMap(ofInstances),
    FoundShadow: ofInstances(withShadow(beside(stack, 'Beside')).findShadowProductionVariant('shadow')),
    Theirs: ofInstances(theirs.instances.findInstanceProductionVariant('main')),
    TheirEndpoint: ofEndpoint(theirs.instances),
    Serverless: ofServerless(serverless(stack).serverlessProductionVariant!),
    TheirServerless: ofServerless(theirs.serverless.findServerlessProductionVariant('less')),
    Async: ofEndpoint(asynchronous(stack)),
    Containers: ['first', 'second'].flatMap((name) => ofContainer(containers.findContainer(name))),
    Components: ofComponent(ofComponents(stack).inferenceComponent('llama')),
  };
  for (const [id, left] of Object.entries(graphs)) {
    new cloudwatch.Dashboard(stack, `${id}Metrics`, { widgets: [[new cloudwatch.GraphWidget({ left })]] });
  }
  const options = { statistic: 'p99', period: Duration.minutes(1), label: 'slowest', dimensionsMap: { InstanceType: 'ml.m5.xlarge' } };
  gpus.findInstanceProductionVariant('main').metricModelLatency(options).createAlarm(stack, 'Slow', { threshold: 1, evaluationPeriods: 1 });
}

function ofEndpoint(endpoint: IEndpoint): cloudwatch.Metric[] {
  return [
    endpoint.metric(NAMESPACE, 'SomethingNew'),
    endpoint.metricApproximateAgeOfOldestRequest(),
    endpoint.metricApproximateBacklogSize(),
    endpoint.metricApproximateBacklogSizePerInstance(),
    endpoint.metricHasBacklogWithoutCapacity(),
  ];
}

function ofVariant(variant: IEndpointProductionVariant): cloudwatch.Metric[] {
  return [
    variant.metric(NAMESPACE, `NewOf${variant.variantName}`),
    variant.metricInvocations(),
    variant.metricMemoryUtilization(),
    variant.metricModelLatency(),
    variant.metricOverheadLatency(),
    ...CODES.map((code) => variant.metricInvocationResponseCode(code)),
  ];
}

function ofInstances(variant: IEndpointInstanceVariant): cloudwatch.Metric[] {
  return [
    ...ofVariant(variant),
    variant.metricConcurrentRequestsPerModel(),
    variant.metricCpuReservation(),
    variant.metricCpuUtilization(),
    variant.metricCpuUtilizationNormalized(),
    variant.metricDiskUtilization(),
    variant.metricExpiredRequests(),
    variant.metricExplanationsPerInstance(),
    variant.metricFirstChunkLatency(),
    variant.metricFirstChunkModelLatency(),
    variant.metricFirstChunkOverheadLatency(),
    variant.metricGpuMemoryUtilization(),
    variant.metricGpuMemoryUtilizationNormalized(),
    variant.metricGpuReservation(),
    variant.metricGpuUtilization(),
    variant.metricGpuUtilizationNormalized(),
    variant.metricInvocationFailures(),
    variant.metricInvocationModelErrors(),
    variant.metricInvocationsPerInstance(),
    variant.metricLoadedModelCount(),
    variant.metricMemoryReservation(),
    variant.metricMidStreamErrors(),
    variant.metricModelCacheHit(),
    variant.metricModelDownloadingTime(),
    variant.metricModelLoadingTime(),
    variant.metricModelLoadingWaitTime(),
    variant.metricModelUnloadingTime(),
    variant.metricNotificationFailures(),
    variant.metricRequestDownloadFailures(),
    variant.metricRequestDownloadLatency(),
    variant.metricResponseUploadFailures(),
    variant.metricResponseUploadLatency(),
    variant.metricTimeInBacklog(),
    variant.metricTotalProcessingTime(),
  ];
}

function ofServerless(variant: IEndpointServerlessProductionVariant): cloudwatch.Metric[] {
  return [
    ...ofVariant(variant),
    variant.metricConcurrentExecutionsUtilization(),
    variant.metricModelSetupTime(),
    variant.metricProvisionedConcurrencyExecutions(),
    variant.metricProvisionedConcurrencyInvocations(),
    variant.metricProvisionedConcurrencySpilloverInvocations(),
    variant.metricProvisionedConcurrencyUtilization(),
  ];
}

function ofContainer(container: IEndpointContainer): cloudwatch.Metric[] {
  return [
    container.metric(NAMESPACE, `NewOf${container.containerHostname}`),
    container.metricContainerLatency(),
    container.metricCpuUtilization(),
    container.metricInvocations(),
    container.metricMemoryUtilization(),
    container.metricOverheadLatency(),
    ...CODES.map((code) => container.metricInvocationResponseCode(code)),
  ];
}

function ofComponent(component: IEndpointInferenceComponent): cloudwatch.Metric[] {
  return [
    component.metric(NAMESPACE, `NewOf${component.inferenceComponentName}`),
    component.metricConcurrentRequestsPerCopy(),
    component.metricCpuUtilizationNormalized(),
    component.metricGpuMemoryUtilizationNormalized(),
    component.metricGpuUtilizationNormalized(),
    component.metricInvocationModelErrors(),
    component.metricInvocations(),
    component.metricInvocationsPerCopy(),
    component.metricMemoryUtilizationNormalized(),
    component.metricModelLatency(),
    component.metricNoCapacityInvocationFailures(),
    component.metricOverheadLatency(),
    ...CODES.map((code) => component.metricInvocationResponseCode(code)),
  ];
}
