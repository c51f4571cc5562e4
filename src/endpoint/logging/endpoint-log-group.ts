import { ArnFormat, Stack, aws_logs as logs, type Resource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EndpointLogGroupOptions } from './endpoint-log-group-options';

/** Where SageMaker writes what containers print. @see https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html */
export function logGroupNameOf(endpointName: string): string {
  return `/aws/sagemaker/Endpoints/${endpointName}`;
}

export function createLogGroup(scope: Construct, endpointName: string, options: EndpointLogGroupOptions): logs.LogGroup {
  return new logs.LogGroup(scope, 'LogGroup', { ...options, logGroupName: logGroupNameOf(endpointName) });
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
