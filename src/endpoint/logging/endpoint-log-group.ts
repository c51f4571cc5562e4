import { ArnFormat, RemovalPolicy, Stack, aws_iam as iam, aws_logs as logs, type Resource, type aws_kms as kms } from 'aws-cdk-lib';
import type { EndpointLogGroupOptions } from './endpoint-log-group-options';

/** Where SageMaker writes what containers print. @see https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html */
export function logGroupNameOf(endpointName: string): string {
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

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
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

/** It is where the endpoint is, which of an imported one need not be where the stack is. */
export function importLogGroup(endpoint: Resource, endpointName: string): logs.ILogGroup {
  const id = 'ImportedLogGroup';
  const { account, region } = endpoint.env;
  const logGroupArn = Stack.of(endpoint).formatArn({
    service: 'logs', resource: 'log-group', resourceName: logGroupNameOf(endpointName), arnFormat: ArnFormat.COLON_RESOURCE_NAME, account, region,
  });
  return (endpoint.node.tryFindChild(id) as logs.ILogGroup | undefined) ?? logs.LogGroup.fromLogGroupArn(endpoint, id, logGroupArn);
}
