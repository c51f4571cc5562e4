import {
  Resource, type aws_applicationautoscaling as appscaling, type aws_cloudwatch as cloudwatch, type aws_events as events, type aws_iam as iam,
  type aws_logs as logs, type aws_sagemaker as sagemaker, type aws_stepfunctions as sfn,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EndpointAccess } from './access/endpoint-access';
import { type InvocationTargets, invocationTargetsChecks } from './access/endpoint-grants';
import { EndpointAlarms } from './alarms/endpoint-alarms';
import type { EndpointAlarmsOptions } from './alarms/endpoint-alarms-options';
import type { ComponentHost } from './components/component-host';
import { InferenceComponent } from './components/inference-component';
import type { InferenceComponentOptions } from './components/inference-component-props';
import { EndpointDashboard } from './dashboard/endpoint-dashboard';
import { type EndpointDashboardOptions, type EndpointWidgetsOptions, widgetsChecks } from './dashboard/endpoint-dashboard-options';
import { endpointWidgets } from './dashboard/endpoint-widgets';
import type { EndpointContext } from './endpoint-context';
import type { IEndpoint } from './endpoint-interface';
import type { EndpointParts } from './endpoint-parts';
import { endpointRule, type OnEndpointStateChangeOptions } from './events/endpoint-events';
import { type InvokeEndpointTaskProps, invokeTask } from './integrations/invoke-endpoint-task';
import { importLogGroup, logGroupNameOf } from './logging/endpoint-log-group';
import { EndpointMetrics } from './metrics/endpoint-metrics';
import type { ScalableInstanceCount } from './scaling/scalable-instance-count';
import type { ScalableProvisionedConcurrency } from './scaling/scalable-provisioned-concurrency';
import type { EndpointVariants } from './variants/endpoint-variants';
import { assertValid } from '../private/checks';
import { granteeCheck } from '../private/shapes';
import { uniqueChildId } from '../private/unique-child-id';
import type { IEndpointInferenceComponent } from './variants/endpoint-inference-component';
import type { IEndpointInstanceProductionVariant } from './variants/instance-variant-handle';
import type { IEndpointServerlessProductionVariant } from './variants/serverless-variant-handle';
import type { IEndpointShadowProductionVariant } from './variants/shadow-variant-handle';
import { given, pathOf } from '../private/given';

/**
 * The common base of endpoints that are defined in this app and imported endpoints.
 *
 * @internal
 */
export abstract class EndpointBase extends Resource implements IEndpoint {
  /** The ARN of this endpoint. */
  public abstract readonly endpointArn: string;

  /** The name of this endpoint. */
  public abstract readonly endpointName: string;

  /** @internal */
  protected abstract readonly _variants: EndpointVariants;

  /** @internal */
  protected abstract readonly _context: EndpointContext;

  /** @internal */
  protected readonly _alarms: cloudwatch.IAlarm[] = [];

  /** @internal */
  protected readonly _recommended: EndpointAlarms[] = [];

  private ownAccess?: EndpointAccess;

  /** A reference to this endpoint for other constructs. */
  public get endpointRef(): sagemaker.EndpointReference {
    return { endpointArn: this.endpointArn };
  }

  public get openAiBaseUrl(): string {
    return this.access.openAiBaseUrl();
  }

  public get logGroup(): logs.ILogGroup {
    return importLogGroup(this, logGroupNameOf(this.endpointName));
  }

  public get instanceProductionVariants(): IEndpointInstanceProductionVariant[] {
    return this._variants.allInstance();
  }

  public get shadowProductionVariants(): IEndpointShadowProductionVariant[] {
    return this._variants.allShadow();
  }

  public get serverlessProductionVariant(): IEndpointServerlessProductionVariant | undefined {
    return this._variants.serverless();
  }

  public findInstanceProductionVariant(name?: string): IEndpointInstanceProductionVariant {
    return this._variants.findInstance(name);
  }

  public findServerlessProductionVariant(name?: string): IEndpointServerlessProductionVariant {
    return this._variants.findServerless(name);
  }

  public findShadowProductionVariant(name?: string): IEndpointShadowProductionVariant {
    return this._variants.findShadow(name);
  }

  public autoScaleInstanceCount(scalingProps: appscaling.EnableScalingProps): ScalableInstanceCount {
    return this._variants.onlyInstance().autoScaleInstanceCount(scalingProps);
  }

  public autoScaleProvisionedConcurrency(scalingProps: appscaling.EnableScalingProps): ScalableProvisionedConcurrency {
    return this._variants.onlyServerless().autoScaleProvisionedConcurrency(scalingProps);
  }

  public inferenceComponent(name: string): IEndpointInferenceComponent {
    const component = this._variants.findComponent(name);
    this.access.addComponent(component);
    return component.component ?? component;
  }

  public addInferenceComponent(id: string, options: InferenceComponentOptions): InferenceComponent {
    return new InferenceComponent(this, id, { ...given('InferenceComponentOptions', options, pathOf(this, id), 'options'), endpoint: this });
  }

  public metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.metric(namespace, metricName, props);
  }

  public metricApproximateBacklogSize(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.metricApproximateBacklogSize(props);
  }

  public metricApproximateBacklogSizePerInstance(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.metricApproximateBacklogSizePerInstance(props);
  }

  public metricApproximateAgeOfOldestRequest(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.metricApproximateAgeOfOldestRequest(props);
  }

  public metricHasBacklogWithoutCapacity(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.metricHasBacklogWithoutCapacity(props);
  }

  /**
   * Allows a principal to send requests to this endpoint.
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
   */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return this.access.grantInvoke(this.granteeOf(grantee));
  }

  public grantInvokeAsync(grantee: iam.IGrantable): iam.Grant {
    return this.access.grantInvokeAsync(this.granteeOf(grantee));
  }

  public grantInvokeWithResponseStream(grantee: iam.IGrantable): iam.Grant {
    return this.access.grantInvokeWithResponseStream(this.granteeOf(grantee));
  }

  public grantInvokeOpenAi(grantee: iam.IGrantable): iam.Grant {
    return this.access.grantInvokeOpenAi(this.granteeOf(grantee));
  }

  public grantInvokeWithBidirectionalStream(grantee: iam.IGrantable): iam.Grant {
    return this.access.grantInvokeWithBidirectionalStream(this.granteeOf(grantee));
  }

  public grantInvokeTargets(grantee: iam.IGrantable, targets: InvocationTargets): iam.Grant {
    targets = given('InvocationTargets', targets, this, 'targets');
    assertValid(this, granteeCheck(grantee), ...invocationTargetsChecks(targets));
    return this.access.grantInvokeTargets(this._context.granteeOf(grantee), targets);
  }

  public addRecommendedAlarms(options: EndpointAlarmsOptions = {}): EndpointAlarms {
    options = given('EndpointAlarmsOptions', options, this, 'options');
    const alarms = new EndpointAlarms(this, uniqueChildId(this, 'RecommendedAlarms'), { ...options, endpoint: this });
    this._alarms.push(...alarms.all);
    this._recommended.push(alarms);
    alarms._whenAdded((alarm) => this._alarms.push(alarm));
    return alarms;
  }

  public addDashboard(options: EndpointDashboardOptions = {}): EndpointDashboard {
    options = given('EndpointDashboardOptions', options, this, 'options');
    return new EndpointDashboard(this, uniqueChildId(this, 'Dashboard'), { ...options, endpoint: this });
  }

  public dashboardWidgets(options: EndpointWidgetsOptions = {}): cloudwatch.IWidget[][] {
    options = given('EndpointWidgetsOptions', options, this, 'options');
    assertValid(this, ...widgetsChecks(options));
    return endpointWidgets(this._parts(), options);
  }

  public onStateChange(id: string, options: OnEndpointStateChangeOptions = {}): events.Rule {
    options = given('OnEndpointStateChangeOptions', options, this, 'options');
    return endpointRule(this._context, id, options, 'SageMaker Endpoint State Change');
  }

  public onDeploymentStateChange(id: string, options: events.OnEventOptions = {}): events.Rule {
    options = given('aws_events.OnEventOptions', options, this, 'options');
    return endpointRule(this._context, id, options, 'SageMaker Endpoint Deployment State Change');
  }

  public createInvokeTask(scope: Construct, id: string, props: InvokeEndpointTaskProps = {}): sfn.TaskStateBase {
    props = given('InvokeEndpointTaskProps', props, this);
    return invokeTask(this._context, this._variants, scope, id, props);
  }

  /**
   * Returns whether this endpoint is known to host no inference components.
   *
   * @internal
   */
  public _hostsModelsOnly(): boolean {
    return this._variants.hostsModels;
  }

  /**
   * Returns the current parts of this endpoint for alarms and dashboards, which call it through `partsOf`. Throws if the variants are not known.
   *
   * @internal
   */
  public _parts(): EndpointParts {
    const { _variants: variants, _context: { metricsName }, _alarms: alarms, metrics } = this;
    const instance = variants.allInstance();
    return {
      name: metricsName,
      isAsync: instance.some(({ isAsync }) => isAsync),
      metrics,
      instance,
      shadow: variants.allShadow(),
      serverless: variants.serverless(),
      components: variants.namedComponents(),
      alarms,
      whenVariantAdded: (listener) => variants.whenAdded(listener),
      whenComponentAdded: (listener) => variants.whenComponentAdded(listener),
    };
  }

  /**
   * Returns the part of this endpoint that its inference components use.
   *
   * @internal
   */
  public _host(): ComponentHost {
    const { _context: context, _variants: variants } = this;
    return {
      context,
      config: variants.config,
      add: (component) => {
        if (variants.addComponent(component)) {
          this.access.addComponent(component);
        }
      },
      components: () => (this.node.defaultChild ? variants.namedComponents() : undefined),
    };
  }

  /** The grants on this endpoint, which subclasses cannot create before their own members. */
  private get access(): EndpointAccess {
    this.ownAccess ??= new EndpointAccess(this._context, this._variants);
    return this.ownAccess;
  }

  /** Checks a grantee, and returns the one to which permissions are added. */
  private granteeOf(grantee: iam.IGrantable): iam.IGrantable {
    assertValid(this, granteeCheck(grantee));
    return this._context.granteeOf(grantee);
  }

  private get metrics(): EndpointMetrics {
    return new EndpointMetrics(this._context);
  }
}
