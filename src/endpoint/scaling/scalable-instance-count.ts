import { Duration, aws_applicationautoscaling as appscaling, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addIdlePolicy, idleChecks, type IdleScalingProps } from './idle-scaling';
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
import { given, pathOf } from '../../private/given';
import { warn } from '../../private/warnings';

/**
 * The cooldown that AWS recommends for the start of an instance.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
 */
const WAKE_UP_COOLDOWN = Duration.minutes(5);
const WAKE_UP_MINUTES = 2;

/**
 * The properties of a scalable instance count.
 *
 * @stable
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * endpoint.findInstanceProductionVariant('A').autoScaleInstanceCount({ minCapacity: 2, maxCapacity: 10 });
 */
export interface ScalableInstanceCountProps extends appscaling.BaseScalableAttributeProps {
}

/**
 * The number of instances of a production variant, scaled by Application Auto Scaling.
 *
 * @stable
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * const count = endpoint.findInstanceProductionVariant('A').autoScaleInstanceCount({ minCapacity: 2, maxCapacity: 10 });
 * count.scaleOnInvocations('Load', { maxRequestsPerSecond: 30 });
 * count.scaleOnSchedule('Morning', { schedule: appscaling.Schedule.cron({ hour: '7', minute: '0' }), minCapacity: 8 });
 */
export class ScalableInstanceCount extends ScalableDimension {
  private readonly toZero = new ScalingToZero();
  private scaled?: ScaledVariant;
  private requestsPerInstance?: number;
  private backlogPerInstance?: number;

  /**
   * Defines a scalable instance count. Use `autoScaleInstanceCount` of a variant instead; create it directly only for endpoints that are not
   * defined with this library.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the scalable instance count
   */
  constructor(scope: Construct, id: string, props: ScalableInstanceCountProps) {
    props = given('ScalableInstanceCountProps', props, pathOf(scope, id));
    super(scope, id, props);
    this.toZero.noteMinCapacity(props.minCapacity);
    atSynth(this, () => {
      this.warnIfStuckAtZero();
      return this.toZero.problems('autoScaleInstanceCount');
    });
  }

  /**
   * Tracks a target number of requests per instance: a number of CloudWatch, or one that is derived from the requests that one instance can process.
   * Do not use it for an asynchronous endpoint, which does not publish the metric. Throws if a value is out of range, or if the method was called before: an instance count can
   * have only one such target.
   *
   * @param id the ID of the scaling policy
   * @param props the properties of the scaling policy
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html
   */
  public scaleOnInvocations(id: string, props: InvocationsScalingProps): void {
    props = given('InvocationsScalingProps', props, this);
    const targetValue = invocationsTarget(this, props);
    assertValid(this, this._onlyOnce('scaleOnInvocations'), ...this._policyChecks(props));
    this.warnOfQueue('scaleOnInvocations');
    this.requestsPerInstance = isUnknown(targetValue) ? undefined : targetValue;
    this._trackPredefined('scaleOnInvocations', id, {
      ...props,
      targetValue,
      predefinedMetric: appscaling.PredefinedMetric.SAGEMAKER_VARIANT_INVOCATIONS_PER_INSTANCE,
    });
  }

  /**
   * Tracks a target number of concurrent requests per model. The metric is published every 10 seconds, so that this policy reacts faster than
   * others. Do not use it for an asynchronous endpoint, which does not publish the metric. Throws if the target is not above 0, or if the method
   * was called before.
   *
   * @param id the ID of the scaling policy
   * @param props the properties of the scaling policy
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
   */
  public scaleOnConcurrentRequests(id: string, props: ConcurrentRequestsScalingProps): void {
    props = given('ConcurrentRequestsScalingProps', props, this);
    const { targetConcurrentRequests, ...rest } = props;
    assertValid(this, ...positiveChecks('targetConcurrentRequests', targetConcurrentRequests), this._onlyOnce('scaleOnConcurrentRequests'), ...this._policyChecks(props));
    this.warnOfQueue('scaleOnConcurrentRequests');
    this._trackPredefined('scaleOnConcurrentRequests', id, {
      ...rest,
      targetValue: targetConcurrentRequests,
      predefinedMetric: appscaling.PredefinedMetric.SAGEMAKER_VARIANT_CONCURRENT_REQUESTS_PER_MODEL_HIGH_RESOLUTION,
    });
  }

  /**
   * Tracks a target CPU utilization, in percent of all vCPUs of an instance. Throws if the target is out of range, or if the number of vCPUs of
   * an instance is not known.
   *
   * @param id the ID of the scaling policy
   * @param props the properties of the scaling policy
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
   */
  public scaleOnCpuUtilization(id: string, props: CpuUtilizationScalingProps): void {
    props = given('CpuUtilizationScalingProps', props, this);
    const { vcpus, ...rest } = props;
    this.trackShareOfEach(id, rest, this.metrics.cpu, { name: 'vcpus', given: vcpus, ofType: this.variant.vcpus });
  }

  /**
   * Tracks a target GPU utilization, in percent of all GPUs of an instance. Throws if the target is out of range, or if the number of GPUs of an
   * instance is not known.
   *
   * @param id the ID of the scaling policy
   * @param props the properties of the scaling policy
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
   */
  public scaleOnGpuUtilization(id: string, props: GpuUtilizationScalingProps): void {
    props = given('GpuUtilizationScalingProps', props, this);
    const { gpus, ...rest } = props;
    this.trackShareOfEach(id, rest, this.metrics.gpu, { name: 'gpus', given: gpus, ofType: this.variant.gpus });
  }

  /**
   * Tracks a target GPU memory utilization, in percent of the memory of all GPUs of an instance. Do not use it if the model server reserves all
   * GPU memory in advance, as servers of large language models do. Throws if the target is out of range, or if the number of GPUs of an instance
   * is not known.
   *
   * @param id the ID of the scaling policy
   * @param props the properties of the scaling policy
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
   */
  public scaleOnGpuMemoryUtilization(id: string, props: GpuUtilizationScalingProps): void {
    props = given('GpuUtilizationScalingProps', props, this);
    const { gpus, ...rest } = props;
    this.trackShareOfEach(id, rest, this.metrics.gpuMemory, { name: 'gpus', given: gpus, ofType: this.variant.gpus });
  }

  /**
   * Tracks a target memory utilization. Throws if the target is out of range.
   *
   * @param id the ID of the scaling policy
   * @param props the properties of the scaling policy
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
   */
  public scaleOnMemoryUtilization(id: string, props: UtilizationScalingProps): void {
    props = given('UtilizationScalingProps', props, this);
    const { targetUtilizationPercent, ...rest } = props;
    assertValid(this, ...percentChecks('targetUtilizationPercent', targetUtilizationPercent), ...this._policyChecks(props));
    this._warnOfShare(targetUtilizationPercent);
    this._track(id, { ...rest, targetValue: targetUtilizationPercent, customMetric: this.metrics.memory });
  }

  /**
   * Tracks a target backlog size per instance, on an asynchronous endpoint. If the instance count can be 0, because a `minCapacity` is 0 or a
   * token, also adds a step scaling policy that starts the first instance after a request has waited for 2 minutes. Throws if the target is not
   * above 0, or if the method was called before.
   *
   * @param id the ID of the scaling policy
   * @param props the properties of the scaling policy
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
   */
  public scaleOnBacklog(id: string, props: BacklogScalingProps): void {
    props = given('BacklogScalingProps', props, this);
    const { targetBacklogPerInstance, ...rest } = props;
    const { metrics, variant: { isAsync, variantName } } = this;
    assertValid(this, ...positiveChecks('targetBacklogPerInstance', targetBacklogPerInstance), this._onlyOnce('scaleOnBacklog'), ...this._policyChecks(props));
    if (isAsync === false) {
      warn(this, 'backlogWithoutQueue', `variant '${variantName}' scales on the backlog of its endpoint, which is not asynchronous and therefore has no backlog; `
        + 'use scaleOnInvocations, or set asyncInference of the endpoint configuration');
    }
    this.backlogPerInstance = isUnknown(targetBacklogPerInstance) ? undefined : targetBacklogPerInstance;
    this._trackPredefined('scaleOnBacklog', id, { ...rest, targetValue: targetBacklogPerInstance, customMetric: metrics.backlogPerInstance });
    this.toZero.wakeUpWith(() => addWakeUp(this, id, {
      metric: metrics.backlogWithoutCapacity,
      minutes: WAKE_UP_MINUTES,
      cooldown: WAKE_UP_COOLDOWN,
      aggregation: appscaling.MetricAggregationType.AVERAGE,
      description: `Requests are waiting, and variant '${variantName}' has no instances.`,
    }));
  }

  /**
   * Scales in to zero instances after a time without requests, on an asynchronous endpoint. The policy replaces no other: use `scaleOnBacklog` to scale
   * out. Throws if `idleTime` is out of range, or if the endpoint is not asynchronous. The synthesis fails if no `minCapacity` is 0.
   *
   * The alarm watches `ApproximateBacklogSize`, which includes the requests that are being processed, and `HasBacklogWithoutCapacity`, so that a
   * request that waits for the first instance is not idle time. An asynchronous endpoint does not publish invocations. Missing data is idle time.
   * Therefore, a new endpoint can scale in soon after it is created.
   *
   * @param id the ID of the scaling policy
   * @param props the properties of the scaling policy
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
   */
  public scaleInWhenIdle(id: string, props: IdleScalingProps): void {
    props = given('IdleScalingProps', props, this);
    const { metrics, variant: { isAsync, variantName } } = this;
    assertValid(this,
      isAsync === false
        ? `scaleInWhenIdle of variant '${variantName}' requires an asynchronous endpoint, because the instances of others have no backlog; set asyncInference `
          + 'of the endpoint configuration, or scale the copies of inference components in (autoScaleCopyCount)'
        : undefined,
      ...idleChecks(props),
    );
    addIdlePolicy(this._target, id, {
      ...props,
      requests: { backlog: metrics.backlogSize, waiting: metrics.backlogWithoutCapacity },
      description: `No requests are in the backlog, so variant '${variantName}' needs no instances.`,
    });
    this.toZero.noteIdlePolicy(id);
  }

  /**
   * Sets the variant, because the resource ID contains only its names.
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
  protected get _scaled(): { readonly what: string; readonly methods: string } {
    return { what: 'instance count', methods: this.variant.isAsync ? 'scaleOnBacklog' : 'scaleOnInvocations, scaleOnConcurrentRequests' };
  }

  /** @internal */
  protected get _isStuckAtZero(): boolean {
    return this.toZero.isStuckAtZero;
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

  /** Multiplies the target for all processors by their number, because CloudWatch reports 100 percent for each processor. */
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
      count !== undefined ? undefined : `${each.name} is required, because the number is not known for the instance type; set ${each.name}`,
      knownAtSynth(each.name, count),
      integerAtLeast(each.name, each.given, 1),
      ...this._policyChecks(props),
    );
    this._warnOfShare(targetUtilizationPercent);
    this._track(id, { ...rest, targetValue: targetUtilizationPercent * count!, customMetric });
  }

  private warnOfQueue(method: string): void {
    if (this.variant.isAsync) {
      warn(this, 'invocationsOfQueue', `${method} has no effect on variant '${this.variant.variantName}', because an asynchronous endpoint does not publish `
        + 'its metric; use scaleOnBacklog');
    }
  }

  private warnIfStuckAtZero(): void {
    if (this._isStuckAtZero) {
      warn(this, 'noWayFromZero', 'the instance count can scale in to 0, and no policy scales it out again; use scaleOnBacklog, or scaleOnMetric with '
        + 'HasBacklogWithoutCapacity');
    }
  }
}
