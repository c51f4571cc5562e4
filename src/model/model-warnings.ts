import type { aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { BoundContainerDefinition } from './container-definition';
import { whyNotAssumable } from '../permissions/trust';
import { warn } from '../private/warnings';

/** Warns about a role that SageMaker cannot assume. The trust policy can change until synthesis. */
export function warnOfUntrustedRole(scope: IConstruct, role: iam.IRole): void {
  const reason = whyNotAssumable(role);
  if (reason) {
    warn(scope, 'roleNotAssumable', `SageMaker cannot assume role, because ${reason}; specify a role with assumedBy `
      + "new iam.ServicePrincipal('sagemaker.amazonaws.com'), or omit role");
  }
}

/** Warns about settings of the complete model that are valid but probably unintended. */
export function warnOfModel(scope: IConstruct, containers: readonly BoundContainerDefinition[], direct: boolean): void {
  const [only] = containers;
  if (containers.length === 1 && only.definition.containerHostname !== undefined && !direct) {
    warn(scope, 'containerHostnameIgnored', 'containerHostname has no effect on a model with 1 container; omit it');
  }
  if (direct && containers.some((container) => container.definition.mode?._isMultiModel)) {
    warn(scope, 'directMultiModel', 'AWS does not document inferenceExecutionMode DIRECT with a multi-model container; define a separate '
      + 'model for that container');
  }
}
