import { Stack, Token, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { alarmDefinitions, type AlarmDefinition } from './alarm-definitions';
import { type EndpointAlarmsOptions, sharesAmong, thresholdsChecks, thresholdsOf } from './endpoint-alarms-options';
import type { RecommendedAlarm } from './recommended-alarm';
import { assertValid, isUnknown } from '../../private/checks';
import { sameRegion } from '../../private/environment';
import { ValidationError } from '../../private/errors';
import { warn } from '../../private/warnings';
import type { IEndpoint } from '../endpoint-interface';
import { type EndpointParts, partsOf } from '../endpoint-parts';

/**
 * The properties of the alarms of an endpoint.
 */
export interface EndpointAlarmsProps extends EndpointAlarmsOptions {
  /**
   * The endpoint to monitor. Its variants must be known: import an endpoint with `Endpoint.fromEndpointAttributes` and an `endpointConfig`.
   */
  readonly endpoint: IEndpoint;
}

/** An alarm and its definition. */
interface Made {
  readonly definition: AlarmDefinition;
  readonly alarm: cloudwatch.Alarm;
}

/**
 * The recommended alarms of an endpoint: on errors, latency, utilization, and problems that are specific to the type of endpoint.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 */
export class EndpointAlarms extends Construct {
  private readonly made: Made[];

  /**
   * Defines the alarms, as `addRecommendedAlarms` of an endpoint does. Throws if a threshold is out of range, if the variants of the endpoint
   * are not known, or if the endpoint is in another region: CloudWatch alarms monitor only metrics of their own region.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the alarms
   */
  constructor(scope: Construct, id: string, props: EndpointAlarmsProps) {
    super(scope, id);
    const { endpoint } = props;
    assertValid(this, ...thresholdsChecks(props), endpoint?.env ? sameRegion('endpoint', endpoint.env, Stack.of(this)) : undefined);
    const parts = partsOf(endpoint);
    this.warnOfThresholds(props, parts);
    const excluded = props.exclude ?? [];
    this.made = alarmDefinitions(parts, thresholdsOf(props, parts.isAsync))
      .filter(({ kind }) => !excluded.includes(kind))
      .map((definition) => ({ definition, alarm: this.createAlarm(definition, props) }));
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
   * Returns one of the alarms. Throws if there is no such alarm, or if several variants have the alarm and `variantName` is omitted; the message
   * lists the alarms.
   *
   * @param alarm the type of alarm
   * @param variantName the name of the variant; ignored for alarms on the endpoint as a whole
   */
  public find(alarm: RecommendedAlarm, variantName?: string): cloudwatch.Alarm {
    const found = this.made.filter(({ definition }) => definition.kind === alarm
      && (variantName === undefined || definition.variantName === undefined || definition.variantName === variantName));
    if (found.length !== 1) {
      const names = (found.length > 1 ? found : this.made).map(({ definition }) => nameOf(definition)).join(', ');
      throw new ValidationError(found.length > 1
        ? `several variants have the alarm ${alarm}: ${names}; specify variantName`
        : `no alarm ${nameOf({ kind: alarm, variantName })}; ${names ? `the alarms are ${names}` : 'the endpoint has no alarms'}`, this);
    }
    return found[0].alarm;
  }

  private createAlarm(definition: AlarmDefinition, { actions, criticalActions, okActions }: EndpointAlarmsOptions): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, this.idOf(definition), {
      metric: definition.metric,
      alarmDescription: definition.description,
      threshold: definition.threshold,
      comparisonOperator: definition.comparison ?? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: definition.evaluationPeriods,
      datapointsToAlarm: definition.datapointsToAlarm,
      // Does not go off while there are no requests.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    const all = [...actions ?? [], ...definition.critical ? criticalActions ?? [] : []];
    if (all.length > 0) {
      alarm.addAlarmAction(...all);
    }
    if (okActions?.length) {
      alarm.addOkAction(...okActions);
    }
    return alarm;
  }

  /** Warns about probably unintended thresholds, and about alarms that cannot be added. */
  private warnOfThresholds(options: EndpointAlarmsOptions, { instance }: EndpointParts): void {
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
  private idOf({ kind, variantName }: AlarmDefinition): string {
    if (variantName === undefined || !Token.isUnresolved(variantName)) {
      return `${variantName ?? ''}${kind}`;
    }
    return `${kind}.${this.node.children.filter(({ node }) => node.id.startsWith(kind)).length}`;
  }
}

function nameOf({ kind, variantName }: Pick<AlarmDefinition, 'kind' | 'variantName'>): string {
  return variantName === undefined ? kind : `${kind} of variant '${variantName}'`;
}
