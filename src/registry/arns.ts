import { Stack, type ResourceEnvironment } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { inLowerCase } from '../private/names';

/** Returns the ARN of something in the registry, in which SageMaker writes each name in lower case. */
export function registryArn(scope: Construct, resource: string, resourceName: string, env: Partial<ResourceEnvironment> = {}): string {
  return Stack.of(scope).formatArn({ service: 'sagemaker', resource, resourceName: inLowerCase(resourceName), region: env.region, account: env.account });
}

/** Returns the ARNs that a policy needs: one with the name as it is, one with the name as SageMaker writes it. IAM compares capitals. */
export function registryArnsForPolicy(scope: Construct, resource: string, name: string, env: ResourceEnvironment, suffix = ''): string[] {
  return [...new Set([name, inLowerCase(name)])].map((resourceName) =>
    Stack.of(scope).formatArn({ service: 'sagemaker', resource, resourceName: resourceName + suffix, region: env.region, account: env.account }));
}
