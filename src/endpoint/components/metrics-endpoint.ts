import type { Duration, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { matches, secondsAmong, type Check, type StringRule } from '../../private/checks';

/**
 * The path from which SageMaker collects the Prometheus metrics of a container.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsEndpoint.html
 *
 * @example
 * declare const image: sm.ContainerImage;
 *
 * // Prometheus metrics of the container, which SageMaker publishes
 * const specification = sm.InferenceComponentSpecification.fromImage(image, {
 *   compute: { accelerators: 1, minMemory: Size.gibibytes(8) },
 *   metricsEndpoint: { path: '/metrics', publishFrequency: Duration.minutes(1) },
 * });
 */
export interface MetricsEndpointOptions {
  /**
   * The path on port 8080 of the container: it begins with `/` and has at most 256 letters, digits, slashes, dots, hyphens and underscores.
   *
   * @default '/metrics'
   */
  readonly path?: string;

  /**
   * The time between two collections: 10, 30, 60, 120, 180, 240 or 300 seconds.
   *
   * @default Duration.seconds(60)
   */
  readonly publishFrequency?: Duration;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsEndpoint.html */
const PATH: StringRule = {
  pattern: /^\/(?!.*\.\.)[a-zA-Z0-9/_.-]+$/, maxLength: 256, allowed: "a path such as '/metrics', of letters, digits, '/', '.', '-' and '_', without '..'",
};
const FREQUENCIES = [10, 30, 60, 120, 180, 240, 300];
const DEFAULT_PATH = '/metrics';

export function metricsEndpointChecks(name: string, { path, publishFrequency }: MetricsEndpointOptions): Check[] {
  return [
    matches(`${name}.path`, path, PATH),
    secondsAmong(`${name}.publishFrequency`, publishFrequency, FREQUENCIES),
  ];
}

export function renderMetricsEndpoint(
  { path, publishFrequency }: MetricsEndpointOptions,
): sagemaker.CfnInferenceComponent.ContainerMetricsConfigProperty {
  return {
    metricsEndpoints: [{ metricsEndpointPath: path ?? DEFAULT_PATH, metricPublishFrequencyInSeconds: publishFrequency?.toSeconds() }],
  };
}
