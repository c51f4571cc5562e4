import { type aws_applicationautoscaling as appscaling, type aws_cloudwatch as cloudwatch, type aws_iam as iam, Stack } from 'aws-cdk-lib';
import { assertValid, type Check } from '../../private/checks';
import { given } from '../../private/given';
import { granteeCheck } from '../../private/shapes';
import { grantableArns, grantCallWithBearerToken, grantInvoke, grantInvokeWithResponseStream } from '../access/endpoint-grants';
import { openAiBaseUrl } from '../access/openai-api';
import type { EndpointContext } from '../endpoint-context';
import type { InvocationHttpResponseCode } from '../metrics/invocation-http-response-code';
import { COMPONENT, INVOCATION } from '../metrics/metric-definitions';
import { anyMetricOf, metricOf, type MetricSource } from '../metrics/metric-source';
import { ScalableCopyCount } from '../scaling/scalable-copy-count';
import { assertScalable, scalingRole, scalingTargetId } from '../scaling/scaling-target';

/**
 * An inference component of an endpoint. Use it for metrics, for permissions, and to scale the number of copies.
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
   * The base URL of the OpenAI-compatible API of this inference component, for clients such as the `openai` package. The clients authenticate with a
   * bearer token that they generate from their AWS credentials, and require `grantInvokeOpenAi`. The container must serve `/v1/chat/completions`.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-openai-compatible.html
   */
  readonly openAiBaseUrl: string;

  /**
   * Returns any metric of this inference component.
   *
   * @param namespace the CloudWatch namespace: `AWS/SageMaker` for invocations, `/aws/sagemaker/InferenceComponents` for utilization
   * @param metricName the name of the metric
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
   */
  metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests that received a 4XX or 5XX response, as specified by `responseCode`.
   *
   * @param responseCode the range of HTTP status codes to count: 4XX or 5XX
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   */
  metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests sent to the inference component.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   */
  metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests sent to the inference component, divided by the number of copies.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   */
  metricInvocationsPerCopy(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests to which the model did not respond with an HTTP status of 2XX, including timeouts and connection failures.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   */
  metricInvocationModelErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of concurrent requests that a copy is processing.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - maximum over 5 minutes
   */
  metricConcurrentRequestsPerCopy(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests that failed because the inference component had no copies.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
   */
  metricNoCapacityInvocationFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time taken by the model to respond, as viewed from SageMaker, in microseconds.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The interval of time that SageMaker overhead adds to the response time of the model, in microseconds.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The CPU utilization, in percent of the cores that are reserved for the inference component, or of all cores if none are reserved.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricCpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The memory utilization, in percent of the memory that is reserved for the inference component, or of all memory if none is reserved.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricMemoryUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The GPU utilization, in percent of the GPUs that are reserved for the inference component, or of all GPUs if none are reserved.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricGpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The GPU memory utilization, in percent of the GPU memory that is reserved for the inference component, or of all GPU memory if none is
   * reserved.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricGpuMemoryUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Allows a principal to send requests to this inference component. The grant includes the endpoint, because SageMaker requires permission on
   * both.
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
   */
  grantInvoke(grantee: iam.IGrantable): iam.Grant;

  /**
   * Allows a principal to send requests to this inference component and to receive streamed responses.
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointWithResponseStream.html
   */
  grantInvokeWithResponseStream(grantee: iam.IGrantable): iam.Grant;

  /**
   * Allows a principal to send requests to the OpenAI-compatible API of this inference component, whose URL is `openAiBaseUrl`, and to receive
   * streamed responses. This includes the permission to authenticate with bearer tokens, which AWS offers only for all endpoints and which gives
   * access to none by itself.
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-openai-compatible.html
   */
  grantInvokeOpenAi(grantee: iam.IGrantable): iam.Grant;

  /**
   * Scales the number of copies with Application Auto Scaling. Add at least one scaling policy to the returned object. If `minCapacity` is 0, the
   * first policy that tracks requests also adds a step scaling policy that scales out from zero when a request arrives. Requests fail until the
   * copy is in service.
   *
   * Throws if the copy count is already autoscaled, or if the limits contradict each other.
   *
   * @param scalingProps the limits of the number of copies
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
   */
  autoScaleCopyCount(scalingProps: appscaling.EnableScalingProps): ScalableCopyCount;
}

/** An inference component of an endpoint. Each component has one object, which records what the app adds to the component, such as scaling. */
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

  public get openAiBaseUrl(): string {
    return openAiBaseUrl(this.endpoint, this.inferenceComponentName);
  }

  /** The ARNs of the component to grant permissions on, without those of its endpoint. */
  public get ownArnsToGrant(): string[] {
    return grantableArns(this.inferenceComponentArn, this.inferenceComponentName);
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
    return grantInvoke(this.arnsToGrant(), this.granteeOf(grantee));
  }

  public grantInvokeWithResponseStream(grantee: iam.IGrantable): iam.Grant {
    return grantInvokeWithResponseStream(this.arnsToGrant(), this.granteeOf(grantee));
  }

  public grantInvokeOpenAi(grantee: iam.IGrantable): iam.Grant {
    return this.grantInvoke(grantee).combine(grantCallWithBearerToken(this.granteeOf(grantee)));
  }

  public autoScaleCopyCount(scalingProps: appscaling.EnableScalingProps): ScalableCopyCount {
    scalingProps = given('aws_applicationautoscaling.EnableScalingProps', scalingProps, this.endpoint.scope, 'scalingProps');
    const { scope } = this.endpoint;
    assertScalable(this.endpoint, scalingProps, this.alreadyScaledCheck());
    this.copyCount = new ScalableCopyCount(scope, scalingTargetId(scope, 'CopyCount', this.inferenceComponentName), {
      ...scalingProps,
      inferenceComponent: this,
      role: scalingRole(scope),
    });
    // Waits for the endpoint, because the component runs on it and cannot exist earlier.
    if (scope.node.defaultChild) {
      this.copyCount.node.addDependency(scope.node.defaultChild);
    }
    return this.copyCount;
  }

  private alreadyScaledCheck(): Check {
    return this.copyCount
      ? `the copy count of inference component '${this.inferenceComponentName}' is already autoscaled; add scaling policies to the object that autoScaleCopyCount returned`
      : undefined;
  }

  /** Checks a grantee, and returns the one to which permissions are added. They name the endpoint too, which is created after its roles. */
  private granteeOf(grantee: iam.IGrantable): iam.IGrantable {
    assertValid(this.endpoint.scope, granteeCheck(grantee));
    return this.endpoint.granteeOf(grantee);
  }

  private arnsToGrant(): string[] {
    return [...this.endpoint.grantableArns, ...this.ownArnsToGrant];
  }
}
