import { Stack, type CfnResource } from 'aws-cdk-lib';
import type { IModelPackageGroup } from './model-package-group-interface';

/** The same symbol in each copy of the package, under which a stack keeps the last version of each group. */
const LAST_VERSIONS = Symbol.for('cdk-sagemaker-hosting.lastModelPackageVersions');

/**
 * Makes a version depend on the version of the same group that was defined before it in the same stack. CloudFormation creates independent
 * resources at the same time, and SageMaker numbers versions in the order of their creation.
 */
export function waitForPreviousVersion(version: CfnResource, { env, modelPackageGroupName }: IModelPackageGroup): void {
  const versions = lastVersionsOf(Stack.of(version));
  // Ignores the case, because an imported group can have its name in lower case.
  const group = [env.account, env.region, modelPackageGroupName].join('/').toLowerCase();
  const previous = versions.get(group);
  if (previous) {
    version.node.addDependency(previous);
  }
  versions.set(group, version);
}

function lastVersionsOf(stack: Stack): Map<string, CfnResource> {
  const host = stack as { [LAST_VERSIONS]?: Map<string, CfnResource> };
  if (!host[LAST_VERSIONS]) {
    Object.defineProperty(host, LAST_VERSIONS, { value: new Map() });
  }
  return host[LAST_VERSIONS]!;
}
