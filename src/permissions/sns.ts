import { aws_iam as iam, type aws_sns as sns } from 'aws-cdk-lib';

const PUBLISH_ACTIONS = ['sns:Publish'];

/** What a topic with a key takes of those who publish to it. @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
const PUBLISH_ENCRYPTED_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Grants publishing to a topic, encrypted if the topic is. The CDK's own grant would allow each kind of data key. */
export function grantPublish(grantee: iam.IGrantable, topic: sns.ITopic): iam.Grant[] {
  return [
    iam.Grant.addToPrincipalOrResource({ grantee, actions: PUBLISH_ACTIONS, resourceArns: [topic.topicArn], resource: topic }),
    ...topic.masterKey ? [topic.masterKey.grant(grantee, ...PUBLISH_ENCRYPTED_ACTIONS)] : [],
  ];
}
