import type { aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, aws_iam as iam } from 'aws-cdk-lib';
import type { InvocationHttpResponseCode } from '../metrics/invocation-http-response-code';
import type { ScalableCopyCount } from '../scaling/scalable-copy-count';

/**
 * An inference component of an endpoint, by its name: its metrics, access to it, and the number of its copies.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html
 */
export interface IEndpointInferenceComponent {
  /**
   * The name of the inference component.
   */
  readonly inferenceComponentName: string;

  /**
   * The ARN of the inference component.
   */
  readonly inferenceComponentArn: string;

  /**
   * Any metric of this inference component.
   *
   * @param namespace the CloudWatch namespace: `AWS/SageMaker` for invocations, `/aws/sagemaker/InferenceComponents` for utilization
   * @param metricName the name of the metric
   * @param props how to read it
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
   */
  metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests got a response of this kind.
   *
   * @param responseCode the kind of response
   * @param props how to read it
   * @default - sum over 5 minutes
   */
  metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests the inference component got.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   */
  metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests a copy got, on average over the copies.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   */
  metricInvocationsPerCopy(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests the model did not answer with success: it answered with another status than 2XX, not at all, or too late.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   */
  metricInvocationModelErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests a copy is busy with at the same time.
   *
   * @param props how to read it
   * @default - maximum over 5 minutes
   */
  metricConcurrentRequestsPerCopy(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests failed because there was no copy.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
   */
  metricNoCapacityInvocationFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

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
   * How long it took until the first part of a streamed response was there, in microseconds.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricFirstChunkLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long the model took until the first part of a streamed response was there, in microseconds.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricFirstChunkModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long SageMaker took until the first part of a streamed response was there, beside the model's own time, in microseconds.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricFirstChunkOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many streamed responses failed after their first part.
   *
   * @param props how to read it
   * @default - sum over 5 minutes
   */
  metricMidStreamErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How busy the processors are, in percent of those that are reserved for it, or else of all.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricCpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How much memory is in use, in percent of what is reserved for it, or else of all.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricMemoryUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How busy the GPUs are, in percent of those that are reserved for it, or else of all.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricGpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How much GPU memory is in use, in percent of what is reserved for it, or else of all.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   */
  metricGpuMemoryUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Allows a principal to send requests to this inference component: on the endpoint and on the component, as it takes both.
   *
   * @param grantee who may
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
   */
  grantInvoke(grantee: iam.IGrantable): iam.Grant;

  /**
   * Allows a principal to send requests to this inference component, and to have the responses streamed.
   *
   * @param grantee who may
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointWithResponseStream.html
   */
  grantInvokeWithResponseStream(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets Application Auto Scaling decide the number of copies. Add at least one rule to what this returns. With a `minCapacity` of 0, the
   * first rule that tracks requests also sees to it that a first request brings a copy back; requests fail until it is there.
   *
   * Throws when it was called before, and when the limits contradict each other.
   *
   * @param scalingProps the limits
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
   */
  autoScaleCopyCount(scalingProps: appscaling.EnableScalingProps): ScalableCopyCount;
}
