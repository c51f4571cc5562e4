import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { AsyncVariantMetrics } from './async-variant-metrics';
import type { IEndpointProductionVariant } from './variant-metrics';
import { INSTANCE, INVOCATION, MULTI_MODEL } from '../metrics/metric-definitions';
import { metricOf } from '../metrics/metric-source';

/**
 * A variant of an endpoint that runs on instances. With instance pools or enhanced metrics, SageMaker also publishes its metrics per instance
 * type or per instance: select these with `dimensionsMap`, such as `{ InstanceType: 'ml.g5.xlarge' }`.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * endpoint.findInstanceProductionVariant('A').metricGpuUtilizationNormalized();
 * endpoint.findShadowProductionVariant('next').metricModelLatency({ statistic: 'p99' });
 */
export interface IEndpointInstanceVariant extends IEndpointProductionVariant {
  /**
   * The number of requests sent to the variant, divided by the number of instances. Not published for asynchronous endpoints.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   */
  metricInvocationsPerInstance(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests to which the model did not respond with an HTTP status of 2XX, including timeouts and connection failures.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   */
  metricInvocationModelErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of concurrent requests that a model is processing.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - maximum over 5 minutes
   */
  metricConcurrentRequestsPerModel(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of explanations, divided by the number of instances. Published only for endpoints with an explainer.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-online-explainability.html
   */
  metricExplanationsPerInstance(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time until the first part of a streamed response is available, in microseconds.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricFirstChunkLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time taken by the model to send the first part of a streamed response, in microseconds.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricFirstChunkModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time that SageMaker overhead adds to the first part of a streamed response, excluding model latency, in microseconds.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricFirstChunkOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of streamed responses that failed after their first part was sent.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   */
  metricMidStreamErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The disk utilization of the instances, in percent. Data capture stops when disk utilization is high.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricDiskUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The CPU utilization, in percent of one core: from 0 to 100 times the number of cores.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricCpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The CPU utilization, in percent of all cores. Published only for variants that host inference components.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricCpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The CPU capacity that is reserved for inference components, in percent of all cores. Published only for variants that host inference
   * components.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricCpuReservation(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The memory that is reserved for inference components, in percent. Published only for variants that host inference components.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricMemoryReservation(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The GPU utilization, in percent of one GPU: from 0 to 100 times the number of GPUs.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricGpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The GPU utilization, in percent of all GPUs. Published only for variants that host inference components.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricGpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The GPUs that are reserved for inference components, in percent of all GPUs. Published only for variants that host inference components.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricGpuReservation(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The GPU memory utilization, in percent of the memory of one GPU: from 0 to 100 times the number of GPUs.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricGpuMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The GPU memory utilization, in percent of the memory of all GPUs. Published only for variants that host inference components.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricGpuMemoryUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of models that the containers have loaded. Published only for multi-model containers.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-cloudwatch-metrics.html
   */
  metricLoadedModelCount(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time that a request waits for its model to be downloaded or loaded, in microseconds. Published only for multi-model
   * containers.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-cloudwatch-metrics.html
   */
  metricModelLoadingWaitTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time taken to download a model from Amazon S3, in microseconds. Published only for multi-model containers.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-cloudwatch-metrics.html
   */
  metricModelDownloadingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time taken by the container to load a model, in microseconds. Published only for multi-model containers.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-cloudwatch-metrics.html
   */
  metricModelLoadingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time taken by the container to unload a model, in microseconds. Published only for multi-model containers.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-cloudwatch-metrics.html
   */
  metricModelUnloadingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The share of requests whose model was already loaded, from 0 to 1. Published only for multi-model containers.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-cloudwatch-metrics.html
   */
  metricModelCacheHit(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests that failed because the input could not be downloaded from Amazon S3. Published only for asynchronous endpoints.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricRequestDownloadFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests that failed because the response could not be uploaded to Amazon S3. Published only for asynchronous endpoints.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricResponseUploadFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of notifications that could not be published. Published only for asynchronous endpoints.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricNotificationFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests that reached their maximum age while waiting in the queue. Published only for asynchronous endpoints.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricExpiredRequests(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests that failed, for any reason. Published only for asynchronous endpoints.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricInvocationFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time taken to download the input of a request from Amazon S3, in microseconds. Published only for asynchronous endpoints.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricRequestDownloadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time taken to upload a response to Amazon S3, in microseconds. Published only for asynchronous endpoints.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricResponseUploadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time that a request waits in the queue before it is processed, in milliseconds. Published only for asynchronous endpoints.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricTimeInBacklog(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time from receiving a request to completing its response, in milliseconds. Published only for asynchronous endpoints.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricTotalProcessingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** The metrics of variants that run on instances: production variants and shadow variants. */
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
