import { Duration, Fn, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Check } from '../../private/checks';
import { INSTANCE, QUEUE, type MetricDefinition } from '../metrics/metric-definitions';
import { MetricSource } from '../metrics/metric-source';

/** What a scalable instance count has to know of its variant. */
export interface ScaledVariant {
  readonly metrics: ScalingMetrics;
  readonly variantName: string;
  /** Undefined where it is not known. */
  readonly isAsync?: boolean;
  /** Whether there has to be an instance at any time. */
  readonly needsInstance?: boolean;
  readonly vcpus?: number;
  readonly gpus?: number;
}

/** The metrics by which instance counts scale. */
export interface ScalingMetrics {
  readonly cpu: cloudwatch.IMetric;
  readonly gpu: cloudwatch.IMetric;
  readonly memory: cloudwatch.IMetric;
  readonly gpuMemory: cloudwatch.IMetric;
  readonly backlogPerInstance: cloudwatch.IMetric;
  readonly backlogWithoutCapacity: cloudwatch.IMetric;
}

export function scalingMetrics(source: Construct, endpointName: string, variantName: string): ScalingMetrics {
  const ofVariant = new Source(source, { EndpointName: endpointName, VariantName: variantName });
  const ofEndpoint = new Source(source, { EndpointName: endpointName });
  return {
    get cpu() { return ofVariant.of(INSTANCE.cpuUtilization); },
    get gpu() { return ofVariant.of(INSTANCE.gpuUtilization); },
    get memory() { return ofVariant.of(INSTANCE.memoryUtilization); },
    get gpuMemory() { return ofVariant.of(INSTANCE.gpuMemoryUtilization); },
    get backlogPerInstance() { return ofEndpoint.of(QUEUE.approximateBacklogSizePerInstance); },
    get backlogWithoutCapacity() { return ofEndpoint.of(QUEUE.hasBacklogWithoutCapacity, { period: Duration.minutes(1) }); },
  };
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-policy.html */
export function instanceNeededCheck(name: string, variantName: string, capacity: number | undefined): Check {
  return capacity === 0
    ? `${name} of variant '${variantName}' must be at least 1, got 0; only an asynchronous endpoint keeps its requests while there is no instance`
    : undefined;
}

/** The names in the id of a scaling target, which is all that is known of a variant that somebody else has defined. */
export function namesInResourceId(resourceId: string): { readonly endpointName: string; readonly variantName: string } {
  const parts = Fn.split('/', resourceId);
  return { endpointName: Fn.select(1, parts), variantName: Fn.select(3, parts) };
}

class Source extends MetricSource {
  public of(definition: MetricDefinition, options?: cloudwatch.MetricOptions): cloudwatch.IMetric {
    return this.metricOf(definition, options);
  }
}
