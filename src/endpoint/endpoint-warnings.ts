import type { IConstruct } from 'constructs';
import { warnOfReservedGpus } from './components/reserved-gpus';
import type { AutoRollback } from './deployment/auto-rollback';
import { warnOfTimes } from './deployment/deployment-warnings';
import type { VariantPropertyRetention } from './deployment/variant-property-retention';
import type { EndpointProps } from './endpoint-props';
import type { EndpointVariants } from './variants/endpoint-variants';
import { warnOfVariantNames } from './variants/variant-names';
import { isDefinedConfig } from '../endpoint-config/endpoint-config-base';
import type { InstanceVariantDefinition } from '../endpoint-config/variants/instance-variant';
import type { Variants } from '../endpoint-config/variants/variant-set';
import { isUnknown } from '../private/checks';
import { warnOfReplacement } from '../private/replacement';
import { warn } from '../private/warnings';

/** Warns about settings of the complete app that are valid but probably unintended. */
export function warnOfEndpoint(endpoint: IConstruct, props: EndpointProps, rollback: AutoRollback, variants: EndpointVariants): void {
  if (isDefinedConfig(props.endpointConfig)) {
    warnOfReplacement(endpoint, 'endpoint configuration', props.endpointConfig);
  }
  warnOfRollback(endpoint, props, rollback);
  warnOfTimes(endpoint, props.deploymentStrategy, rollback);
  warnOfStrategy(endpoint, props, variants.known());
  warnOfRetention(endpoint, variants.retention(props.variantPropertyRetention), variants);
  warnOfVariantNames(endpoint, variants);
  warnOfReservedGpus(endpoint, variants.known()?.instance ?? [], variants.namedComponents());
}

function warnOfRollback(endpoint: IConstruct, { deploymentStrategy, retainDeploymentConfig }: EndpointProps, { alarms }: AutoRollback): void {
  if (deploymentStrategy && alarms.length === 0) {
    warn(endpoint, 'noAutoRollbackAlarms', 'deploymentStrategy is set without alarms, so failed deployments are not rolled back; '
      + 'set autoRollbackAlarms, or call addAutoRollbackAlarms with the critical alarms of addRecommendedAlarms');
  }
  if (!deploymentStrategy && !retainDeploymentConfig && alarms.length > 0) {
    warn(endpoint, 'autoRollbackWithoutStrategy', 'the endpoint has rollback alarms without a deploymentStrategy, which AWS does not document; '
      + 'set deploymentStrategy, such as DeploymentStrategy.blueGreen()');
  }
  if (retainDeploymentConfig && (deploymentStrategy || alarms.length > 0)) {
    warn(endpoint, 'retainedDeploymentConfig', 'retainDeploymentConfig reuses the last deployment configuration, so '
      + 'deploymentStrategy and rollback alarms may have no effect; omit either retainDeploymentConfig or both of these');
  }
}

function warnOfStrategy(endpoint: IConstruct, { deploymentStrategy }: EndpointProps, variants: Variants | undefined): void {
  if (!deploymentStrategy) {
    return;
  }
  if (variants?.serverless) {
    warn(endpoint, 'serverlessDeployment', 'AWS does not document deploymentStrategy with a serverless variant, whose traffic shifts all at once; omit it');
  }
  const instance = variants?.instance ?? [];
  if (instance.some(({ knownInstanceTypes }) => knownInstanceTypes.some((type) => type._family() === 'inf1'))) {
    warn(endpoint, 'deploymentInferentia1', 'deploymentStrategy has no effect on ml.inf1 instances, whose traffic shifts all at once; choose another instanceType');
  }
  instance.forEach((variant) => warnOfSize(endpoint, deploymentStrategy._size, variant));
}

/**
 * Warns about a size of more than half of the instances, which one instance always is, also in percent. Compares only where the instance count is
 * known and cannot change.
 */
function warnOfSize(
  endpoint: IConstruct, size: { readonly _isPercent: boolean; readonly _amount: number } | undefined, variant: InstanceVariantDefinition,
): void {
  const { knownInstanceCount: count, isAutoscaled, props: { variantName, managedInstanceScaling } } = variant;
  const mayChange = isAutoscaled || managedInstanceScaling !== undefined;
  if (!size || mayChange || isUnknown(count)) {
    return;
  }
  if (count === 1) {
    warn(endpoint, 'deploymentSize', `variant '${variantName}' has 1 instance, so the first step of deploymentStrategy is the whole fleet; use at least 2 instances`);
  } else if (!size._isPercent && !isUnknown(size._amount) && size._amount > count! / 2) {
    warn(endpoint, 'deploymentSize', `deploymentStrategy shifts ${size._amount} instances at a time, more than half of the ${count} instances of variant '${variantName}'; `
      + 'reduce the size, or use CapacitySize.percent');
  }
}

/**
 * Warns about instance counts that an update resets, unless the user chose to retain nothing.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-update.html
 */
function warnOfRetention(endpoint: IConstruct, retention: VariantPropertyRetention | undefined, variants: EndpointVariants): void {
  const autoscaled = variants.autoscaled();
  if (autoscaled.length > 0 && !retention?._keepsInstanceCount && !retention?._isNone) {
    const names = autoscaled.map((name) => `'${name}'`).join(', ');
    warn(endpoint, 'scalingWithoutRetention', `variant ${names} is autoscaled, but an update to a new configuration resets its instance count to the initial one; `
      + `set variantPropertyRetention to ${(variants.known()?.instance.length ?? 1) > 1
        ? 'VariantPropertyRetention.allExcept(VariantPropertyType.DESIRED_WEIGHT), or to VariantPropertyRetention.all() to also retain the current weights, so that '
          + 'changes to initialVariantWeight have no effect'
        : 'VariantPropertyRetention.all()'}`);
  }
}
