import { Stack, type aws_applicationautoscaling as appscaling, type aws_cloudwatch as cloudwatch, type aws_iam as iam } from 'aws-cdk-lib';
import type { IEndpointInferenceComponent } from './endpoint-inference-component';
import { grantableArns, grantInvoke, grantInvokeWithResponseStream } from '../access/endpoint-grants';
import type { EndpointContext } from '../endpoint-context';
import type { InvocationHttpResponseCode } from '../metrics/invocation-http-response-code';
import { COMPONENT, INVOCATION } from '../metrics/metric-definitions';
import { MetricSource } from '../metrics/metric-source';
import { ScalableCopyCount } from '../scaling/scalable-copy-count';
import { assertScalable, scalingRole, scalingTargetId } from '../scaling/scaling-target';

/** An inference component of one endpoint. There is one object for each, so that it can tell what has been done to it. */
export class InferenceComponentOfEndpoint extends MetricSource implements IEndpointInferenceComponent {
  private scalableCopyCount?: ScalableCopyCount;

  /**
   * @param endpoint the endpoint
   * @param inferenceComponentName the name of the inference component
   */
  constructor(private readonly endpoint: EndpointContext, public readonly inferenceComponentName: string) {
    super(endpoint.scope, { InferenceComponentName: inferenceComponentName });
  }

  public get inferenceComponentArn(): string {
    const { scope } = this.endpoint;
    const { account, region } = scope.env;
    return Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'inference-component', resourceName: this.inferenceComponentName, account, region });
  }

  public metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf({ ...INVOCATION.serverErrors, metricName: responseCode }, props);
  }

  public metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.invocations, props);
  }

  public metricInvocationsPerCopy(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.invocationsPerCopy, props);
  }

  public metricInvocationModelErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.modelErrors, props);
  }

  public metricConcurrentRequestsPerCopy(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.concurrentRequestsPerCopy, props);
  }

  public metricNoCapacityInvocationFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.noCapacityInvocationFailures, props);
  }

  public metricModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.modelLatency, props);
  }

  public metricOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.overheadLatency, props);
  }

  public metricFirstChunkLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.firstChunkLatency, props);
  }

  public metricFirstChunkModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.firstChunkModelLatency, props);
  }

  public metricFirstChunkOverheadLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.firstChunkOverheadLatency, props);
  }

  public metricMidStreamErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(INVOCATION.midStreamErrors, props);
  }

  public metricCpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(COMPONENT.cpuUtilizationNormalized, props);
  }

  public metricMemoryUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(COMPONENT.memoryUtilizationNormalized, props);
  }

  public metricGpuUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(COMPONENT.gpuUtilizationNormalized, props);
  }

  public metricGpuMemoryUtilizationNormalized(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(COMPONENT.gpuMemoryUtilizationNormalized, props);
  }

  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return grantInvoke(this.arnsToGrant(), grantee);
  }

  public grantInvokeWithResponseStream(grantee: iam.IGrantable): iam.Grant {
    return grantInvokeWithResponseStream(this.arnsToGrant(), grantee);
  }

  public autoScaleCopyCount(scalingProps: appscaling.EnableScalingProps): ScalableCopyCount {
    const { scope } = this.endpoint;
    assertScalable(this.endpoint, scalingProps, this.scalableCopyCount
      ? `the copy count of inference component '${this.inferenceComponentName}' is autoscaled already; add rules to what the first autoScaleCopyCount returned`
      : undefined);
    this.scalableCopyCount = new ScalableCopyCount(scope, scalingTargetId(scope, 'CopyCount', this.inferenceComponentName), {
      ...scalingProps,
      inferenceComponent: this,
      role: scalingRole(scope),
    });
    // The component is one of this endpoint, so it can't be there before.
    if (scope.node.defaultChild) {
      this.scalableCopyCount.node.addDependency(scope.node.defaultChild);
    }
    return this.scalableCopyCount;
  }

  private arnsToGrant(): string[] {
    return [...this.endpoint.grantableArns, ...grantableArns(this.inferenceComponentArn, this.inferenceComponentName)];
  }
}
