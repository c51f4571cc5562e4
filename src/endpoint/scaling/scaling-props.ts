import type { aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';

/**
 * How to scale on a metric of your choice.
 */
export interface CustomMetricScalingProps extends appscaling.BaseTargetTrackingProps {
  /**
   * The metric: a single one, not a math expression, which falls when there is more capacity.
   */
  readonly metric: cloudwatch.IMetric;

  /**
   * The value to keep the metric near, in the unit of the metric.
   */
  readonly targetValue: number;
}

/**
 * How to scale on the number of requests that are being processed at the same time.
 */
export interface ConcurrentRequestsScalingProps extends appscaling.BaseTargetTrackingProps {
  /**
   * How many requests each model, or each copy of an inference component, should be busy with at the same time; above 0.
   */
  readonly targetConcurrentRequests: number;
}

/**
 * How to scale on how full something is.
 */
export interface UtilizationScalingProps extends appscaling.BaseTargetTrackingProps {
  /**
   * How much should be in use, in percent: above 0, at most 100.
   */
  readonly targetUtilizationPercent: number;
}

/**
 * How to scale on how busy the processors are.
 */
export interface CpuUtilizationScalingProps extends UtilizationScalingProps {
  /**
   * How many vCPUs an instance has: CloudWatch counts 100 percent for each of them.
   *
   * @default - as the type of the instances has; throws where that is not known
   */
  readonly vcpus?: number;
}

/**
 * How to scale on how busy the GPUs are, or how full their memory.
 */
export interface GpuUtilizationScalingProps extends UtilizationScalingProps {
  /**
   * How many GPUs an instance has: CloudWatch counts 100 percent for each of them.
   *
   * @default - as the type of the instances has; throws where that is not known
   */
  readonly gpus?: number;
}

/**
 * How to scale on the number of requests that wait in the queue of an asynchronous endpoint.
 */
export interface BacklogScalingProps extends appscaling.BaseTargetTrackingProps {
  /**
   * How many requests may wait for each instance; above 0.
   */
  readonly targetBacklogPerInstance: number;
}
