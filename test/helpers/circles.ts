import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IConstruct } from 'constructs';

/** The circular dependencies in the template of a stack, each as the logical IDs on its way. CloudFormation refuses such a template. */
export function circlesIn(scope: IConstruct): string[][] {
  const { Resources = {} } = Template.fromStack(Stack.of(scope)).toJSON();
  const namesOf = (resource: unknown): string[] => [...new Set(namesIn(resource))].filter((name) => name in Resources);
  const next = new Map(Object.entries<any>(Resources).map(([id, resource]) => [id, namesOf(resource)]));
  const done = new Set<string>();
  const circles: string[][] = [];
  const walk = (id: string, way: string[]): void => {
    if (way.includes(id)) {
      circles.push([...way.slice(way.indexOf(id)), id]);
    } else if (!done.has(id)) {
      next.get(id)!.forEach((each) => walk(each, [...way, id]));
      done.add(id);
    }
  };
  next.forEach((_names, id) => walk(id, []));
  return circles;
}

function namesIn(value: any): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(namesIn);
  }
  return typeof value !== 'object' || value === null ? [] : Object.entries<any>(value).flatMap(([key, inner]) => {
    switch (key) {
      case 'Ref': return [inner];
      case 'Fn::GetAtt': return [[inner].flat()[0].split('.')[0]];
      case 'DependsOn': return [inner].flat();
      default: return namesIn(inner);
    }
  });
}
