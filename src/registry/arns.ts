import { Stack, type ResourceEnvironment } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { inLowerCase } from '../private/names';

/** Returns the ARN of a resource of the registry. SageMaker writes the name in lower case there. */
export function registryArn(scope: Construct, resource: string, resourceName: string, env: Partial<ResourceEnvironment> = {}): string {
  return Stack.of(scope).formatArn({ service: 'sagemaker', resource, resourceName: inLowerCase(resourceName), region: env.region, account: env.account });
}

/** Returns the ARNs for a policy: one with the name as it is, and one with the name in lower case, as in ARNs. IAM is case-sensitive. */
export function registryArnsForPolicy(scope: Construct, resource: string, name: string, env: ResourceEnvironment, suffix = ''): string[] {
  return [...new Set([name, inLowerCase(name)])].map((resourceName) =>
    Stack.of(scope).formatArn({ service: 'sagemaker', resource, resourceName: resourceName + suffix, region: env.region, account: env.account }));
}
