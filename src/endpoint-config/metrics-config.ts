import type { aws_sagemaker as sagemaker, Duration } from 'aws-cdk-lib';
import { secondsAmong, type Check } from '../private/checks';

/**
 * The options of the metrics that an endpoint publishes.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsConfig.html
 */
export interface MetricsConfigOptions {
  /**
   * Indicates whether the endpoint also publishes metrics for each instance, and for each container and accelerator on it.
   *
   * @default - the default of SageMaker: false
   */
  readonly enhancedMetrics?: boolean;

  /**
   * Indicates whether detailed observability is enabled. SageMaker does not charge for it; CloudWatch charges for the metrics it ingests.
   *
   * @default - the default of SageMaker: true for a new endpoint configuration
   */
  readonly detailedObservability?: boolean;

  /**
   * The interval at which metrics of instances are published: 10, 30, 60, 120, 180, 240 or 300 seconds. CloudWatch retains metrics with an
   * interval of less than 60 seconds for 3 hours.
   *
   * @default Duration.seconds(60)
   */
  readonly publishFrequency?: Duration;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsConfig.html */
const FREQUENCIES = [10, 30, 60, 120, 180, 240, 300];

export function metricsChecks({ publishFrequency }: MetricsConfigOptions): Check[] {
  return [secondsAmong('metrics.publishFrequency', publishFrequency, FREQUENCIES)];
}

export function renderMetrics(options: MetricsConfigOptions): sagemaker.CfnEndpointConfig.MetricsConfigProperty {
  return {
    enableEnhancedMetrics: options.enhancedMetrics,
    enableDetailedObservability: options.detailedObservability,
    metricPublishFrequencyInSeconds: options.publishFrequency?.toSeconds(),
  };
}
