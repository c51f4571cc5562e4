import { CfnResource, Resource, Stack, type IResource, type aws_cloudwatch as cloudwatch, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { problemsOf, type Check } from '../../private/checks';
import { sameEnvironment } from '../../private/environment';
import { notEmpty } from '../../private/item-checks';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AutoRollbackConfig.html */
const MAX_ALARMS = 10;

/** The alarms that take a deployment back. */
export class AutoRollback {
  private readonly added = new Set<cloudwatch.IAlarm>();

  /**
   * @param endpoint the endpoint whose deployments they are
   */
  constructor(private readonly endpoint: IResource) {}

  public get alarms(): readonly cloudwatch.IAlarm[] {
    return [...this.added];
  }

  /**
   * Whether an alarm of this app may watch the endpoint, and so has to know its name before there is an endpoint: the endpoint names the
   * alarms.
   */
  public get mayWatchEndpoint(): boolean {
    return this.alarms.some((alarm) => Resource.isOwnedResource(alarm));
  }

  /** What speaks against adding these alarms. */
  public checks(name: string, alarms: readonly cloudwatch.IAlarm[]): Check[] {
    const all = new Set([...this.added, ...alarms]);
    return [
      notEmpty(name, alarms),
      all.size > MAX_ALARMS ? `an endpoint can have at most ${MAX_ALARMS} alarms for its rollback, got ${all.size}; combine some in a CompositeAlarm` : undefined,
      ...alarms.flatMap((alarm) => problemsOf(...sameEnvironment(`alarm '${alarm.node.path}'`, alarm.env, this.endpoint.env))),
    ];
  }

  public add(alarms: readonly cloudwatch.IAlarm[]): void {
    alarms.forEach((alarm) => this.added.add(alarm));
  }

  public render(): sagemaker.CfnEndpoint.AutoRollbackConfigProperty | undefined {
    return this.added.size > 0 ? { alarms: this.alarms.map(({ alarmName }) => ({ alarmName })) } : undefined;
  }

  /** An alarm that names the endpoint by its attribute waits for it, and is waited for: CloudFormation can create neither. */
  public circularAlarms(resource: CfnResource): string[] {
    const stack = Stack.of(resource);
    const logicalId: string = stack.resolve(resource.logicalId);
    return this.alarms
      .filter((alarm) => Resource.isOwnedResource(alarm) && Stack.of(alarm) === stack && namesIn(stack, alarm.node.defaultChild!).includes(logicalId))
      .map((alarm) => `the alarm '${alarm.node.path}' can't roll back the endpoint and name it by its attribute, because each would have to be created `
        + 'before the other; make it of a metric that the endpoint returns, such as endpoint.metric(namespace, metricName), and leave endpointName out of '
        + 'its own name and description');
  }
}

/** The logical ids that an alarm refers to, and those that the alarms refer to that it combines. */
function namesIn(stack: Stack, alarm: IConstruct): string[] {
  const resource = alarm as Partial<cloudwatch.CfnAlarmProps & cloudwatch.CfnCompositeAlarmProps>;
  const own = referencesIn(stack.resolve([resource.alarmName, resource.alarmDescription, resource.dimensions, resource.metrics]));
  const combined = referencesIn(stack.resolve([resource.alarmRule, resource.actionsSuppressor]));
  const inner = combined.length === 0 ? [] : stack.node.findAll()
    .filter((other) => CfnResource.isCfnResource(other) && combined.includes(stack.resolve(other.logicalId)));
  return [...own, ...combined, ...inner.flatMap((other) => namesIn(stack, other))];
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(referencesIn);
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => key === 'Ref' ? [inner as string] : [...key === 'Fn::GetAtt' ? [inner[0] as string] : [], ...referencesIn(inner)])
    : [];
}
