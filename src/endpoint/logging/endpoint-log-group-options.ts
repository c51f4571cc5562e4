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
   * The key that encrypts the logs. Its policy then lets CloudWatch Logs use it, for just these logs; that of an imported key has to do so
   * already.
   *
   * @default - a key of AWS
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What happens to the logs when the group is removed from the app.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - they stay, unless the first deployment fails. An endpoint of the same name that is
   * deployed anew then finds them there, and CloudFormation can't make another group: delete the old one before.
   */
  readonly removalPolicy?: RemovalPolicy;
}
