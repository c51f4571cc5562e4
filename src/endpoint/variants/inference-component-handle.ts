import {
  CfnResource, Stack, Token, type Resource, type aws_applicationautoscaling as appscaling, type aws_cloudwatch as cloudwatch, type aws_iam as iam,
  type aws_stepfunctions as sfn,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { waitForComponent } from './component-resources';
import type { IEndpointInferenceComponent } from './endpoint-inference-component';
import { variantsOf } from '../../endpoint-config/endpoint-config-base';
import { assertValid, isUnknown, type Check } from '../../private/checks';
import { ValidationError } from '../../private/errors';
import { isInTree } from '../../private/fixed-names';
import { given } from '../../private/given';
import { granteeCheck } from '../../private/shapes';
import { grantableArns, grantCallWithBearerToken, grantInvoke, grantInvokeWithResponseStream } from '../access/endpoint-grants';
import { checkedGrant } from '../access/grantee-warnings';
import { openAiBaseUrl } from '../access/openai-api';
import type { EndpointContext } from '../endpoint-context';
import { invokeTask, type InvokeInferenceComponentTaskProps } from '../integrations/invoke-endpoint-task';
import type { InvocationHttpResponseCode } from '../metrics/invocation-http-response-code';
import { COMPONENT, INVOCATION } from '../metrics/metric-definitions';
import { anyMetricOf, metricOf, type MetricSource } from '../metrics/metric-source';
import { ScalableCopyCount } from '../scaling/scalable-copy-count';
import { assertScalable, scalingRole, scalingTargetId } from '../scaling/scaling-target';

type ComponentConstruct = Resource & IEndpointInferenceComponent;

/** The scaling of a component, which all objects of the component share. */
interface CopyScaling {
  copyCount?: ScalableCopyCount;
  limits?: appscaling.EnableScalingProps;
  readonly adapters: InferenceComponentHandle[];
}

/** Returns the object of a component, which can be a construct of this or another copy of the package. */
export function handleOf(component: IEndpointInferenceComponent): InferenceComponentHandle {
  const { _component } = component as Partial<{ _component(): InferenceComponentHandle }>;
  return _component ? _component.call(component) : component as InferenceComponentHandle;
}

/** An inference component of an endpoint. Each component has one object, which records what the app adds to the component, such as scaling. */
export class InferenceComponentHandle implements IEndpointInferenceComponent {
  /** The construct to which scaling is added, whose environment is that of the metrics: the component itself, or else its endpoint. */
  private readonly scope: Resource;
  private readonly source: MetricSource;
  private scaling: CopyScaling = { adapters: [] };
  private reservation: { readonly gpusOfCopy: number; readonly copyCount?: number } = { gpusOfCopy: 0 };

  /**
   * @param endpoint the endpoint; undefined if it is not known, as for a component that is imported by its name
   * @param inferenceComponentName the name of the inference component
   * @param construct the component, if it is a construct
   * @param isAdapter true if the component is known to be an adapter, which has no copies and no compute resources of its own
   * @param variantName the name of the variant that hosts the component, if it is known
   */
  constructor(endpoint: EndpointContext, inferenceComponentName: string);
  constructor(
    endpoint: EndpointContext | undefined, inferenceComponentName: string, construct: ComponentConstruct, isAdapter?: boolean, variantName?: string,
  );
  constructor(
    private readonly endpoint: EndpointContext | undefined, public readonly inferenceComponentName: string,
    private readonly construct?: ComponentConstruct, public readonly isAdapter = false, public readonly variantName?: string,
  ) {
    this.scope = construct ?? endpoint!.scope;
    this.source = { scope: this.scope, dimensions: { InferenceComponentName: inferenceComponentName } };
  }

  /** The object of the component for users: the construct, if it is one. */
  public get component(): IEndpointInferenceComponent {
    return this.construct ?? this;
  }

  /** Indicates whether the app defines the component as a construct, rather than importing it or looking it up. */
  public get isDefined(): boolean {
    return CfnResource.isCfnResource(this.construct?.node.defaultChild) && !this.isRemoved;
  }

  /** Indicates whether the construct has been removed from the construct tree. */
  public get isRemoved(): boolean {
    return this.construct !== undefined && !isInTree(this.construct);
  }

  /** A name for messages: the path of the construct, if it is one. */
  public get title(): string {
    const { construct, inferenceComponentName: name } = this;
    return Token.isUnresolved(name) && !construct ? 'a component whose name is a token' : `'${construct?.node.path ?? name}'`;
  }

  /** Shares the scaling with another object of the same component, which the app looked up by name, or imported, before. */
  public continueWith(earlier: InferenceComponentHandle): void {
    this.scaling = earlier.scaling;
  }

  /** A short name for people: the ID of the construct, which is known before the name of the component. */
  public get label(): string {
    return this.construct?.node.id ?? this.inferenceComponentName;
  }

  /** A name for IDs of constructs: the path of the construct from the endpoint, or else from the root. Another component can have the same, such as its name. */
  public get key(): string {
    const path = this.construct?.node.path ?? this.inferenceComponentName;
    const ofEndpoint = `${this.endpoint?.scope.node.path}/`;
    return path.startsWith(ofEndpoint) ? path.slice(ofEndpoint.length) : path;
  }

  /** The ARN, composed of the name, so that permissions on the component do not depend on it. */
  public get inferenceComponentArn(): string {
    const { account, region } = this.scope.env;
    return Stack.of(this.scope).formatArn({ service: 'sagemaker', resource: 'inference-component', resourceName: this.inferenceComponentName, account, region });
  }

  public get openAiBaseUrl(): string {
    return openAiBaseUrl(this.knownEndpoint('openAiBaseUrl'), this.inferenceComponentName);
  }

  /** The number of copies to create the component with: the minimum of its scaling, or 1, because SageMaker creates no component without copies. */
  public get initialCopyCount(): number {
    const { minCapacity } = this.limits ?? {};
    return isUnknown(minCapacity) ? 1 : Math.max(1, minCapacity!);
  }

  /**
   * Records what the copies reserve.
   *
   * @param gpusOfCopy the number of GPUs that a copy reserves at least
   * @param copyCount the number of copies, if the user specified it
   */
  public reserve(gpusOfCopy: number, copyCount: number | undefined): void {
    this.reservation = { gpusOfCopy, copyCount };
  }

  /** Returns the number of GPUs that all copies reserve at least, as far as it is known. */
  public reservedGpus(): number {
    const { limits, reservation: { gpusOfCopy, copyCount } } = this;
    const copies = limits ? limits.minCapacity ?? 1 : copyCount ?? 1;
    return isUnknown(copies) ? 0 : copies * gpusOfCopy;
  }

  /** The limits between which the number of copies is scaled; undefined if it is not scaled. */
  public get limits(): appscaling.EnableScalingProps | undefined {
    return this.scaling.limits;
  }

  /** Indicates whether the number of copies is known to be 0 at times. */
  public get reachesZero(): boolean {
    return this.scaling.copyCount?._reachesZero ?? false;
  }

  /** Records an adapter on this component. */
  public addAdapter(adapter: InferenceComponentHandle): void {
    this.scaling.adapters.push(adapter);
    this.scaling.copyCount?._addAdapter(adapter);
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
    return this.grant('grantInvoke', grantee, grantInvoke);
  }

  public grantInvokeWithResponseStream(grantee: iam.IGrantable): iam.Grant {
    return this.grant('grantInvokeWithResponseStream', grantee, grantInvokeWithResponseStream);
  }

  public grantInvokeOpenAi(grantee: iam.IGrantable): iam.Grant {
    return this.grant('grantInvokeOpenAi', grantee, (arns, allowed) => grantInvoke(arns, allowed).combine(grantCallWithBearerToken(allowed)));
  }

  public createInvokeTask(scope: Construct, id: string, props: InvokeInferenceComponentTaskProps = {}): sfn.TaskStateBase {
    props = given('InvokeInferenceComponentTaskProps', props, this.scope);
    const endpoint = this.knownEndpoint('createInvokeTask');
    const targets = { known: () => variantsOf(endpoint.config), requested: () => undefined, whenComponentAdded: () => undefined };
    return invokeTask(endpoint, targets, scope, id, { ...props, inferenceComponentName: this.inferenceComponentName });
  }

  public autoScaleCopyCount(scalingProps: appscaling.EnableScalingProps): ScalableCopyCount {
    const { scope } = this;
    scalingProps = given('aws_applicationautoscaling.EnableScalingProps', scalingProps, scope, 'scalingProps');
    assertScalable({ scope, what: this.construct && 'inference component' }, scalingProps, this.alreadyScaledCheck());
    this.scaling.limits = scalingProps;
    const copyCount = new ScalableCopyCount(scope, scalingTargetId(scope, 'CopyCount', this.inferenceComponentName), {
      ...scalingProps,
      inferenceComponent: this,
      role: scalingRole(scope),
    });
    this.scaling.copyCount = copyCount;
    this.scaling.adapters.forEach((adapter) => copyCount._addAdapter(adapter));
    // Waits for the component, or else for the endpoint, on which the component runs: the component must exist before it can be scaled.
    if (scope.node.defaultChild) {
      copyCount.node.addDependency(scope.node.defaultChild);
    }
    if (!this.construct?.node.defaultChild) {
      waitForComponent(copyCount, this.inferenceComponentName, this.construct === undefined && scope.node.defaultChild !== undefined);
    }
    return copyCount;
  }

  private alreadyScaledCheck(): Check {
    return this.scaling.copyCount
      ? `the copy count of inference component '${this.inferenceComponentName}' is already autoscaled; add scaling policies to the object that autoScaleCopyCount returned`
      : undefined;
  }

  /** Grants permission on the component and its endpoint. The grantee can get another policy, because its role can be one that the endpoint waits for. */
  private grant(method: string, grantee: iam.IGrantable, grantOn: (arns: string[], grantee: iam.IGrantable) => iam.Grant): iam.Grant {
    const endpoint = this.knownEndpoint(method);
    assertValid(this.scope, granteeCheck(grantee));
    return checkedGrant(this.scope, method, grantee, grantOn([...endpoint.grantableArns, ...this.ownArnsToGrant], endpoint.granteeOf(grantee)));
  }

  private knownEndpoint(member: string): EndpointContext {
    if (!this.endpoint) {
      throw new ValidationError(`${member} requires the endpoint of the inference component; import the component with `
        + 'InferenceComponent.fromInferenceComponentAttributes and its endpoint', this.scope);
    }
    return this.endpoint;
  }
}
