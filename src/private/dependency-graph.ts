import { CfnResource, DefaultTokenResolver, Reference, Stack, Tokenization, type IPostProcessor, type IResolvable, type IResolveContext } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A construct, or the sources of its dependencies. */
type Node = object;

/**
 * The dependencies between the resources of a stack: references and explicit dependencies. A nested stack counts as one resource, as it does
 * for CloudFormation. Create it when the tree is complete, because it resolves the properties of all resources.
 */
export class DependencyGraph {
  private readonly dependents = new Map<Node, Set<Node>>();
  private readonly sources = new Map<IConstruct, Node>();
  private readonly byLogicalId = new Map<Stack, Map<string, IConstruct>>();

  constructor(private readonly stack: Stack) {
    stack.node.findAll().forEach((construct) => this.addConstruct(construct));
  }

  /** Returns the resources that depend on one of the constructs, and all that leads to these resources. */
  public leadingToDependentsOf(constructs: readonly IConstruct[]): ReadonlySet<object> {
    const found = new Set<Node>();
    const open: Node[] = constructs.flatMap((construct) => [...this.dependentsWithin(construct)]);
    for (let node = open.pop(); node; node = open.pop()) {
      if (!found.has(node)) {
        found.add(node);
        open.push(...this.dependents.get(node) ?? []);
      }
    }
    return found;
  }

  /** Returns the constructs that a value refers to. */
  public referencedBy(value: unknown, stack = this.stack): IConstruct[] {
    const { targets, resolved } = resolveReferences(stack, value);
    const ids = rawReferences(resolved);
    const known = ids.length > 0 ? this.elementsOf(stack) : undefined;
    return [...targets, ...ids.map((id) => known!.get(id)).filter((found) => found !== undefined)];
  }

  /** Adds dependencies: of the dependents of some constructs on others. */
  public addDependency(dependentsOf: readonly IConstruct[], on: readonly IConstruct[]): void {
    const dependents = dependentsOf.flatMap((construct) => [...this.dependentsWithin(construct)]);
    on.forEach((target) => dependents.forEach((dependent) => this.connect(dependent, target)));
  }

  /** Adds the edges of a construct. Depending on a construct is depending on each resource in it. */
  private addConstruct(construct: IConstruct): void {
    construct.node.children.forEach((child) => this.connect(construct, child));
    const source = this.sourceOf(construct);
    if (construct.node.scope && construct !== this.stack) {
      this.connect(source, this.sourceOf(construct.node.scope));
    }
    construct.node.dependencies.forEach((target) => this.connect(source, target));
    if (CfnResource.isCfnResource(construct) && isSynthesized(construct)) {
      this.addResource(construct, source);
    }
  }

  private addResource(resource: CfnResource, source: Node): void {
    const owner = this.resourceHere(resource);
    if (!owner) {
      return;
    }
    this.connect(owner, source);
    this.connect(resource, owner);
    [...this.referencedBy(rendered(resource), Stack.of(resource)), ...resource.obtainDependencies()].forEach((target) => this.connect(owner, target));
  }

  /** Returns the resource of this stack that contains a resource: itself, or a nested stack; undefined for a resource of another stack. */
  private resourceHere(resource: CfnResource): CfnResource | undefined {
    const owner = Stack.of(resource);
    if (owner === this.stack) {
      return resource;
    }
    const { nestedStackParent, nestedStackResource } = owner;
    return nestedStackParent && nestedStackResource ? this.resourceHere(nestedStackResource) : undefined;
  }

  /** Returns what depends on a construct as a whole, or on its resource. */
  private dependentsWithin(construct: IConstruct): Set<Node> {
    const own = construct.node.findAll();
    const inside = new Set<Node>(own);
    return new Set(own.flatMap((each) => [...this.dependents.get(each) ?? []]).filter((dependent) => !inside.has(dependent)
      && dependent !== construct.node.scope));
  }

  private connect(dependent: Node, target: Node): void {
    if (dependent !== target) {
      this.dependents.set(target, (this.dependents.get(target) ?? new Set()).add(dependent));
    }
  }

  private sourceOf(construct: IConstruct): Node {
    const source = this.sources.get(construct) ?? {};
    this.sources.set(construct, source);
    return source;
  }

  private elementsOf(stack: Stack): Map<string, IConstruct> {
    const known = this.byLogicalId.get(stack) ?? new Map(stack.node.findAll()
      .filter((construct): construct is CfnResource => CfnResource.isCfnResource(construct) && construct.stack === stack)
      .map((resource) => [stack.resolve(resource.logicalId), resource]));
    this.byLogicalId.set(stack, known);
    return known;
  }
}

/** Returns whether a resource is part of its template, as it is unless the CDK class says otherwise, such as for an empty policy. */
export function isSynthesized(resource: CfnResource): boolean {
  return (resource as unknown as { shouldSynthesize?(): boolean }).shouldSynthesize?.() ?? true;
}

/**
 * Returns the parts of a resource that can contain references. They are internal to the CDK, because there is no public way. If the CDK removes
 * them, dependencies are not found.
 */
function rendered(resource: CfnResource): unknown {
  const { rawOverrides } = resource as unknown as { rawOverrides?: unknown };
  return [(resource as { _toCloudFormation?(): object })._toCloudFormation?.(), rawOverrides];
}

/** Returns the targets of the references in a value, and the value without them. */
export function resolveReferences(stack: Stack, value: unknown): { targets: Set<IConstruct>; resolved: unknown } {
  const targets = new Set<IConstruct>();
  const resolver = new ReferenceCollector((reference) => targets.add(reference.target));
  return { targets, resolved: Tokenization.resolve(value, { scope: stack, resolver, preparing: true }) };
}

/** Joins parts of which some may be intrinsic functions. */
const LISTS = { join: (left: unknown, right: unknown) => typeof left === 'string' && typeof right === 'string' ? left + right : [left, right] };

/** Collects references instead of resolving them, also those to other stacks, which the CDK has not yet replaced by exports and parameters. */
class ReferenceCollector extends DefaultTokenResolver {
  constructor(private readonly collect: (reference: Reference) => void) {
    super(LISTS);
  }

  /** Omits the post-processing, which renders and validates properties. */
  public resolveToken(token: IResolvable, context: IResolveContext, _postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token)) {
      this.collect(token);
      return '';
    }
    return context.resolve(token.resolve(context));
  }
}

/** Returns the logical IDs that intrinsic functions refer to without a reference of the CDK. */
function rawReferences(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(rawReferences);
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    switch (key) {
      case 'DependsOn':
        return [];
      case 'Ref':
        return typeof inner === 'string' && !inner.startsWith('AWS::') ? [inner] : [];
      case 'Fn::GetAtt':
        return [inner].flat().slice(0, 1).map((id) => String(id).split('.')[0]);
      case 'Fn::Sub':
        return [...[inner].flat().slice(0, 1).flatMap(substituted), ...rawReferences([inner].flat().slice(1))];
      default:
        return rawReferences(inner);
    }
  });
}

function substituted(text: unknown): string[] {
  return typeof text === 'string' ? [...text.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].map(([, id]) => id.trim()).filter((id) => !id.startsWith('AWS::')) : [];
}
