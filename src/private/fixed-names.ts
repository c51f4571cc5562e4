import type { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Check } from './checks';

/** The symbol under which a stack keeps the names of its resources, which is the same in each copy of the package. */
const NAMES = Symbol.for('cdk-sagemaker-hosting.fixedNames');

type Names = Map<string, CfnResource[]>;

/**
 * Records a name that only one resource in an account and region can have, and returns a function that checks it at synthesis. A name that CloudFormation
 * generates is omitted.
 *
 * Resources with a condition are not compared, because conditions can exclude each other. The same applies to resources with overrides.
 *
 * @param what the property with the name, such as `modelName`
 * @param name the name, or a token; equal tokens are equal names
 * @param within the identity of the resource that the names belong to, if they are unique only there
 */
export function uniqueInStack(resource: CfnResource, what: string, name: string | undefined, within = ''): () => Check {
  if (name === undefined) {
    return () => undefined;
  }
  const key = `${resource.cfnResourceType} ${within} ${name}`;
  const names = namesOf(resource.stack);
  const same = names.get(key) ?? [];
  names.set(key, [...same, resource]);
  return () => {
    const other = comparable(resource) ? same.find(comparable) : undefined;
    return other && `${what} must be unique, got '${name}', which '${ownerOf(other).node.path}' has too; choose another name, or use one of the two`;
  };
}

function namesOf(stack: Stack): Names {
  const holder = stack as { [NAMES]?: Names };
  if (!holder[NAMES]) {
    Object.defineProperty(holder, NAMES, { value: new Map() });
  }
  return holder[NAMES]!;
}

/** Returns whether a resource is always part of the template, as this library defined it. */
function comparable(resource: CfnResource): boolean {
  const { rawOverrides = {} } = resource as unknown as { readonly rawOverrides?: object };
  return resource.cfnOptions.condition === undefined && Object.keys(rawOverrides).length === 0 && isInTree(resource);
}

/** Returns whether a construct and its scopes have not been removed. */
export function isInTree(construct: IConstruct): boolean {
  const { scope, id } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isInTree(scope));
}

function ownerOf(resource: CfnResource): IConstruct {
  return resource.node.scope ?? resource;
}
