import type {
  aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, aws_events as events, aws_iam as iam, aws_logs as logs,
  aws_sagemaker as sagemaker, aws_stepfunctions as sfn,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { InvocationTargets } from './access/endpoint-grants';
import type { EndpointAlarms } from './alarms/endpoint-alarms';
import type { EndpointAlarmsOptions } from './alarms/endpoint-alarms-options';
import type { InferenceComponent } from './components/inference-component';
import type { InferenceComponentOptions } from './components/inference-component-props';
import type { EndpointDashboard } from './dashboard/endpoint-dashboard';
import type { EndpointDashboardOptions, EndpointWidgetsOptions } from './dashboard/endpoint-dashboard-options';
import type { OnEndpointStateChangeOptions } from './events/endpoint-events';
import type { InvokeEndpointTaskProps } from './integrations/invoke-endpoint-task';
import type { ScalableInstanceCount } from './scaling/scalable-instance-count';
import type { ScalableProvisionedConcurrency } from './scaling/scalable-provisioned-concurrency';
import type { IEndpointInferenceComponent } from './variants/endpoint-inference-component';
import type { IEndpointInstanceProductionVariant } from './variants/instance-variant-handle';
import type { IEndpointServerlessProductionVariant } from './variants/serverless-variant-handle';
import type { IEndpointShadowProductionVariant } from './variants/shadow-variant-handle';

/**
 * An endpoint: the resource that clients send inference requests to.
 *
 * @stable
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html
 *
 * @example
 * declare const client: iam.IRole;
 *
 * const churn = sm.Endpoint.fromEndpointName(this, 'Churn', 'churn');
 * churn.grantInvoke(client);
 * churn.findInstanceProductionVariant('main').metricInvocations();
 */
export interface IEndpoint extends sagemaker.IEndpoint {
  /**
   * The base URL of the OpenAI-compatible API of this endpoint, for clients such as the `openai` package. The clients authenticate with a bearer token
   * that they generate from their AWS credentials, and require `grantInvokeOpenAi`. The container must serve `/v1/chat/completions`, as the vLLM and
   * SGLang containers do.
   *
   * If the endpoint hosts inference components, a request must be for one of them. If the app adds or looks up only one component besides adapters, this
   * is the URL of that component. Otherwise, use `openAiBaseUrl` of the component.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-openai-compatible.html
   */
  readonly openAiBaseUrl: string;

  /**
   * The log group to which SageMaker writes the output of the containers. SageMaker creates it when the endpoint first starts. Resources that
   * require an existing log group, such as metric filters, therefore cannot be deployed together with the endpoint, unless `addLogGroup` of the
   * endpoint creates the log group.
   */
  readonly logGroup: logs.ILogGroup;

  /**
   * The production variants that run on instances, in the order in which they were added. Use them for metrics and scaling. Throws if the
   * variants are not known: the configuration is imported without its variants, or the endpoint is imported without its `endpointConfig`.
   */
  readonly instanceProductionVariants: IEndpointInstanceProductionVariant[];

  /**
   * The shadow variants, which receive copies of the requests. Use them for metrics. Throws if the variants are not known.
   */
  readonly shadowProductionVariants: IEndpointShadowProductionVariant[];

  /**
   * The serverless production variant. Use it for metrics and to scale its provisioned concurrency. Throws if the variants are not known.
   *
   * @default - undefined, if the variants run on instances
   */
  readonly serverlessProductionVariant?: IEndpointServerlessProductionVariant;

  /**
   * Returns the production variant with the given name that runs on instances. Use it for metrics and scaling. For an endpoint whose variants
   * are not known, such as one that is defined elsewhere, any name is accepted. Otherwise, throws if there is no such variant; the message lists
   * the variants of the endpoint. Repeated calls with the same name return the same object.
   *
   * @param name the name of the variant; can be omitted if the variants are known and there is 1 instance variant
   */
  findInstanceProductionVariant(name?: string): IEndpointInstanceProductionVariant;

  /**
   * Returns the serverless production variant. Use it for metrics and scaling. For an endpoint whose variant is not known, such as one that is
   * defined elsewhere, any name is accepted. Otherwise, throws if the variant has another name. Repeated calls with the same name return the
   * same object.
   *
   * @param name the name of the variant; can be omitted if the variant is known
   */
  findServerlessProductionVariant(name?: string): IEndpointServerlessProductionVariant;

  /**
   * Returns the shadow variant with the given name, which receives copies of the requests. Use it for metrics. For an endpoint whose variants
   * are not known, such as one that is defined elsewhere, any name is accepted. Otherwise, throws if the variant has another name. Repeated
   * calls with the same name return the same object.
   *
   * @param name the name of the variant; can be omitted if the variant is known
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests.html
   */
  findShadowProductionVariant(name?: string): IEndpointShadowProductionVariant;

  /**
   * Scales the number of instances with Application Auto Scaling, if the endpoint has 1 instance variant. Add at least one scaling policy to the
   * returned object. This is `autoScaleInstanceCount` of the variant: it throws in the same cases. Also throws if there are several instance variants or
   * none, or if the variants are not known, such as for an endpoint that is imported without its `endpointConfig`; use
   * `findInstanceProductionVariant` with the name of the variant in these cases.
   *
   * @param scalingProps the limits of the instance count
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html
   */
  autoScaleInstanceCount(scalingProps: appscaling.EnableScalingProps): ScalableInstanceCount;

  /**
   * Scales the provisioned concurrency of the serverless variant with Application Auto Scaling. Add at least one scaling policy to the returned object.
   * This is `autoScaleProvisionedConcurrency` of the variant: it throws in the same cases. Also throws if the endpoint has no serverless variant, or if
   * the variants are not known; use `findServerlessProductionVariant` with the name of the variant in that case.
   *
   * @param scalingProps the limits of the provisioned concurrency
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-autoscale.html
   */
  autoScaleProvisionedConcurrency(scalingProps: appscaling.EnableScalingProps): ScalableProvisionedConcurrency;

  /**
   * Returns an inference component of this endpoint. Use it for metrics, permissions and scaling. Any name is accepted. Repeated calls with the
   * same name return the same object. Grants on the endpoint as a whole include each component that the app adds or looks up. If the component is a
   * construct with this `inferenceComponentName`, returns the construct.
   *
   * @param name the name of the inference component
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html
   */
  inferenceComponent(name: string): IEndpointInferenceComponent;

  /**
   * Adds an inference component to this endpoint. Throws if the endpoint does not host inference components, or if SageMaker does not allow the value
   * of an option; the message lists all problems.
   *
   * @param id the ID of the component, unique within this endpoint
   * @param options the options of the component, such as its specification
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html
   */
  addInferenceComponent(id: string, options: InferenceComponentOptions): InferenceComponent;

  /**
   * Returns any metric of this endpoint as a whole. Most metrics are published per variant.
   *
   * @param namespace the CloudWatch namespace, which is `AWS/SageMaker` for the backlog of an asynchronous endpoint
   * @param metricName the name of the metric
   * @param props the options of the metric, such as its statistic and period; `dimensionsMap` adds dimensions to those of the endpoint
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
   */
  metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests that are waiting or being processed. Published only for asynchronous endpoints.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricApproximateBacklogSize(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests that are waiting or being processed, divided by the number of instances. Published only for asynchronous endpoints.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricApproximateBacklogSizePerInstance(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The age of the oldest request in the queue, in seconds. Published only for asynchronous endpoints.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - maximum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricApproximateAgeOfOldestRequest(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The value 1 if requests are waiting while the endpoint has no instances, and 0 otherwise. Published only for asynchronous endpoints that can
   * scale in to zero.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricHasBacklogWithoutCapacity(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Allows a principal to add requests to the queue of this endpoint, which must be asynchronous. A client also writes the request to a bucket
   * and reads the response from a bucket: grant these permissions on the buckets.
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html
   */
  grantInvokeAsync(grantee: iam.IGrantable): iam.Grant;

  /**
   * Allows a principal to send requests to this endpoint and to receive streamed responses.
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointWithResponseStream.html
   */
  grantInvokeWithResponseStream(grantee: iam.IGrantable): iam.Grant;

  /**
   * Allows a principal to send requests to the OpenAI-compatible API of this endpoint, whose URL is `openAiBaseUrl`, and to receive streamed
   * responses. This includes the permission to authenticate with bearer tokens, which AWS offers only for all endpoints and which gives access to
   * none by itself.
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-openai-compatible.html
   */
  grantInvokeOpenAi(grantee: iam.IGrantable): iam.Grant;

  /**
   * Allows a principal to open bidirectional streams to this endpoint, which send and receive at the same time. Clients connect to port 8443 of
   * SageMaker Runtime. Linters that compare actions with the service authorization reference, such as cfn-lint (W3037), do not know the action.
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-test-endpoints.html
   */
  grantInvokeWithBidirectionalStream(grantee: iam.IGrantable): iam.Grant;

  /**
   * Allows a principal to send requests only to specific models of a multi-model container, or to specific containers that are invoked directly.
   * For an inference component, see `inferenceComponent`. Throws if no target is given.
   *
   * @param grantee the principal to grant access to
   * @param targets the models and containers that the principal can invoke
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-security.html
   */
  grantInvokeTargets(grantee: iam.IGrantable, targets: InvocationTargets): iam.Grant;

  /**
   * Adds the alarms that are recommended for this type of endpoint: on errors, latency and utilization, and on the backlog of an asynchronous
   * endpoint. Variants that are added to the endpoint configuration later, and inference components that are added later, get their alarms too. Call
   * it again to add further alarms, such as alarms with other thresholds. Throws if a threshold is out of range, or if the variants are not known,
   * such as for an endpoint that is imported without its `endpointConfig`.
   *
   * @param options the options of the alarms, such as their thresholds and actions
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
   */
  addRecommendedAlarms(options?: EndpointAlarmsOptions): EndpointAlarms;

  /**
   * Adds a CloudWatch dashboard that shows this endpoint. Throws if the variants are not known, such as for an endpoint that is imported without
   * its `endpointConfig`.
   *
   * @param options the options of the dashboard
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
   */
  addDashboard(options?: EndpointDashboardOptions): EndpointDashboard;

  /**
   * Returns the rows of widgets that show this endpoint, to add to a dashboard of your own. The widgets show the variants, alarms and scaling
   * that have been added to the endpoint so far. Throws if the variants are not known, such as for an endpoint that is imported without its
   * `endpointConfig`.
   *
   * @param options the options of the widgets
   */
  dashboardWidgets(options?: EndpointWidgetsOptions): cloudwatch.IWidget[][];

  /**
   * Adds an EventBridge rule that matches state changes of this endpoint, such as to `IN_SERVICE` or `FAILED`.
   *
   * @param id the ID of the rule
   * @param options the options of the rule, such as its target and the states to match
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html#eventbridge-endpoint
   */
  onStateChange(id: string, options?: OnEndpointStateChangeOptions): events.Rule;

  /**
   * Adds an EventBridge rule that matches deployment events of this endpoint, such as the start of baking, a traffic shift, or a capacity change.
   * Some types of endpoints do not send such events. To match only some of the events, use `options.eventPattern.detail`.
   *
   * @param id the ID of the rule
   * @param options the options of the rule, such as its target
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html#eventbridge-deployment-state
   */
  onDeploymentStateChange(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * Creates a Step Functions task that sends a request to this endpoint, and grants the state machine permission to do so. The response is in
   * the result of the state, as `Body`. If the endpoint hosts inference components, the task invokes the one that `inferenceComponentName` specifies, or the
   * only one. Throws if the endpoint is in another region, or if it is in another account and the task has no
   * `credentials` for that account.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the task, such as the request body
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
   */
  createInvokeTask(scope: Construct, id: string, props?: InvokeEndpointTaskProps): sfn.TaskStateBase;
}
