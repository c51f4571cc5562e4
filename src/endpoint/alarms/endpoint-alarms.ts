import { Stack, Token, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { alarmDefinitions, type AlarmDefinition } from './alarm-definitions';
import type { RecommendedAlarm } from './recommended-alarm';
import { type EndpointAlarmsOptions, sharesAmong, thresholdsChecks, thresholdsOf } from './endpoint-alarms-options';
import { assertValid, isUnknown } from '../../private/checks';
import { sameRegion } from '../../private/environment';
import { ValidationError } from '../../private/errors';
import { warn } from '../../private/warnings';
import type { IEndpoint } from '../endpoint-interface';
import { type EndpointParts, partsOf } from '../endpoint-parts';

/**
 * What the alarms of an endpoint are made of.
 */
export interface EndpointAlarmsProps extends EndpointAlarmsOptions {
  /**
   * The endpoint to watch. Its variants have to be known: import an endpoint by `Endpoint.fromEndpointAttributes` with an `endpointConfig`.
   */
  readonly endpoint: IEndpoint;
}

/** An alarm, and what it was made of. */
interface Made {
  readonly definition: AlarmDefinition;
  readonly alarm: cloudwatch.Alarm;
}

/**
 * The alarms that an endpoint should have: errors, latency, saturation, and what else can go wrong with one of its kind.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 */
export class EndpointAlarms extends Construct {
  private readonly made: Made[];

  /**
   * Makes the alarms; `addRecommendedAlarms` of an endpoint does it too. Throws when a threshold is out of range, when the variants of
   * the endpoint are not known, and when it is in another region: CloudWatch has alarms on metrics of their own region only.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param props which endpoint, and which alarms
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

  /** All of the alarms. */
  public get all(): cloudwatch.Alarm[] {
    return this.made.map(({ alarm }) => alarm);
  }

  /** Those of what clients notice: worth to wake somebody, and to take a deployment back by `addAutoRollbackAlarms`. */
  public get critical(): cloudwatch.Alarm[] {
    return this.made.filter(({ definition }) => definition.critical).map(({ alarm }) => alarm);
  }

  /**
   * One of the alarms. Throws when there is none, and lists those there are; and when there are several, unless a variant is named.
   *
   * @param alarm which alarm
   * @param variantName the variant it is about; of no use for what is about the endpoint as a whole
   */
  public find(alarm: RecommendedAlarm, variantName?: string): cloudwatch.Alarm {
    const found = this.made.filter(({ definition }) => definition.kind === alarm
      && (variantName === undefined || definition.variantName === undefined || definition.variantName === variantName));
    if (found.length !== 1) {
      const names = (found.length > 1 ? found : this.made).map(({ definition }) => nameOf(definition)).join(', ');
      throw new ValidationError(found.length > 1
        ? `there are several alarms ${alarm}: ${names}; name the variant`
        : `there is no alarm ${nameOf({ kind: alarm, variantName })}; ${names ? `there is ${names}` : 'there are no alarms'}`, this);
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
      // Nothing happens where there are no requests.
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

  /** Warns of what is probably not meant, and of alarms that can't be made. */
  private warnOfThresholds(options: EndpointAlarmsOptions, { instance }: EndpointParts): void {
    const shares = sharesAmong(options);
    if (shares.length > 0) {
      warn(this, 'alarmBelow1Percent', `${shares.join(' and ')} is at most 1 percent; give percent if it was meant as a share`);
    }
    const unknown = (['cpuUtilizationPercent', 'gpuUtilizationPercent'] as const).filter((name) => !isUnknown(options[name]) && instance.some((variant) =>
      !variant.hostsComponents && (name === 'cpuUtilizationPercent' ? variant.vcpus : variant.gpus) === undefined));
    if (unknown.length > 0) {
      warn(this, 'alarmOfUnknownInstances', `${unknown.join(' and ')} is set, but of some variants the instances have no known number of processors, `
        + 'or not all the same, so that they have no such alarm; make one of their metrics');
    }
  }

  /** Returns a construct id. Variants whose name is a token are counted; no name of a variant holds a dot. */
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
