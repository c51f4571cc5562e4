import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { EndpointMetricsOptions } from './metrics-options';
import { secondsAmong, type Check } from '../private/checks';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsConfig.html */
const FREQUENCIES = [10, 30, 60, 120, 180, 240, 300];

export function metricsChecks({ publishFrequency }: EndpointMetricsOptions): Check[] {
  return [secondsAmong('metrics.publishFrequency', publishFrequency, FREQUENCIES)];
}

export function renderMetrics(options: EndpointMetricsOptions): sagemaker.CfnEndpointConfig.MetricsConfigProperty {
  return {
    enableEnhancedMetrics: options.enhancedMetrics,
    enableDetailedObservability: options.detailedObservability,
    metricPublishFrequencyInSeconds: options.publishFrequency?.toSeconds(),
  };
}
