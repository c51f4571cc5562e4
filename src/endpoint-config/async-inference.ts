import type { aws_iam as iam, aws_kms as kms, aws_sagemaker as sagemaker, aws_sns as sns } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { warnOfKeyBehindAlias } from './hosting-roles';
import { bucketCheck, bucketKeyCheck, uriCheck, uriOf, warnOfBucketKey, warnOfUrl, type BucketLocation } from '../common/bucket-location';
import { grantListBucket, grantReadObjects, grantWriteObjects, keysOf, WRITE_ACTIONS } from '../permissions/s3';
import { grantPublish } from '../permissions/sns';
import { atMostItems, isUnknown, oneOf, required, integerBetween, type Check } from '../private/checks';
import { warnOfRegion } from '../private/environment';
import { MAX_DESTINATION_LENGTH } from '../private/names';
import { propertyNamesOf } from '../private/property-names';
import { shaped, TOPIC } from '../private/shapes';
import { warn } from '../private/warnings';

/**
 * An Amazon SNS topic of an asynchronous endpoint: the success topic or the error topic.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AsyncInferenceNotificationConfig.html
 *
 * @example
 * declare const bucket: s3.IBucket;
 * declare const done: sns.ITopic;
 *
 * const capacity = sm.Capacity.asynchronous(sm.InstanceType.G5_XLARGE, {
 *   output: { bucket, prefix: 'responses' },
 *   successTopic: done,
 *   includeInferenceResponseIn: [sm.AsyncNotificationTopic.SUCCESS],
 * });
 */
export enum AsyncNotificationTopic {
  /** The topic that is notified when an invocation succeeds. */
  SUCCESS = 'SUCCESS_NOTIFICATION_TOPIC',

  /** The topic that is notified when an invocation fails. */
  ERROR = 'ERROR_NOTIFICATION_TOPIC',
}

/**
 * The options of an asynchronous endpoint, which queues requests and writes responses to Amazon S3.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html
 *
 * @example
 * declare const model: sm.Model;
 * declare const bucket: s3.IBucket;
 * declare const failed: sns.ITopic;
 *
 * new sm.EndpointConfig(this, 'Async', {
 *   instanceProductionVariants: [{ model, variantName: 'main', instanceType: sm.InstanceType.G5_XLARGE }],
 *   asyncInference: {
 *     input: { bucket, prefix: 'requests' },
 *     output: { bucket, prefix: 'responses' },
 *     errorTopic: failed,
 *     maxConcurrentInvocationsPerInstance: 4,
 *   },
 * });
 */
export interface AsyncInferenceOptions {
  /**
   * The Amazon S3 location that responses are written to. The role of the model is granted write access to it.
   */
  readonly output: BucketLocation;

  /**
   * The Amazon S3 location that failure responses are written to. The role of the model is granted write access to it.
   *
   * @default - failures appear only in notifications and logs
   */
  readonly failure?: BucketLocation;

  /**
   * The Amazon S3 location that clients upload request payloads to. The role of the model is granted read access to it. The location is used only
   * to grant this access: each request specifies the location of its own payload.
   *
   * @default - the role is not granted read access, with a warning; grant it access to the request payloads yourself, and acknowledge the warning
   */
  readonly input?: BucketLocation;

  /**
   * The KMS key that encrypts responses and failure responses. The role of the model is granted permission to use it.
   *
   * @default - the key of the bucket, or an AWS managed key
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The topic that is notified of each successful invocation. The role of the model is granted permission to publish to it.
   *
   * @default - no notifications of successful invocations
   */
  readonly successTopic?: sns.ITopic;

  /**
   * The topic that is notified of each failed invocation. The role of the model is granted permission to publish to it.
   *
   * @default - no notifications of failed invocations
   */
  readonly errorTopic?: sns.ITopic;

  /**
   * The topics whose notifications include the response itself, in addition to its location.
   *
   * @default - notifications include only the location of the response
   */
  readonly includeInferenceResponseIn?: AsyncNotificationTopic[];

  /**
   * The maximum number of concurrent requests that SageMaker sends to an instance: an integer from 1 to 1000.
   *
   * @default - chosen by SageMaker
   */
  readonly maxConcurrentInvocationsPerInstance?: number;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AsyncInferenceClientConfig.html */
const MAX_CONCURRENT_INVOCATIONS = 1000;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AsyncInferenceNotificationConfig.html */
const MAX_TOPICS_WITH_RESPONSE = 2;

export function asyncInferenceChecks(options: AsyncInferenceOptions): Check[] {
  return [
    required('asyncInference.output', options.output, 'specify a bucket and optionally a prefix'),
    uriCheck('asyncInference.output', options.output, MAX_DESTINATION_LENGTH),
    uriCheck('asyncInference.failure', options.failure, MAX_DESTINATION_LENGTH),
    bucketKeyCheck('asyncInference.encryptionKey', options.encryptionKey, options.output),
    shaped('asyncInference.successTopic', options.successTopic, TOPIC),
    shaped('asyncInference.errorTopic', options.errorTopic, TOPIC),
    bucketCheck('asyncInference.input', options.input),
    integerBetween('asyncInference.maxConcurrentInvocationsPerInstance', options.maxConcurrentInvocationsPerInstance, 1, MAX_CONCURRENT_INVOCATIONS),
    atMostItems('asyncInference.includeInferenceResponseIn', options.includeInferenceResponseIn, MAX_TOPICS_WITH_RESPONSE),
    ...(isUnknown(options.includeInferenceResponseIn) ? [] : options.includeInferenceResponseIn!).map((topic, index) =>
      oneOf(`asyncInference.includeInferenceResponseIn[${index}]`, topic, Object.values(AsyncNotificationTopic))),
  ];
}

/** Warns about an unknown location of payloads, topics that are missing, and an encryption key that is not known. */
export function warnOfAsyncInference(config: IConstruct, options: AsyncInferenceOptions, hasKnownRole: boolean): void {
  const missing = missingTopics(options);
  if (missing.length > 0) {
    warn(config, 'responseWithoutTopic', `asyncInference.includeInferenceResponseIn includes a topic that is not set; set ${missing.join(' and ')}`);
  }
  if (!options.input && hasKnownRole) {
    const { asyncInput: input = 'asyncInference.input' } = propertyNamesOf(config);
    warn(config, 'asyncInputUnknown', `${input} is omitted, so the roles of the models are not granted permission to read request payloads; set ${input} to the `
      + 'bucket and prefix that clients upload payloads to');
  }
  Object.entries({ input: options.input, output: options.output, failure: options.failure })
    .forEach(([name, location]) => warnOfUrl(config, `asyncInference.${name}.prefix`, location?.prefix));
  warnOfKeyBehindAlias(config, 'asyncInference.encryptionKey', options.encryptionKey);
  warnOfBucketKey(config, 'asyncInference.encryptionKey', options.encryptionKey, options.output);
  warnOfRegion(config, 'asyncInference.successTopic', options.successTopic?.env?.region);
  warnOfRegion(config, 'asyncInference.errorTopic', options.errorTopic?.env?.region);
}

/** Returns the names of the topics that are to include the response, but are not set. */
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

/** Grants permissions to write responses and failure responses, to read request payloads, and to publish to the topics. */
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
