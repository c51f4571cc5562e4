import { aws_applicationautoscaling as appscaling, aws_iam as iam, type Stack } from 'aws-cdk-lib';

/** The properties of a target that is made directly, for a variant of an endpoint this library knows nothing of. */
export function theirVariant(stack: Stack, dimension: string, variantName: string) {
  return {
    serviceNamespace: appscaling.ServiceNamespace.SAGEMAKER,
    dimension: `sagemaker:variant:${dimension}`,
    resourceId: `endpoint/theirs/variant/${variantName}`,
    role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/scaling'),
    maxCapacity: 5,
  };
}
