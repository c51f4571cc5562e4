import { CfnElement, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { Dependable, type IConstruct } from 'constructs';
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

  private readonly byPath: ReadonlyMap<string, CfnElement>;
  private readonly byLogicalId = new Map<Stack, ReadonlyMap<string, CfnElement>>();
  private readonly byStack = new Map<Stack, CfnElement[]>();
  private readonly nested = new Map<CfnResource, Stack>();
  private readonly links = new Map<CfnElement, readonly Link[]>();
  private readonly dependencies = new Map<IConstruct, readonly CfnResource[]>();

  /**
   * @param root the stage, or a stack, outside of which nothing is then found
   */
  constructor(root: IConstruct) {
    const elements: CfnElement[] = [];
    for (const construct of constructsOf(root)) {
      if (CfnElement.isCfnElement(construct)) {
        elements.push(construct);
        this.elementsIn(construct.stack).push(construct);
      } else if (Stack.isStack(construct) && construct.nestedStackResource) {
        this.nested.set(construct.nestedStackResource as CfnResource, construct);
      }
    }
    this.elements = elements;
    this.byPath = new Map(elements.map((element) => [element.node.path, element]));
  }

  /**
   * Returns what an element refers to and depends on, in its own stack and in others.
   *
   * @param definition the definition of the element, if it has been rendered already
   */
  public linksOf(element: CfnElement, definition?: Record<string, any>): readonly Link[] {
    const known = this.links.get(element);
    if (known) {
      return known;
    }
    const { DependsOn: dependencies, ...rest } = definition ?? definitionOf(element);
    const links = [
      ...this.resourcesIn(rest, element.stack).map((to) => ({ from: element, to, isReference: true })),
      ...this.named([dependencies].flat(), element.stack).map((to) => ({ from: element, to, isReference: false })),
    ];
    this.links.set(element, links);
    return links;
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

  private named(ids: readonly unknown[], stack: Stack): CfnResource[] {
    const found = ids.map((id) => this.byPath.get(id as string) ?? this.withLogicalId(id as string, stack));
    return [...new Set(found)].filter((element): element is CfnResource => CfnResource.isCfnResource(element));
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

/** Returns the IDs that a part of a template refers to. Ignores what has another form than CloudFormation allows. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(referencesIn);
  }
  return isObject(value) ? Object.entries(value).flatMap(([key, inner]) => referencesOf(key, inner)) : [];
}

function referencesOf(key: string, value: unknown): string[] {
  const name = Array.isArray(value) ? value[0] : value;
  if (typeof name === 'string') {
    switch (key) {
      case 'Ref':
        return Array.isArray(value) ? [] : [name];
      case 'Fn::GetAtt':
        return [Array.isArray(value) ? name : name.split('.')[0], ...referencesIn(value)];
      case 'Fn::Sub':
        return [...substituted(name, Array.isArray(value) ? value[1] : undefined), ...referencesIn(value)];
      default:
    }
  }
  return referencesIn(value);
}

function substituted(text: string, variables: unknown): string[] {
  const names = [...text.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].map(([, id]) => id.trim());
  return names.filter((name) => !isObject(variables) || !(name in variables));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Returns the constructs of a stage, without those of stages in it. */
function* constructsOf(root: IConstruct): Generator<IConstruct> {
  const pending = [root];
  for (let next = pending.pop(); next; next = pending.pop()) {
    yield next;
    pending.push(...next.node.children.filter((child) => !Stage.isStage(child)).reverse());
  }
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
