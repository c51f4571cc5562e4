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
  const awaited = (resource as Waiting)[AWAITED];
  if (awaited) {
    awaited.push(dependable);
  } else {
    Object.defineProperty(resource, AWAITED, { value: [dependable] });
  }
}

/** The same symbol in each copy of the package, so that each knows the grants of the others. */
const AWAITED = Symbol.for('cdk-sagemaker-hosting.awaitedGrants');

/** A resource, with the grants that it waits for. */
type Waiting = IConstruct & { readonly [AWAITED]?: IDependable[] };

/** Returns the constructs that a resource depends on because of grants, at synthesis. */
export function grantsAwaitedBy(resource: IConstruct): ReadonlySet<IConstruct> {
  return new Set(((resource as Waiting)[AWAITED] ?? []).flatMap((dependable) => Dependable.of(dependable).dependencyRoots));
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
