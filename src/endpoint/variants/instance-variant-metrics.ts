import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { AsyncVariantMetrics } from './async-variant-metrics';
import type { IEndpointProductionVariant } from './variant-metrics';
import { INSTANCE, INVOCATION, MULTI_MODEL } from '../metrics/metric-definitions';
import { metricOf } from '../metrics/metric-source';

/**
 * A variant of an endpoint that runs on instances: its metrics. Where there are instance pools or enhanced metrics, there are the same of a
 * single type of instances, or a single instance: name it by `dimensionsMap`, such as `{ InstanceType: 'ml.g5.xlarge' }`.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 */
export interface IEndpointInstanceVariant extends IEndpointProductionVariant {
  /**
   * How many requests an instance got, on average over the instances. Not of an asynchronous endpoint.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   */
  metricInvocationsPerInstance(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests the model did not answer with success: it answered with another status than 2XX, not at all, or too late.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   */
  metricInvocationModelErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests a model is busy with at the same time.
   *
   * @param props how to read it
   * @default - maximum over 5 minutes
   */
  metricConcurrentRequestsPerModel(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many explanations an instance gave, on average over the instances. Only with an explainer.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-online-explainability.html
   */
  metricExplanationsPerInstance(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long it took until the first part of a streamed response was there, in microseconds.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricFirstChunkLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long the model took until the first part of a streamed response was there, in microseconds.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricFirstChunkModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long SageMaker took until the first part of a streamed response was there, beside the model's own time, in microseconds.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricFirstChunkOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many streamed responses failed after their first part.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   */
  metricMidStreamErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How much of the disk space of the instances is in use, in percent. Data capture stops when the disk gets full.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricDiskUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How busy the processors are, in percent of one core: 0 to 100 times the number of cores.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricCpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How busy the processors are, in percent of all cores. Only where inference components are hosted.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricCpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How much of the processors is reserved for inference components, in percent of all cores. Only where they are hosted.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricCpuReservation(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How much of the memory is reserved for inference components, in percent. Only where they are hosted.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricMemoryReservation(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How busy the GPUs are, in percent of one GPU: 0 to 100 times the number of GPUs.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricGpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How busy the GPUs are, in percent of all GPUs. Only where inference components are hosted.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricGpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many of the GPUs are reserved for inference components, in percent of all GPUs. Only where they are hosted.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricGpuReservation(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How much of the GPU memory is in use, in percent of that of one GPU: 0 to 100 times the number of GPUs.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricGpuMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How much of the GPU memory is in use, in percent of all of it. Only where inference components are hosted.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricGpuMemoryUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many models are in the memory of the containers. Only of multi-model containers.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-cloudwatch-metrics.html
   */
  metricLoadedModelCount(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long a request waited until its model was there, in microseconds. Only of multi-model containers.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-cloudwatch-metrics.html
   */
  metricModelLoadingWaitTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long it took to fetch a model from Amazon S3, in microseconds. Only of multi-model containers.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-cloudwatch-metrics.html
   */
  metricModelDownloadingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long it took the container to load a model, in microseconds. Only of multi-model containers.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-cloudwatch-metrics.html
   */
  metricModelLoadingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long it took the container to unload a model, in microseconds. Only of multi-model containers.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-cloudwatch-metrics.html
   */
  metricModelUnloadingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * For how many requests the model was there already, as a share from 0 to 1. Only of multi-model containers.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-cloudwatch-metrics.html
   */
  metricModelCacheHit(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests could not be fetched from Amazon S3. Only of an asynchronous endpoint.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricRequestDownloadFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many responses could not be written to Amazon S3. Only of an asynchronous endpoint.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricResponseUploadFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many notifications could not be published. Only of an asynchronous endpoint.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricNotificationFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests were too old when their turn came. Only of an asynchronous endpoint.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricExpiredRequests(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests failed, for whatever reason. Only of an asynchronous endpoint.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricInvocationFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long it took to fetch a request from Amazon S3, in microseconds. Only of an asynchronous endpoint.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricRequestDownloadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long it took to write a response to Amazon S3, in microseconds. Only of an asynchronous endpoint.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricResponseUploadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long a request waited for its turn, in milliseconds. Only of an asynchronous endpoint.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricTimeInBacklog(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long it took from a request to its response, in milliseconds. Only of an asynchronous endpoint.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricTotalProcessingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** The metrics of variants on instances: production variants and their shadows. */
export abstract class InstanceMetrics extends AsyncVariantMetrics implements IEndpointInstanceVariant {
  public metricInvocationsPerInstance(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.invocationsPerInstance, props);
  }

  public metricInvocationModelErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.modelErrors, props);
  }

  public metricConcurrentRequestsPerModel(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.concurrentRequestsPerModel, props);
  }

  public metricExplanationsPerInstance(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.explanationsPerInstance, props);
  }

  public metricFirstChunkLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.firstChunkLatency, props);
  }

  public metricFirstChunkModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.firstChunkModelLatency, props);
  }

  public metricFirstChunkOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.firstChunkOverheadLatency, props);
  }

  public metricMidStreamErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.midStreamErrors, props);
  }

  public metricDiskUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INSTANCE.diskUtilization, props);
  }

  public metricCpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INSTANCE.cpuUtilization, props);
  }

  public metricCpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INSTANCE.cpuUtilizationNormalized, props);
  }

  public metricCpuReservation(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INSTANCE.cpuReservation, props);
  }

  public metricMemoryReservation(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INSTANCE.memoryReservation, props);
  }

  public metricGpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INSTANCE.gpuUtilization, props);
  }

  public metricGpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INSTANCE.gpuUtilizationNormalized, props);
  }

  public metricGpuReservation(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INSTANCE.gpuReservation, props);
  }

  public metricGpuMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INSTANCE.gpuMemoryUtilization, props);
  }

  public metricGpuMemoryUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INSTANCE.gpuMemoryUtilizationNormalized, props);
  }

  public metricLoadedModelCount(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INSTANCE.loadedModelCount, props);
  }

  public metricModelLoadingWaitTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, MULTI_MODEL.modelLoadingWaitTime, props);
  }

  public metricModelDownloadingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, MULTI_MODEL.modelDownloadingTime, props);
  }

  public metricModelLoadingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, MULTI_MODEL.modelLoadingTime, props);
  }

  public metricModelUnloadingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, MULTI_MODEL.modelUnloadingTime, props);
  }

  public metricModelCacheHit(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, MULTI_MODEL.modelCacheHit, props);
  }
}
