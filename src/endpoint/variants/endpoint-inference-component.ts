import type {
  aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, aws_iam as iam, aws_stepfunctions as sfn,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { InvokeInferenceComponentTaskProps } from '../integrations/invoke-endpoint-task';
import type { InvocationHttpResponseCode } from '../metrics/invocation-http-response-code';
import type { ScalableCopyCount } from '../scaling/scalable-copy-count';

/**
 * An inference component of an endpoint. Use it for metrics, for permissions, and to scale the number of copies.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 * declare const client: iam.IRole;
 *
 * const llama = endpoint.inferenceComponent('llama');
 * llama.grantInvoke(client);
 * llama.metricConcurrentRequestsPerCopy();
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
   * Creates a Step Functions task that sends a request to this inference component. The state machine is allowed to invoke the component and its
   * endpoint. Throws if a property is not valid, or if the endpoint is in another account or region than the task; the message lists all problems.
   *
   * @param scope the scope in which to define the task
   * @param id the ID of the task, unique within its scope
   * @param props the properties of the task
   * @default - the request is the input of the state, as JSON
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
   */
  createInvokeTask(scope: Construct, id: string, props?: InvokeInferenceComponentTaskProps): sfn.TaskStateBase;

  /**
   * Scales the number of copies with Application Auto Scaling. Add at least one scaling policy to the returned object. If `minCapacity` is 0, the
   * first policy that tracks requests also adds a step scaling policy that scales out from zero when a request arrives. Requests fail until the
   * copy is in service.
   *
   * Requests to adapters that the app defines on this component scale out from zero, too. AWS does not document whether other metrics of a component count
   * the requests to its adapters. If they do not, policies can scale in while adapters receive requests: set `minCapacity` to at least 1, or compare the
   * metrics of both under your load.
   *
   * Throws if the copy count is already autoscaled, or if the limits contradict each other.
   *
   * @param scalingProps the limits of the number of copies
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
   */
  autoScaleCopyCount(scalingProps: appscaling.EnableScalingProps): ScalableCopyCount;
}
