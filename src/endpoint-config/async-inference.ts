import type { aws_kms as kms, aws_sns as sns } from 'aws-cdk-lib';
import type { BucketLocation } from '../common/bucket-location';

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
