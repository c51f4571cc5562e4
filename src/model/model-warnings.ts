import { Stack, Token, TokenComparison, type aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { BoundContainerDefinition } from './container-definition';
import { warn } from '../private/warnings';

/** Warns of a role of another account, because a role can be passed to SageMaker only in its own account. */
export function warnOfForeignRole(scope: IConstruct, role: iam.IRole): void {
  const own = Stack.of(scope).account;
  if (role.principalAccount !== undefined && Token.compareStrings(role.principalAccount, own) === TokenComparison.DIFFERENT) {
    warn(scope, 'roleOfOtherAccount', `role is of account ${role.principalAccount}, but only a role of account ${own} can be passed on to SageMaker here; `
      + 'use one, and let it assume the other where its permissions are needed');
  }
}

/** Warns of settings of the finished model that are valid but probably unintended. */
export function warnOfModel(scope: IConstruct, containers: readonly BoundContainerDefinition[], direct: boolean): void {
  const [only] = containers;
  if (containers.length === 1 && only.definition.containerHostname !== undefined && !direct) {
    warn(scope, 'containerHostnameIgnored', 'containerHostname of the only container is ignored; leave it out');
  }
  if (direct && containers.some((container) => container.definition.mode?._isMultiModel)) {
    warn(scope, 'directMultiModel', 'inferenceExecutionMode DIRECT is not known to work with a multi-model container; give that a model of its own');
  }
}
