import { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import { ContainerMetrics, type IEndpointContainer } from './container-metrics';
import { type IEndpointInstanceVariant, InstanceMetrics } from './instance-variant-metrics';
import type { InstanceType } from '../../common/instance-type.generated';
import type { InstanceVariantDefinition } from '../../endpoint-config/variants/instance-variant';
import { modelsOf } from '../../endpoint-config/variants/variant-set';
import { isDefinedModel } from '../../model/model-base';
import { isUnknown, type Check } from '../../private/checks';
import { ValidationError } from '../../private/errors';
import { warn } from '../../private/warnings';
import type { EndpointContext } from '../endpoint-context';
import { ScalableInstanceCount } from '../scaling/scalable-instance-count';
import { instanceNeededCheck, type InstanceCountScaling, type ScaledVariant } from '../scaling/scaled-variant';
import { assertScalable, scalingResourceId, scalingRole, scalingTargetId } from '../scaling/scaling-target';

/**
 * A production variant of an endpoint that runs on instances.
 */
export interface IEndpointInstanceProductionVariant extends IEndpointInstanceVariant {
  /**
   * A container of the variant's model, for its metrics. Throws when no container has this host name, and lists the names there are. Of a
   * model or endpoint that is defined elsewhere, and of containers without host names, any name is taken.
   *
   * @param containerHostname the host name of the container
   */
  findContainer(containerHostname: string): IEndpointContainer;

  /**
   * Lets Application Auto Scaling decide the number of instances. Add at least one rule to what this returns.
   *
   * Throws when it was called before, when the limits contradict each other, for burstable instances (`ml.t2`), and for a `minCapacity` of 0
   * unless the endpoint is an asynchronous one, or the variant has no model. The initial instance count need not lie between the limits; it
   * is the lower limit if none is given, as far as the upper limit allows.
   *
   * @param scalingProps the limits
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html
   */
  autoScaleInstanceCount(scalingProps: appscaling.EnableScalingProps): ScalableInstanceCount;
}

/** A variant on instances of one endpoint. There is one object for each, so that it can tell what has been done to it. */
export class InstanceVariantHandle extends InstanceMetrics implements IEndpointInstanceProductionVariant, ScaledVariant {
  private instanceCount?: ScalableInstanceCount;

  /**
   * @param endpoint the endpoint
   * @param variantName the name of the variant
   * @param definition how the variant is defined; not known for an imported endpoint or configuration
   */
  constructor(endpoint: EndpointContext, variantName: string, private readonly definition?: InstanceVariantDefinition) {
    super(endpoint, variantName);
  }

  /** The types of its instances, as far as they are known. */
  public get instanceTypes(): InstanceType[] {
    return this.definition?.knownInstanceTypes ?? [];
  }

  /** The number of vCPUs of an instance; undefined where it is not known, or not the same for all. */
  public get vcpus(): number | undefined {
    return commonValue(this.instanceTypes.map((type) => type._vcpus()));
  }

  /** The number of GPUs of an instance; undefined where it is not known, or not the same for all. */
  public get gpus(): number | undefined {
    return commonValue(this.instanceTypes.map((type) => type._gpus()));
  }

  /** Whether its endpoint is an asynchronous one; undefined where that is not known. */
  public get isAsync(): boolean | undefined {
    return this.definition?.isAsync;
  }

  /** Whether there has to be an instance at any time; undefined where that is not known. */
  public get needsInstance(): boolean | undefined {
    return this.definition?.hostsModel && !this.definition.isAsync;
  }

  /** Whether it hosts inference components, as far as is known. */
  public get hostsComponents(): boolean {
    return this.definition?.hostsComponents ?? false;
  }

  /** Whether it hosts a multi-model container, as far as is known. */
  public get isMultiModel(): boolean {
    return this.definition !== undefined && modelsOf([this.definition]).some(({ model }) => model._hosting.multiModel);
  }

  /** How the instance count scales, if it does. */
  public get scaling(): InstanceCountScaling | undefined {
    return this.instanceCount?._scaling;
  }

  public findContainer(containerHostname: string): IEndpointContainer {
    const known = this.containerHostnames();
    if (known.length > 0 && !isUnknown(containerHostname) && !known.some((name) => isUnknown(name) || name === containerHostname)) {
      throw new ValidationError(`variant '${this.variantName}' has no container '${containerHostname}'; there is ${known.map((name) => `'${name}'`).join(', ')}`,
        this.endpoint.scope);
    }
    return new ContainerMetrics(this.endpoint, this.variantName, containerHostname);
  }

  public autoScaleInstanceCount(scalingProps: appscaling.EnableScalingProps): ScalableInstanceCount {
    const { endpoint: { scope, endpointName }, variantName } = this;
    assertScalable(this.endpoint, scalingProps, this.alreadyScaledCheck(), this.burstableCheck(), this.scaleToZeroCheck(scalingProps));
    this.warnOfScaling(scalingProps);
    const minCapacity = scalingProps.minCapacity ?? this.defaultMinCapacity(scalingProps.maxCapacity);
    this.definition?.markAutoscaled();
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

  /** Returns the number of instances that the variant starts with, as far as the upper limit allows: fewer have to be asked for. */
  private defaultMinCapacity(maxCapacity: number): number | undefined {
    const initial = this.definition?.describe().initialInstanceCount;
    return isUnknown(initial) || isUnknown(maxCapacity) ? initial : Math.min(initial!, maxCapacity);
  }

  /** Returns the host names of the containers; none where one of the models is not known, or has containers without host names. */
  private containerHostnames(): string[] {
    const ofModels = (this.definition?.hosted ?? []).map(({ model }) => isDefinedModel(model) ? model._containerHostnames : []);
    return ofModels.some((names) => names.length === 0) ? [] : [...new Set(ofModels.flat())];
  }

  private alreadyScaledCheck(): Check {
    return this.instanceCount
      ? `the instance count of variant '${this.variantName}' is autoscaled already; add rules to what the first autoScaleInstanceCount returned`
      : undefined;
  }

  private burstableCheck(): Check {
    const { instanceType, instancePools = [] } = this.definition?.props ?? {};
    const type = [instanceType, ...instancePools.map((pool) => pool.instanceType)].find((candidate) => candidate?._isBurstable());
    return type
      ? `variant '${this.variantName}' can't be autoscaled on burstable instances, got ${type}; choose another instanceType, such as ml.m5.large`
      : undefined;
  }

  private scaleToZeroCheck({ minCapacity }: appscaling.EnableScalingProps): Check {
    return this.needsInstance ? instanceNeededCheck('minCapacity', this.variantName, minCapacity) : undefined;
  }

  private warnOfScaling({ minCapacity }: appscaling.EnableScalingProps): void {
    const { scope } = this.endpoint;
    if (minCapacity === 0 && !this.isAsync) {
      warn(scope, 'scaleToZero', `variant '${this.variantName}' may be scaled in to 0 instances: only an asynchronous endpoint keeps its `
        + 'requests meanwhile; set minCapacity to 1 or more unless it is one');
    }
    if (this.definition?.props.managedInstanceScaling) {
      warn(scope, 'scaledTwice', `the instance count of variant '${this.variantName}' is decided by managedInstanceScaling and by autoScaleInstanceCount; `
        + 'leave one of them out');
    }
  }
}

/** Returns what all numbers are, if they are the same: instances of different types have none in common. */
function commonValue(numbers: readonly (number | undefined)[]): number | undefined {
  return new Set(numbers).size === 1 ? numbers[0] : undefined;
}
