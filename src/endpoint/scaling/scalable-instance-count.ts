import { Duration, aws_applicationautoscaling as appscaling, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type InvocationsScalingProps, invocationsTarget } from './invocations-scaling';
import { ScalableDimension } from './scalable-dimension';
import {
  instanceNeededCheck, scalingMetrics, variantOfResourceId, type InstanceCountScaling, type ScaledVariant, type ScalingMetrics,
} from './scaled-variant';
import type {
  BacklogScalingProps, ConcurrentRequestsScalingProps, CpuUtilizationScalingProps, GpuUtilizationScalingProps, UtilizationScalingProps,
} from './scaling-props';
import { positiveChecks, percentChecks } from './scaling-target';
import { addWakeUp, ScalingToZero } from './scaling-to-zero';
import { atSynth } from '../../private/at-synth';
import { assertValid, isUnknown, knownAtSynth, integerAtLeast, type Check } from '../../private/checks';
import { warn } from '../../private/warnings';

/** What AWS's guide waits for an instance. @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html */
const WAKE_UP_COOLDOWN = Duration.minutes(5);
const WAKE_UP_MINUTES = 2;

/**
 * What a scalable instance count is made of.
 */
export interface ScalableInstanceCountProps extends appscaling.BaseScalableAttributeProps {
}

/**
 * The number of instances of a production variant, decided by Application Auto Scaling.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html
 */
export class ScalableInstanceCount extends ScalableDimension {
  private readonly toZero = new ScalingToZero();
  private scaled?: ScaledVariant;
  private requestsPerInstance?: number;
  private backlogPerInstance?: number;

  /**
   * Made by `autoScaleInstanceCount` of a variant; of use by itself only for an endpoint this library knows nothing of.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param props what to scale, and its limits
   */
  constructor(scope: Construct, id: string, props: ScalableInstanceCountProps) {
    super(scope, id, props);
    this.toZero.noteMinCapacity(props.minCapacity);
    atSynth(this, () => this.warnIfStuckAtZero());
  }

  /**
   * Keeps the requests per instance near what one instance can take. Throws when a value is out of range, and when it was called
   * before: there can be one target only. Not for an asynchronous endpoint, which has no such metric.
   *
   * @param id the id of the scaling policy
   * @param props what one instance can take
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html
   */
  public scaleOnInvocations(id: string, props: InvocationsScalingProps): void {
    const targetValue = invocationsTarget(this, props);
    assertValid(this, this._onlyOnce('scaleOnInvocations'));
    this.warnOfQueue('scaleOnInvocations');
    this.requestsPerInstance = targetValue;
    this._trackPredefined('scaleOnInvocations', id, {
      ...props,
      targetValue,
      predefinedMetric: appscaling.PredefinedMetric.SAGEMAKER_VARIANT_INVOCATIONS_PER_INSTANCE,
    });
  }

  /**
   * Keeps the requests that a model is busy with near a target. The metric has a value each 10 seconds, so that this reacts sooner than
   * other ways. Throws when the target is not above 0, and when it was called before. Not for an asynchronous endpoint, which has no such
   * metric.
   *
   * @param id the id of the scaling policy
   * @param props the target
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
   */
  public scaleOnConcurrentRequests(id: string, props: ConcurrentRequestsScalingProps): void {
    const { targetConcurrentRequests, ...rest } = props;
    assertValid(this, ...positiveChecks('targetConcurrentRequests', targetConcurrentRequests), this._onlyOnce('scaleOnConcurrentRequests'));
    this.warnOfQueue('scaleOnConcurrentRequests');
    this._trackPredefined('scaleOnConcurrentRequests', id, {
      ...rest,
      targetValue: targetConcurrentRequests,
      predefinedMetric: appscaling.PredefinedMetric.SAGEMAKER_VARIANT_CONCURRENT_REQUESTS_PER_MODEL_HIGH_RESOLUTION,
    });
  }

  /**
   * Keeps the processors busy to a degree: in percent of all that an instance has. Throws when the target is out of range, and when nobody
   * knows how many vCPUs an instance has.
   *
   * @param id the id of the scaling policy
   * @param props the target
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
   */
  public scaleOnCpuUtilization(id: string, props: CpuUtilizationScalingProps): void {
    const { vcpus, ...rest } = props;
    this.trackShareOfEach(id, rest, this.metrics.cpu, { name: 'vcpus', given: vcpus, ofType: this.variant.vcpus });
  }

  /**
   * Keeps the GPUs busy to a degree: in percent of all that an instance has. Throws when the target is out of range, and when nobody knows
   * how many GPUs an instance has.
   *
   * @param id the id of the scaling policy
   * @param props the target
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
   */
  public scaleOnGpuUtilization(id: string, props: GpuUtilizationScalingProps): void {
    const { gpus, ...rest } = props;
    this.trackShareOfEach(id, rest, this.metrics.gpu, { name: 'gpus', given: gpus, ofType: this.variant.gpus });
  }

  /**
   * Keeps the memory of the GPUs full to a degree: in percent of all that an instance has. Throws when the target is out of range, and when
   * nobody knows how many GPUs an instance has. Of no use where the server of a language model takes all memory beforehand.
   *
   * @param id the id of the scaling policy
   * @param props the target
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
   */
  public scaleOnGpuMemoryUtilization(id: string, props: GpuUtilizationScalingProps): void {
    const { gpus, ...rest } = props;
    this.trackShareOfEach(id, rest, this.metrics.gpuMemory, { name: 'gpus', given: gpus, ofType: this.variant.gpus });
  }

  /**
   * Keeps the memory full to a degree. Throws when the target is out of range.
   *
   * @param id the id of the scaling policy
   * @param props the target
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
   */
  public scaleOnMemoryUtilization(id: string, props: UtilizationScalingProps): void {
    const { targetUtilizationPercent, ...rest } = props;
    assertValid(this, ...percentChecks('targetUtilizationPercent', targetUtilizationPercent));
    this._warnOfShare(targetUtilizationPercent);
    super.doScaleToTrackMetric(id, { ...rest, targetValue: targetUtilizationPercent, customMetric: this.metrics.memory });
  }

  /**
   * Keeps the requests that wait for each instance near a target, on an asynchronous endpoint. Where there may be no instance, because a
   * `minCapacity` is 0 or a token, this also starts the first one when a request has waited for 2 minutes. Throws when the target is not
   * above 0, and when it was called before.
   *
   * @param id the id of the scaling policy
   * @param props the target
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
   */
  public scaleOnBacklog(id: string, props: BacklogScalingProps): void {
    const { targetBacklogPerInstance, ...rest } = props;
    const { metrics, variant: { isAsync, variantName } } = this;
    assertValid(this, ...positiveChecks('targetBacklogPerInstance', targetBacklogPerInstance), this._onlyOnce('scaleOnBacklog'));
    if (isAsync === false) {
      warn(this, 'backlogWithoutQueue', `variant '${variantName}' is to scale on the backlog of its endpoint, which is not asynchronous, so that there is none; `
        + 'use scaleOnInvocations, or set asyncInference of the configuration');
    }
    this.backlogPerInstance = isUnknown(targetBacklogPerInstance) ? undefined : targetBacklogPerInstance;
    this._trackPredefined('scaleOnBacklog', id, { ...rest, targetValue: targetBacklogPerInstance, customMetric: metrics.backlogPerInstance });
    this.toZero.wakeUpWith(() => addWakeUp(this, id, {
      metric: metrics.backlogWithoutCapacity,
      minutes: WAKE_UP_MINUTES,
      cooldown: WAKE_UP_COOLDOWN,
      aggregation: appscaling.MetricAggregationType.AVERAGE,
      description: `Requests wait, and variant '${variantName}' has no instance`,
    }));
  }

  /**
   * Tells the variant, of which the resource id has only the names.
   *
   * @internal
   */
  public _setVariant(variant: ScaledVariant): void {
    this.scaled = variant;
  }

  /** @internal */
  public get _scaling(): InstanceCountScaling {
    const { props: { minCapacity, maxCapacity }, requestsPerInstance, backlogPerInstance } = this;
    return { minCapacity, maxCapacity, requestsPerInstance, backlogPerInstance };
  }

  /** @internal */
  protected _scheduleChecks({ minCapacity, maxCapacity }: appscaling.ScalingSchedule): Check[] {
    const { needsInstance, variantName } = this.variant;
    return needsInstance ? [instanceNeededCheck('minCapacity', variantName, minCapacity), instanceNeededCheck('maxCapacity', variantName, maxCapacity)] : [];
  }

  /** @internal */
  protected _noteSchedule({ minCapacity }: appscaling.ScalingSchedule): void {
    this.toZero.noteMinCapacity(minCapacity);
  }

  /** @internal */
  protected _noteStepPolicy(): void {
    this.toZero.noteStepPolicy();
  }

  private get variant(): ScaledVariant {
    this.scaled ??= variantOfResourceId(this, this.props.resourceId);
    return this.scaled;
  }

  private get metrics(): ScalingMetrics {
    return scalingMetrics(this.variant);
  }

  /** Multiplies the target, which is meant of all processors, by their number: CloudWatch counts 100 percent for each. */
  private trackShareOfEach(
    id: string,
    props: UtilizationScalingProps,
    customMetric: cloudwatch.IMetric,
    each: { readonly name: string; readonly given?: number; readonly ofType?: number },
  ): void {
    const { targetUtilizationPercent, ...rest } = props;
    const count = each.given ?? (each.ofType || undefined);
    assertValid(this,
      ...percentChecks('targetUtilizationPercent', targetUtilizationPercent),
      knownAtSynth('targetUtilizationPercent', targetUtilizationPercent),
      count !== undefined ? undefined : `${each.name} is required, because the type of the instances does not tell how many there are; set ${each.name}`,
      knownAtSynth(each.name, count),
      integerAtLeast(each.name, each.given, 1),
    );
    this._warnOfShare(targetUtilizationPercent);
    super.doScaleToTrackMetric(id, { ...rest, targetValue: targetUtilizationPercent * count!, customMetric });
  }

  private warnOfQueue(method: string): void {
    if (this.variant.isAsync) {
      warn(this, 'invocationsOfQueue', `${method} does nothing for variant '${this.variant.variantName}', because an asynchronous endpoint does not publish `
        + 'its metric; use scaleOnBacklog');
    }
  }

  private warnIfStuckAtZero(): void {
    if (this.toZero.isStuckAtZero) {
      warn(this, 'noWayFromZero', 'the instance count may be scaled in to 0, and nothing scales it out from there; use scaleOnBacklog, or scaleOnMetric with '
        + 'HasBacklogWithoutCapacity');
    }
  }
}
