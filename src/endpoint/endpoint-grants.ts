import { aws_iam as iam } from 'aws-cdk-lib';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html */
const INVOKE_ACTIONS = ['sagemaker:InvokeEndpoint'];

export function grantInvoke(endpointArn: string, grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions: INVOKE_ACTIONS, resourceArns: [endpointArn] });
}
