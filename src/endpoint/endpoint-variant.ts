import type { aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { InvocationHttpResponseCode } from './invocation-http-response-code';
import type { ScalableInstanceCount } from './scalable-instance-count';
import type { ScalableProvisionedConcurrency } from './scalable-provisioned-concurrency';

/**
 * What all kinds of production variants of an endpoint offer.
 */
export interface IEndpointProductionVariant {
  /**
   * The name of the variant.
   */
  readonly variantName: string;

  /**
   * Any metric of this variant.
   *
   * @param namespace the CloudWatch namespace: `AWS/SageMaker` for invocations, `/aws/sagemaker/Endpoints` for instances
   * @param metricName the name of the metric
   * @param props how to read it
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
   */
  metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests the variant got.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   */
  metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long the model took to answer, as seen by SageMaker, in microseconds.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long SageMaker took for a request beside the model's own time, in microseconds.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests got a response of this kind.
   *
   * @param responseCode the kind of response
   * @param props how to read it
   * @default - sum over 5 minutes
   */
  metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How much of the memory is in use, in percent.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/**
 * A production variant of an endpoint that runs on instances.
 */
export interface IEndpointInstanceProductionVariant extends IEndpointProductionVariant {
  /**
   * How many requests an instance got, on average over the instances.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   */
  metricInvocationsPerInstance(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How much of the disk space of the instances is in use, in percent.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricDiskUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How busy the processors are, in percent of one core: 0 to 100 times the number of cores.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricCpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How busy the GPUs are, in percent of one GPU: 0 to 100 times the number of GPUs.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricGpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How much of the GPU memory is in use, in percent of that of one GPU: 0 to 100 times the number of GPUs.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricGpuMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Lets Application Auto Scaling decide the number of instances. Add at least one rule to what this returns.
   *
   * Throws when it was called before, when the limits contradict each other, and for burstable instances (`ml.t2`). The initial
   * instance count need not lie between the limits; it is the lower limit if none is given, as far as the upper limit allows.
   *
   * @param scalingProps the limits
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html
   */
  autoScaleInstanceCount(scalingProps: appscaling.EnableScalingProps): ScalableInstanceCount;
}

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
   * How much of the provisioned concurrency is in use, from 0 to 1.
   *
   * @param props how to read it
   * @default - maximum over 5 minutes
   */
  metricProvisionedConcurrencyUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

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
