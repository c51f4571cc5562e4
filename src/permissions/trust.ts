import { Stack, Token, aws_iam as iam } from 'aws-cdk-lib';
import { glob } from './read-access';
import { renderedProperty } from '../private/dependencies/unrendered';

/** The service that assumes execution roles. @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html */
const SERVICE = 'sagemaker.amazonaws.com';

/** Returns why SageMaker cannot assume a role; undefined if it can, or if the role does not show it. */
export function whyNotAssumable(role: iam.IRole): string | undefined {
  if (isServiceLinked(role.roleArn)) {
    return `'${role.roleArn}' is a service-linked role, which only its own service can assume`;
  }
  return isTrustMissing(role) ? `the trust policy of role '${role.node.path}' does not allow ${SERVICE} to assume it` : undefined;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html */
function isServiceLinked(roleArn: string): boolean {
  return /:role\/aws-service-role\//.test(roleArn);
}

function isTrustMissing(role: iam.IRole): boolean {
  const { assumeRolePolicy: policy } = role as Partial<iam.Role>;
  if (!policy || typeof policy.toJSON !== 'function') {
    return false;
  }
  // Overrides can replace the policy of the role.
  const resource = role.node.defaultChild;
  const document = resource && iam.CfnRole.isCfnRole(resource) ? renderedProperty(resource, 'AssumeRolePolicyDocument') : policy.toJSON();
  const { Statement: statements = [] } = Stack.of(role).resolve(document) ?? {};
  return Array.isArray(statements) && !statements.some((statement) => mayTrust(statement));
}

/** Returns whether a statement allows SageMaker to assume the role, or may do so. Conditions are not considered. */
function mayTrust({ Effect, Principal, NotPrincipal, Action }: { readonly [key: string]: any }): boolean {
  const services = listOf(Principal?.Service);
  return Effect === 'Allow' && listOf(Action ?? '*').some(mayBeAssumeRole)
    && (NotPrincipal !== undefined || listOf(Principal?.AWS ?? Principal).includes('*') || Token.isUnresolved(Principal) || services.some((service) => typeof service !== 'string' || service === SERVICE));
}

function mayBeAssumeRole(action: unknown): boolean {
  return typeof action !== 'string' || glob(action.toLowerCase()).test('sts:assumerole');
}

function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
