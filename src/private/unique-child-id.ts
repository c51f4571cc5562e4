import type { IConstruct } from 'constructs';

/** An id that no child of the scope has: the given one, or with a number. For constructs without a resource, whose id matters to nobody. */
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
