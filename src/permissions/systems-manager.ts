import { aws_iam as iam } from 'aws-cdk-lib';

/** What a session takes; none of it can be narrowed to a resource. @see https://docs.aws.amazon.com/sagemaker/latest/dg/ssm-access.html */
const SESSION_ACTIONS = [
  'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel',
];

/** Grants opening sessions of Systems Manager from within an instance. */
export function grantSession(grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions: SESSION_ACTIONS, resourceArns: ['*'] });
}
