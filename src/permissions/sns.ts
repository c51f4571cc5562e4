import { aws_iam as iam, type aws_sns as sns } from 'aws-cdk-lib';

/** The action to publish to a topic. @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-create-endpoint-prerequisites.html */
const PUBLISH_ACTIONS = ['sns:Publish'];

/** The actions to publish to an encrypted topic. @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
const PUBLISH_ENCRYPTED_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Grants permission to publish to a topic, and to use its key if it is encrypted. The CDK's grant would allow every kind of data key. */
export function grantPublish(grantee: iam.IGrantable, topic: sns.ITopic): iam.Grant[] {
  return [
    iam.Grant.addToPrincipalOrResource({ grantee, actions: PUBLISH_ACTIONS, resourceArns: [topic.topicArn], resource: topic }),
    ...topic.masterKey ? [topic.masterKey.grant(grantee, ...PUBLISH_ENCRYPTED_ACTIONS)] : [],
  ];
}
