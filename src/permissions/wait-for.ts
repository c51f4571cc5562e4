import { Stack, Token, TokenComparison, type aws_iam as iam } from 'aws-cdk-lib';
import { Dependable, type IConstruct, type IDependable } from 'constructs';

/**
 * Makes a resource wait for a permission, also for one that ends up in the policy of a bucket because the role can't be changed.
 *
 * It does not wait for the policy of a bucket of another account: that names the role, so it comes after the role, and must not be waited
 * for by what has the role in its stack.
 */
export function waitForGrant(resource: IConstruct, grant: iam.Grant): void {
  resource.node.addDependency(new WithinAccount(resource, grant));
}

/** Finds what has to be waited for when it is asked, at synth: the policy of a role may come last. */
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
 * Returns what a grant wants to be waited for. A statement in the policy of a repository or key is part of that resource, which is referred
 * to anyway; the CDK then names a policy document as what to wait for, which is no construct, and throws.
 */
function rootsOf(grant: iam.Grant): IConstruct[] {
  try {
    return Dependable.of(grant).dependencyRoots;
  } catch {
    return [];
  }
}
