import { Reference, Stack, Token, Tokenization, aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { BUCKET, hasShape } from '../private/shapes';

/** The action to read an object, in lower case. */
const READ = 's3:getobject';

/** The part of a policy statement that allows something. */
interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
}

/** A bucket and the beginning of the keys of objects in it. */
interface Place {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Returns whether a role of this app is known to have no permission to read what an Amazon S3 URI refers to. The permissions of a role that
 * is defined elsewhere, or that has managed policies, are not known.
 *
 * @param user the construct that the role is used by, whose policies are searched first
 */
export function cannotRead(role: iam.IRole, user: IConstruct, uri: string): boolean {
  const resource = role.node.defaultChild;
  const place = placeOf(uri);
  if (!resource || !iam.CfnRole.isCfnRole(resource) || isUnknownBucket(place.bucket) || hasManagedPolicies(resource)) {
    return false;
  }
  const roleName = resource.ref;
  // Searches the whole app last, because policies are rarely far from the role.
  const scopes = [() => role.node.findAll(), () => user.node.findAll(), () => user.node.root.node.findAll()];
  return !scopes.some((scope) => scope().some((construct) => allows(construct, resource, roleName, place)));
}

function hasManagedPolicies(role: iam.CfnRole): boolean {
  const arns = Stack.of(role).resolve(role.managedPolicyArns);
  return arns !== undefined && !(Array.isArray(arns) && arns.length === 0);
}

/**
 * Returns whether a construct is a policy that allows the role to read the place. A managed policy of the role counts as one, and the principals of
 * the policy of a bucket are not compared.
 */
function allows(construct: IConstruct, role: iam.CfnRole, roleName: string, place: Place): boolean {
  if (construct === role) {
    const { policies } = role;
    return Array.isArray(policies) && policies.some((policy) => documentAllows((policy as iam.CfnRole.PolicyProperty).policyDocument, place));
  }
  if (iam.CfnManagedPolicy.isCfnManagedPolicy(construct)) {
    return isAttached(construct, construct.roles, roleName);
  }
  if (s3.CfnBucketPolicy.isCfnBucketPolicy(construct)) {
    return documentAllows(construct.policyDocument, place);
  }
  return iam.CfnPolicy.isCfnPolicy(construct) && isAttached(construct, construct.roles, roleName) && documentAllows(construct.policyDocument, place);
}

function isAttached(policy: IConstruct, roles: readonly string[] | undefined, roleName: string): boolean {
  const stack = Stack.of(policy);
  const wanted = JSON.stringify(stack.resolve(roleName));
  const attached = stack.resolve(roles);
  return Array.isArray(attached) && attached.some((name) => JSON.stringify(name) === wanted);
}

function documentAllows(document: any, place: Place): boolean {
  const { Statement } = typeof document?.toJSON === 'function' ? document.toJSON() ?? {} : document ?? {};
  return listOf(Statement ?? []).some((statement) => statementAllows(statement as Statement, place));
}

function statementAllows({ Effect, Action, Resource }: Statement, place: Place): boolean {
  return Effect === 'Allow'
    && listOf(Action ?? '*').some((action) => isPattern(action) && glob(action.toLowerCase()).test(READ))
    && listOf(Resource ?? '*').some((resource) => typeof resource !== 'string' || covers(resource, place));
}

function isPattern(value: unknown): value is string {
  return typeof value === 'string';
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Splits `s3://bucket/key`. */
function placeOf(uri: string): Place {
  const [bucket, ...key] = uri.replace('s3://', '').split('/');
  return { bucket, key: key.join('/') };
}

/** Returns whether the ARN of a statement covers objects of a place. An ARN that is not known counts as one that does. */
function covers(arn: string, { bucket, key }: Place): boolean {
  const [name, ...rest] = arn.split(':::').pop()!.split('/');
  const pattern = rest.join('/');
  if (name === '*' && rest.length === 0) {
    return true;
  }
  // Tests keys below the place too, because a URI can be a prefix.
  const keys = [key, `${key}x`, `${key.replace(/\/$/, '')}/x`];
  return isSameBucket(name, bucket) && rest.length > 0
    && (Token.isUnresolved(pattern) || Token.isUnresolved(key) || keys.some((each) => glob(pattern).test(each)));
}

function isSameBucket(pattern: string, bucket: string): boolean {
  if (isUnknownBucket(pattern)) {
    return true;
  }
  const names = namesOf(bucket);
  return namesOf(pattern).some((one) => names.some((other) => one === other || (typeof one === 'string' && typeof other === 'string' && glob(one).test(other))));
}

/** Returns the resources that a bucket name or ARN refers to, and its name if it is known at synthesis. */
function namesOf(bucket: string): unknown[] {
  if (!Token.isUnresolved(bucket)) {
    return [bucket];
  }
  return bucketsIn(bucket).flatMap((resource) => [resource, ...Token.isUnresolved(resource.bucketName) ? [] : [resource.bucketName ?? resource]]);
}

/** Returns whether a string is a token that does not refer to a bucket of the app. */
function isUnknownBucket(bucket: string): boolean {
  return Token.isUnresolved(bucket) && bucketsIn(bucket).length === 0;
}

/** Returns the bucket of the app that a name refers to; undefined if the name does not refer to a bucket that is defined with its L2 construct. */
export function bucketNamed(name: string): s3.IBucket | undefined {
  const resource = Tokenization.reverseString(name).length === 1 ? bucketsIn(name)[0] : undefined;
  const bucket = resource?.node.scope;
  return bucket?.node.defaultChild === resource && hasShape(bucket, BUCKET) ? bucket as unknown as s3.IBucket : undefined;
}

function bucketsIn(bucket: string): s3.CfnBucket[] {
  return Tokenization.reverseString(bucket).tokens
    .flatMap((token) => Reference.isReference(token) && s3.CfnBucket.isCfnBucket(token.target) ? [token.target] : []);
}

/** Returns the expression for a pattern of a policy. */
export function glob(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`, 's');
}
