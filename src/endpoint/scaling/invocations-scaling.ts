import type { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';

/**
 * How to scale on the number of requests.
 */
export interface InvocationsScalingProps extends appscaling.BaseTargetTrackingProps {
  /**
   * How many requests a second one instance can take, as a load test tells; above 0.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html
   */
  readonly maxRequestsPerSecond: number;

  /**
   * The share of `maxRequestsPerSecond` at which to scale out: above 0, at most 1. Less leaves more room for a rise in requests while
   * new instances start.
   *
   * @default 0.5
   */
  readonly safetyFactor?: number;
}
