import { CfnElement, CfnResource, DefaultTokenResolver, Reference, Tokenization, type IFragmentConcatenator, type IPostProcessor, type IResolvable, type IResolveContext } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Returns a resource as in its template, including overrides, except that references have the path of the construct instead of its logical ID. Returns an empty
 * object if the template does not contain it, or if it cannot be rendered; the CDK reports the error later.
 *
 * Renders it through an internal method of the CDK, because there is no public one. If the CDK removes it, no references are found.
 */
export function definitionOf(element: CfnElement): Record<string, any> {
  try {
    const template: any = resolveWithPaths((element as { _toCloudFormation?(): object })._toCloudFormation?.(), element);
    const definition = CfnResource.isCfnResource(element) ? Object.values(template.Resources)[0] : template;
    return isObject(definition) ? definition : {};
  } catch {
    return {};
  }
}

/** Returns whether a resource is part of its template, as it is unless the CDK class says otherwise, such as for an empty policy. */
export function isSynthesized(resource: CfnElement): boolean {
  return (resource as { shouldSynthesize?(): boolean }).shouldSynthesize?.() ?? true;
}

/** Resolves a value like a template, except that references have the path of the construct instead of its logical ID. */
export function resolveWithPaths(value: unknown, scope: IConstruct): unknown {
  return Tokenization.resolve(value, { scope, resolver: new PathResolver(CONCATENATION), preparing: true });
}

/** Returns whether a value is rendered as a part of a resource is, in which references are paths, or logical IDs that an override has written. */
export function isRenderedAs(rendered: unknown, value: unknown, resource: CfnResource): boolean {
  return [resolveWithPaths(value, resource), resource.stack.resolve(value)].some((each) => JSON.stringify(each) === JSON.stringify(rendered));
}

/** Concatenates like the CDK does for CloudFormation, so that references in texts are found. */
const CONCATENATION: IFragmentConcatenator = {
  join: (left, right) => left === undefined || right === undefined ? left ?? right : joined(left, right),
};

function joined(left: unknown, right: unknown): unknown {
  return isObject(left) || isObject(right) ? { 'Fn::Join': ['', [left, right]] } : `${left}${right}`;
}

/** Renders references with the path of the construct. Does not resolve them further, which could have an effect in the CDK. */
class PathResolver extends DefaultTokenResolver {
  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
    const reference = referenceBehind(token);
    return reference && CfnElement.isCfnElement(reference.target)
      ? { Ref: reference.target.node.path }
      : super.resolveToken(token, context, postProcessor);
  }
}

/** Returns the reference of a token. The CDK wraps a reference whose strength between stacks was set. */
export function referenceBehind(token: IResolvable): Reference | undefined {
  const { reference } = token as { reference?: unknown };
  return [token, reference].find((each): each is Reference => isObject(each) && Reference.isReference(each));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
