import { CfnElement, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { Dependable, type IConstruct } from 'constructs';
import { referencesIn } from './raw-references';
import { unrenderedDependencies, unrenderedReferences } from './unrendered';
import { definitionOf, resolveWithPaths } from '../rendered';

/** A reference of an element of a template to a resource, or a dependency on it. Both can be in different stacks. */
export interface Link {
  readonly from: CfnElement;
  readonly to: CfnResource;
  /** False for a dependency, which has no value. */
  readonly isReference: boolean;
}

/**
 * The references and dependencies between the resources of a stage or a stack, each found when it is asked for. Create it at synthesis, after
 * aspects.
 *
 * References are found by their tokens, which name the construct that they refer to. This works before the CDK resolves references between
 * stacks, and shows through parameters and outputs of nested stacks.
 */
export class References {
  /** The elements of all templates, in the order of the tree. */
  public readonly elements: readonly CfnElement[];

  private readonly all: ReadonlySet<unknown>;
  private byPath?: ReadonlyMap<string, CfnElement>;
  private readonly byLogicalId = new Map<Stack, ReadonlyMap<string, CfnElement>>();
  private readonly byStack = new Map<Stack, CfnElement[]>();
  private readonly nested = new Map<CfnResource, Stack>();
  private readonly links = new Map<CfnElement, readonly Link[]>();
  private readonly dependencies = new Map<IConstruct, readonly CfnResource[]>();

  /**
   * @param root the stage, or a stack, outside of which nothing is then found
   * @param isRendered true to look at each element as in its template, which takes longer and differs for few apps
   */
  constructor(root: IConstruct, private readonly isRendered = false) {
    const elements: CfnElement[] = [];
    const visit = (construct: IConstruct) => {
      if (CfnElement.isCfnElement(construct)) {
        elements.push(construct);
        this.elementsIn(construct.stack).push(construct);
      } else if (Stack.isStack(construct) && construct.nestedStackResource) {
        this.nested.set(construct.nestedStackResource as CfnResource, construct);
      }
      // Without those of stages in it.
      construct.node.children.forEach((child) => Stage.isStage(child) || visit(child));
    };
    visit(root);
    this.elements = elements;
    this.all = new Set(elements);
  }

  /** Indicates whether an element is one of those that this looks at. */
  public contain(element: CfnElement | undefined): element is CfnResource {
    return CfnResource.isCfnResource(element) && this.all.has(element);
  }

  /**
   * Returns whether no links lead from some resources into a circle. Does not know for nested stacks, which are resources with the links of what they
   * contain: it then returns false.
   */
  public lackCirclesFrom(resources: readonly CfnResource[]): boolean {
    const finished = new Set<CfnElement>();
    const open = new Set<CfnElement>();
    // What remains to be visited: a resource, and below it, that all which it leads to have been visited.
    const pending: { readonly element: CfnElement; readonly isDone?: true }[] = resources.map((element) => ({ element }));
    for (let next = pending.pop(); next && this.nested.size === 0; next = pending.pop()) {
      const { element, isDone } = next;
      if (isDone) {
        open.delete(element);
        finished.add(element);
      } else if (open.has(element)) {
        return false;
      } else if (!finished.has(element)) {
        open.add(element);
        pending.push({ element, isDone: true });
        this.linksOf(element).forEach(({ to }) => pending.push({ element: to }));
      }
    }
    return this.nested.size === 0;
  }

  /** Returns what an element refers to and depends on, in its own stack and in others. */
  public linksOf(element: CfnElement): readonly Link[] {
    const known = this.links.get(element);
    if (known) {
      return known;
    }
    const references = this.isRendered ? undefined : unrenderedReferences(element);
    const links = references
      ? [...this.linksTo(references, element, true), ...this.linksTo(unrenderedDependencies(element as CfnResource), element, false)]
      : this.renderedLinksOf(element);
    this.links.set(element, links);
    return links;
  }

  /** Returns the links of an element as in its template. */
  private renderedLinksOf(element: CfnElement): Link[] {
    const { DependsOn: dependencies, ...rest } = definitionOf(element);
    return [...this.linksTo(referencesIn(rest), element, true), ...this.linksTo([dependencies].flat(), element, false)];
  }

  private linksTo(ids: Iterable<unknown>, from: CfnElement, isReference: boolean): Link[] {
    return this.named([...ids], from.stack).map((to) => ({ from, to, isReference }));
  }

  /** Forgets the links of elements that have changed. */
  public forgetLinksOf(elements: readonly CfnElement[]): void {
    elements.forEach((element) => this.links.delete(element));
  }

  /** Returns the resources that a construct depends on, with all resources in it, because the construct itself was made dependent. */
  public dependenciesOf(scope: IConstruct): readonly CfnResource[] {
    const known = this.dependencies.get(scope) ?? dependenciesOf(scope).flatMap(resourcesBelow);
    this.dependencies.set(scope, known);
    return known;
  }

  /**
   * Returns the resources on the shortest path of links between two resources, without these two; undefined if there is no path.
   *
   * @param from the dependent resource
   * @param to the resource to look for
   */
  public between(from: CfnResource, to: CfnResource): CfnResource[] | undefined {
    const before = new Map<CfnResource, CfnResource>();
    const seen = new Set([from]);
    // Visits the resources that are added meanwhile too.
    for (const next of seen) {
      const targets = this.linksOf(next).map((link) => link.to);
      if (targets.includes(to)) {
        return pathTo(next, from, before);
      }
      targets.filter((target) => !seen.has(target)).forEach((target) => {
        seen.add(target);
        before.set(target, next);
      });
    }
    return undefined;
  }

  /** Returns the resources that a value of a stack refers to. */
  public targetsOf(value: unknown, stack: Stack): CfnResource[] {
    return this.resourcesIn(resolveWithPaths(value, stack), stack);
  }

  /** Returns the resources that a rendered value refers to. */
  public resourcesIn(value: unknown, stack: Stack): CfnResource[] {
    return this.named(referencesIn(value), stack);
  }

  /** Returns all resources and other elements of a stack, including those of its nested stacks. */
  public contentsOf(stack: Stack): readonly CfnElement[] {
    return this.elementsIn(stack).flatMap((element) => {
      const inner = this.nestedStackOf(element);
      return inner ? [element, ...this.contentsOf(inner)] : [element];
    });
  }

  /** Returns the nested stack that a resource stands for. */
  public nestedStackOf(element: CfnElement): Stack | undefined {
    return this.nested.get(element as CfnResource);
  }

  private elementsIn(stack: Stack): CfnElement[] {
    const elements = this.byStack.get(stack) ?? [];
    this.byStack.set(stack, elements);
    return elements;
  }

  /** Returns the resources that elements, paths and logical IDs mean. */
  private named(ids: readonly unknown[], stack: Stack): CfnResource[] {
    const found = ids.filter((id) => !isPseudoParameter(id))
      .map((id) => this.elementOf(id, stack));
    return [...new Set(found)].filter((element): element is CfnResource => CfnResource.isCfnResource(element));
  }

  private elementOf(id: unknown, stack: Stack): unknown {
    if (typeof id === 'object' && CfnElement.isCfnElement(id)) {
      // Another element can have taken the place of one that was removed.
      return this.all.has(id) ? id : this.withPath(id.node.path);
    }
    return this.withPath(id as string) ?? this.withLogicalId(id as string, stack);
  }

  private withPath(path: string): CfnElement | undefined {
    this.byPath ??= new Map(this.elements.map((element) => [element.node.path, element]));
    return this.byPath.get(path);
  }

  private withLogicalId(id: string, stack: Stack): CfnElement | undefined {
    const known = this.byLogicalId.get(stack)
      ?? new Map(this.elementsIn(stack).map((element) => [stack.resolve(element.logicalId) as string, element]));
    this.byLogicalId.set(stack, known);
    return known.get(id);
  }
}

/** Returns the resources from a resource, without it, to another one, of which each has the one that led to it. */
function pathTo(end: CfnResource, from: CfnResource, before: ReadonlyMap<CfnResource, CfnResource>): CfnResource[] {
  const path: CfnResource[] = [];
  for (let resource = end; resource !== from; resource = before.get(resource)!) {
    path.unshift(resource);
  }
  return path;
}

function isPseudoParameter(id: unknown): boolean {
  return typeof id === 'string' && id.startsWith('AWS::');
}

/** Returns the constructs that a construct depends on. Ignores errors, which the CDK reports. */
function dependenciesOf(scope: IConstruct): IConstruct[] {
  try {
    return scope.node.dependencies.flatMap((dependency) => Dependable.of(dependency).dependencyRoots);
  } catch {
    return [];
  }
}

function resourcesBelow(construct: IConstruct): CfnResource[] {
  return construct.node.findAll().filter((each): each is CfnResource => CfnResource.isCfnResource(each));
}
