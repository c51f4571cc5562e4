import { Arn, ArnFormat, Reference, Stack, Token, Tokenization, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EndpointAlarmsOptions } from './endpoint-alarms-options';
import { problemsOf, type Check } from '../../private/checks';
import { sameRegion } from '../../private/environment';
import { ALARM_ACTION, eachShaped } from '../../private/shapes';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_ACTIONS = 5;

/** Checks the actions of the alarms, and their number for each state. */
export function actionsChecks({ actions, criticalActions, okActions }: EndpointAlarmsOptions): Check[] {
  const onAlarm = problemsOf(tooMany('actions', actions), tooMany('criticalActions', criticalActions));
  return [
    ...eachShaped('actions', actions, ALARM_ACTION),
    ...eachShaped('criticalActions', criticalActions, ALARM_ACTION),
    ...eachShaped('okActions', okActions, ALARM_ACTION),
    ...onAlarm,
    onAlarm.length > 0 ? undefined : tooMany('actions and criticalActions together', [...listOf(actions), ...listOf(criticalActions)]),
    tooMany('okActions', okActions),
  ];
}

/** Checks the actions of a complete alarm, to which actions can be added until synthesis. */
export function finishedActionsChecks(alarm: cloudwatch.Alarm): Check[] {
  const { defaultChild: resource } = alarm.node;
  // The user can remove the resource of an alarm, or replace it with another one.
  if (!cloudwatch.CfnAlarm.isCfnAlarm(resource)) {
    return [];
  }
  const { alarmActions, okActions } = resource;
  const [onAlarm, onOk]: string[][] = Stack.of(alarm).resolve([alarmActions ?? [], okActions ?? []]);
  return [tooMany(`the alarm actions of '${alarm.node.path}'`, onAlarm), tooMany(`the OK actions of '${alarm.node.path}'`, onOk)];
}

function tooMany(name: string, actions: readonly unknown[] | undefined): Check {
  const count = listOf(actions).length;
  return count > MAX_ACTIONS
    ? `${name} must have at most ${MAX_ACTIONS} entries, the maximum of CloudWatch for each state of an alarm, got ${count}; send them to one SNS topic`
    : undefined;
}

function listOf<T>(values: readonly T[] | undefined): readonly T[] {
  return Array.isArray(values) ? values : [];
}

/** The actions of a list that are bound to an alarm, which records their regions. */
export class RecordedActions {
  private readonly regions = new Map<string, string>();

  /** @param scope the construct of the alarms */
  constructor(private readonly scope: Construct) {}

  /** Returns actions that do the same, and record the regions of their targets. */
  public of(name: string, actions: readonly cloudwatch.IAlarmAction[] | undefined): cloudwatch.IAlarmAction[] {
    return (actions ?? []).map((action, index) => ({
      bind: (scope, alarm) => {
        const config = action.bind(scope, alarm);
        const region = topicRegion(config.alarmActionArn);
        if (region !== undefined) {
          this.regions.set(`SNS topic of ${name}[${index}]`, region);
        }
        return config;
      },
    }));
  }

  /** Checks that SNS topics are in the region of the alarms, which CloudWatch requires. */
  public checks(): Check[] {
    const { region: own } = Stack.of(this.scope);
    return [...this.regions].map(([what, region]) => sameRegion(what, { region }, { region: own }));
  }
}

/** Returns the region of an SNS topic, from its ARN or from the stack that defines it; undefined for another target. */
function topicRegion(arn: string): string | undefined {
  if (!Token.isUnresolved(arn)) {
    const { service, region } = arn?.startsWith('arn:') ? Arn.split(arn, ArnFormat.COLON_RESOURCE_NAME) : {};
    return service === 'sns' ? region : undefined;
  }
  const { firstToken } = Tokenization.reverseString(arn);
  return Reference.isReference(firstToken) && Token.isUnresolved(arn) && isTopic(firstToken.target) ? Stack.of(firstToken.target).region : undefined;
}

function isTopic(target: object): boolean {
  return (target as { readonly cfnResourceType?: string }).cfnResourceType === 'AWS::SNS::Topic';
}
