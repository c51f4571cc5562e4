import { CfnResource, type Stack } from 'aws-cdk-lib';

/** The dependencies between the resources of a stack. Create it at synthesis, after the complete tree has been prepared. */
export class References {
  private readonly resources: ReadonlyMap<string, CfnResource>;
  private readonly known = new Map<string, readonly string[]>();

  constructor(private readonly stack: Stack) {
    const all = stack.node.findAll().filter((construct): construct is CfnResource => CfnResource.isCfnResource(construct));
    this.resources = new Map(all.filter((resource) => resource.stack === stack).map((resource) => [stack.resolve(resource.logicalId), resource]));
  }

  /**
   * Returns the resources on the dependency path between two resources, without these two; undefined if there is no path.
   *
   * @param from the logical ID of the dependent resource
   * @param to the logical ID of the resource to look for
   */
  public between(from: string, to: string): CfnResource[] | undefined {
    const ways: string[][] = [[from]];
    const seen = new Set<string>();
    for (let way = ways.shift(); way; way = ways.shift()) {
      for (const next of this.of(way[way.length - 1])) {
        if (next === to) {
          return way.slice(1).map((id) => this.resources.get(id)!);
        }
        if (!seen.has(next) && this.resources.has(next)) {
          seen.add(next);
          ways.push([...way, next]);
        }
      }
    }
    return undefined;
  }

  private of(id: string): readonly string[] {
    const known = this.known.get(id) ?? referencesIn(this.rendered(id));
    this.known.set(id, known);
    return known;
  }

  /**
   * Returns the resource as the CDK renders it, through an internal method because there is no public one. If the CDK removes it, only
   * CloudFormation will detect some circular dependencies.
   */
  private rendered(id: string): unknown {
    const resource = this.resources.get(id) as { _toCloudFormation?(): object } | undefined;
    return this.stack.resolve(resource?._toCloudFormation?.());
  }
}

/** Returns the logical IDs that a template or a part of it refers to. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(referencesIn);
  }
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, inner]) => referencesOf(key, inner)) : [];
}

function referencesOf(key: string, value: unknown): string[] {
  switch (key) {
    case 'Ref':
      return [value as string];
    case 'Fn::GetAtt':
      return [(Array.isArray(value) ? value[0] : value as string).split('.')[0]];
    case 'DependsOn':
      return [value].flat() as string[];
    case 'Fn::Sub':
      return [...substituted(Array.isArray(value) ? value[0] : value as string), ...Array.isArray(value) ? referencesIn(value[1]) : []];
    default:
      return referencesIn(value);
  }
}

function substituted(text: string): string[] {
  return [...text.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].map(([, id]) => id.trim());
}
