import { aws_iam as iam } from 'aws-cdk-lib';
import type { InstanceProductionVariantProps } from './instance';
import { grantWrite } from '../storage-grants';

/** What a session takes; none of it can be narrowed to a resource. @see https://docs.aws.amazon.com/sagemaker/latest/dg/ssm-access.html */
const SESSION_ACTIONS = [
  'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel',
];

/** What a variant of its own needs beside what all of them do. */
export function grantInstanceVariant(grantee: iam.IGrantable, { model, ssmAccess, coreDump }: InstanceProductionVariantProps): iam.Grant[] {
  return [
    ...(model && ssmAccess ? [iam.Grant.addToPrincipal({ grantee, actions: SESSION_ACTIONS, resourceArns: ['*'] })] : []),
    ...(coreDump ? grantWrite(grantee, coreDump.destination, ['s3:PutObject'], coreDump.encryptionKey) : []),
  ];
}
