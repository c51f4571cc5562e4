import { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import type { InstanceVariantDefinition } from '../../endpoint-config/variants/instance-variant';
import { isDefinedModel } from '../../model/model-base';
import { isUnknown, type Check } from '../../private/checks';
import { ValidationError } from '../../private/errors';
import { warn } from '../../private/warnings';
import type { EndpointContext } from '../endpoint-parts';
import { ContainerMetrics, type IEndpointContainer } from './container-metrics';
import { type IEndpointInstanceVariant, InstanceMetrics } from './instance-variant-metrics';
import { ScalableInstanceCount } from '../scaling/scalable-instance-count';
import { instanceNeededCheck, scalingMetrics } from '../scaling/scaled-variant';
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
export class InstanceVariantHandle extends InstanceMetrics implements IEndpointInstanceProductionVariant {
  private scaled?: Scaled;

  /**
   * @param endpoint the endpoint
   * @param variantName the name of the variant
   * @param definition how the variant is defined; not known for an imported endpoint or configuration
   */
  constructor(endpoint: EndpointContext, variantName: string, public readonly definition?: InstanceVariantDefinition) {
    super(endpoint, variantName);
  }

  /** How the instance count scales, if it does. */
  public get scaling(): Scaled | undefined {
    return this.scaled;
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
    const { scope, endpointName, metricsName } = this.endpoint;
    const { variantName, definition } = this;
    assertScalable(this.endpoint, scalingProps, this.alreadyScaledCheck(), this.burstableCheck(), this.scaleToZeroCheck(scalingProps));
    this.warnOfScaling(scalingProps);
    const minCapacity = scalingProps.minCapacity ?? this.defaultMinCapacity(scalingProps.maxCapacity);
    definition?.markAutoscaled();
    const count = new ScalableInstanceCount(scope, scalingTargetId(scope, 'InstanceCount', variantName), {
      ...scalingProps,
      minCapacity,
      serviceNamespace: appscaling.ServiceNamespace.SAGEMAKER,
      dimension: 'sagemaker:variant:DesiredInstanceCount',
      resourceId: scalingResourceId(endpointName, variantName),
      role: scalingRole(scope),
    });
    count._describe({
      variantName,
      metrics: scalingMetrics(scope, metricsName, variantName),
      isAsync: definition?.isAsync,
      needsInstance: this.needsInstance,
      vcpus: definition && commonValue(definition.knownInstanceTypes.map((type) => type._vcpus())),
      gpus: definition && commonValue(definition.knownInstanceTypes.map((type) => type._gpus())),
    });
    this.scaled = { count, minCapacity, maxCapacity: scalingProps.maxCapacity };
    return count;
  }

  /** Nobody asked for fewer instances than the variant starts with. */
  private defaultMinCapacity(maxCapacity: number): number | undefined {
    const initial = this.definition?.describe().initialInstanceCount;
    return isUnknown(initial) || isUnknown(maxCapacity) ? initial : Math.min(initial!, maxCapacity);
  }

  private alreadyScaledCheck(): Check {
    return this.scaled
      ? `the instance count of variant '${this.variantName}' is autoscaled already; add rules to what the first autoScaleInstanceCount returned`
      : undefined;
  }

  private get needsInstance(): boolean | undefined {
    return this.definition?.hostsModel && !this.definition.isAsync;
  }

  private scaleToZeroCheck({ minCapacity }: appscaling.EnableScalingProps): Check {
    return this.needsInstance ? instanceNeededCheck('minCapacity', this.variantName, minCapacity) : undefined;
  }

  private warnOfScaling({ minCapacity }: appscaling.EnableScalingProps): void {
    const { scope } = this.endpoint;
    if (minCapacity === 0 && !this.definition?.isAsync) {
      warn(scope, 'scaleToZero', `variant '${this.variantName}' may be scaled in to 0 instances: only an asynchronous endpoint keeps its `
        + 'requests meanwhile; set minCapacity to 1 or more unless it is one');
    }
    if (this.definition?.props.managedInstanceScaling) {
      warn(scope, 'scaledTwice', `the instance count of variant '${this.variantName}' is decided by managedInstanceScaling and by autoScaleInstanceCount; `
        + 'leave one of them out');
    }
  }

  /** None where one of the models is not known, or has containers without host names. */
  private containerHostnames(): string[] {
    const ofModels = (this.definition?.hosted ?? []).map(({ model }) => isDefinedModel(model) ? model._containerHostnames : []);
    return ofModels.some((names) => names.length === 0) ? [] : [...new Set(ofModels.flat())];
  }

  private burstableCheck(): Check {
    const { instanceType, instancePools = [] } = this.definition?.props ?? {};
    const type = [instanceType, ...instancePools.map((pool) => pool.instanceType)].find((candidate) => candidate?._isBurstable());
    return type
      ? `variant '${this.variantName}' can't be autoscaled on burstable instances, got ${type}; choose another instanceType, such as ml.m5.large`
      : undefined;
  }
}

/** How the instance count of a variant scales. */
export interface Scaled {
  readonly count: ScalableInstanceCount;
  readonly minCapacity?: number;
  readonly maxCapacity: number;
}

/** Instances of different types have no number in common. */
export function commonValue(numbers: readonly (number | undefined)[]): number | undefined {
  return new Set(numbers).size === 1 ? numbers[0] : undefined;
}
