import { Stack, Token, TokenComparison, aws_iam as iam, type CfnResource } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { pathOf } from './inline-policy-size';
import { atSynth } from '../private/at-synth';
import { KeptOn } from '../private/kept-on';
import { OncePerSynth } from '../private/once-per-synth';
import { isSynthesized } from '../private/rendered';
import { warn } from '../private/warnings';

/** A policy in the template, and its name. */
interface NamedPolicy {
  readonly policyName: string;
  readonly resource: CfnResource;
}

/** The inline policies with literal names in an app, by the literal name of their role. */
const NAMED_POLICIES = new OncePerSynth<ReadonlyMap<string, readonly NamedPolicy[]>>((stage) => namedPoliciesIn(stage.node.root));

/** The names of the imported roles of a stack that are checked already. */
const CHECKED = new KeptOn((_stack: Stack) => new Set<string>());

/**
 * Warns at synthesis if several stacks import one role by its name, and attach policies with the same name to it. The CDK names the policy of an
 * import after its path in the stack, or as the user says. IAM keeps one inline policy of each name, so that the stack that is deployed last replaces
 * the policy of the other, and the one that is deleted first deletes it. Roles do not belong to a region, so only the account makes a difference.
 *
 * @param user the construct that requires permissions of the role
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
export function warnOfSharedPolicyName(user: Construct, role: iam.IRole): void {
  const stack = Stack.of(role);
  const { roleName } = role;
  if (typeof roleName !== 'string' || Token.isUnresolved(roleName) || CHECKED.of(stack).has(roleName)) {
    return;
  }
  CHECKED.of(stack).add(roleName);
  NAMED_POLICIES.announce(user);
  atSynth(user, () => {
    const policies = NAMED_POLICIES.atValidation(user).get(roleName) ?? [];
    policies.filter(({ resource }) => resource.stack === stack).forEach((own) => {
      const other = policies.find((each) => each.policyName === own.policyName && isInOtherStack(each.resource, own.resource));
      if (other) {
        warn(user, 'sharedPolicyName', `the policies '${pathOf(own.resource)}' and '${pathOf(other.resource)}' of role '${roleName}' are in different stacks and have `
          + `the same name, '${own.policyName}'; the stack that is deployed last replaces the policy of the other; import the role with another `
          + 'defaultPolicyName in each stack');
      }
    });
  });
}

/** Returns whether a policy is in another stack, but perhaps in the same account. */
function isInOtherStack({ stack }: CfnResource, { stack: own }: CfnResource): boolean {
  return stack !== own && Token.compareStrings(stack.account, own.account) !== TokenComparison.DIFFERENT;
}

function namedPoliciesIn(root: IConstruct): Map<string, NamedPolicy[]> {
  const found = new Map<string, NamedPolicy[]>();
  root.node.findAll().filter(isInlinePolicy).filter(isSynthesized).forEach((resource) => {
    const [policyName, ...roleNames] = namesOf(resource).filter((name) => typeof name === 'string');
    roleNames.forEach((name) => found.set(name, [...found.get(name) ?? [], { policyName, resource }]));
  });
  return found;
}

type InlinePolicy = iam.CfnPolicy | iam.CfnRolePolicy;

function isInlinePolicy(construct: IConstruct): construct is InlinePolicy {
  return iam.CfnPolicy.isCfnPolicy(construct) || iam.CfnRolePolicy.isCfnRolePolicy(construct);
}

/**
 * Returns the name of a policy, then those of its roles, as in the template; nothing if the name of the policy is not literal. Does not render the
 * document, because aspects can still change it in another stage.
 */
function namesOf(resource: InlinePolicy): string[] {
  const roleNames = iam.CfnPolicy.isCfnPolicy(resource) ? resource.roles : [resource.roleName];
  const names = [resource.policyName, roleNames].map((value) => resource.stack.resolve(value));
  return typeof names[0] === 'string' ? names.flat() : [];
}
