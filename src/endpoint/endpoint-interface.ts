import type {
  aws_cloudwatch as cloudwatch, aws_events as events, aws_iam as iam, aws_logs as logs, aws_sagemaker as sagemaker, aws_stepfunctions as sfn,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { InvocationTargets } from './access/endpoint-grants';
import type { EndpointAlarms } from './alarms/endpoint-alarms';
import type { EndpointAlarmsOptions } from './alarms/endpoint-alarms-options';
import type { EndpointDashboard } from './dashboard/endpoint-dashboard';
import type { EndpointDashboardOptions, EndpointWidgetsOptions } from './dashboard/endpoint-dashboard-options';
import type { OnEndpointStateChangeOptions } from './events/endpoint-events';
import type { InvokeEndpointTaskProps } from './integrations/invoke-endpoint-task';
import type { IEndpointInferenceComponent } from './variants/inference-component-handle';
import type { IEndpointInstanceProductionVariant } from './variants/instance-variant-handle';
import type { IEndpointServerlessProductionVariant } from './variants/serverless-variant-handle';
import type { IEndpointShadowProductionVariant } from './variants/shadow-variant-handle';

/**
 * An endpoint: what clients send requests to.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html
 */
export interface IEndpoint extends sagemaker.IEndpoint {
  /**
   * The log group that SageMaker writes to what the containers print. SageMaker makes it when the endpoint first starts, so that what needs it,
   * such as a metric filter, can't be deployed together with the endpoint, unless `addLogGroup` of the endpoint makes it.
   */
  readonly logGroup: logs.ILogGroup;

  /**
   * The production variants on instances, for their metrics and to scale them, in the order they were added. Throws when they are not known:
   * where the configuration is an imported one that does not tell them, or the endpoint is imported without its `endpointConfig`.
   */
  readonly instanceProductionVariants: IEndpointInstanceProductionVariant[];

  /**
   * The variants that get copies of the requests, for their metrics. Throws when the variants are not known.
   */
  readonly shadowProductionVariants: IEndpointShadowProductionVariant[];

  /**
   * The serverless production variant, for its metrics and to scale its provisioned concurrency. Throws when the variants are not known.
   *
   * @default - undefined: the variants run on instances
   */
  readonly serverlessProductionVariant?: IEndpointServerlessProductionVariant;

  /**
   * The production variant of a name, among those on instances: for its metrics, and to scale it. On an endpoint that is defined
   * elsewhere any name is taken, because its variants are not known; otherwise throws when there is none of this name, and lists
   * those there are. Called again, it is the same variant: what was done to it is known.
   *
   * @param name the name of the variant
   */
  findInstanceProductionVariant(name: string): IEndpointInstanceProductionVariant;

  /**
   * The serverless production variant: for its metrics, and to scale it. On an endpoint that is defined elsewhere any name is taken,
   * because its variant is not known; otherwise throws when it has another name. Called again, it is the same variant.
   *
   * @param name the name of the variant
   */
  findServerlessProductionVariant(name: string): IEndpointServerlessProductionVariant;

  /**
   * The variant that gets copies of the requests: for its metrics. On an endpoint that is defined elsewhere any name is taken, because its
   * variants are not known; otherwise throws when it has another name. Called again, it is the same variant.
   *
   * @param name the name of the variant
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests.html
   */
  findShadowProductionVariant(name: string): IEndpointShadowProductionVariant;

  /**
   * An inference component of this endpoint: for its metrics, for access to it, and to scale it. Any name is taken. Called again, it is the
   * same one.
   *
   * @param name the name of the inference component
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html
   */
  inferenceComponent(name: string): IEndpointInferenceComponent;

  /**
   * Any metric of this endpoint as a whole. Most metrics are of a variant.
   *
   * @param namespace the CloudWatch namespace: `AWS/SageMaker` for the queue of an asynchronous endpoint
   * @param metricName the name of the metric
   * @param props how to read it; `dimensionsMap` adds dimensions
   * @default - sum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
   */
  metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests wait or are being processed. Only of an asynchronous endpoint.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricApproximateBacklogSize(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many requests wait or are being processed, for each instance. Only of an asynchronous endpoint.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricApproximateBacklogSizePerInstance(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long the oldest request has waited, in seconds. Only of an asynchronous endpoint.
   *
   * @param props how to read it
   * @default - maximum over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricApproximateAgeOfOldestRequest(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Whether requests wait and there is no instance: 1 if so, else 0. Only of an asynchronous endpoint that may scale in to zero.
   *
   * @param props how to read it
   * @default - average over 5 minutes
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  metricHasBacklogWithoutCapacity(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Allows a principal to put requests into the queue of this endpoint, which must be an asynchronous one. A client also writes the request
   * to a bucket and reads the response there: grant that on the buckets.
   *
   * @param grantee who may
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html
   */
  grantInvokeAsync(grantee: iam.IGrantable): iam.Grant;

  /**
   * Allows a principal to send requests to this endpoint, and to have the responses streamed.
   *
   * @param grantee who may
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointWithResponseStream.html
   */
  grantInvokeWithResponseStream(grantee: iam.IGrantable): iam.Grant;

  /**
   * Allows a principal to exchange streams with this endpoint, in both directions at the same time.
   *
   * @param grantee who may
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-test-endpoints.html
   */
  grantInvokeWithBidirectionalStream(grantee: iam.IGrantable): iam.Grant;

  /**
   * Allows a principal to send requests to some models of a multi-model container, or to some of the containers that are invoked directly,
   * and to no others. For an inference component, see `inferenceComponent`. Throws when no target is given.
   *
   * @param grantee who may
   * @param targets to what
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-security.html
   */
  grantInvokeTargets(grantee: iam.IGrantable, targets: InvocationTargets): iam.Grant;

  /**
   * Adds the alarms that an endpoint of this kind should have: errors, latency, saturation, and for an asynchronous one the queue. Inference
   * components have none. Called again, it adds further alarms, such as with other thresholds. Throws when a threshold is out of range, and when the variants are not known, as of an endpoint that is imported without its `endpointConfig`.
   *
   * @param options which alarms, and when they go off
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
   */
  addRecommendedAlarms(options?: EndpointAlarmsOptions): EndpointAlarms;

  /**
   * Adds a CloudWatch dashboard that shows this endpoint. Throws when the variants are not known, as of an endpoint that is imported without
   * its `endpointConfig`.
   *
   * @param options what it shows
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
   */
  addDashboard(options?: EndpointDashboardOptions): EndpointDashboard;

  /**
   * The rows of widgets that show this endpoint, for a dashboard of yours. They show what has been added to the endpoint up to now. Throws
   * when the variants are not known, as of an endpoint that is imported without its `endpointConfig`.
   *
   * @param options what they show
   */
  dashboardWidgets(options?: EndpointWidgetsOptions): cloudwatch.IWidget[][];

  /**
   * A rule for when this endpoint changes its state: it is in service, is updated, fails, and so on.
   *
   * @param id the id of the rule
   * @param options what the rule does, and for which states
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html#eventbridge-endpoint
   */
  onStateChange(id: string, options?: OnEndpointStateChangeOptions): events.Rule;

  /**
   * A rule for the progress of deployments of this endpoint: a canary bakes, requests go over, capacity changes. Some kinds of endpoints do
   * not send such events. Narrow it by `options.eventPattern.detail`.
   *
   * @param id the id of the rule
   * @param options what the rule does
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html#eventbridge-deployment-state
   */
  onDeploymentStateChange(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * A task of a state machine that sends a request to this endpoint. The state machine may then do so. The response is in the result of the
   * state, as `Body`. Throws for an endpoint of another region, and for one of another account unless the task has `credentials` there.
   *
   * @param scope where the task belongs
   * @param id its id there
   * @param props the request
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
   */
  createInvokeTask(scope: Construct, id: string, props?: InvokeEndpointTaskProps): sfn.TaskStateBase;
}
