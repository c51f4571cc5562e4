import {
  App, Aspects, CfnResource, Stack, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_events as events,
  aws_events_targets as targets, aws_iam as iam, aws_kms as kms, aws_sns as sns,
} from 'aws-cdk-lib';
import type { EndpointAlarmsOptions } from '../../../src';
import { testStack, warningsOf } from '../../helpers/stack';
import { onInstances } from '../kinds';

const CLOUDWATCH = new iam.ServicePrincipal('cloudwatch.amazonaws.com');
const ACK = '[ack: cdk-sagemaker-hosting:alarmTopicPolicy]';
const OF_TOPIC = "Test/Endpoint/RecommendedAlarms: the topic policy of 'Test/Topic', which replaces the default policy, does not allow CloudWatch to publish, so "
  + `the alarms notify no subscriber; call topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com')) ${ACK}`;
const OF_KEY = "Test/Endpoint/RecommendedAlarms: the policy of key 'Test/Key' does not allow CloudWatch to publish to topic 'Test/Topic', which it encrypts, "
  + `so the alarms notify no subscriber; call key.grant(new iam.ServicePrincipal('cloudwatch.amazonaws.com'), 'kms:Decrypt', 'kms:GenerateDataKey*') ${ACK}`;
const OF_MANAGED_KEY = "Test/Endpoint/RecommendedAlarms: topic 'Test/Topic' is encrypted with alias/aws/sns, which CloudWatch cannot use, so the alarms notify no "
  + "subscriber; specify a customer managed key as masterKey, and call key.grant(new iam.ServicePrincipal('cloudwatch.amazonaws.com'), 'kms:Decrypt', "
  + `'kms:GenerateDataKey*') ${ACK}`;

function warnedWith(stack: Stack, topic: sns.ITopic, how: 'actions' | 'criticalActions' | 'okActions' = 'actions'): string[] {
  const options: EndpointAlarmsOptions = { [how]: [new actions.SnsAction(topic)] };
  onInstances(stack).addRecommendedAlarms(options);
  return warningsOf(stack).filter((warning) => warning.endsWith(ACK));
}

function aKey(stack: Stack): kms.Key {
  return new kms.Key(stack, 'Key', { enableKeyRotation: true });
}

describe('a topic policy', () => {
  const withRule = (stack: Stack): sns.Topic => {
    const topic = new sns.Topic(stack, 'Topic');
    new events.Rule(stack, 'Rule', { eventPattern: { source: ['aws.sagemaker'] }, targets: [new targets.SnsTopic(topic)] });
    return topic;
  };

  test('that does not allow CloudWatch to publish is warned of once', () => {
    const stack = testStack();
    expect(warnedWith(stack, withRule(stack))).toEqual([OF_TOPIC]);
  });

  test('is warned of by the path of the topic, also if its name is like that of a resource', () => {
    const stack = testStack();
    expect(warnedWith(stack, new sns.Topic(stack, 'ResourceTopic', { enforceSSL: true }))).toEqual([OF_TOPIC.replaceAll('Test/Topic', 'Test/ResourceTopic')]);
  });

  test.each(['criticalActions', 'okActions'] as const)('counts for %s', (how) => {
    const stack = testStack();
    expect(warnedWith(stack, new sns.Topic(stack, 'Topic', { enforceSSL: true }), how)).toEqual([OF_TOPIC]);
  });

  test('counts for an action that is added to an alarm, in another stack, and as an L1 construct', () => {
    const app = new App();
    const stack = testStack({ app });
    const topic = new sns.Topic(stack, 'Topic');
    new sns.CfnTopicInlinePolicy(stack, 'Policy', { topicArn: topic.topicArn, policyDocument: { Statement: { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' } } });
    const other = testStack({ app, id: 'Other' });
    onInstances(other).addRecommendedAlarms().all[0].addAlarmAction(new actions.SnsAction(topic));
    expect(warningsOf(other).filter((warning) => warning.endsWith(ACK))).toEqual([OF_TOPIC.replace('Test', 'Other')]);
  });

  test.each<[string, (topic: sns.Topic) => void]>([
    ['the remedy', (topic) => topic.grantPublish(CLOUDWATCH)],
    ['any service', (topic) => topic.grantPublish(new iam.AnyPrincipal())],
    ['all actions', (topic) => topic.addToResourcePolicy(new iam.PolicyStatement({ principals: [CLOUDWATCH], actions: ['SNS:*'], resources: ['*'] }))],
  ])('that allows it is not: %s', (_, allow) => {
    const stack = testStack();
    const topic = withRule(stack);
    allow(topic);
    expect(warnedWith(stack, topic)).toEqual([]);
  });

  test('that does not exist, or of a topic that is imported or no action, is not', () => {
    const stack = testStack();
    withRule(stack);
    expect(warnedWith(stack, new sns.Topic(stack, 'Plain'))).toEqual([]);
    const other = testStack();
    expect(warnedWith(other, sns.Topic.fromTopicArn(other, 'Theirs', 'arn:aws:sns:us-east-1:123456789012:theirs'))).toEqual([]);
  });

  test('may be changed by an aspect', () => {
    const stack = testStack();
    const topic = withRule(stack);
    Aspects.of(stack).add({
      visit: (node) => {
        if (CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::SNS::TopicPolicy') {
          node.addPropertyOverride('PolicyDocument.Statement.0.Principal.Service', ['events.amazonaws.com', 'cloudwatch.amazonaws.com']);
        }
      },
    });
    expect(warnedWith(stack, topic)).toEqual([]);
  });

  test('of another kind of action is not looked at', () => {
    const stack = testStack();
    const own: cloudwatch.IAlarmAction = { bind: () => ({ alarmActionArn: 'arn:aws:swf:us-east-1:123456789012:action/actions/AWS_EC2.InstanceId.Stop/1.0' }) };
    onInstances(stack).addRecommendedAlarms({ actions: [own] });
    expect(warningsOf(stack).filter((warning) => warning.endsWith(ACK))).toEqual([]);
  });
});

describe('the key of a topic', () => {
  test('that CloudWatch may not use is warned of', () => {
    const stack = testStack();
    expect(warnedWith(stack, new sns.Topic(stack, 'Topic', { masterKey: aKey(stack) }))).toEqual([OF_KEY]);
  });

  test('of AWS cannot be used at all', () => {
    const stack = testStack();
    const topic = new sns.Topic(stack, 'Topic');
    (topic.node.defaultChild as sns.CfnTopic).kmsMasterKeyId = 'alias/aws/sns';
    expect(warnedWith(stack, topic)).toEqual([OF_MANAGED_KEY]);
  });

  test('must allow both actions', () => {
    const stack = testStack();
    const masterKey = aKey(stack);
    masterKey.grant(CLOUDWATCH, 'kms:Decrypt');
    expect(warnedWith(stack, new sns.Topic(stack, 'Topic', { masterKey }))).toEqual([OF_KEY]);
  });

  test('is not if the policy allows it, or if the key is imported', () => {
    const stack = testStack();
    const masterKey = aKey(stack);
    masterKey.grant(CLOUDWATCH, 'kms:Decrypt', 'kms:GenerateDataKey*');
    expect(warnedWith(stack, new sns.Topic(stack, 'Topic', { masterKey }))).toEqual([]);
    const other = testStack();
    const theirs = kms.Key.fromKeyArn(other, 'Theirs', 'arn:aws:kms:us-east-1:123456789012:key/1');
    expect(warnedWith(other, new sns.Topic(other, 'Topic', { masterKey: theirs }))).toEqual([]);
  });
});
