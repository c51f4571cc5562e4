import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { INSTANCE, INVOCATION, MULTI_MODEL, QUEUE } from './metric-definitions';
import { VariantMetrics } from './variant-metrics';
import type { IEndpointInstanceVariant } from '../variants/endpoint-instance-variant';

/** The metrics of variants on instances: production variants and their shadows. */
export abstract class InstanceMetrics extends VariantMetrics implements IEndpointInstanceVariant {
  public metricInvocationsPerInstance(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.invocationsPerInstance, props);
  }

  public metricInvocationModelErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.modelErrors, props);
  }

  public metricConcurrentRequestsPerModel(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.concurrentRequestsPerModel, props);
  }

  public metricExplanationsPerInstance(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.explanationsPerInstance, props);
  }

  public metricFirstChunkLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.firstChunkLatency, props);
  }

  public metricFirstChunkModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.firstChunkModelLatency, props);
  }

  public metricFirstChunkOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.firstChunkOverheadLatency, props);
  }

  public metricMidStreamErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.midStreamErrors, props);
  }

  public metricDiskUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INSTANCE.diskUtilization, props);
  }

  public metricCpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INSTANCE.cpuUtilization, props);
  }

  public metricCpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INSTANCE.cpuUtilizationNormalized, props);
  }

  public metricCpuReservation(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INSTANCE.cpuReservation, props);
  }

  public metricMemoryReservation(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INSTANCE.memoryReservation, props);
  }

  public metricGpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INSTANCE.gpuUtilization, props);
  }

  public metricGpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INSTANCE.gpuUtilizationNormalized, props);
  }

  public metricGpuReservation(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INSTANCE.gpuReservation, props);
  }

  public metricGpuMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INSTANCE.gpuMemoryUtilization, props);
  }

  public metricGpuMemoryUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INSTANCE.gpuMemoryUtilizationNormalized, props);
  }

  public metricLoadedModelCount(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INSTANCE.loadedModelCount, props);
  }

  public metricModelLoadingWaitTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(MULTI_MODEL.modelLoadingWaitTime, props);
  }

  public metricModelDownloadingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(MULTI_MODEL.modelDownloadingTime, props);
  }

  public metricModelLoadingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(MULTI_MODEL.modelLoadingTime, props);
  }

  public metricModelUnloadingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(MULTI_MODEL.modelUnloadingTime, props);
  }

  public metricModelCacheHit(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(MULTI_MODEL.modelCacheHit, props);
  }

  public metricRequestDownloadFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(QUEUE.requestDownloadFailures, props);
  }

  public metricResponseUploadFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(QUEUE.responseUploadFailures, props);
  }

  public metricNotificationFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(QUEUE.notificationFailures, props);
  }

  public metricExpiredRequests(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(QUEUE.expiredRequests, props);
  }

  public metricInvocationFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(QUEUE.invocationFailures, props);
  }

  public metricRequestDownloadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(QUEUE.requestDownloadLatency, props);
  }

  public metricResponseUploadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(QUEUE.responseUploadLatency, props);
  }

  public metricTimeInBacklog(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(QUEUE.timeInBacklog, props);
  }

  public metricTotalProcessingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(QUEUE.totalProcessingTime, props);
  }
}
