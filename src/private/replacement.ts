import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { topOf } from './leads-to';
import { warn } from './warnings';

/**
 * Warns about a resource of another stack whose name is generated, and which each change replaces. A stack that uses the name imports it, and
 * CloudFormation does not change an export that another stack imports: the first deployment succeeds, and no later one. Nested stacks are not
 * affected, because they receive the name as a parameter.
 *
 * @param what the noun for the resource, such as "model"
 */
export function warnOfReplacement(user: IConstruct, what: string, used: IConstruct): void {
  const own = outermostStack(user);
  const other = outermostStack(used);
  if (own !== other) {
    warn(user, 'replacedInOtherStack', `${what} '${used.node.path}' is in stack '${other.node.path}'; each change replaces it, which CloudFormation cannot do while `
      + `stack '${own.node.path}' uses its name; define it in that stack, or in a nested stack of it`);
  }
}

/** Returns the stack that is deployed by itself: the stack of a construct, or the one that this is nested in. */
export function outermostStack(construct: IConstruct): Stack {
  return topOf(Stack.of(construct));
}
