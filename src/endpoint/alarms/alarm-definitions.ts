import { Duration, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { AlarmThresholds } from './endpoint-alarms-options';
import { RecommendedAlarm } from './recommended-alarm';
import type { EndpointParts } from '../endpoint-parts';
import type { EndpointMetrics } from '../metrics/endpoint-metrics';
import { InvocationHttpResponseCode } from '../metrics/invocation-http-response-code';
import { MICROSECONDS_PER_MILLISECOND } from '../metrics/metric-definitions';
import type { InferenceComponentHandle } from '../variants/inference-component-handle';
import type { InstanceVariantHandle } from '../variants/instance-variant-handle';
import type { ServerlessVariantHandle } from '../variants/serverless-variant-handle';
import type { IEndpointProductionVariant } from '../variants/variant-metrics';

/** The definition of an alarm, from which the construct is created. */
export interface AlarmDefinition {
  readonly kind: RecommendedAlarm;
  /** Indicates whether clients notice the problem, so that it is worth paging for, and worth a rollback. */
  readonly critical?: true;
  /** The name of the variant; undefined for an alarm on the endpoint as a whole or on an inference component. */
  readonly variantName?: string;
  /** The inference component; undefined for another alarm. */
  readonly component?: InferenceComponentHandle;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /** @default - above the threshold */
  readonly comparison?: cloudwatch.ComparisonOperator;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  /** @default - missing data is no problem, because there is none while there are no requests */
  readonly treatMissingData?: cloudwatch.TreatMissingData;
  readonly description: string;
}

const MINUTE = Duration.minutes(1);

/** Evaluates problems that build up slowly: 3 consecutive periods of 5 minutes. */
const LASTING = { evaluationPeriods: 3, datapointsToAlarm: 3 };
const LASTING_PERIOD = Duration.minutes(5);

/** The parts of an endpoint that alarms monitor. */
export type MonitoredParts = Pick<EndpointParts, 'instance' | 'serverless' | 'isAsync' | 'components' | 'whenVariantAdded' | 'whenComponentAdded'>
  & Partial<Pick<EndpointParts, 'metrics'>>;

/** Returns the alarms that are recommended for this type of endpoint. */
export function alarmDefinitions(
  { instance, serverless, isAsync, metrics, components }: MonitoredParts, thresholds: AlarmThresholds,
): AlarmDefinition[] {
  return [
    ...instance.flatMap((variant) => [
      ...isAsync ? asyncVariantAlarms(variant, thresholds) : errorAlarms(targetOf(variant), thresholds),
      ...latencyAlarms(targetOf(variant), thresholds),
      ...saturationAlarms(variant, thresholds, isAsync),
    ]),
    ...serverless ? [
      ...errorAlarms(targetOf(serverless), thresholds),
      ...latencyAlarms(targetOf(serverless), thresholds),
      ...serverlessAlarms(serverless, thresholds),
    ] : [],
    ...isAsync && metrics ? backlogAlarms(metrics, thresholds) : [],
    ...components.flatMap((component) => componentAlarms(component, thresholds)),
    ...isAsync ? [] : instance.filter(({ hostsComponents }) => !hostsComponents).flatMap((variant) => idleAlarms(variant, thresholds)),
    ...serverless?.isProvisioned ? idleAlarms(serverless, thresholds) : [],
  ];
}

/** What reports error rates and latencies: a variant or an inference component. */
interface Target {
  /** The target in descriptions, such as "variant 'main'". */
  readonly what: string;
  readonly of: Pick<AlarmDefinition, 'variantName' | 'component'>;
  readonly source: Pick<IEndpointProductionVariant, 'metricInvocationResponseCode' | 'metricModelLatency'>;
}

function targetOf(variant: IEndpointProductionVariant): Target {
  const { variantName } = variant;
  return { what: `variant '${variantName}'`, of: { variantName }, source: variant };
}

/** Returns the alarms on error rates. SageMaker publishes 0 or 1 for each request, so that the average is the rate. */
function errorAlarms({ what, of, source }: Target, thresholds: AlarmThresholds): AlarmDefinition[] {
  const { evaluationPeriods, datapointsToAlarm, serverErrorRatePercent, clientErrorRatePercent } = thresholds;
  const rate = (code: InvocationHttpResponseCode) => source.metricInvocationResponseCode(code, { statistic: 'Average', period: MINUTE });
  return [{
    kind: RecommendedAlarm.SERVER_ERROR_RATE,
    critical: true,
    ...of,
    metric: rate(InvocationHttpResponseCode.INVOCATION_5XX_ERRORS),
    threshold: serverErrorRatePercent / 100,
    evaluationPeriods,
    datapointsToAlarm,
    description: `More than ${serverErrorRatePercent} % of the invocations of ${what} return 5XX errors. Check the container logs.`,
  }, {
    kind: RecommendedAlarm.CLIENT_ERROR_RATE,
    ...of,
    metric: rate(InvocationHttpResponseCode.INVOCATION_4XX_ERRORS),
    threshold: clientErrorRatePercent / 100,
    evaluationPeriods,
    datapointsToAlarm,
    description: `More than ${clientErrorRatePercent} % of the invocations of ${what} return 4XX errors. Check the requests of clients.`,
  }];
}

function latencyAlarms({ what, of, source }: Target, thresholds: AlarmThresholds): AlarmDefinition[] {
  const { evaluationPeriods, datapointsToAlarm, maxModelLatency, modelLatencyPercentile } = thresholds;
  return maxModelLatency ? [{
    kind: RecommendedAlarm.MODEL_LATENCY,
    critical: true,
    ...of,
    metric: source.metricModelLatency({ statistic: `p${modelLatencyPercentile}`, period: MINUTE }),
    threshold: maxModelLatency.toMilliseconds({ integral: false }) * MICROSECONDS_PER_MILLISECOND,
    evaluationPeriods,
    datapointsToAlarm,
    description: `The model latency (p${modelLatencyPercentile}) of ${what} exceeds ${maxModelLatency.toHumanString()}.`,
  }] : [];
}

/** Returns the alarms on saturation. Asynchronous endpoints have no GPU alarm, because a queue is meant to keep GPUs fully utilized. */
function saturationAlarms(variant: InstanceVariantHandle, thresholds: AlarmThresholds, isAsync: boolean): AlarmDefinition[] {
  const { variantName, vcpus, gpus, hostsComponents } = variant;
  const lasting = { ...LASTING, variantName };
  const options = { period: LASTING_PERIOD };
  const saturated = (what: string, percent: number) => `${what} utilization of variant '${variantName}' has exceeded ${percent} % for 15 minutes. `
    + 'Add instances, or choose larger instances.';
  const { cpuUtilizationPercent, memoryUtilizationPercent, diskUtilizationPercent, gpuUtilizationPercent } = thresholds;
  return [
    ...hostsComponents || vcpus ? [{
      ...lasting,
      kind: RecommendedAlarm.CPU_UTILIZATION,
      metric: hostsComponents ? variant.metricCpuUtilizationNormalized(options) : variant.metricCpuUtilization(options),
      threshold: cpuUtilizationPercent * (hostsComponents ? 1 : vcpus!),
      description: saturated('CPU', cpuUtilizationPercent),
    }] : [],
    {
      ...lasting,
      kind: RecommendedAlarm.MEMORY_UTILIZATION,
      metric: variant.metricMemoryUtilization(options),
      threshold: memoryUtilizationPercent,
      description: saturated('Memory', memoryUtilizationPercent),
    },
    {
      ...lasting,
      kind: RecommendedAlarm.DISK_UTILIZATION,
      metric: variant.metricDiskUtilization(options),
      threshold: diskUtilizationPercent,
      description: `${saturated('Disk', diskUtilizationPercent)} Data capture stops when disk utilization is high.`,
    },
    ...gpus && !isAsync ? [{
      ...lasting,
      kind: RecommendedAlarm.GPU_UTILIZATION,
      metric: hostsComponents ? variant.metricGpuUtilizationNormalized(options) : variant.metricGpuUtilization(options),
      threshold: gpuUtilizationPercent * (hostsComponents ? 1 : gpus),
      description: saturated('GPU', gpuUtilizationPercent),
    }] : [],
  ];
}

function serverlessAlarms(variant: ServerlessVariantHandle, thresholds: AlarmThresholds): AlarmDefinition[] {
  const { variantName, isProvisioned } = variant;
  const { concurrencyUtilizationPercent: percent, memoryUtilizationPercent } = thresholds;
  // Uses the average, because with few containers a single request briefly uses all of them.
  const options = { period: LASTING_PERIOD, statistic: 'Average' };
  return [{
    ...LASTING,
    kind: RecommendedAlarm.CONCURRENCY_UTILIZATION,
    variantName,
    metric: variant.metricConcurrentExecutionsUtilization(options),
    threshold: percent / 100,
    description: `Variant '${variantName}' uses more than ${percent} % of its maximum concurrency. Requests that exceed it are rejected. Increase maxConcurrency.`,
  },
  ...isProvisioned ? [{
    ...LASTING,
    kind: RecommendedAlarm.PROVISIONED_CONCURRENCY_UTILIZATION,
    variantName,
    metric: variant.metricProvisionedConcurrencyUtilization(options),
    threshold: percent / 100,
    description: `Variant '${variantName}' uses more than ${percent} % of its provisioned concurrency. Requests that exceed it may wait for a container. `
      + 'Increase provisionedConcurrency, or autoscale it.',
  }] : [],
  {
    ...LASTING,
    kind: RecommendedAlarm.MEMORY_UTILIZATION,
    variantName,
    metric: variant.metricMemoryUtilization(options),
    threshold: memoryUtilizationPercent,
    description: `Variant '${variantName}' uses more than ${memoryUtilizationPercent} % of its memory. Increase memorySize.`,
  }];
}

function asyncVariantAlarms(variant: InstanceVariantHandle, { maxInvocationFailures }: AlarmThresholds): AlarmDefinition[] {
  const { variantName } = variant;
  return [{
    kind: RecommendedAlarm.INVOCATION_FAILURES,
    critical: true,
    variantName,
    metric: variant.metricInvocationFailures({ period: LASTING_PERIOD }),
    threshold: maxInvocationFailures,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    description: `More than ${maxInvocationFailures} requests to variant '${variantName}' failed within 5 minutes. Check the error messages in the failure location.`,
  }];
}

function backlogAlarms(metrics: EndpointMetrics, { maxBacklogAge, noCapacityDuration }: AlarmThresholds): AlarmDefinition[] {
  return [{
    ...LASTING,
    kind: RecommendedAlarm.BACKLOG_AGE,
    critical: true,
    metric: metrics.metricApproximateAgeOfOldestRequest({ period: MINUTE }),
    threshold: maxBacklogAge.toSeconds({ integral: false }),
    description: `The age of the oldest request in the backlog exceeds ${maxBacklogAge.toHumanString()}. Add instances.`,
  }, {
    kind: RecommendedAlarm.NO_CAPACITY,
    critical: true,
    metric: metrics.metricHasBacklogWithoutCapacity({ period: MINUTE }),
    threshold: 1,
    comparison: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: noCapacityDuration.toMinutes(),
    datapointsToAlarm: noCapacityDuration.toMinutes(),
    description: `Requests have waited for ${noCapacityDuration.toHumanString()} without an instance. Check the scaling policies and the instance quota.`,
  }];
}

/**
 * Returns the alarms on an inference component. An adapter has only the alarm on server errors: it is in service even if its container does not support
 * adapters, and an endpoint can have hundreds of adapters.
 */
function componentAlarms(component: InferenceComponentHandle, thresholds: AlarmThresholds): AlarmDefinition[] {
  const { label, isAdapter } = component;
  const target = { what: `${isAdapter ? 'adapter' : 'inference component'} '${label}'`, of: { component }, source: component };
  const errors = errorAlarms(target, thresholds);
  if (isAdapter) {
    return errors.filter(({ kind }) => kind === RecommendedAlarm.SERVER_ERROR_RATE);
  }
  const { noCapacityDuration } = thresholds;
  return [
    ...errors,
    ...latencyAlarms(target, thresholds),
    {
      kind: RecommendedAlarm.NO_CAPACITY,
      critical: true,
      component,
      metric: component.metricNoCapacityInvocationFailures({ period: MINUTE }),
      threshold: 1,
      comparison: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: noCapacityDuration.toMinutes(),
      datapointsToAlarm: noCapacityDuration.toMinutes(),
      description: `Requests to inference component '${label}' have failed for ${noCapacityDuration.toHumanString()} because it has no copies. Check the scaling `
        + 'policies and the instance quota.',
    },
    ...componentSaturationAlarms(component, thresholds),
  ];
}

/** Returns the alarms on the reserved resources of a component. GPUs are meant to be busy, and their memory to be full of weights. */
function componentSaturationAlarms(component: InferenceComponentHandle, { memoryUtilizationPercent }: AlarmThresholds): AlarmDefinition[] {
  return [{
    ...LASTING,
    kind: RecommendedAlarm.MEMORY_UTILIZATION,
    component,
    metric: component.metricMemoryUtilizationNormalized({ period: LASTING_PERIOD }),
    threshold: memoryUtilizationPercent,
    description: `Inference component '${component.label}' has used more than ${memoryUtilizationPercent} % of its reserved memory for 15 minutes. `
      + 'Increase minMemory.',
  }];
}

/** Returns the alarm on a variant without requests. SageMaker publishes no invocations then, so that missing data is idle time. */
function idleAlarms(variant: IEndpointProductionVariant, { idleDuration }: AlarmThresholds): AlarmDefinition[] {
  const { variantName } = variant;
  return idleDuration ? [{
    kind: RecommendedAlarm.IDLE,
    variantName,
    metric: variant.metricInvocations({ statistic: 'Sum', period: Duration.hours(1) }),
    threshold: 1,
    comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: idleDuration.toHours(),
    datapointsToAlarm: idleDuration.toHours(),
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    description: `Variant '${variantName}' has received no requests for ${idleDuration.toHumanString()}. Delete the endpoint if it is no longer used.`,
  }] : [];
}
