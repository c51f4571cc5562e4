import {
  Resource, type IResource, type aws_applicationautoscaling as appscaling, type aws_cloudwatch as cloudwatch, type aws_iam as iam,
  type aws_logs as logs, type aws_stepfunctions as sfn,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { InferenceComponentAdapter, InferenceComponentAdapterOptions } from './inference-component-adapter';
import { ValidationError } from '../../private/errors';
import { given } from '../../private/given';
import { uniqueChildId } from '../../private/unique-child-id';
import { EndpointAlarms } from '../alarms/endpoint-alarms';
import type { EndpointAlarmsOptions } from '../alarms/endpoint-alarms-options';
import type { IEndpoint } from '../endpoint-interface';
import type { InvokeInferenceComponentTaskProps } from '../integrations/invoke-endpoint-task';
import { importLogGroup, logGroupNameOfComponent } from '../logging/endpoint-log-group';
import type { InvocationHttpResponseCode } from '../metrics/invocation-http-response-code';
import type { ScalableCopyCount } from '../scaling/scalable-copy-count';
import type { IEndpointInferenceComponent } from '../variants/endpoint-inference-component';
import type { InferenceComponentHandle } from '../variants/inference-component-handle';

/**
 * An inference component: the copies of a model that share the instances of an endpoint with other components, or an adapter on them.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateInferenceComponent.html
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 * declare const bucket: s3.IBucket;
 *
 * const llama = sm.InferenceComponent.fromInferenceComponentAttributes(this, 'Llama', { inferenceComponentName: 'llama', endpoint });
 * llama.addAdapter('Legal', { artifact: sm.ModelData.fromBucket(bucket, 'adapters/legal.tar.gz') });
 */
export interface IInferenceComponent extends IResource, IEndpointInferenceComponent {
  /**
   * The log group to which SageMaker writes the output of the containers; that of the base component for an adapter. SageMaker creates it when the
   * component first starts, unless `addLogGroup` of the component does.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html
   */
  readonly logGroup: logs.ILogGroup;

  /**
   * Adds an adapter, such as a LoRA adapter, to this component. Throws if this component is an adapter itself, or if it is imported without its
   * endpoint.
   *
   * @param id the ID of the adapter, unique within this component
   * @param options the options of the adapter, such as its artifact
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-adapt.html
   */
  addAdapter(id: string, options: InferenceComponentAdapterOptions): InferenceComponentAdapter;

  /**
   * Adds the alarms that are recommended for this component: on errors, latency, requests without capacity, and memory. `addRecommendedAlarms` of the
   * endpoint includes them. The critical ones can roll back an update of the component: pass them to its `addAutoRollbackAlarms`. Throws if a threshold
   * is out of range, or if the component is imported without its endpoint.
   *
   * @param options the options of the alarms, such as their thresholds and actions
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
   */
  addRecommendedAlarms(options?: EndpointAlarmsOptions): EndpointAlarms;
}

/**
 * The base class of inference components, both defined and imported.
 *
 * @internal
 */
export abstract class InferenceComponentBase extends Resource implements IInferenceComponent {
  public abstract readonly inferenceComponentName: string;
  public abstract readonly inferenceComponentArn: string;

  /**
   * The endpoint of this component; undefined if it is not known.
   *
   * @internal
   */
  public abstract readonly _endpoint?: IEndpoint;
  /** @internal */
  protected abstract readonly _handle: InferenceComponentHandle;

  public abstract addAdapter(id: string, options: InferenceComponentAdapterOptions): InferenceComponentAdapter;

  /**
   * The object that records what the app adds to this component.
   *
   * @internal
   */
  public _component(): InferenceComponentHandle {
    return this._handle;
  }

  public get logGroup(): logs.ILogGroup {
    return importLogGroup(this, logGroupNameOfComponent(this.inferenceComponentName));
  }

  public get openAiBaseUrl(): string {
    return this._handle.openAiBaseUrl;
  }

  public metric(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._handle.metric(namespace, metricName, props);
  }

  public metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._handle.metricInvocationResponseCode(responseCode, props);
  }

  public metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._handle.metricInvocations(props);
  }

  public metricInvocationsPerCopy(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._handle.metricInvocationsPerCopy(props);
  }

  public metricInvocationModelErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._handle.metricInvocationModelErrors(props);
  }

  public metricConcurrentRequestsPerCopy(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._handle.metricConcurrentRequestsPerCopy(props);
  }

  public metricNoCapacityInvocationFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._handle.metricNoCapacityInvocationFailures(props);
  }

  public metricModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._handle.metricModelLatency(props);
  }

  public metricOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._handle.metricOverheadLatency(props);
  }

  public metricCpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._handle.metricCpuUtilizationNormalized(props);
  }

  public metricMemoryUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._handle.metricMemoryUtilizationNormalized(props);
  }

  public metricGpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._handle.metricGpuUtilizationNormalized(props);
  }

  public metricGpuMemoryUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._handle.metricGpuMemoryUtilizationNormalized(props);
  }

  /**
   * Allows a principal to send requests to this component. The grant includes the endpoint, because SageMaker requires permission on both.
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
   */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return this._handle.grantInvoke(grantee);
  }

  public grantInvokeWithResponseStream(grantee: iam.IGrantable): iam.Grant {
    return this._handle.grantInvokeWithResponseStream(grantee);
  }

  public grantInvokeOpenAi(grantee: iam.IGrantable): iam.Grant {
    return this._handle.grantInvokeOpenAi(grantee);
  }

  public createInvokeTask(scope: Construct, id: string, props?: InvokeInferenceComponentTaskProps): sfn.TaskStateBase {
    return this._handle.createInvokeTask(scope, id, props);
  }

  public addRecommendedAlarms(options: EndpointAlarmsOptions = {}): EndpointAlarms {
    options = given('EndpointAlarmsOptions', options, this, 'options');
    if (!this._endpoint) {
      throw new ValidationError('addRecommendedAlarms requires the endpoint of the inference component; import the component with '
        + 'InferenceComponent.fromInferenceComponentAttributes and its endpoint', this);
    }
    return new EndpointAlarms(this, uniqueChildId(this, 'RecommendedAlarms'), { ...options, endpoint: this._endpoint, inferenceComponent: this });
  }

  public autoScaleCopyCount(scalingProps: appscaling.EnableScalingProps): ScalableCopyCount {
    return this._handle.autoScaleCopyCount(scalingProps);
  }
}
