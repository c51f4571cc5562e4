import { Duration, aws_applicationautoscaling as appscaling, type aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addIdlePolicy, idleChecks, type IdleAlarm, type IdleScalingProps } from './idle-scaling';
import { type InvocationsScalingProps, invocationsTarget } from './invocations-scaling';
import { ScalableDimension } from './scalable-dimension';
import type { ConcurrentRequestsScalingProps } from './scaling-props';
import { positiveChecks } from './scaling-target';
import { addWakeUp, ScalingToZero } from './scaling-to-zero';
import { atSynth } from '../../private/at-synth';
import { assertValid } from '../../private/checks';
import { given, pathOf } from '../../private/given';
import { INFERENCE_COMPONENT, requiredShape, ROLE } from '../../private/shapes';
import { uniqueChildId } from '../../private/unique-child-id';
import { warn } from '../../private/warnings';
import type { IEndpointInferenceComponent } from '../variants/endpoint-inference-component';

/** An adapter on the component whose copies are scaled. */
interface Adapter extends IEndpointInferenceComponent {
  /** A name for the IDs of constructs, which is known before the name of the adapter. */
  readonly key: string;
  /** A name for messages. */
  readonly title: string;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html */
const WAKE_UP_COOLDOWN = Duration.minutes(1);
const WAKE_UP_MINUTES = 1;

/** The metrics of an adapter that show its requests, by their IDs in the expression of the alarm on the base component. */
const REQUESTS_OF_ADAPTER: readonly string[] = ['invocations', 'failures'];

/**
 * The number of adapters that the alarm on idle copies watches: a metric math alarm has at most 10 metrics, of which 3 are those of the base component.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
 */
const MAX_WATCHED_ADAPTERS = 3;

/**
 * The properties of a scalable copy count.
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * endpoint.inferenceComponent('llama').autoScaleCopyCount({ minCapacity: 0, maxCapacity: 8 });
 */
export interface ScalableCopyCountProps extends appscaling.EnableScalingProps {
  /**
   * The inference component.
   */
  readonly inferenceComponent: IEndpointInferenceComponent;

  /**
   * The role that Application Auto Scaling assumes, which is its service-linked role for SageMaker.
   */
  readonly role: iam.IRole;
}

/**
 * The number of copies of an inference component, scaled by Application Auto Scaling.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * const copies = endpoint.inferenceComponent('llama').autoScaleCopyCount({ minCapacity: 0, maxCapacity: 8 });
 * copies.scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
 * copies.scaleInWhenIdle('Idle', { idleTime: Duration.minutes(20) });
 */
export class ScalableCopyCount extends ScalableDimension {
  private readonly toZero = new ScalingToZero();
  private readonly component: IEndpointInferenceComponent;
  private readonly adapters: Adapter[] = [];
  private readonly idleAlarms: IdleAlarm[] = [];
  private wakeUpFor?: (adapter: Adapter) => void;

  /**
   * Defines a scalable copy count. Use `autoScaleCopyCount` of an inference component instead of this constructor.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the scalable copy count
   */
  constructor(scope: Construct, id: string, props: ScalableCopyCountProps) {
    props = given('ScalableCopyCountProps', props, pathOf(scope, id));
    assertValid(scope, requiredShape('inferenceComponent', props.inferenceComponent, INFERENCE_COMPONENT), requiredShape('role', props.role, ROLE));
    super(scope, id, {
      minCapacity: props.minCapacity,
      maxCapacity: props.maxCapacity,
      role: props.role,
      serviceNamespace: appscaling.ServiceNamespace.SAGEMAKER,
      dimension: 'sagemaker:inference-component:DesiredCopyCount',
      resourceId: `inference-component/${props.inferenceComponent.inferenceComponentName}`,
    });
    this.component = props.inferenceComponent;
    this.toZero.noteMinCapacity(props.minCapacity);
    atSynth(this, () => {
      this.warnIfStuckAtZero();
      this.warnOfUnwatchedAdapters();
      return this.toZero.problems('autoScaleCopyCount');
    });
  }

  /**
   * Tracks a target number of requests per copy: a number of CloudWatch, or one that is derived from the requests that one copy can process. If the copy count can be 0, also adds a step
   * scaling policy that scales out from zero. Throws if a value is out of range, or if the method was called before: a copy count can have only one
   * such target.
   *
   * @param id the ID of the scaling policy
   * @param props the properties of the scaling policy
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
   */
  public scaleOnInvocations(id: string, props: InvocationsScalingProps): void {
    props = given('InvocationsScalingProps', props, this);
    const targetValue = invocationsTarget(this, props);
    assertValid(this, this._onlyOnce('scaleOnInvocations'), ...this._policyChecks(props));
    this._trackPredefined('scaleOnInvocations', id, {
      ...props,
      targetValue,
      predefinedMetric: appscaling.PredefinedMetric.SAGEMAKER_INFERENCE_COMPONENT_INVOCATIONS_PER_COPY,
    });
    this.offerWakeUp(id);
  }

  /**
   * Tracks a target number of concurrent requests per copy. If the copy count can be 0, also adds a step scaling policy that scales out from zero.
   * The metric is published every 10 seconds, so that this policy reacts faster than others. Throws if the target is not above 0, or if the method
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
    this._trackPredefined('scaleOnConcurrentRequests', id, {
      ...rest,
      targetValue: targetConcurrentRequests,
      predefinedMetric: appscaling.PredefinedMetric.SAGEMAKER_INFERENCE_COMPONENT_CONCURRENT_REQUESTS_PER_COPY_HIGH_RESOLUTION,
    });
    this.offerWakeUp(id);
  }

  /**
   * Scales in to zero copies after a time without requests. The policy replaces no other: use `scaleOnConcurrentRequests` or `scaleOnInvocations` to
   * scale out. Throws if `idleTime` is out of range. The synthesis fails if no `minCapacity` is 0.
   *
   * The alarm watches `Invocations`, `ConcurrentRequestsPerCopy`, so that a long request is not idle time, and `NoCapacityInvocationFailures`, so that a
   * copy that such a failure starts is not removed at once. It also watches the invocations and failures of up to 3 adapters on the component. Missing data is idle time, because SageMaker publishes invocations only for requests.
   * Therefore, a new component can scale in soon after it is created.
   *
   * @param id the ID of the scaling policy
   * @param props the properties of the scaling policy
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
   */
  public scaleInWhenIdle(id: string, props: IdleScalingProps): void {
    props = given('IdleScalingProps', props, this);
    assertValid(this, ...idleChecks(props));
    const { component } = this;
    const period = Duration.minutes(1);
    const alarm = addIdlePolicy(this._target, id, {
      ...props,
      requests: {
        invocations: component.metricInvocations({ period }),
        concurrent: component.metricConcurrentRequestsPerCopy({ statistic: 'Maximum', period }),
        failures: component.metricNoCapacityInvocationFailures({ period }),
      },
      description: `There are no requests, so inference component '${component.inferenceComponentName}' needs no copies.`,
    });
    this.idleAlarms.push(alarm);
    this.adapters.slice(0, MAX_WATCHED_ADAPTERS).forEach((adapter) => watch(alarm, adapter));
    this.toZero.noteIdlePolicy(id);
  }

  /**
   * Indicates whether the number of copies is known to be 0 at times.
   *
   * @internal
   */
  public get _reachesZero(): boolean {
    return this.toZero.reachesZero;
  }

  /**
   * Adds an adapter on the component. Requests for the adapter scale out from zero too, because SageMaker counts those without capacity by the name of
   * the adapter. They are no idle time either, because AWS does not document whether SageMaker counts them for the component, too.
   *
   * @internal
   */
  public _addAdapter(adapter: Adapter): void {
    this.adapters.push(adapter);
    this.wakeUpFor?.(adapter);
    if (this.adapters.length <= MAX_WATCHED_ADAPTERS) {
      this.idleAlarms.forEach((alarm) => watch(alarm, adapter));
    }
  }

  /** @internal */
  protected get _scaled(): { readonly what: string; readonly methods: string } {
    return { what: 'copy count', methods: 'scaleOnConcurrentRequests, scaleOnInvocations' };
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

  private offerWakeUp(id: string): void {
    const failuresOf = (component: IEndpointInferenceComponent) => component.metricNoCapacityInvocationFailures({ period: Duration.minutes(1) });
    this.toZero.wakeUpWith(() => {
      const addAlarm = addWakeUp(this, id, {
        metric: failuresOf(this.component),
        minutes: WAKE_UP_MINUTES,
        cooldown: WAKE_UP_COOLDOWN,
        aggregation: appscaling.MetricAggregationType.MAXIMUM,
        description: `Requests fail because inference component '${this.component.inferenceComponentName}' has no copies.`,
      });
      this.wakeUpFor = (adapter) => addAlarm(uniqueChildId(this, `${id}WakeUpAlarmOf${adapter.key}`), failuresOf(adapter));
      this.adapters.forEach(this.wakeUpFor);
    });
  }

  private warnIfStuckAtZero(): void {
    if (this._isStuckAtZero) {
      warn(this, 'noCopyFromZero', 'the copy count can scale in to 0, and no policy scales it out again; use scaleOnConcurrentRequests or '
        + 'scaleOnInvocations, or scaleOnMetric with NoCapacityInvocationFailures');
    }
  }

  private warnOfUnwatchedAdapters(): void {
    const unwatched = this.idleAlarms.length > 0 ? this.adapters.slice(MAX_WATCHED_ADAPTERS) : [];
    if (unwatched.length > 0) {
      warn(this, 'adaptersNotWatched', `the alarm of scaleInWhenIdle watches ${MAX_WATCHED_ADAPTERS} adapters, and not ${unwatched.map(({ title }) => title).join(' and ')}, because an alarm `
        + 'has at most 10 metrics; AWS does not document whether SageMaker counts requests to an adapter for its base component, so the copies may scale in to 0 while only these '
        + 'adapters receive requests; add them to another base component, or omit scaleInWhenIdle or idleTime');
    }
  }
}

function watch(alarm: IdleAlarm, { inferenceComponentName }: Adapter): void {
  alarm.add(REQUESTS_OF_ADAPTER, inferenceComponentName);
}
