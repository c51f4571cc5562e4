import { aws_iam as iam, aws_kms as kms, aws_sns as sns, type Stack } from 'aws-cdk-lib';
import { grantPublish } from '../../src/permissions/sns';
import { propertiesOf, statementsOf, testStack } from '../helpers/stack';
import { aRole, unchangeable } from '../model/given';
import { aKey } from '../registry/given';

const KEY = 'arn:aws:kms:us-east-1:123456789012:key';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:topic';
const PUBLISH_ENCRYPTED = ['kms:Decrypt', 'kms:GenerateDataKey'];

const allow = (Action: string | string[], Resource: unknown) => ({ Action, Effect: 'Allow', Resource });

/** The whole of what a role may do after a grant. */
function statementsAfter(grant: (role: iam.IGrantable, stack: Stack) => void): any[] {
  const stack = testStack();
  grant(aRole(stack), stack);
  return statementsOf(stack);
}

describe('publishing', () => {
  test('to a topic is no more than that', () => {
    expect(statementsAfter((role, stack) => grantPublish(role, sns.Topic.fromTopicArn(stack, 'Topic', TOPIC)))).toEqual([allow('sns:Publish', TOPIC)]);
  });

  test.each<[string, (stack: Stack) => sns.ITopic, unknown, unknown]>([
    ['an encrypted topic', (stack) => new sns.Topic(stack, 'Topic', { masterKey: aKey(stack, 'of-topic') }), { Ref: 'TopicBFC7AF6E' }, `${KEY}/of-topic`],
    ['an imported topic with its key', (stack) => sns.Topic.fromTopicAttributes(stack, 'Topic', { topicArn: TOPIC, keyArn: `${KEY}/of-topic` }),
      TOPIC, `${KEY}/of-topic`],
  ])('to %s is encrypting with its key, said once', (_what, topic, topicArn, keyArn) => {
    expect(statementsAfter((role, stack) => grantPublish(role, topic(stack)))).toEqual([allow('sns:Publish', topicArn), allow(PUBLISH_ENCRYPTED, keyArn)]);
  });

  test('by a role that can not be changed is said in the policies of topic and key', () => {
    const stack = testStack();
    const role = unchangeable(stack);
    grantPublish(role, new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') }));
    const Principal = { AWS: stack.resolve(role.roleArn) };
    expect(propertiesOf(stack, 'AWS::SNS::TopicPolicy').PolicyDocument.Statement).toEqual([expect.objectContaining({ ...allow('sns:Publish', { Ref: 'TopicBFC7AF6E' }), Principal })]);
    expect(propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement.slice(1)).toEqual([{ ...allow(PUBLISH_ENCRYPTED, '*'), Principal }]);
  });
});
