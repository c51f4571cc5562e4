import { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import { ContainerMetrics, type IEndpointContainer } from './container-metrics';
import { type IEndpointInstanceVariant, InstanceMetrics } from './instance-variant-metrics';
import type { InstanceType } from '../../common/instance-type.generated';
import type { InstanceVariantDefinition } from '../../endpoint-config/variants/instance-variant';
import { modelsOf } from '../../endpoint-config/variants/variant-set';
import { isDefinedModel } from '../../model/model-base';
import { assertValid, isUnknown, required, type Check } from '../../private/checks';
import { ValidationError } from '../../private/errors';
import { given } from '../../private/given';
import { warn } from '../../private/warnings';
import type { EndpointContext } from '../endpoint-context';
import { ScalableInstanceCount } from '../scaling/scalable-instance-count';
import { instanceNeededCheck, type InstanceCountScaling, type ScaledVariant } from '../scaling/scaled-variant';
import { assertScalable, scalingResourceId, scalingRole, scalingTargetId } from '../scaling/scaling-target';

/**
 * A production variant of an endpoint that runs on instances.
 *
 * @stable
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * const variant = endpoint.findInstanceProductionVariant('A');
 * variant.autoScaleInstanceCount({ minCapacity: 2, maxCapacity: 10 }).scaleOnInvocations('Load', { maxRequestsPerSecond: 30 });
 * variant.metricModelLatency().createAlarm(this, 'Slow', { threshold: 200_000, evaluationPeriods: 3 }); // microseconds
 */
export interface IEndpointInstanceProductionVariant extends IEndpointInstanceVariant {
  /**
   * Returns a container of the variant's model. Use it for metrics. Throws if no container has this host name; the message lists the host names.
   * Any name is accepted if the model or endpoint is defined elsewhere, or if its containers have no host names.
   *
   * @param containerHostname the host name of the container
   */
  findContainer(containerHostname: string): IEndpointContainer;

  /**
   * Scales the number of instances with Application Auto Scaling. Add at least one scaling policy to the returned object.
   *
   * Throws if the instance count is already autoscaled, if the limits contradict each other, or if the instances are burstable (`ml.t2`). Also
   * throws if `minCapacity` is 0, unless the endpoint is asynchronous or the variant has no model.
   *
   * The initial instance count can be outside the limits. If `minCapacity` is omitted, it is the initial instance count, or `maxCapacity` if
   * that is lower; 1 if one of them is a token.
   *
   * SageMaker refuses to change the instance type of an autoscaled variant, or to remove the variant: remove its autoscaling in an earlier deployment.
   *
   * @param scalingProps the limits of the instance count
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-update.html
   */
  autoScaleInstanceCount(scalingProps: appscaling.EnableScalingProps): ScalableInstanceCount;
}

/** An instance variant of an endpoint. Each variant has one object, which records what the app adds to the variant, such as scaling. */
export class InstanceVariantHandle extends InstanceMetrics implements IEndpointInstanceProductionVariant, ScaledVariant {
  private instanceCount?: ScalableInstanceCount;

  /**
   * @param endpoint the endpoint
   * @param variantName the name of the variant
   * @param definition the definition of the variant; undefined for an imported endpoint or configuration
   */
  constructor(endpoint: EndpointContext, variantName: string, private readonly definition?: InstanceVariantDefinition) {
    super(endpoint, variantName);
  }

  /** The types of the instances that are known. */
  public get instanceTypes(): InstanceType[] {
    return this.definition?.knownInstanceTypes ?? [];
  }

  /** The number of vCPUs of an instance; undefined if it is not known or differs between the instances. */
  public get vcpus(): number | undefined {
    return commonValue(this.instanceTypes.map((type) => type.vcpus));
  }

  /** The number of GPUs of an instance; undefined if it is not known or differs between the instances. */
  public get gpus(): number | undefined {
    return commonValue(this.instanceTypes.map((type) => type.gpus));
  }

  /** Indicates whether the endpoint is asynchronous; undefined if not known. */
  public get isAsync(): boolean | undefined {
    return this.definition?.isAsync;
  }

  /** Indicates whether the variant requires at least one instance at all times; undefined if not known. */
  public get needsInstance(): boolean | undefined {
    return this.definition?.hostsModel && !this.definition.isAsync;
  }

  /** Indicates whether the variant is known to host inference components. */
  public get hostsComponents(): boolean {
    return this.definition?.hostsComponents ?? false;
  }

  /** Indicates whether the variant is known to host a multi-model container. */
  public get isMultiModel(): boolean {
    return this.definition !== undefined && modelsOf([this.definition]).some(({ model }) => model._hosting.multiModel);
  }

  /** The scaling of the instance count; undefined if it is not autoscaled. */
  public get scaling(): InstanceCountScaling | undefined {
    return this.instanceCount?._scaling;
  }

  public findContainer(containerHostname: string): IEndpointContainer {
    assertValid(this.endpoint.scope, required('containerHostname', containerHostname, 'specify the host name of the container'));
    const known = this.containerHostnames();
    if (known.length > 0 && !isUnknown(containerHostname) && !known.some((name) => isUnknown(name) || name === containerHostname)) {
      throw new ValidationError(`variant '${this.variantName}' has no container '${containerHostname}'; the containers are ${known.map((name) => `'${name}'`).join(', ')}`,
        this.endpoint.scope);
    }
    this.noteUse();
    return new ContainerMetrics(this.endpoint, this.variantName, containerHostname);
  }

  public autoScaleInstanceCount(scalingProps: appscaling.EnableScalingProps): ScalableInstanceCount {
    scalingProps = given('aws_applicationautoscaling.EnableScalingProps', scalingProps, this.endpoint.scope, 'scalingProps');
    const { endpoint: { scope, endpointName }, variantName } = this;
    assertScalable(this.endpoint, scalingProps, this.alreadyScaledCheck(), this.burstableCheck(), this.scaleToZeroCheck(scalingProps));
    this.warnOfScaling(scalingProps);
    const minCapacity = scalingProps.minCapacity ?? this.defaultMinCapacity(scalingProps.maxCapacity);
    this.definition?.markAutoscaled();
    this.noteUse();
    this.instanceCount = new ScalableInstanceCount(scope, scalingTargetId(scope, 'InstanceCount', variantName), {
      ...scalingProps,
      minCapacity,
      serviceNamespace: appscaling.ServiceNamespace.SAGEMAKER,
      dimension: 'sagemaker:variant:DesiredInstanceCount',
      resourceId: scalingResourceId(endpointName, variantName),
      role: scalingRole(scope),
    });
    this.instanceCount._setVariant(this);
    return this.instanceCount;
  }

  /**
   * Returns the initial instance count, limited to `maxCapacity`. To scale in further, set `minCapacity`. Returns 1 if one of them is a token,
   * because the initial instance count might be above `maxCapacity`.
   */
  private defaultMinCapacity(maxCapacity: number): number | undefined {
    const initial = this.definition?.describe().initialInstanceCount;
    if (initial === undefined) {
      return undefined;
    }
    return isUnknown(initial) || isUnknown(maxCapacity) ? 1 : Math.min(initial, maxCapacity);
  }

  /** Returns the host names of the containers; an empty array if a model is not known or has containers without host names. */
  private containerHostnames(): string[] {
    const ofModels = (this.definition?.hosted ?? []).map(({ model }) => isDefinedModel(model) ? model._containerHostnames : []);
    return ofModels.some((names) => names.length === 0) ? [] : [...new Set(ofModels.flat())];
  }

  private alreadyScaledCheck(): Check {
    return this.instanceCount
      ? `the instance count of variant '${this.variantName}' is already autoscaled; add scaling policies to the object that autoScaleInstanceCount returned`
      : undefined;
  }

  private burstableCheck(): Check {
    const { instanceType, instancePools = [] } = this.definition?.props ?? {};
    const type = [instanceType, ...instancePools.map((pool) => pool.instanceType)].find((candidate) => candidate?._isBurstable());
    return type
      ? `variant '${this.variantName}' cannot be autoscaled on burstable instances, got ${type}; choose another instanceType, such as ml.m5.large`
      : undefined;
  }

  private scaleToZeroCheck({ minCapacity }: appscaling.EnableScalingProps): Check {
    return this.needsInstance ? instanceNeededCheck('minCapacity', this.variantName, minCapacity) : undefined;
  }

  private warnOfScaling({ minCapacity }: appscaling.EnableScalingProps): void {
    const { scope } = this.endpoint;
    if (minCapacity === 0 && !this.isAsync) {
      warn(scope, 'scaleToZero', `variant '${this.variantName}' can scale in to 0 instances, but only asynchronous endpoints queue `
        + 'requests while there are no instances; set minCapacity to at least 1 unless the endpoint is asynchronous');
    }
    if (this.definition?.props.managedInstanceScaling) {
      warn(scope, 'scaledTwice', `the instance count of variant '${this.variantName}' is scaled by both managedInstanceScaling and autoScaleInstanceCount; `
        + 'omit one of them');
    }
  }
}

/** Returns the value that all instances have in common; undefined if the instance types differ in it. */
function commonValue(numbers: readonly (number | undefined)[]): number | undefined {
  return new Set(numbers).size === 1 ? numbers[0] : undefined;
}
