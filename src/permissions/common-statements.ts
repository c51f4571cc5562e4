import { Stack, Token, aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { NETWORK_ACTIONS } from './ec2';
import { SIGN_IN_ACTIONS } from './ecr';
import { logGroupsArn, LOG_ACTIONS, METRIC_ACTIONS } from './execution-role';
import { KeptOn } from '../private/kept-on';

/** The results of adding statements to the own policies of roles, by statement. */
const ADDED = new KeptOn((_role: iam.IRole) => new Map<string, iam.AddToPrincipalPolicyResult>());

/**
 * Adds a statement that is equal for the models of all stacks to the role's own policy, once. Returns undefined for other statements, and if
 * the role's own policy is not the right place: the role is imported, or its stack has another region, and therefore other log groups.
 *
 * The statement names no resource of the stack that requires it, so the role's stack does not depend on that stack.
 */
export function addToOwnPolicy(scope: IConstruct, role: iam.IRole, statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult | undefined {
  const isDefined = iam.Role.isRole(role) || role instanceof iam.LazyRole;
  if (!isDefined || Stack.of(role).environment !== Stack.of(scope).environment || !isCommon(statement, logGroupsArn(Stack.of(scope)))) {
    return undefined;
  }
  const added = ADDED.of(role);
  const key = JSON.stringify(statement.toStatementJson());
  const result = added.get(key) ?? role.addToPrincipalPolicy(statement);
  added.set(key, result);
  return result;
}

/** Returns whether a statement is one that the models of each stack require in the same way. */
function isCommon({ effect, actions, resources, conditions }: iam.PolicyStatement, logGroups: string): boolean {
  const [resource, ...others] = resources;
  return effect === iam.Effect.ALLOW && others.length === 0
    && (isOf(resource, '*', actions, [METRIC_ACTIONS, NETWORK_ACTIONS, SIGN_IN_ACTIONS]) || isOf(resource, logGroups, actions, [LOG_ACTIONS]))
    && !Token.isUnresolved(JSON.stringify(conditions));
}

function isOf(resource: string, expected: string, actions: readonly string[], lists: readonly string[][]): boolean {
  return resource === expected && actions.length > 0 && lists.some((list) => actions.every((action) => list.includes(action)));
}
