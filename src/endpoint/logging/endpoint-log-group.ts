import { ArnFormat, aws_iam as iam, type aws_kms as kms, aws_logs as logs, RemovalPolicy, type Resource, Stack } from 'aws-cdk-lib';

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

/** Returns the name of the log group that SageMaker writes to. @see https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html */
function logGroupNameOf(endpointName: string): string {
  return `/aws/sagemaker/Endpoints/${endpointName}`;
}

export function createLogGroup(endpoint: Resource, endpointName: string, options: EndpointLogGroupOptions): logs.LogGroup {
  const logGroupName = logGroupNameOf(endpointName);
  if (options.encryptionKey) {
    allowLogs(endpoint, options.encryptionKey, logGroupName);
  }
  return new logs.LogGroup(endpoint, 'LogGroup', {
    ...options, logGroupName, removalPolicy: options.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
}

/** Refers to the log group that SageMaker makes. It is where the endpoint is, which of an imported one need not be where the stack is. */
export function importLogGroup(endpoint: Resource, endpointName: string): logs.ILogGroup {
  const id = 'ImportedLogGroup';
  const { account, region } = endpoint.env;
  const logGroupArn = Stack.of(endpoint).formatArn({
    service: 'logs', resource: 'log-group', resourceName: logGroupNameOf(endpointName), arnFormat: ArnFormat.COLON_RESOURCE_NAME, account, region,
  });
  return (endpoint.node.tryFindChild(id) as logs.ILogGroup | undefined) ?? logs.LogGroup.fromLogGroupArn(endpoint, id, logGroupArn);
}

/**
 * Lets CloudWatch Logs use a key, for just these logs.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
function allowLogs(endpoint: Resource, key: kms.IKey, logGroupName: string): void {
  const { region } = Stack.of(endpoint);
  const logGroupArn = Stack.of(endpoint).formatArn({
    service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  key.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
    actions: ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    resources: ['*'],
    conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
  }));
}
