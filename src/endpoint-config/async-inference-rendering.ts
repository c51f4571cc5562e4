import type { aws_iam as iam, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { AsyncNotificationTopic, type AsyncInferenceOptions } from './async-inference';
import { grantList, grantPublish, grantRead, grantWrite } from './storage-grants';
import { uriOf, uriTooLong } from '../common/location-in-bucket';
import { atMostItems, isUnknown, oneOf, required, wholeBetween, type Check } from '../private/checks';
import { MAX_DESTINATION_LENGTH } from '../private/names';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AsyncInferenceClientConfig.html */
const MAX_CONCURRENT_INVOCATIONS = 1000;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AsyncInferenceNotificationConfig.html */
const MAX_TOPICS_WITH_RESPONSE = 2;

/** What storing responses takes. @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-create-endpoint-prerequisites.html */
const WRITE_ACTIONS = ['s3:AbortMultipartUpload', 's3:PutObject'];

export function asyncInferenceChecks(options: AsyncInferenceOptions): Check[] {
  return [
    required('asyncInference.output', options.output, 'a bucket, and a prefix if you like'),
    uriTooLong('asyncInference.output', options.output, MAX_DESTINATION_LENGTH),
    uriTooLong('asyncInference.failure', options.failure, MAX_DESTINATION_LENGTH),
    wholeBetween('asyncInference.maxConcurrentInvocationsPerInstance', options.maxConcurrentInvocationsPerInstance, 1, MAX_CONCURRENT_INVOCATIONS),
    atMostItems('asyncInference.includeInferenceResponseIn', options.includeInferenceResponseIn, MAX_TOPICS_WITH_RESPONSE),
    ...(isUnknown(options.includeInferenceResponseIn) ? [] : options.includeInferenceResponseIn!).map((topic, index) =>
      oneOf(`asyncInference.includeInferenceResponseIn[${index}]`, topic, Object.values(AsyncNotificationTopic))),
  ];
}

/** Topics that are to hold the response, but are not there. */
export function missingTopics({ includeInferenceResponseIn = [], successTopic, errorTopic }: AsyncInferenceOptions): string[] {
  const given = { [AsyncNotificationTopic.SUCCESS]: successTopic, [AsyncNotificationTopic.ERROR]: errorTopic };
  const names = { [AsyncNotificationTopic.SUCCESS]: 'successTopic', [AsyncNotificationTopic.ERROR]: 'errorTopic' };
  return isUnknown(includeInferenceResponseIn)
    ? []
    : [...new Set(includeInferenceResponseIn)].filter((topic) => !isUnknown(topic) && !given[topic]).map((topic) => names[topic]);
}

export function renderAsyncInference(options: AsyncInferenceOptions): sagemaker.CfnEndpointConfig.AsyncInferenceConfigProperty {
  const { output, failure, encryptionKey, successTopic, errorTopic, includeInferenceResponseIn, maxConcurrentInvocationsPerInstance } = options;
  return {
    outputConfig: {
      s3OutputPath: uriOf(output),
      s3FailurePath: failure && uriOf(failure),
      kmsKeyId: encryptionKey?.keyArn,
      notificationConfig: successTopic || errorTopic || includeInferenceResponseIn
        ? { successTopic: successTopic?.topicArn, errorTopic: errorTopic?.topicArn, includeInferenceResponseIn }
        : undefined,
    },
    clientConfig: maxConcurrentInvocationsPerInstance === undefined ? undefined : { maxConcurrentInvocationsPerInstance },
  };
}

export function grantAsyncInference(grantee: iam.IGrantable, options: AsyncInferenceOptions): iam.Grant[] {
  const { output, failure, input, encryptionKey } = options;
  return [
    ...[output, ...(failure ? [failure] : [])].flatMap((location) => [
      ...grantWrite(grantee, location, WRITE_ACTIONS, encryptionKey),
      grantList(grantee, location),
    ]),
    ...(input ? grantRead(grantee, input) : []),
    ...[options.successTopic, options.errorTopic].flatMap((topic) => topic ? grantPublish(grantee, topic) : []),
  ];
}
