import { aws_applicationautoscaling as appscaling, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { IEndpointInstanceProductionVariant } from './endpoint-variant';
import { ScalableInstanceCount } from './scalable-instance-count';
import { capacityChecks, scalableHere, scalingResourceId, scalingRole, scalingTargetId, type EndpointContext } from './scaling-target';
import { INSTANCE_NAMESPACE, INVOCATION_NAMESPACE, VariantMetrics } from './variant-metrics';
import type { InstanceVariant } from '../endpoint-config/variants/instance-variant';
import { assertValid, isUnknown, type Check } from '../private/checks';
import { warn } from '../private/warnings';

/** A variant on instances of one endpoint. There is one object for each, so that it can tell what has been done to it. */
export class InstanceEndpointVariant extends VariantMetrics implements IEndpointInstanceProductionVariant {
  private scalableInstanceCount?: ScalableInstanceCount;

  /**
   * @param endpoint the endpoint
   * @param variantName the name of the variant
   * @param definition how the variant is defined; not known for an imported endpoint or configuration
   */
  constructor(endpoint: EndpointContext, variantName: string, private readonly definition?: InstanceVariant) {
    super(endpoint, variantName);
  }

  public metricInvocationsPerInstance(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricWith(INVOCATION_NAMESPACE, 'InvocationsPerInstance', 'Sum', props);
  }

  public metricDiskUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricWith(INSTANCE_NAMESPACE, 'DiskUtilization', 'Average', props);
  }

  public metricCpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricWith(INSTANCE_NAMESPACE, 'CPUUtilization', 'Average', props);
  }

  public metricGpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricWith(INSTANCE_NAMESPACE, 'GPUUtilization', 'Average', props);
  }

  public metricGpuMemoryUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricWith(INSTANCE_NAMESPACE, 'GPUMemoryUtilization', 'Average', props);
  }

  public autoScaleInstanceCount(scalingProps: appscaling.EnableScalingProps): ScalableInstanceCount {
    const { scope, endpointName } = this.endpoint;
    assertValid(scope, this.alreadyScaled(), this.burstable(), ...scalableHere(this.endpoint), ...capacityChecks(scalingProps));
    if (scalingProps.minCapacity === 0 && !this.definition?.isQueued) {
      warn(scope, 'scaleToZero', `variant '${this.variantName}' may be scaled in to 0 instances: only an asynchronous endpoint keeps its `
        + 'requests meanwhile; set minCapacity to 1 or more unless it is one');
    }
    this.definition?.markAutoscaled();
    this.scalableInstanceCount = new ScalableInstanceCount(scope, scalingTargetId(scope, 'InstanceCount', this.variantName), {
      ...scalingProps,
      minCapacity: scalingProps.minCapacity ?? this.defaultMinCapacity(scalingProps.maxCapacity),
      serviceNamespace: appscaling.ServiceNamespace.SAGEMAKER,
      dimension: 'sagemaker:variant:DesiredInstanceCount',
      resourceId: scalingResourceId(endpointName, this.variantName),
      role: scalingRole(scope),
    });
    return this.scalableInstanceCount;
  }

  /** Nobody asked for fewer instances than the variant starts with. */
  private defaultMinCapacity(maxCapacity: number): number | undefined {
    const initial = this.definition?.describe().initialInstanceCount;
    return isUnknown(initial) || isUnknown(maxCapacity) ? initial : Math.min(initial!, maxCapacity);
  }

  private alreadyScaled(): Check {
    return this.scalableInstanceCount
      ? `the instance count of variant '${this.variantName}' is autoscaled already; add rules to what the first autoScaleInstanceCount returned`
      : undefined;
  }

  private burstable(): Check {
    const { instanceType, instancePools = [] } = this.definition?.props ?? {};
    const type = [instanceType, ...instancePools.map((pool) => pool.instanceType)].find((candidate) => candidate?._isBurstable());
    return type
      ? `variant '${this.variantName}' can't be autoscaled on burstable instances, got ${type}; choose another instanceType, such as ml.m5.large`
      : undefined;
  }
}
