import { Stack, type CfnResource } from 'aws-cdk-lib';

/**
 * Returns the properties of a resource as they are in the template, including overrides; nothing if the resource cannot be rendered, which the
 * synthesis of the template reports.
 */
export function renderedProperties(resource: CfnResource): { readonly [name: string]: unknown } {
  try {
    // Uses an internal method of the CDK, because overrides are private members of the resource.
    const { Resources } = Stack.of(resource).resolve((resource as unknown as { _toCloudFormation(): unknown })._toCloudFormation());
    return (Object.values(Resources)[0] as { Properties?: { [name: string]: unknown } }).Properties ?? {};
  } catch {
    return {};
  }
}
