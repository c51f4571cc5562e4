import { type aws_applicationautoscaling as appscaling, type aws_cloudwatch as cloudwatch, type aws_iam as iam, Stack } from 'aws-cdk-lib';
import type { Check } from '../../private/checks';
import { grantableArns, grantInvoke, grantInvokeWithResponseStream } from '../access/endpoint-grants';
import type { EndpointContext } from '../endpoint-context';
import type { InvocationHttpResponseCode } from '../metrics/invocation-http-response-code';
import { COMPONENT, INVOCATION } from '../metrics/metric-definitions';
import { anyMetricOf, metricOf, type MetricSource } from '../metrics/metric-source';
import { ScalableCopyCount } from '../scaling/scalable-copy-count';
import { assertScalable, scalingRole, scalingTargetId } from '../scaling/scaling-target';

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

/** An inference component of one endpoint. There is one object for each, so that it can tell what has been done to it. */
export class InferenceComponentHandle implements IEndpointInferenceComponent {
  private readonly source: MetricSource;
  private copyCount?: ScalableCopyCount;

  /**
   * @param endpoint the endpoint
   * @param inferenceComponentName the name of the inference component
   */
  constructor(private readonly endpoint: EndpointContext, public readonly inferenceComponentName: string) {
    this.source = { scope: endpoint.scope, dimensions: { InferenceComponentName: inferenceComponentName } };
  }

  public get inferenceComponentArn(): string {
    const { scope } = this.endpoint;
    const { account, region } = scope.env;
    return Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'inference-component', resourceName: this.inferenceComponentName, account, region });
  }

  public metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return anyMetricOf(this.source, namespace, metricName, props);
  }

  public metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, { ...INVOCATION.serverErrors, metricName: responseCode }, props);
  }

  public metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.invocations, props);
  }

  public metricInvocationsPerCopy(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.invocationsPerCopy, props);
  }

  public metricInvocationModelErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.modelErrors, props);
  }

  public metricConcurrentRequestsPerCopy(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.concurrentRequestsPerCopy, props);
  }

  public metricNoCapacityInvocationFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.noCapacityInvocationFailures, props);
  }

  public metricModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.modelLatency, props);
  }

  public metricOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.overheadLatency, props);
  }

  public metricFirstChunkLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.firstChunkLatency, props);
  }

  public metricFirstChunkModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.firstChunkModelLatency, props);
  }

  public metricFirstChunkOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.firstChunkOverheadLatency, props);
  }

  public metricMidStreamErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.midStreamErrors, props);
  }

  public metricCpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, COMPONENT.cpuUtilizationNormalized, props);
  }

  public metricMemoryUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, COMPONENT.memoryUtilizationNormalized, props);
  }

  public metricGpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, COMPONENT.gpuUtilizationNormalized, props);
  }

  public metricGpuMemoryUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, COMPONENT.gpuMemoryUtilizationNormalized, props);
  }

  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return grantInvoke(this.arnsToGrant(), grantee);
  }

  public grantInvokeWithResponseStream(grantee: iam.IGrantable): iam.Grant {
    return grantInvokeWithResponseStream(this.arnsToGrant(), grantee);
  }

  public autoScaleCopyCount(scalingProps: appscaling.EnableScalingProps): ScalableCopyCount {
    const { scope } = this.endpoint;
    assertScalable(this.endpoint, scalingProps, this.alreadyScaledCheck());
    this.copyCount = new ScalableCopyCount(scope, scalingTargetId(scope, 'CopyCount', this.inferenceComponentName), {
      ...scalingProps,
      inferenceComponent: this,
      role: scalingRole(scope),
    });
    // The component is one of this endpoint, so it can't be there before.
    if (scope.node.defaultChild) {
      this.copyCount.node.addDependency(scope.node.defaultChild);
    }
    return this.copyCount;
  }

  private alreadyScaledCheck(): Check {
    return this.copyCount
      ? `the copy count of inference component '${this.inferenceComponentName}' is autoscaled already; add rules to what the first autoScaleCopyCount returned`
      : undefined;
  }

  private arnsToGrant(): string[] {
    return [...this.endpoint.grantableArns, ...grantableArns(this.inferenceComponentArn, this.inferenceComponentName)];
  }
}
