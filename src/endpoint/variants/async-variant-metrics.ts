import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { VariantMetrics } from './variant-metrics';
import { QUEUE } from '../metrics/metric-definitions';
import { metricOf } from '../metrics/metric-source';

/** The additional metrics of instance variants of asynchronous endpoints. */
export abstract class AsyncVariantMetrics extends VariantMetrics {
  public metricRequestDownloadFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, QUEUE.requestDownloadFailures, props);
  }

  public metricResponseUploadFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, QUEUE.responseUploadFailures, props);
  }

  public metricNotificationFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, QUEUE.notificationFailures, props);
  }

  public metricExpiredRequests(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, QUEUE.expiredRequests, props);
  }

  public metricInvocationFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, QUEUE.invocationFailures, props);
  }

  public metricRequestDownloadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, QUEUE.requestDownloadLatency, props);
  }

  public metricResponseUploadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, QUEUE.responseUploadLatency, props);
  }

  public metricTimeInBacklog(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, QUEUE.timeInBacklog, props);
  }

  public metricTotalProcessingTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, QUEUE.totalProcessingTime, props);
  }
}
