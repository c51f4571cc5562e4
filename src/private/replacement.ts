import { Token, TokenComparison } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { outermostStack } from './nested-stacks';
import { warn } from './warnings';

/**
 * Warns about a resource of another stack whose name or ARN is generated, and which each change replaces. A stack that uses it imports it, and
 * CloudFormation does not change an export that another stack imports: the first deployment succeeds, and no later one. A weak reference does not
 * keep the resource either. Nested stacks are not affected, because they receive the name as a parameter. Stacks in other accounts and regions
 * cannot import it at all, which other checks report.
 *
 * @param what the noun for the resource, such as "model"
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
 */
export function warnOfReplacement(user: IConstruct, what: string, used: IConstruct): void {
  const own = outermostStack(user);
  const other = outermostStack(used);
  const isElsewhere = (part: 'account' | 'region') => Token.compareStrings(own[part], other[part]) === TokenComparison.DIFFERENT;
  if (own !== other && !isElsewhere('account') && !isElsewhere('region')) {
    warn(user, 'replacedInOtherStack', `${what} '${used.node.path}' is in stack '${other.node.path}'; each change replaces it, which CloudFormation cannot do while `
      + `stack '${own.node.path}' refers to it; define it in that stack or in a nested stack of it, or import it`);
  }
}
