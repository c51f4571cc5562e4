import { Token, aws_iam as iam } from 'aws-cdk-lib';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html */
const INVOKE_ACTIONS = ['sagemaker:InvokeEndpoint'];

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html */
const INVOKE_ASYNC_ACTIONS = ['sagemaker:InvokeEndpointAsync'];

export function grantInvokeAsync(endpointArns: string[], grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions: INVOKE_ASYNC_ACTIONS, resourceArns: endpointArns });
}

export function grantInvoke(endpointArns: string[], grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions: INVOKE_ACTIONS, resourceArns: endpointArns });
}

/**
 * The ARN of an imported endpoint as it was given, and in lower case if it was made of a name with capitals: IAM compares capitals, and
 * the ARN that SageMaker gives an endpoint has none.
 */
export function grantableArns(endpointArn: string, endpointName: string): string[] {
  const suffix = `/${endpointName}`;
  const hasCapitals = !Token.isUnresolved(endpointName) && endpointName !== endpointName.toLowerCase();
  return hasCapitals && endpointArn.endsWith(suffix)
    ? [endpointArn, endpointArn.slice(0, -suffix.length) + suffix.toLowerCase()]
    : [endpointArn];
}
