import {
  CfnResource, DefaultTokenResolver, Reference, Stack, Token, TokenComparison, Tokenization, aws_iam as iam, aws_sagemaker as sagemaker,
  type IPostProcessor, type IResolvable, type IResolveContext,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Check } from '../private/checks';
import { OncePerSynth } from '../private/once-per-synth';
import { isSynthesized } from '../private/rendered';

/**
 * The limit for all inline policies of a role together, in characters without whitespace. It cannot be increased.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_CHARACTERS = 10_240;

/** The number of policies that a message names, the largest ones. */
const NAMED = 5;

/** A document in the template, and the construct that has it. */
interface InlinePolicy {
  readonly construct: CfnResource;
  readonly document: unknown;
}

/** The inline policies that the templates of an app attach to each role. */
const INLINE_POLICIES = new OncePerSynth<ReadonlyMap<string, InlinePolicy[]>>(inlinePoliciesIn);

/** Prepares `inlinePoliciesCheck`. Must be called while the tree is built. */
export function prepareInlinePolicies(scope: IConstruct): void {
  INLINE_POLICIES.announce(scope);
}

/**
 * Checks the size of all inline policies of a role, those of the user included. A part that is known only at deployment counts with the fewest
 * characters that it can have, so that no role is refused that IAM accepts.
 *
 * @param scope the policy that reports the problem; other policies of the role that check it report nothing
 */
export function inlinePoliciesCheck(scope: IConstruct, role: iam.IRole): Check {
  const policies = (INLINE_POLICIES.of(scope).get(keyOf(Stack.of(scope), role.roleName)) ?? []).filter((policy) => isInAccountOf(scope, policy));
  const sizes = policies.map(({ construct, document }) => ({ path: pathOf(construct), size: sizeOf(Stack.of(construct), document) }));
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  if (total <= MAX_CHARACTERS) {
    return undefined;
  }
  const largest = [...sizes].sort((one, other) => other.size - one.size);
  const others = largest.length > NAMED ? [`${largest.length - NAMED} others`] : [];
  return `the inline policies of role '${role.node.path}' must have at most ${MAX_CHARACTERS} characters in total, got at least ${total}: `
    + `${[...largest.slice(0, NAMED).map(({ path, size }) => `'${path}' ${size}`), ...others].join(', ')}; use several roles, or specify `
    + 'role.withoutPolicyUpdates() and grant the permissions with managed policies';
}

/** Returns whether a policy can be in the account of a construct. Another account can have a role of the same name. */
function isInAccountOf(scope: IConstruct, { construct }: InlinePolicy): boolean {
  return Token.compareStrings(Stack.of(scope).account, Stack.of(construct).account) !== TokenComparison.DIFFERENT;
}

/** Returns the path of a policy as users write it, without the resource in it. */
export function pathOf({ node: { scope, path, id } }: IConstruct): string {
  return id === 'Resource' && scope ? scope.node.path : path;
}

function inlinePoliciesIn(root: IConstruct): Map<string, InlinePolicy[]> {
  const found = new Map<string, InlinePolicy[]>();
  const add = (construct: CfnResource, roleNames: string[], document: unknown) => rolesIn(Stack.of(construct), roleNames)
    .forEach((key) => found.set(key, [...found.get(key) ?? [], { construct, document }]));
  root.node.findAll().forEach((construct) => {
    if (!CfnResource.isCfnResource(construct) || !isSynthesized(construct)) {
      return;
    }
    if (iam.CfnPolicy.isCfnPolicy(construct)) {
      add(construct, construct.roles ?? [], construct.policyDocument);
    } else if (iam.CfnRolePolicy.isCfnRolePolicy(construct)) {
      add(construct, [construct.roleName], construct.policyDocument);
    } else if (iam.CfnRole.isCfnRole(construct)) {
      const policies = Tokenization.resolve(construct.policies, { scope: construct, resolver: new LeastText(), preparing: true });
      [policies ?? []].flat().forEach(({ policyDocument }: any) => add(construct, [construct.ref], policyDocument));
    }
  });
  return found;
}

/** Returns the keys of roles: the same for a role of this app wherever it is named. */
function rolesIn(stack: Stack, roleNames: string[]): string[] {
  return [Tokenization.resolve(roleNames, { scope: stack, resolver: new Identities(), preparing: true })].flat().map((key) => JSON.stringify(key));
}

function keyOf(stack: Stack, roleName: string): string {
  return rolesIn(stack, [roleName])[0];
}

/** Returns the fewest characters that a document can have. IAM ignores whitespace. */
function sizeOf(stack: Stack, document: unknown): number {
  const resolved = Tokenization.resolve(document, { scope: stack, resolver: new LeastText(), preparing: true });
  return JSON.stringify(leastOf(resolved))?.replace(/\s/g, '').length ?? 0;
}

/** Replaces references by the paths of what they refer to. */
class Identities extends DefaultTokenResolver {
  constructor() {
    super({ join: (left: unknown, right: unknown) => [left, right] });
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    return Reference.isReference(token) ? `${token.target.node.path}.${token.displayName}` : super.resolveToken(token, context, postProcessor);
  }
}

/** Replaces what is unknown until deployment by the shortest text that it can be. */
class LeastText extends DefaultTokenResolver {
  constructor() {
    super({ join: (left: unknown, right: unknown) => leastOf(left ?? '') as string + leastOf(right ?? '') });
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    return Reference.isReference(token) ? leastOfReference(token) : super.resolveToken(token, context, postProcessor);
  }
}

/**
 * Returns a text that is as short as the shortest value of a reference, but differs for each resource, because a document omits duplicates. The
 * shortest ARN is that of a bucket, `arn:aws:s3:::abc`. For an endpoint, `Ref` is its ARN; a name that CloudFormation generates ends with 12 random
 * characters.
 */
function leastOfReference({ target, displayName }: Reference): string {
  if (displayName === 'Arn') {
    return `arn:aws:${target.node.addr.slice(-8)}`;
  }
  return sagemaker.CfnEndpoint.isCfnEndpoint(target) && target.stack.resolve(target.endpointName) === undefined
    ? `arn:aws:sagemaker:us-east-1:123456789012:endpoint/${target.node.addr.slice(-8)}`
    : '';
}

/** The shortest values of pseudo parameters. */
const LEAST: Record<string, string> = {
  'AWS::AccountId': '123456789012', 'AWS::Partition': 'aws', 'AWS::Region': 'us-east-1', 'AWS::URLSuffix': 'c2s.ic.gov',
};

/** Returns a value with its intrinsic functions replaced. */
function leastOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(leastOf);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  // Only an intrinsic function has such a key.
  const [[key, inner] = []] = entries;
  if (key === 'Ref') {
    return LEAST[inner] ?? '';
  }
  if (key === 'Fn::Join') {
    const [delimiter, parts] = inner;
    return Array.isArray(parts) ? parts.map(leastOf).join(delimiter) : '';
  }
  if (key?.startsWith('Fn::')) {
    return '';
  }
  return Object.fromEntries(entries.map(([name, each]) => [name, leastOf(each)]));
}
