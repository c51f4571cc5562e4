import type { aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { IEndpointProductionVariant } from './endpoint-production-variant';
import type { ScalableProvisionedConcurrency } from '../scaling/scalable-provisioned-concurrency';

/**
 * The production variant of a serverless endpoint.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-monitoring.html
 */
export interface IEndpointServerlessProductionVariant extends IEndpointProductionVariant {
  /**
   * How long it took to get a container ready for a request, in microseconds.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricModelSetupTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How much of the maximum concurrency is in use, from 0 to 1.
   *
   * @param props how to read it
   * @default - maximum over 5 minutes
   */
  metricConcurrentExecutionsUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests the provisioned concurrency is busy with.
   *
   * @param props how to read it
   * @default - maximum over 5 minutes
   */
  metricProvisionedConcurrencyExecutions(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How much of the provisioned concurrency is in use, from 0 to 1.
   *
   * @param props how to read it
   * @default - maximum over 5 minutes
   */
  metricProvisionedConcurrencyUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests the provisioned concurrency processed.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricProvisionedConcurrencyInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests went beyond the provisioned concurrency, and maybe waited for a container.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricProvisionedConcurrencySpilloverInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Lets Application Auto Scaling decide the provisioned concurrency. Add at least one rule to what this returns.
   *
   * Throws when it was called before, and when the limits contradict each other.
   *
   * @param scalingProps the limits
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-autoscale.html
   */
  autoScaleProvisionedConcurrency(scalingProps: appscaling.EnableScalingProps): ScalableProvisionedConcurrency;
}
