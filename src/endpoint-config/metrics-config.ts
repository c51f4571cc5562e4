import type { aws_sagemaker as sagemaker, Duration } from 'aws-cdk-lib';
import { secondsAmong, type Check } from '../private/checks';

/**
 * Which metrics an endpoint publishes, and how often.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsConfig.html
 */
export interface MetricsConfigOptions {
  /**
   * Whether there are metrics of each instance, and of each container and accelerator on it, too.
   *
   * @default - decided by SageMaker: no
   */
  readonly enhancedMetrics?: boolean;

  /**
   * Whether there is detailed observability. SageMaker asks no price for it, but CloudWatch does for the metrics it takes in.
   *
   * @default - decided by SageMaker: yes, for a new configuration
   */
  readonly detailedObservability?: boolean;

  /**
   * How often the metrics of instances are published: 10, 30, 60, 120, 180, 240 or 300 seconds. Those of less than 60 seconds are kept for
   * 3 hours.
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
