import { ArnFormat, aws_iam as iam, type aws_kms as kms, aws_logs as logs, RemovalPolicy, type Resource, Stack } from 'aws-cdk-lib';

/**
 * The options of the log group of an endpoint or of an inference component.
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * endpoint.addLogGroup({ retention: logs.RetentionDays.ONE_MONTH });
 */
export interface EndpointLogGroupOptions {
  /**
   * The retention period of the logs.
   *
   * @default logs.RetentionDays.TWO_YEARS
   */
  readonly retention?: logs.RetentionDays;

  /**
   * The key that encrypts the logs. CloudWatch Logs is granted permission in its key policy to use it for this log group only; the policy of an
   * imported key must already grant this permission.
   *
   * @default - an AWS owned key
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The removal policy of the log group.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - the log group is retained, unless the first deployment fails. Before you deploy a new
   * endpoint of the same name, delete the retained log group, because CloudFormation cannot create it again.
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Returns the name of the log group of an endpoint. @see https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html */
export function logGroupNameOf(endpointName: string): string {
  return `/aws/sagemaker/Endpoints/${endpointName}`;
}

/** Returns the name of the log group of an inference component, which has the logs of its adapters too. */
export function logGroupNameOfComponent(inferenceComponentName: string): string {
  return `/aws/sagemaker/InferenceComponents/${inferenceComponentName}`;
}

export function createLogGroup(resource: Resource, logGroupName: string, options: EndpointLogGroupOptions): logs.LogGroup {
  if (options.encryptionKey) {
    allowLogs(resource, options.encryptionKey, logGroupName);
  }
  return new logs.LogGroup(resource, 'LogGroup', {
    ...options, logGroupName, removalPolicy: options.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
}

/** Imports the log group that SageMaker creates. It is in the environment of the resource, which can differ from that of the stack. */
export function importLogGroup(resource: Resource, logGroupName: string): logs.ILogGroup {
  const id = 'ImportedLogGroup';
  const { account, region } = resource.env;
  const logGroupArn = Stack.of(resource).formatArn({
    service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME, account, region,
  });
  return (resource.node.tryFindChild(id) as logs.ILogGroup | undefined) ?? logs.LogGroup.fromLogGroupArn(resource, id, logGroupArn);
}

/**
 * Grants CloudWatch Logs permission to use a key for this log group only.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
function allowLogs(resource: Resource, key: kms.IKey, logGroupName: string): void {
  const { region } = Stack.of(resource);
  const logGroupArn = Stack.of(resource).formatArn({
    service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  key.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
    actions: ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    resources: ['*'],
    conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
  }));
}
