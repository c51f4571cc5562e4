import { CfnResource, type CfnElement, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { allowsService } from '../../permissions/service-access';
import { OncePerSynth } from '../../private/once-per-synth';
import { definitionOf } from '../../private/rendered';
import { warn } from '../../private/warnings';

const SERVICE = 'cloudwatch.amazonaws.com';
const PRINCIPAL = `new iam.ServicePrincipal('${SERVICE}')`;
const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** The AWS managed key of Amazon SNS, whose policy cannot be changed. */
const MANAGED_KEY = 'alias/aws/sns';

/** The policies of the SNS topics and the keys that an app defines, by path. */
interface Policies {
  /** The keys of the topics: a path, or the ID of a key that is not in the app. */
  readonly keyOfTopic: ReadonlyMap<string, string>;
  /** The statements of the topic policies. A topic without one has the default policy. */
  readonly ofTopics: ReadonlyMap<string, readonly unknown[]>;
  readonly ofKeys: ReadonlyMap<string, readonly unknown[]>;
}

const POLICIES = new OncePerSynth<Policies>(policiesIn);

/** Prepares `warnOfTopics`. Must be called while the tree is built. */
export function prepareTopics(scope: IConstruct): void {
  POLICIES.announce(scope);
}

/**
 * Warns about SNS topics of this app to which CloudWatch is not allowed to publish when an alarm changes its state. Only the history of the alarm
 * shows the failure. Call it at synthesis, because policies can change until then.
 *
 * @see https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
 */
export function warnOfTopics(scope: IConstruct, alarms: readonly cloudwatch.Alarm[]): void {
  const { keyOfTopic, ofTopics, ofKeys } = POLICIES.of(scope);
  for (const topic of new Set(alarms.flatMap(targetsOf))) {
    const statements = ofTopics.get(topic);
    if (statements && !allowsService(statements, SERVICE, 'sns:Publish')) {
      warn(scope, 'alarmTopicPolicy', `the topic policy of '${named(topic)}', which replaces the default policy, does not allow CloudWatch to publish, so the alarms notify no `
        + `subscriber; call topic.grantPublish(${PRINCIPAL})`);
    }
    const key = keyOfTopic.get(topic);
    if (key === MANAGED_KEY) {
      warn(scope, 'alarmTopicPolicy', `topic '${named(topic)}' is encrypted with ${MANAGED_KEY}, which CloudWatch cannot use, so the alarms notify no subscriber; specify a `
        + `customer managed key as masterKey, and call key.grant(${PRINCIPAL}, 'kms:Decrypt', 'kms:GenerateDataKey*')`);
    } else if (key !== undefined && ofKeys.has(key) && !KEY_ACTIONS.every((action) => allowsService(ofKeys.get(key)!, SERVICE, action))) {
      warn(scope, 'alarmTopicPolicy', `the policy of key '${named(key)}' does not allow CloudWatch to publish to topic '${named(topic)}', which it encrypts, so the alarms notify no `
        + `subscriber; call key.grant(${PRINCIPAL}, 'kms:Decrypt', 'kms:GenerateDataKey*')`);
    }
  }
}

/** Returns the paths of the resources of the app that an alarm notifies. */
function targetsOf(alarm: cloudwatch.Alarm): string[] {
  const { defaultChild: resource } = alarm.node;
  if (!CfnResource.isCfnResource(resource)) {
    return [];
  }
  const { AlarmActions, OKActions, InsufficientDataActions } = propertiesOf(resource);
  return pathsIn(AlarmActions, OKActions, InsufficientDataActions);
}

function policiesIn(root: IConstruct): Policies {
  const keyOfTopic = new Map<string, string>();
  const ofTopics = new Map<string, readonly unknown[]>();
  const ofKeys = new Map<string, readonly unknown[]>();
  for (const resource of root.node.findAll().filter(CfnResource.isCfnResource)) {
    switch (resource.cfnResourceType) {
      case 'AWS::SNS::Topic': {
        const { KmsMasterKeyId: key } = propertiesOf(resource);
        [...pathsIn(key), ...typeof key === 'string' ? [key] : []].forEach((each) => keyOfTopic.set(resource.node.path, each));
        break;
      }
      case 'AWS::SNS::TopicPolicy':
      case 'AWS::SNS::TopicInlinePolicy': {
        const { Topics, TopicArn, PolicyDocument } = propertiesOf(resource);
        pathsIn(Topics, TopicArn).forEach((topic) => ofTopics.set(topic, [...ofTopics.get(topic) ?? [], ...statementsOf(PolicyDocument)]));
        break;
      }
      case 'AWS::KMS::Key':
        ofKeys.set(resource.node.path, statementsOf(propertiesOf(resource).KeyPolicy));
        break;
      default:
    }
  }
  return { keyOfTopic, ofTopics, ofKeys };
}

function propertiesOf(element: CfnElement): Record<string, any> {
  return definitionOf(element).Properties ?? {};
}

function statementsOf(document: any): readonly unknown[] {
  return [document?.Statement ?? []].flat();
}

/** Returns the paths of the resources that values refer to, each as a whole. */
function pathsIn(...values: readonly any[]): string[] {
  return values.flat().map((value) => value?.Ref).filter((path) => typeof path === 'string');
}

/** Returns the path of the construct that the user has defined. */
function named(path: string): string {
  return path.replace(/\/Resource$/, '');
}
