import { Stack, Token, TokenComparison, type aws_iam as iam } from 'aws-cdk-lib';
import { Dependable, type IConstruct, type IDependable } from 'constructs';

/**
 * Makes a resource depend on a grant, which is in the policy of a bucket if the policy of the role cannot be changed.
 *
 * The resource does not depend on the policy of a bucket in another account. That policy refers to the role, so the dependency would be circular.
 */
export function waitForGrant(resource: IConstruct, grant: iam.Grant): void {
  const dependable = new WithinAccount(resource, grant);
  resource.node.addDependency(dependable);
  WAITING.set(resource, [...WAITING.get(resource) ?? [], dependable]);
}

/** The grants that each resource waits for. */
const WAITING = new WeakMap<IConstruct, readonly IDependable[]>();

/** Returns the constructs that a resource depends on because of grants, at synthesis. */
export function grantsAwaitedBy(resource: IConstruct): ReadonlySet<IConstruct> {
  return new Set((WAITING.get(resource) ?? []).flatMap((dependable) => Dependable.of(dependable).dependencyRoots));
}

/** Determines the dependencies at synthesis, because the policy of a role can be created last. */
class WithinAccount implements IDependable {
  constructor(resource: IConstruct, grant: iam.Grant) {
    const own = Stack.of(resource).account;
    const isOwn = (root: IConstruct) => Token.compareStrings(Stack.of(root).account, own) !== TokenComparison.DIFFERENT;
    Dependable.implement(this, {
      get dependencyRoots() {
        return rootsOf(grant).filter(isOwn);
      },
    });
  }
}

/**
 * Returns the dependencies of a grant. For a statement in the policy of a repository or key, there are none: the policy is part of that
 * resource, which is referred to anyway. The CDK throws in this case, because the dependency is a policy document and not a construct.
 */
function rootsOf(grant: iam.Grant): IConstruct[] {
  try {
    return Dependable.of(grant).dependencyRoots;
  } catch {
    return [];
  }
}
