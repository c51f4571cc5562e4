import type { RemovalPolicy, aws_kms as kms, aws_logs as logs } from 'aws-cdk-lib';

/**
 * How the logs of an endpoint are kept.
 */
export interface EndpointLogGroupOptions {
  /**
   * How long.
   *
   * @default logs.RetentionDays.TWO_YEARS
   */
  readonly retention?: logs.RetentionDays;

  /**
   * The key that encrypts the logs. Its policy has to let CloudWatch Logs use it.
   *
   * @default - a key of AWS
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What happens to the logs when the group is removed from the app.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
