import { Duration, Fn, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Check } from '../../private/checks';
import { INSTANCE, QUEUE } from '../metrics/metric-definitions';
import { metricOf, type MetricSource } from '../metrics/metric-source';

/** The properties of a variant that the scaling of its instance count uses. Undefined properties are not known. */
export interface ScaledVariant {
  readonly endpoint: {
    readonly scope: MetricSource['scope'];
    readonly metricsName: string;
  };
  readonly variantName: string;
  readonly isAsync?: boolean;
  /** Indicates whether the variant requires at least one instance at all times. */
  readonly needsInstance?: boolean;
  readonly vcpus?: number;
  readonly gpus?: number;
}

/** The scaling of an instance count, for graphs. */
export interface InstanceCountScaling {
  readonly minCapacity?: number;
  readonly maxCapacity: number;
  readonly requestsPerInstance?: number;
  readonly backlogPerInstance?: number;
}

/** The metrics that instance counts scale on. */
export interface ScalingMetrics {
  readonly cpu: cloudwatch.IMetric;
  readonly gpu: cloudwatch.IMetric;
  readonly memory: cloudwatch.IMetric;
  readonly gpuMemory: cloudwatch.IMetric;
  readonly backlogSize: cloudwatch.IMetric;
  readonly backlogPerInstance: cloudwatch.IMetric;
  readonly backlogWithoutCapacity: cloudwatch.IMetric;
}

/** Returns the variant that a resource ID specifies. The other properties of a variant that is defined without this library are not known. */
export function variantOfResourceId(scope: Construct, resourceId: string): ScaledVariant {
  const parts = Fn.split('/', resourceId);
  return { endpoint: { scope, metricsName: Fn.select(1, parts) }, variantName: Fn.select(3, parts) };
}

/** Returns the metrics of a variant, each created on access. */
export function scalingMetrics({ endpoint: { scope, metricsName }, variantName }: ScaledVariant): ScalingMetrics {
  const ofVariant = { scope, dimensions: { EndpointName: metricsName, VariantName: variantName } };
  const ofEndpoint = { scope, dimensions: { EndpointName: metricsName } };
  return {
    get cpu() { return metricOf(ofVariant, INSTANCE.cpuUtilization); },
    get gpu() { return metricOf(ofVariant, INSTANCE.gpuUtilization); },
    get memory() { return metricOf(ofVariant, INSTANCE.memoryUtilization); },
    get gpuMemory() { return metricOf(ofVariant, INSTANCE.gpuMemoryUtilization); },
    get backlogSize() { return metricOf(ofEndpoint, QUEUE.approximateBacklogSize, { statistic: 'Maximum', period: Duration.minutes(1) }); },
    get backlogPerInstance() { return metricOf(ofEndpoint, QUEUE.approximateBacklogSizePerInstance); },
    get backlogWithoutCapacity() { return metricOf(ofEndpoint, QUEUE.hasBacklogWithoutCapacity, { period: Duration.minutes(1) }); },
  };
}

/**
 * Checks that a capacity is not 0 if the variant requires an instance.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-policy.html
 */
export function instanceNeededCheck(name: string, variantName: string, capacity: number | undefined): Check {
  return capacity === 0
    ? `${name} of variant '${variantName}' must be at least 1, got 0; only asynchronous endpoints queue requests while there is no instance`
    : undefined;
}
