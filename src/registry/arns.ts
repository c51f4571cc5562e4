import { Stack, type ResourceEnvironment } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isUnknown, type Check } from '../private/checks';
import { inLowerCase } from '../private/names';

const MODEL_PACKAGE = /^arn:[^:]+:sagemaker:[^:]+:[^:]*:model-package\/[^/]+(\/[^/]+)?$/;

/** The ARN of a package that is imported: of a version, or of a package outside of a group, which on AWS Marketplace may have no account. */
export function modelPackageArnCheck(arn: string): Check {
  return isUnknown(arn) || MODEL_PACKAGE.test(arn)
    ? undefined
    : `modelPackageArn must be an ARN such as arn:aws:sagemaker:us-east-1:123456789012:model-package/my-model-package, got '${arn}'`;
}

/** The ARN of something in the registry, in which SageMaker writes each name in lower case. */
export function registryArn(scope: Construct, resource: string, resourceName: string, env: Partial<ResourceEnvironment> = {}): string {
  return Stack.of(scope).formatArn({ service: 'sagemaker', resource, resourceName: inLowerCase(resourceName), region: env.region, account: env.account });
}

/** The ARN with the name as it is, and with the name as SageMaker writes it: IAM compares capitals. */
export function grantableArns(scope: Construct, resource: string, name: string, env: ResourceEnvironment, suffix = ''): string[] {
  return [...new Set([name, inLowerCase(name)])].map((resourceName) =>
    Stack.of(scope).formatArn({ service: 'sagemaker', resource, resourceName: resourceName + suffix, region: env.region, account: env.account }));
}
