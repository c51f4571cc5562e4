import { Arn, ArnFormat, CfnResource, Resource, Token, type IResource, type ResourceEnvironment, type aws_cloudwatch as cloudwatch, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { type Check, notEmpty, problemsOf } from '../../private/checks';
import { POLICIES } from '../../private/dependencies/circular-dependency';
import type { References } from '../../private/dependencies/references';
import { sameEnvironment } from '../../private/environment';
import { definitionOf } from '../../private/rendered';
import { ALARM, requiredShape } from '../../private/shapes';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AutoRollbackConfig.html */
const MAX_ALARMS = 10;

/** The alarms that roll a deployment of an endpoint or of an inference component back. */
export class AutoRollback {
  private readonly added = new Set<cloudwatch.IAlarm>();

  /**
   * @param resource the endpoint or the inference component to roll back
   * @param what the kind of the resource, for messages
   */
  constructor(private readonly resource: IResource, private readonly what = 'an endpoint') {}

  public get alarms(): readonly cloudwatch.IAlarm[] {
    return [...this.added];
  }

  /**
   * Indicates whether an alarm of this app may monitor the endpoint. Because the endpoint refers to its alarms, the name of the endpoint must
   * then be known before the endpoint exists.
   */
  public get mayWatchEndpoint(): boolean {
    return this.alarms.some((alarm) => Resource.isOwnedResource(alarm));
  }

  /** Checks alarms before they are added. */
  public checks(name: string, alarms: readonly cloudwatch.IAlarm[]): Check[] {
    const all = new Set([...this.added, ...alarms]);
    return [
      notEmpty(name, alarms),
      all.size > MAX_ALARMS ? `${this.what} can have at most ${MAX_ALARMS} rollback alarms, got ${all.size}; combine some of them in a CompositeAlarm` : undefined,
      ...alarms.flatMap((alarm, index) => requiredShape('alarm', alarm, ALARM)
        ? [`${name}[${index}] must be an alarm; pass alarms as separate arguments, such as the critical alarms of addRecommendedAlarms`]
        : problemsOf(...sameEnvironment(`alarm '${alarm.node.path}'`, environmentOf(alarm), this.resource.env))),
    ];
  }

  public add(alarms: readonly cloudwatch.IAlarm[]): void {
    alarms.forEach((alarm) => this.added.add(alarm));
  }

  public render(): sagemaker.CfnEndpoint.AutoRollbackConfigProperty | undefined {
    return this.added.size > 0 ? { alarms: this.alarms.map(({ alarmName }) => ({ alarmName })) } : undefined;
  }

  /**
   * Finds circular dependencies: alarms that depend on the endpoint, which itself depends on them. CloudFormation can create neither.
   *
   * @param resource the resource of the endpoint
   * @param name the name of the endpoint, if the user has set it
   */
  public circularAlarms(resource: CfnResource, references: References, name?: string): string[] {
    return problemsOf(...this.alarms.map((alarm) => {
      const { defaultChild } = alarm.node;
      if (!CfnResource.isCfnResource(defaultChild)) {
        return undefined;
      }
      return namesIn(references, defaultChild).includes(resource)
        ? namesEndpoint(alarm)
        : needsEndpoint(alarm, references.between(defaultChild, resource), name);
    }));
  }
}

function namesEndpoint({ node: { path } }: cloudwatch.IAlarm): Check {
  return `the alarm '${path}' cannot both roll back the endpoint and refer to its name attribute, because each would have to be created `
    + 'before the other; create it from a metric that the endpoint returns, such as endpoint.metric(namespace, metricName), and omit endpointName from '
    + 'the name and the description of the alarm';
}

function needsEndpoint({ node: { path } }: cloudwatch.IAlarm, by: readonly CfnResource[] | undefined, name: string | undefined): Check {
  return by
    ? `the alarm '${path}' cannot both roll back the endpoint and depend on it${by.length > 0 ? ` through ${by.map(({ node }) => `'${node.path}'`).join(', ')}` : ''}, `
      + `because each would have to be created before the other; ${wayOut(by, name)}`
    : undefined;
}

/** Returns what does not wait for the endpoint: what knows the name as a string, which the user may have set already. */
function wayOut(by: readonly CfnResource[], name: string | undefined): string {
  if (name === undefined || Token.isUnresolved(name)) {
    return 'set endpointName, and use that string instead of a reference to the endpoint';
  }
  return by.some(({ cfnResourceType }) => POLICIES.includes(cfnResourceType))
    ? `grant the permission on an import, such as with Endpoint.fromEndpointName(scope, id, '${name}').grantInvoke(grantee), or omit the grant`
    : `use the string '${name}' instead of a reference to the endpoint`;
}

/** Returns the resources that an alarm refers to, including those of the alarms that it combines. */
function namesIn(references: References, alarm: CfnResource): CfnResource[] {
  const names = new Set<CfnResource>();
  const combined = new Set([alarm]);
  // Visits the resources that are added meanwhile too.
  for (const each of combined) {
    const { AlarmName, AlarmDescription, Dimensions, Metrics, AlarmRule, ActionsSuppressor } = definitionOf(each).Properties ?? {};
    references.resourcesIn([AlarmRule, ActionsSuppressor], each.stack).forEach((other) => combined.add(other));
    references.resourcesIn([AlarmName, AlarmDescription, Dimensions, Metrics], each.stack).forEach((name) => names.add(name));
  }
  return [...names, ...combined];
}

/** Returns the environment of an alarm. An imported alarm has the environment of its stack, so its ARN takes precedence. */
function environmentOf(alarm: cloudwatch.IAlarm): ResourceEnvironment {
  const { account, region }: Partial<ResourceEnvironment> = Token.isUnresolved(alarm.alarmArn)
    ? {}
    : Arn.split(alarm.alarmArn, ArnFormat.COLON_RESOURCE_NAME);
  return { account: account ?? alarm.env.account, region: region ?? alarm.env.region };
}
