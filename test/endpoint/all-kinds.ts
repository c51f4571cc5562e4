import { Duration, Size, type Stack } from 'aws-cdk-lib';
import { aComponent, aHost, anArchive } from './components/hosts';
import { LIKE_POOLS, UNLIKE_POOLS, imported, multiModel, onInstances, queued, serverless, withShadow } from './kinds';
import { InferenceComponentSpecification, InstanceType, type IEndpoint } from '../../src';
import { anImage } from '../helpers/given';

/** Each kind of endpoint that has alarms or graphs of its own. */
export const ALL_KINDS: { readonly [kind: string]: (stack: Stack) => IEndpoint } = {
  'one variant': (stack) => onInstances(stack),
  'two variants, of which one scales': (stack) => {
    const endpoint = onInstances(stack, [{}, {}]);
    endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 2, maxCapacity: 8 }).scaleOnInvocations('Load', { maxRequestsPerSecond: 10 });
    return endpoint;
  },
  'pools of instances with GPUs': (stack) => onInstances(stack, [{ instancePools: LIKE_POOLS }]),
  'pools of which the number of vCPUs differs, and another variant': (stack) => onInstances(stack, [{ instancePools: UNLIKE_POOLS }, {}]),
  'several GPUs': (stack) => onInstances(stack, [{ instanceType: InstanceType.G5_12XLARGE }]),
  'a shadow': withShadow,
  'many models': multiModel,
  'a queue': (stack) => queued(stack),
  'a queue, with instances only while there are requests': (stack) => {
    const endpoint = queued(stack, { instanceType: InstanceType.G5_XLARGE });
    endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 5 }).scaleOnBacklog('Load', { targetBacklogPerInstance: 3 });
    return endpoint;
  },
  'no instances': (stack) => serverless(stack),
  'no instances, and provisioned concurrency that scales': (stack) => {
    const endpoint = serverless(stack, 2);
    endpoint.findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ minCapacity: 2, maxCapacity: 5 });
    return endpoint;
  },
  'a variant for components that are not known': (stack) => onInstances(stack, [{ model: undefined, instanceType: InstanceType.G5_12XLARGE }]),
  'a component that scales, on pools': (stack) => {
    const endpoint = onInstances(stack, [{ model: undefined, instancePools: UNLIKE_POOLS }]);
    endpoint.inferenceComponent('llama').autoScaleCopyCount({ minCapacity: 0, maxCapacity: 5 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 3 });
    return endpoint;
  },
  'components, one with an adapter': (stack) => {
    const endpoint = aHost(stack);
    aComponent(endpoint, 'Llama').addAdapter('Legal', { artifact: anArchive(stack) });
    aComponent(endpoint, 'Embeddings', {
      specification: InferenceComponentSpecification.fromImage(anImage(stack), { compute: { minMemory: Size.gibibytes(4) } }), copyCount: 2,
    });
    return endpoint;
  },
  'variants of an imported endpoint': (stack) => imported(stack, [{ variantName: 'theirs', instanceType: InstanceType.M5_LARGE }]),
  'variants of an imported endpoint with a queue': (stack) => imported(stack, [{ variantName: 'theirs' }], undefined, true),
};

/** Thresholds that all differ from the default. */
export const OTHER_THRESHOLDS = {
  serverErrorRatePercent: 1,
  clientErrorRatePercent: 2,
  maxModelLatency: Duration.millis(1500),
  modelLatencyPercentile: 95,
  cpuUtilizationPercent: 11,
  memoryUtilizationPercent: 12,
  diskUtilizationPercent: 13,
  gpuUtilizationPercent: 14,
  concurrencyUtilizationPercent: 15,
  maxInvocationFailures: 16,
  maxBacklogAge: Duration.seconds(90),
  noCapacityDuration: Duration.minutes(4),
  idleDuration: Duration.hours(5),
  evaluationPeriods: 7,
  datapointsToAlarm: 6,
};
