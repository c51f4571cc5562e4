import { Stack, Token, TokenComparison, type aws_iam as iam } from 'aws-cdk-lib';
import { Dependable, type IConstruct, type IDependable } from 'constructs';

/**
 * A resource is created when a permission is there: also one that ends up in the policy of a bucket because the role can't be changed.
 *
 * Not so where that bucket belongs to another account. Its policy names the role, so it comes after the role, and must not be waited for
 * by what has the role in its stack.
 */
export function waitForGrant(resource: IConstruct, grant: iam.Grant): void {
  resource.node.addDependency(new WithinAccount(resource, grant));
}

/** What has to be waited for is known at synth only: the policy of a role may come last. */
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
 * A statement in the policy of a repository or key is part of that resource, which is referred to anyway; the CDK then names a policy
 * document as what to wait for, which is no construct, and throws.
 */
function rootsOf(grant: iam.Grant): IConstruct[] {
  try {
    return Dependable.of(grant).dependencyRoots;
  } catch {
    return [];
  }
}
