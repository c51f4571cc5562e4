import type { aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';

/**
 * The properties of a scaling policy that tracks a custom metric.
 *
 * @example
 * declare const count: sm.ScalableInstanceCount;
 * declare const queueDepth: cloudwatch.IMetric;
 *
 * count.scaleToTrackCustomMetric('Depth', { metric: queueDepth, targetValue: 100 });
 */
export interface CustomMetricScalingProps extends appscaling.BaseTargetTrackingProps {
  /**
   * The metric to track, which must decrease when capacity increases: a metric with any statistic, or a math expression of metrics. The period is 1 minute.
   */
  readonly metric: cloudwatch.IMetric;

  /**
   * The target value, in the unit of the metric.
   */
  readonly targetValue: number;
}

/**
 * The properties of a scaling policy that tracks the number of concurrent requests.
 */
export interface ConcurrentRequestsScalingProps extends appscaling.BaseTargetTrackingProps {
  /**
   * The target number of concurrent requests for each model, or for each copy of an inference component; above 0.
   */
  readonly targetConcurrentRequests: number;
}

/**
 * The properties of a scaling policy that tracks utilization.
 *
 * @example
 * declare const count: sm.ScalableInstanceCount;
 *
 * count.scaleOnMemoryUtilization('Memory', { targetUtilizationPercent: 80 });
 */
export interface UtilizationScalingProps extends appscaling.BaseTargetTrackingProps {
  /**
   * The target utilization, in percent: above 0, at most 100.
   */
  readonly targetUtilizationPercent: number;
}

/**
 * The properties of a scaling policy that tracks CPU utilization.
 *
 * @example
 * declare const count: sm.ScalableInstanceCount;
 *
 * count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 }); // of all vCPUs of an instance
 */
export interface CpuUtilizationScalingProps extends UtilizationScalingProps {
  /**
   * The number of vCPUs of an instance. CloudWatch reports 100 percent for each vCPU.
   *
   * @default - the number of vCPUs of the instance type; throws if it is not known
   */
  readonly vcpus?: number;
}

/**
 * The properties of a scaling policy that tracks GPU utilization or GPU memory utilization.
 *
 * @example
 * declare const count: sm.ScalableInstanceCount;
 *
 * count.scaleOnGpuUtilization('Gpu', { targetUtilizationPercent: 70 }); // of all GPUs of an instance
 */
export interface GpuUtilizationScalingProps extends UtilizationScalingProps {
  /**
   * The number of GPUs of an instance. CloudWatch reports 100 percent for each GPU.
   *
   * @default - the number of GPUs of the instance type; throws if it is not known
   */
  readonly gpus?: number;
}

/**
 * The properties of a scaling policy that tracks the backlog of an asynchronous endpoint.
 *
 * @example
 * declare const count: sm.ScalableInstanceCount; // of an asynchronous endpoint
 *
 * count.scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5 });
 */
export interface BacklogScalingProps extends appscaling.BaseTargetTrackingProps {
  /**
   * The target number of requests in the backlog for each instance; above 0.
   */
  readonly targetBacklogPerInstance: number;
}
