import { Stack, Token, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { actionsChecks, finishedActionsChecks, RecordedActions } from './alarm-actions';
import { alarmDefinitions, type AlarmDefinition, type MonitoredParts } from './alarm-definitions';
import { prepareTopics, warnOfTopics } from './alarm-topics';
import { type EndpointAlarmsOptions, sharesAmong, thresholdsChecks, thresholdsOf } from './endpoint-alarms-options';
import type { RecommendedAlarm } from './recommended-alarm';
import { atSynth } from '../../private/at-synth';
import { assertValid, isUnknown, problemsOf, required } from '../../private/checks';
import { sameRegion } from '../../private/environment';
import { ValidationError } from '../../private/errors';
import { given, pathOf } from '../../private/given';
import { ENDPOINT, INFERENCE_COMPONENT, requiredShape, shaped } from '../../private/shapes';
import { uniqueChildId } from '../../private/unique-child-id';
import { warn } from '../../private/warnings';
import type { IEndpoint } from '../endpoint-interface';
import { partsOf } from '../endpoint-parts';
import type { IEndpointInferenceComponent } from '../variants/endpoint-inference-component';
import { handleOf } from '../variants/inference-component-handle';

/**
 * The properties of the alarms of an endpoint.
 */
export interface EndpointAlarmsProps extends EndpointAlarmsOptions {
  /**
   * The endpoint to monitor. Its variants must be known: import an endpoint with `Endpoint.fromEndpointAttributes` and an `endpointConfig`.
   */
  readonly endpoint: IEndpoint;

  /**
   * The inference component to monitor, instead of the complete endpoint.
   *
   * @default - the variants of the endpoint, and the inference components that the app adds or looks up
   */
  readonly inferenceComponent?: IEndpointInferenceComponent;
}

/** An alarm and its definition. */
interface Made {
  readonly definition: AlarmDefinition;
  readonly alarm: cloudwatch.Alarm;
}

/**
 * The recommended alarms of an endpoint: on errors, latency, utilization, and problems that are specific to the type of endpoint. Variants that are
 * added to the endpoint configuration later, and inference components that are added later, get their alarms too.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 * declare const oncall: sns.ITopic;
 *
 * // In the stack of an operations team
 * const alarms = new sm.EndpointAlarms(this, 'Alarms', {
 *   endpoint,
 *   actions: [new cloudwatch_actions.SnsAction(oncall)],
 *   maxModelLatency: Duration.millis(500),
 * });
 * const latency = alarms.find(sm.RecommendedAlarm.MODEL_LATENCY, 'A');
 */
export class EndpointAlarms extends Construct {
  private readonly made: Made[] = [];
  private readonly late = new Set<cloudwatch.Alarm>();
  private readonly listeners: ((alarm: cloudwatch.Alarm) => void)[] = [];

  /**
   * Defines the alarms, as `addRecommendedAlarms` of an endpoint does. Throws if a threshold is out of range, if an alarm would have more
   * than 5 actions for a state, if the variants of the endpoint are not known, or if the endpoint or an SNS topic is in another region: CloudWatch
   * alarms monitor only metrics of their own region, and notify only topics there.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the alarms
   */
  constructor(scope: Construct, id: string, private readonly props: EndpointAlarmsProps) {
    props = given('EndpointAlarmsProps', props, pathOf(scope, id));
    super(scope, id);
    const { endpoint } = props;
    assertValid(this,
      requiredShape('endpoint', endpoint, ENDPOINT),
      shaped('inferenceComponent', props.inferenceComponent, INFERENCE_COMPONENT),
      ...thresholdsChecks(props),
      ...actionsChecks(props),
      endpoint?.env ? sameRegion('endpoint', endpoint.env, Stack.of(this)) : undefined,
    );
    this.addMissing();
    const parts = this.parts();
    parts.whenVariantAdded?.(() => this.addMissing().forEach((alarm) => this.late.add(alarm)));
    parts.whenComponentAdded?.(() => this.addMissing());
    prepareTopics(this);
    atSynth(this, () => {
      warnOfTopics(this, this.all);
      return problemsOf(...this.all.flatMap(finishedActionsChecks));
    });
  }

  /** All alarms. */
  public get all(): cloudwatch.Alarm[] {
    return this.made.map(({ alarm }) => alarm);
  }

  /**
   * The critical alarms, which report problems that clients notice. They are worth paging for, and worth a rollback with
   * `addAutoRollbackAlarms`.
   */
  public get critical(): cloudwatch.Alarm[] {
    return this.made.filter(({ definition }) => definition.critical).map(({ alarm }) => alarm);
  }

  /**
   * Returns one of the alarms on the variants and on the endpoint as a whole. For those on an inference component, use `findOfInferenceComponent`.
   * Throws if there is no such alarm, or if several variants have the alarm and `variantName` is omitted; the message lists the alarms.
   *
   * @param alarm the type of alarm
   * @param variantName the name of the variant; ignored for alarms on the endpoint as a whole
   */
  public find(alarm: RecommendedAlarm, variantName?: string): cloudwatch.Alarm {
    const made = this.made.filter(({ definition }) => !definition.component);
    const found = made.filter(({ definition }) => definition.kind === alarm
      && (variantName === undefined || definition.variantName === undefined || definition.variantName === variantName));
    if (found.length !== 1) {
      const names = (found.length > 1 ? found : made).map(({ definition }) => nameOf(definition)).join(', ');
      throw new ValidationError(found.length > 1
        ? `several variants have the alarm ${alarm}: ${names}; specify variantName`
        : `no alarm ${nameOf({ kind: alarm, variantName })}; ${names ? `the alarms are ${names}` : 'the endpoint has no alarms'}`, this);
    }
    return found[0].alarm;
  }

  /**
   * Returns one of the alarms on an inference component. Throws if there is no such alarm; the message lists the alarms.
   *
   * @param alarm the type of alarm
   * @param inferenceComponent the inference component
   */
  public findOfInferenceComponent(alarm: RecommendedAlarm, inferenceComponent: IEndpointInferenceComponent): cloudwatch.Alarm {
    assertValid(this,
      required('alarm', alarm, 'use a member of RecommendedAlarm'),
      requiredShape('inferenceComponent', inferenceComponent, INFERENCE_COMPONENT),
    );
    const { inferenceComponentName: name } = inferenceComponent;
    const ofComponents = this.made.filter(({ definition }) => definition.component);
    const found = ofComponents.find(({ definition }) => definition.kind === alarm && definition.component?.inferenceComponentName === name);
    if (!found) {
      const names = ofComponents.map(({ definition }) => nameOf(definition)).join(', ');
      throw new ValidationError(`no alarm ${alarm} of this inference component; ${names ? `the alarms are ${names}` : 'the inference components have no alarms'}`, this);
    }
    return found.alarm;
  }

  /**
   * Calls a function with each alarm that is added for a variant of a later call.
   *
   * @internal
   */
  public _whenAdded(listener: (alarm: cloudwatch.Alarm) => void): void {
    this.listeners.push(listener);
  }

  /**
   * Returns the critical alarms of variants that were added later, if the critical alarms before them roll the endpoint back and these do not.
   *
   * @internal
   */
  public _missingIn(rollback: readonly cloudwatch.IAlarm[]): cloudwatch.Alarm[] {
    const critical = this.made.filter(({ definition }) => definition.critical && !definition.component).map(({ alarm }) => alarm);
    const early = critical.filter((alarm) => !this.late.has(alarm));
    return early.length > 0 && early.every((alarm) => rollback.includes(alarm))
      ? critical.filter((alarm) => !rollback.includes(alarm))
      : [];
  }

  /** Adds the alarms of the variants that have none yet. Variants can be added to the endpoint configuration later. */
  private addMissing(): cloudwatch.Alarm[] {
    const { props } = this;
    const parts = this.parts();
    this.warnOfThresholds(props, parts);
    const actions = new RecordedActions(this);
    const missing = alarmDefinitions(parts, thresholdsOf(props, parts.isAsync)).filter((definition) => (
      !props.exclude?.includes(definition.kind) && !this.made.some((made) => isSame(made.definition, definition))
    ));
    const added = missing.map((definition) => ({ definition, alarm: this.createAlarm(definition, actions) }));
    assertValid(this, ...actions.checks());
    this.made.push(...added);
    const alarms = added.map(({ alarm }) => alarm);
    alarms.forEach((alarm) => this.listeners.forEach((listener) => listener(alarm)));
    return alarms;
  }

  /** Returns what to monitor. The variants of the endpoint need not be known for a component. */
  private parts(): MonitoredParts {
    const { endpoint, inferenceComponent: component } = this.props;
    return component ? { instance: [], isAsync: false, components: [handleOf(component)] } : partsOf(endpoint);
  }

  private createAlarm(definition: AlarmDefinition, recorded: RecordedActions): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, uniqueChildId(this, this.idOf(definition)), {
      metric: definition.metric,
      alarmDescription: definition.description,
      threshold: definition.threshold,
      comparisonOperator: definition.comparison ?? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: definition.evaluationPeriods,
      datapointsToAlarm: definition.datapointsToAlarm,
      // Does not go off while there are no requests.
      treatMissingData: definition.treatMissingData ?? cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    const { actions, criticalActions, okActions } = this.props;
    const all = [...recorded.of('actions', actions), ...definition.critical ? recorded.of('criticalActions', criticalActions) : []];
    if (all.length > 0) {
      alarm.addAlarmAction(...all);
    }
    if (okActions?.length) {
      alarm.addOkAction(...recorded.of('okActions', okActions));
    }
    return alarm;
  }

  /** Warns about probably unintended thresholds, and about alarms that cannot be added. */
  private warnOfThresholds(options: EndpointAlarmsOptions, { instance }: MonitoredParts): void {
    const shares = sharesAmong(options);
    if (shares.length > 0) {
      warn(this, 'alarmBelow1Percent', `${shares.join(' and ')} ${shares.length > 1 ? 'are' : 'is'} at most 1 percent; specify a percentage such as 90, not a fraction such as 0.9`);
    }
    const unknown = (['cpuUtilizationPercent', 'gpuUtilizationPercent'] as const).filter((name) => !isUnknown(options[name]) && instance.some((variant) =>
      !variant.hostsComponents && (name === 'cpuUtilizationPercent' ? variant.vcpus : variant.gpus) === undefined));
    if (unknown.length > 0) {
      warn(this, 'alarmOfUnknownInstances', 'variants whose number of processors is not known, or not the same for all instances, have no alarm for '
        + `${unknown.join(' and ')}; create an alarm on one of their metrics`);
    }
  }

  /** Returns a construct ID. Variants whose name is a token are numbered after a dot, because variant names cannot contain a dot. */
  private idOf({ kind, variantName, component }: AlarmDefinition): string {
    if (component && !Token.isUnresolved(component.key)) {
      // A dot, which variant names cannot contain.
      return `${component.key}.${kind}`;
    }
    if (component) {
      return `component.${kind}.${this.node.children.filter(({ node }) => node.id.startsWith(`component.${kind}`)).length}`;
    }
    if (variantName === undefined || !Token.isUnresolved(variantName)) {
      return `${variantName ?? ''}${kind}`;
    }
    return `${kind}.${this.node.children.filter(({ node }) => node.id.startsWith(kind)).length}`;
  }
}

function isSame(one: AlarmDefinition, other: AlarmDefinition): boolean {
  return one.kind === other.kind && one.variantName === other.variantName
    && one.component?.inferenceComponentName === other.component?.inferenceComponentName;
}

function nameOf({ kind, variantName, component }: Pick<AlarmDefinition, 'kind' | 'variantName' | 'component'>): string {
  if (component) {
    return `${kind} of inference component '${component.label}'`;
  }
  return variantName === undefined ? kind : `${kind} of variant '${variantName}'`;
}
