import type { aws_iam as iam, aws_kms as kms, aws_sagemaker as sagemaker, aws_sns as sns } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { warnOfKeyBehindAlias } from './hosting-roles';
import { uriOf, uriTooLong, type BucketLocation } from '../common/bucket-location';
import { grantListBucket, grantReadObjects, grantWriteObjects, keysOf, WRITE_ACTIONS } from '../permissions/s3';
import { grantPublish } from '../permissions/sns';
import { atMostItems, isUnknown, oneOf, required, integerBetween, type Check } from '../private/checks';
import { MAX_DESTINATION_LENGTH } from '../private/names';
import { warn } from '../private/warnings';

/**
 * A topic that asynchronous inference notifies.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AsyncInferenceNotificationConfig.html
 */
export enum AsyncNotificationTopic {
  /** The topic for requests that were answered. */
  SUCCESS = 'SUCCESS_NOTIFICATION_TOPIC',

  /** The topic for requests that failed. */
  ERROR = 'ERROR_NOTIFICATION_TOPIC',
}

/**
 * How an endpoint that queues its requests takes them and answers them.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html
 */
export interface AsyncInferenceOptions {
  /**
   * Where the responses go. The role of the model may then write there.
   */
  readonly output: BucketLocation;

  /**
   * Where the messages of failures go. The role of the model may then write there.
   *
   * @default - failures are only notified, and logged
   */
  readonly failure?: BucketLocation;

  /**
   * Where clients put the requests, so that the role of the model may read there. It is no setting of the endpoint: each request names its
   * own object.
   *
   * @default - the role is granted nothing; let it read where the requests are
   */
  readonly input?: BucketLocation;

  /**
   * The key that encrypts responses and messages of failures. The role of the model may then use it.
   *
   * @default - the key of the bucket, or a key of AWS
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The topic that is notified of each request that was answered. The role of the model may then publish to it.
   *
   * @default - nobody is notified
   */
  readonly successTopic?: sns.ITopic;

  /**
   * The topic that is notified of each request that failed. The role of the model may then publish to it.
   *
   * @default - nobody is notified
   */
  readonly errorTopic?: sns.ITopic;

  /**
   * The topics whose notifications hold the response itself, not only where it is.
   *
   * @default - none of them
   */
  readonly includeInferenceResponseIn?: AsyncNotificationTopic[];

  /**
   * How many requests an instance gets at the same time: a whole number from 1 to 1000.
   *
   * @default - decided by SageMaker
   */
  readonly maxConcurrentInvocationsPerInstance?: number;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AsyncInferenceClientConfig.html */
const MAX_CONCURRENT_INVOCATIONS = 1000;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AsyncInferenceNotificationConfig.html */
const MAX_TOPICS_WITH_RESPONSE = 2;

export function asyncInferenceChecks(options: AsyncInferenceOptions): Check[] {
  return [
    required('asyncInference.output', options.output, 'a bucket, and a prefix if you like'),
    uriTooLong('asyncInference.output', options.output, MAX_DESTINATION_LENGTH),
    uriTooLong('asyncInference.failure', options.failure, MAX_DESTINATION_LENGTH),
    integerBetween('asyncInference.maxConcurrentInvocationsPerInstance', options.maxConcurrentInvocationsPerInstance, 1, MAX_CONCURRENT_INVOCATIONS),
    atMostItems('asyncInference.includeInferenceResponseIn', options.includeInferenceResponseIn, MAX_TOPICS_WITH_RESPONSE),
    ...(isUnknown(options.includeInferenceResponseIn) ? [] : options.includeInferenceResponseIn!).map((topic, index) =>
      oneOf(`asyncInference.includeInferenceResponseIn[${index}]`, topic, Object.values(AsyncNotificationTopic))),
  ];
}

/** Warns of topics that are missing, and of a key that is not known. */
export function warnOfAsyncInference(config: IConstruct, options: AsyncInferenceOptions): void {
  const missing = missingTopics(options);
  if (missing.length > 0) {
    warn(config, 'responseWithoutTopic', `includeInferenceResponseIn names a topic that is not there; set ${missing.join(' and ')}`);
  }
  warnOfKeyBehindAlias(config, 'asyncInference.encryptionKey', options.encryptionKey);
}

/** Returns the topics that are to hold the response, but are not there. */
function missingTopics({ includeInferenceResponseIn = [], successTopic, errorTopic }: AsyncInferenceOptions): string[] {
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

/** Grants writing responses and failures, reading requests, and notifying the topics. */
export function grantAsyncInference(grantee: iam.IGrantable, options: AsyncInferenceOptions): iam.Grant[] {
  const { output, failure, input, encryptionKey } = options;
  return [
    ...[output, ...(failure ? [failure] : [])].flatMap((location) => [
      ...grantWriteObjects(grantee, location.bucket, keysOf(location), { actions: WRITE_ACTIONS, key: encryptionKey }),
      grantListBucket(grantee, location.bucket),
    ]),
    ...(input ? grantReadObjects(grantee, input.bucket, keysOf(input)) : []),
    ...[options.successTopic, options.errorTopic].flatMap((topic) => topic ? grantPublish(grantee, topic) : []),
  ];
}
