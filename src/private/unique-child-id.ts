import type { IConstruct } from 'constructs';

/** Returns an ID that no child of the scope has: the specified ID, or the same ID with a number. */
export function uniqueChildId(scope: IConstruct, id: string): string {
  const taken = (candidate: string) => scope.node.tryFindChild(candidate) !== undefined;
  if (!taken(id)) {
    return id;
  }
  let number = 2;
  while (taken(`${id}${number}`)) {
    number += 1;
  }
  return `${id}${number}`;
}
